"""Checks of a shared library. Each check reports its diagnostics without executing any code of the library."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from workbench.contract.generated.layouts import Layout
from workbench.engine.loader import diagnostics, shared_symbols
from workbench.engine.loader.diagnostics import Diagnostic
from workbench.engine.loader.elf import managed, sanitizer_runtimes, sdk_layout, vtables
from workbench.engine.loader.elf.demangle import readable_symbol
from workbench.engine.loader.elf.facts import ElfFacts, NotElf, WrongMachine, read_elf
from workbench.engine.loader.elf.libraries import LibrarySearch, Needed
from workbench.engine.loader.elf.sdk_layout import LayoutMatch
from workbench.engine.loader.file_facts import FileFacts, file_facts
from workbench.engine.loader.scan import Candidate
from workbench.engine.loader.shared_symbols import Sharing

NAMES_SHOWN = 3

OTHER_MODULES = {
    "report module": ("AboutReport", "CreateReport", "DestroyReport", "GetReportApiVersion", "ITReportAbout"),
    "payment module": (
        "CreatePaymentProvider",
        "DestroyPaymentProvider",
        "GetPaymentApiVersion",
        "GetPaymentProviderDescriptor",
    ),
    "feeder module": ("create_feeder",),
}
"""Entry points of the other module kinds of the platform."""

_OLD_STRING_ABI = "_ZNK15PluginInterface11plugin_nameEv"
_OPERATOR = re.compile(r"_Z(?:nw|na|dl|da)")
# Placement forms do not allocate. Without optimisation every plugin that uses them exports them.
_PLACEMENT = re.compile(r"_Z(?:n[wa]mPv|d[la]PvS_)$")
_OPTIMISATION = re.compile(r" -O(\S*)")
_OLD_STRING = re.compile(r"^_ZNK?Ss")


@dataclass(frozen=True)
class InspectedLibrary:
    """A library under inspection. `origin` is the folder that $ORIGIN stands for. `runtimes` are the names of sanitizer
    runtimes that the server has loaded.
    """

    data: bytes = field(repr=False)
    facts: ElfFacts
    origin: Path
    search: LibrarySearch
    verdict: LayoutMatch
    tree: tuple[Needed, ...]
    runtimes: tuple[str, ...]


@dataclass(frozen=True)
class Inspection:
    """The diagnostics of the checks. The server does not load the plugin if one has the severity `refused`."""

    diagnostics: list[Diagnostic]
    layout: Layout | None = None
    facts: FileFacts | None = None
    """None for a file that is not a shared library."""
    neighbours: tuple[tuple[str, Path], ...] = ()
    """Name and path of the libraries in the plugin's folder that it needs, directly or indirectly."""
    libraries: tuple[Path, ...] = ()
    """Paths of all libraries that the plugin needs, directly or indirectly."""
    sharing: Sharing = shared_symbols.NOTHING


def inspect_library(
    candidate: Candidate, search: LibrarySearch, *, pinned: str = "", runtimes: tuple[str, ...] = ()
) -> Inspection:
    """Returns all diagnostics about a C++ plugin's file and its layout.

    `pinned` is the layout in the configuration. `runtimes` are the paths of the sanitizer runtimes that the server
    has loaded.
    """
    try:
        return _inspected(candidate, search, pinned, runtimes)
    except WrongMachine as error:
        return Inspection([diagnostics.MachineMismatch(f"{error}, the server is 64-bit x86-64")])
    except NotElf as error:
        return Inspection(list(_no_elf(candidate.data, str(error))))


def _inspected(candidate: Candidate, search: LibrarySearch, pinned: str, runtimes: tuple[str, ...]) -> Inspection:
    facts = read_elf(candidate.data)
    verdict = sdk_layout.identify(facts, candidate.data, pinned=pinned)
    origin = candidate.path.parent
    search = search.beside(runtimes)
    names = tuple(sanitizer_runtimes.short_name(Path(path).name) for path in runtimes)
    library = InspectedLibrary(candidate.data, facts, origin, search, verdict, search.tree(facts, origin), names)
    problems = [diagnostic for check in CHECKS for diagnostic in check(library)]
    if (other := _other_module(facts)) is not None:
        # A plugin's missing entry points are irrelevant for another kind of module.
        problems = [other]
    layout = None if verdict.problem else verdict.layout
    every = [needed for top in library.tree for needed in top.all()]
    neighbours = [(each.name, each.path) for each in every if each.path and each.path.is_relative_to(origin)]
    reported = file_facts(facts, candidate.data, library.tree, layout)
    libraries = tuple(needed.path for needed in every if needed.path is not None)
    shared = shared_symbols.sharing(facts, library.tree, search)
    return Inspection(problems, layout, reported, tuple(neighbours), libraries, shared)


def _no_elf(data: bytes, why: str) -> Iterator[Diagnostic]:
    if image := managed.image(data):
        yield diagnostics.ManagedRuntime(f"is {image}")
    yield diagnostics.MachineMismatch(f"{why}, but {image}" if image else why)


def loaded_runtimes() -> tuple[str, ...]:
    """Returns the paths of the sanitizer runtimes that this process has mapped."""
    mapped = Path("/proc/self/maps").read_text("utf-8", "replace").splitlines()
    paths = {line[line.index("/") :] for line in mapped if "/" in line}
    return tuple(sorted(path for path in paths if sanitizer_runtimes.kind_of(Path(path).name)))


def is_refused(diagnostics: list[Diagnostic]) -> bool:
    """Returns whether one of the diagnostics prevents loading the plugin."""
    return any(diagnostic.severity == "refused" for diagnostic in diagnostics)


def _other_module(facts: ElfFacts) -> Diagnostic | None:
    names = {symbol.name for symbol in facts.symbols if symbol.defined}
    if "CreatePlugin" in names:
        return None
    for kind, entry_points in OTHER_MODULES.items():
        found = [name for name in entry_points if any(_is_function(each, name) for each in names)]
        if found:
            return diagnostics.OtherModule(f"is a {kind} (it exports {', '.join(found)}), not a plugin")
    return None


def _is_function(symbol: str, name: str) -> bool:
    """Returns whether a symbol is a global function of this name, with or without extern "C"."""
    return symbol == name or symbol.startswith(f"_Z{len(name)}{name}")


def _entry_points(library: InspectedLibrary) -> Iterator[Diagnostic]:
    missing = [name for name in ("CreatePlugin", "DestroyPlugin") if not library.facts.exports(name)]
    if missing:
        yield diagnostics.EntryPointMissing(f"{' and '.join(missing)} not exported")
    elif library.verdict.unsure:
        yield diagnostics.LayoutUnknown(library.verdict.problem)
    elif library.verdict.problem:
        mismatch = diagnostics.KitMismatch if library.verdict.of_kit else diagnostics.ApiVersionMismatch
        yield mismatch(library.verdict.problem)
    elif library.verdict.doubt:
        yield diagnostics.LayoutAssumed(library.verdict.doubt)
    # The legacy layouts have no such entry point.
    if not missing and library.verdict.layout is sdk_layout.CURRENT and not library.facts.exports("AboutPlugin"):
        yield diagnostics.AboutMissing("AboutPlugin not exported")


def _string_abi(library: InspectedLibrary) -> Iterator[Diagnostic]:
    facts = library.facts
    named = any(symbol.name == _OLD_STRING_ABI for symbol in (*facts.symbols, *facts.own_symbols))
    # A stripped file still names the symbols that it needs from the C++ library. Here they use the old layout only.
    used = any(map(_OLD_STRING.match, facts.undefined)) and not any("__cxx11" in name for name in facts.undefined)
    if named or used:
        yield diagnostics.AbiMismatch("built with the old std::string layout (_GLIBCXX_USE_CXX11_ABI=0)")


def _type_information(library: InspectedLibrary) -> Iterator[Diagnostic]:
    sign = vtables.without_type_information(library.facts, library.data)
    if sign and not library.search.mentions(library.tree, vtables.PLUGIN_TYPE):
        yield diagnostics.AbiMismatch(f"built with -fno-rtti ({sign}). The server finds hooks and events by their type")


def _tables(library: InspectedLibrary) -> Iterator[Diagnostic]:
    if library.verdict.problem:
        return
    layout = library.verdict.layout
    expected = vtables.SLOTS if layout is sdk_layout.CURRENT else layout.slots
    owner = "the server's" if layout is sdk_layout.CURRENT else f"that of {layout.name}"
    for name, slots in vtables.base_tables(library.facts, expected).items():
        if slots != expected[name]:
            yield diagnostics.AbiMismatch(f"its {name} has {slots} virtual methods, {owner} has {expected[name]}")
    for class_ in vtables.plugin_classes(library.facts, library.data, expected):
        if not class_.fits:
            yield diagnostics.AbiMismatch(
                f"{class_.name} has {class_.words} words of virtual methods, "
                f"{' and '.join(class_.bases)} need at least {class_.least}"
            )


def _libraries(library: InspectedLibrary) -> Iterator[Diagnostic]:
    for needed in library.tree:
        for missing, way in needed.missing():
            if sanitizer_runtimes.kind_of(missing.name):
                # The sanitizer check reports a missing runtime: a search path would not help.
                continue
            through = f" (needed by {' needed by '.join(reversed(way[:-1]))})" if len(way) > 1 else ""
            yield diagnostics.Unresolved(f"needs {missing.name}, which is not found{through}: {missing.reason}")


def _symbols(library: InspectedLibrary) -> Iterator[Diagnostic]:
    """Yields undefined symbols. A missing library may define them, so the check then reports nothing."""
    found = {needed.name: needed.path for top in library.tree for needed in top.all()}
    if any(path is None and not sanitizer_runtimes.kind_of(name) for name, path in found.items()):
        return
    try:
        offers = [library.search.exports(path) for path in found.values() if path is not None]
        offers += [library.search.exports(path) for path in library.search.of_this_process()]
    except (NotElf, OSError) as error:
        yield diagnostics.Unresolved(f"cannot read a needed library: {error}")
        return
    missing = [name for name in library.facts.undefined if not any(name.encode() in offer.names for offer in offers)]
    if _missing_runtimes(library):
        missing = [name for name in missing if not sanitizer_runtimes.is_of_runtime(name)]
    if missing:
        shown = ", ".join(readable_symbol(name) for name in missing[:NAMES_SHOWN])
        yield diagnostics.Unresolved(f"undefined symbol{'s' if len(missing) > 1 else ''}: {shown}{_and_more(missing)}")


def _versions(library: InspectedLibrary) -> Iterator[Diagnostic]:
    paths = {needed.name: needed.path for top in library.tree for needed in top.all()}
    for name, version in library.facts.versions:
        path = paths.get(name)
        if path is None:
            continue
        offered = library.search.exports(path).versions
        if offered and version not in offered:
            family = version.partition("_")[0]
            newest = max((each for each in offered if each.startswith(f"{family}_")), key=_version_key, default="none")
            yield diagnostics.Unresolved(f"needs {version} of {name}, the newest version on this machine is {newest}")


def _version_key(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]


def _and_more(names: list[str]) -> str:
    return f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""


def _sanitizer(library: InspectedLibrary) -> Iterator[Diagnostic]:
    there = ", ".join(library.runtimes)
    why = f"and the server runs with {there} for another plugin" if there else "which the server process does not have"
    for what in _missing_runtimes(library):
        yield diagnostics.SanitizerMissing(f"needs {what}, {why}")


def _missing_runtimes(library: InspectedLibrary) -> list[str]:
    """Returns the missing runtimes. Without them the plugin's initialiser ends the process, or its calls do nothing."""
    named = {sanitizer_runtimes.kind_of(name): name for name in library.facts.needed}
    found = {needed.name for needed in library.tree if needed.path is not None}
    there = {sanitizer_runtimes.kind_of(name) for name in library.runtimes}
    missing = []
    for kind in sanitizer_runtimes.built_with(library.facts):
        if kind in named:
            good = {*library.runtimes} if kind in sanitizer_runtimes.FIRST else {*library.runtimes, *found}
            missing += [named[kind]] if named[kind] not in good else []
        # The other runtimes include UndefinedBehaviorSanitizer.
        elif kind not in there and not (kind == "ubsan" and there):
            missing.append(f"the runtime of {sanitizer_runtimes.NAMES[kind]} (unnamed, as built by clang)")
    return missing


def _debug(library: InspectedLibrary) -> Iterator[Diagnostic]:
    signs = ["contains debug information"] if library.facts.has_debug_sections else []
    # Only GCC writes its flags into the debug information.
    gcc = [producer for producer in library.facts.producers if producer.startswith("GNU C")]
    if any(_unoptimised(producer) for producer in gcc):
        signs.append("was built without optimisation (-O0)")
    sanitizers = sorted({name for producer in gcc for name in re.findall(r"-fsanitize=(\S+)", producer)})
    sanitizers = sanitizers or list(sanitizer_runtimes.built_with(library.facts))
    if sanitizers:
        signs.append(f"was built with a sanitizer ({', '.join(sanitizers)})")
    if signs:
        yield diagnostics.DebugModule(", ".join(signs))


def _unoptimised(producer: str) -> bool:
    """Returns whether the flags are -O0. The last level counts. The default is -O0, unless no flags are recorded."""
    levels = _OPTIMISATION.findall(producer)
    return levels[-1] == "0" if levels else " -" in producer


def _managed(library: InspectedLibrary) -> Iterator[Diagnostic]:
    for top in library.tree:
        for needed in top.all():
            if managed.LIBRARY.match(needed.name):
                yield diagnostics.ManagedRuntime(f"needs {needed.name}")
    for name in managed.opened(library.data, library.facts.undefined):
        yield diagnostics.ManagedRuntime(f"starts a runtime with {name}")


def _unique(library: InspectedLibrary) -> Iterator[Diagnostic]:
    names = [readable_symbol(name) for name in library.facts.unique_symbols]
    if names:
        yield diagnostics.UniqueSymbols(f"{', '.join(names[:NAMES_SHOWN])}{_and_more(names)} bound STB_GNU_UNIQUE")


def _allocator(library: InspectedLibrary) -> Iterator[Diagnostic]:
    defined = {symbol.name for symbol in library.facts.symbols if symbol.defined}
    own = sorted(name for name in defined if _OPERATOR.match(name) and not _PLACEMENT.match(name))
    # A plugin that contains the C++ library exports the library's operators.
    if own and "__cxa_throw" not in defined:
        yield diagnostics.OwnAllocator(f"exports {shared_symbols.named(own)}")


def _preempted(library: InspectedLibrary) -> Iterator[Diagnostic]:
    """Yields symbols that the process defines already. The plugin's own calls reach those definitions."""
    if "SYMBOLIC" in library.facts.flags or "__cxa_throw" in {s.name for s in library.facts.symbols if s.defined}:
        return
    own = [name for name in shared_symbols.own_exports(library.facts) if not _OPERATOR.match(name)]
    for path in library.search.of_this_process() if own else ():
        offered = library.search.exports(path).names
        taken = [name for name in own if name.encode() in offered]
        if taken:
            yield diagnostics.SharedVariables(
                f"{shared_symbols.named(taken)}: {path.name} of the server's process also defines "
                f"{'it' if len(taken) == 1 else 'them'}, and the plugin's own code uses that definition"
            )


CHECKS: tuple[Callable[[InspectedLibrary], Iterator[Diagnostic]], ...] = (
    _entry_points,
    _string_abi,
    _type_information,
    _tables,
    _libraries,
    _symbols,
    _versions,
    _sanitizer,
    _debug,
    _managed,
    _unique,
    _allocator,
    _preempted,
)
