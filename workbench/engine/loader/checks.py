"""Checks of a shared library that execute none of it: each says what it finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.contract.generated.layouts import Layout
from workbench.engine.loader import diagnostics, sdk_layout
from workbench.engine.loader.diagnostics import Diagnostic
from workbench.engine.loader.elf import ElfFacts, NotElf, WrongMachine, read_elf
from workbench.engine.loader.libraries import LibrarySearch
from workbench.engine.loader.scan import Candidate
from workbench.engine.loader.sdk_layout import Verdict

NAMES_SHOWN = 3

_OLD_STRING_ABI = "_ZNK15PluginInterface11plugin_nameEv"
_MANAGED = re.compile(r"^lib(jvm|java|coreclr|hostfxr|hostpolicy|nethost|mono\w*|monosgen)[-.0-9]*\.so")
_SANITIZER = re.compile(r"^lib(asan|tsan|msan|hwasan)\.so")


@dataclass(frozen=True)
class Library:
    """A library under inspection. `origin` is the folder that it will say $ORIGIN of."""

    facts: ElfFacts
    origin: Path
    search: LibrarySearch
    verdict: Verdict


@dataclass(frozen=True)
class Inspection:
    """What the checks found; one finding of severity `refused` means that the plugin must not be loaded."""

    findings: list[Diagnostic]
    layout: Layout | None = None


def inspect_library(candidate: Candidate, search: LibrarySearch, *, pinned: str = "") -> Inspection:
    """Every finding about a C++ plugin's file and its layout; `pinned` is the layout that the configuration says."""
    try:
        facts = read_elf(candidate.data)
        verdict = sdk_layout.tell(facts, candidate.data, pinned=pinned)
    except WrongMachine as error:
        return Inspection([diagnostics.MachineMismatch(f"{error}, the server is 64-bit x86-64")])
    except NotElf as error:
        return Inspection([diagnostics.MachineMismatch(str(error))])
    library = Library(facts, candidate.path.parent, search, verdict)
    findings = [finding for check in CHECKS for finding in check(library)]
    return Inspection(findings, None if verdict.problem else verdict.layout)


def is_refused(findings: list[Diagnostic]) -> bool:
    """Whether one of the findings keeps the plugin from being loaded."""
    return any(finding.severity == "refused" for finding in findings)


def _entry_points(library: Library) -> Iterator[Diagnostic]:
    missing = [name for name in ("CreatePlugin", "DestroyPlugin") if not library.facts.exports(name)]
    if missing:
        yield diagnostics.EntryPointMissing(f"{' and '.join(missing)} not exported")
    elif library.verdict.unsure:
        yield diagnostics.LayoutUnknown(library.verdict.problem)
    elif library.verdict.problem:
        yield diagnostics.ApiVersionMismatch(library.verdict.problem)
    # The older layouts have no such entry point.
    if not missing and library.verdict.layout is sdk_layout.CURRENT and not library.facts.exports("AboutPlugin"):
        yield diagnostics.AboutMissing("AboutPlugin not exported")


def _string_abi(library: Library) -> Iterator[Diagnostic]:
    if any(symbol.name == _OLD_STRING_ABI for symbol in library.facts.symbols):
        yield diagnostics.AbiMismatch("built with the old std::string layout (_GLIBCXX_USE_CXX11_ABI=0)")


def _libraries(library: Library) -> Iterator[Diagnostic]:
    for name in library.facts.needed:
        if library.search.find(name, origin=library.origin, run_paths=library.facts.run_paths) is None:
            yield diagnostics.Unresolved(f"needs {name}, which is not found")


def _sanitizer(library: Library) -> Iterator[Diagnostic]:
    needed = [name for name in library.facts.needed if _SANITIZER.match(name)]
    mapped = Path("/proc/self/maps").read_text("utf-8", "surrogateescape") if needed else ""
    for name in needed:
        # Its initialiser ends the whole process when it does not come first.
        if f"/{name}" not in mapped:
            yield diagnostics.SanitizerMissing(f"built with a sanitizer, and {name} was not loaded before the server")


def _debug(library: Library) -> Iterator[Diagnostic]:
    if library.facts.has_debug_sections:
        yield diagnostics.DebugModule("contains debug information")


def _managed(library: Library) -> Iterator[Diagnostic]:
    for name in library.facts.needed:
        if _MANAGED.match(name):
            yield diagnostics.ManagedRuntime(f"needs {name}")


def _unique(library: Library) -> Iterator[Diagnostic]:
    names = library.facts.unique_symbols
    if names:
        more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
        yield diagnostics.UniqueSymbols(f"{', '.join(names[:NAMES_SHOWN])}{more} bound STB_GNU_UNIQUE")


CHECKS: tuple[Callable[[Library], Iterator[Diagnostic]], ...] = (
    _entry_points,
    _string_abi,
    _libraries,
    _sanitizer,
    _debug,
    _managed,
    _unique,
)
