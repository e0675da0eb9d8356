"""Finds what plugins share in one process although each has its own file: variables, libraries and symbols.

Plugins are loaded with RTLD_LOCAL, but they share three things. A variable bound STB_GNU_UNIQUE exists once for the
process, whichever file defines it. Of two libraries with one name the linker keeps the first. And such a library looks
up its symbols first in the plugin that loaded it.
"""

from __future__ import annotations

import filecmp
import hashlib
import os
import re
from collections.abc import Iterable, Iterator

import msgspec

from workbench.engine.loader import diagnostics
from workbench.engine.loader.diagnostics import Diagnostic
from workbench.engine.loader.elf.demangle import readable_symbol
from workbench.engine.loader.elf.facts import ElfFacts, NotElf, Symbol
from workbench.engine.loader.elf.libraries import COMMON, LibrarySearch, Needed

NAMES_SHOWN = 3
OF_HEADERS = ("PLUGIN_VERSION_API", "PLUGIN_SERVER_API")
"""Variables of the public headers, which no plugin changes."""

# The C++ library requires this binding. Guards and type information belong to a variable or a class.
_HARMLESS = re.compile(r"_ZG|_ZT|_ZZ*(?:N[KVrRO]*)?(?:St|S[absiod]|9__gnu_cxx|10__cxxabiv1)|__|_Unwind")
_CONSTANT = (".rodata", ".data.rel.ro")


class Variable(msgspec.Struct, frozen=True):
    """A variable that exists once for the process. `content` is a hash of its initial bytes, empty if all are 0."""

    name: str
    size: int
    content: str
    constant: bool

    def same(self, other: Variable) -> bool:
        """Returns whether both files define the same variable, as far as the files show it."""
        return (self.size, self.content) == (other.size, other.content)


class NeededLibrary(msgspec.Struct, frozen=True):
    """A library that a plugin needs. `names`: names by which the linker finds it again. `uses`: names of the plugin's
    own
    symbols that the library uses if this plugin loads it first.
    """

    names: tuple[str, ...]
    path: bytes
    uses: tuple[str, ...] = ()


class Sharing(msgspec.Struct, frozen=True):
    """Variables, libraries and symbols that one plugin's file may share with others."""

    variables: tuple[Variable, ...] = ()
    libraries: tuple[NeededLibrary, ...] = ()


NOTHING = Sharing()


def sharing(facts: ElfFacts, tree: Iterable[Needed], search: LibrarySearch) -> Sharing:
    """Returns what a library may share with other libraries in the same process."""
    unique = (symbol for symbol in facts.symbols if symbol.bind == "unique" and symbol.defined)
    variables = [_variable(facts, symbol) for symbol in unique if is_own(symbol.name)]
    every = {needed.name: needed for top in tree for needed in top.all() if needed.name not in COMMON}
    libraries = [_library(facts, needed, search) for needed in every.values()]
    return Sharing(tuple(variables), tuple(library for library in libraries if library is not None))


def is_own(name: str) -> bool:
    """Returns whether a symbol is the author's: not of the language, its library or the public headers."""
    return bool(name) and name not in OF_HEADERS and not _HARMLESS.match(name)


def own_exports(facts: ElfFacts) -> Iterator[str]:
    """Returns the author's variables and functions that other modules see. Inline functions are weak and left out."""
    for symbol in facts.symbols:
        of_interest = symbol.kind in ("object", "thread-local") or (symbol.kind, symbol.bind) == ("function", "global")
        if symbol.defined and symbol.bind != "local" and of_interest and is_own(symbol.name):
            yield symbol.name


def compare(file: str, mine: Sharing, other_file: str, other: Sharing, *, mapped: bool) -> Iterator[Diagnostic]:
    """Yields what a plugin will share with one that was loaded before it. `mapped`: whether that plugin and its
    libraries are
    still mapped. Its unique variables always are.
    """
    yield from _shared_variables(file, mine, other_file, other)
    if mapped:
        yield from _shared_libraries(mine, other_file, other)


def named(names: list[str]) -> str:
    """Returns the C++ names of the first symbols, and the number of the others."""
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return ", ".join(readable_symbol(name) for name in names[:NAMES_SHOWN]) + more


def _variable(facts: ElfFacts, symbol: Symbol) -> Variable:
    content = facts.bytes_at(symbol.value, symbol.size) if not symbol.section.startswith((".bss", ".tbss")) else b""
    digest = hashlib.sha256(content).hexdigest()[:16] if any(content) else ""
    return Variable(symbol.name, symbol.size, digest, symbol.section.startswith(_CONSTANT))


def _library(facts: ElfFacts, needed: Needed, search: LibrarySearch) -> NeededLibrary | None:
    if needed.path is None:
        return None
    try:
        offer = search.exports(needed.path)
    except (NotElf, OSError):
        # The check of needed libraries reports this.
        return None
    known = offer.names | offer.wanted
    uses = tuple(name for name in own_exports(facts) if name.encode() in known)
    names = tuple(dict.fromkeys(filter(None, (needed.name, needed.soname))))
    return NeededLibrary(names, os.fsencode(needed.path), uses)


def _shared_variables(file: str, mine: Sharing, other_file: str, other: Sharing) -> Iterator[Diagnostic]:
    theirs = {variable.name: variable for variable in other.variables}
    pairs = [(variable, theirs[variable.name]) for variable in mine.variables if variable.name in theirs]
    different = [variable.name for variable, first in pairs if not variable.same(first)]
    alike = [variable.name for variable, first in pairs if variable.same(first) and not variable.constant]
    words = f"both {file} and {other_file} define it (STB_GNU_UNIQUE), and both use that of {other_file}"
    if different:
        yield diagnostics.MixedVariables(f"{named(different)}: {words}, which has another size or initial value")
    if alike:
        yield diagnostics.SharedVariables(f"{named(alike)}: {words}")


def _shared_libraries(mine: Sharing, other_file: str, other: Sharing) -> Iterator[Diagnostic]:
    theirs = {name: library for library in other.libraries for name in library.names}
    for library in mine.libraries:
        first = next((theirs[name] for name in library.names if name in theirs), None)
        if first is None:
            continue
        name, place, first_place = library.names[0], os.fsdecode(library.path), os.fsdecode(first.path)
        if not _same_content(place, first_place):
            yield diagnostics.OtherLibrary(
                f"gets {first_place}, which {other_file} loaded first, instead of {place}: "
                f"the linker keeps one library called {name}"
            )
        if first.uses:
            yield diagnostics.SharedVariables(
                f"{name}, which {other_file} has loaded as well, uses {named(list(first.uses))} of {other_file}"
            )


def _same_content(place: str, other: str) -> bool:
    try:
        return os.path.samefile(place, other) or filecmp.cmp(place, other, shallow=False)
    except OSError:
        # The file is gone, so its content is unknown.
        return True
