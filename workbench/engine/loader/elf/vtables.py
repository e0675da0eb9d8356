"""Detects the hook and event classes that a library's plugin classes derive from, and checks their virtual tables.

The check follows the C++ ABI for x86-64 (Itanium). A class's type information points to that of its bases. Its table
has two words, the methods of each base that has a table, and then the methods that the class adds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from workbench.contract.generated.callbacks import CALLBACKS
from workbench.engine.loader.elf.demangle import demangle
from workbench.engine.loader.elf.facts import ElfFacts, Symbol, read_sections, relocations

_WORD = 8
_HEAD_WORDS = 2
_MOST_WORDS = 1_000
_DESTRUCTORS = 2
PLUGIN_TYPE = b"15PluginInterface\0"
"""Mangled name of PluginInterface, which is a constant in every library that derives from it."""
_RTTI_FLAG = re.compile(r" (-f(?:no-)?rtti)\b")
_NAMED_BY_SERVER = ("PluginServerInterface", "ServerExtension")

SLOTS = {
    name: count + _DESTRUCTORS
    for name, count in Counter(callback.class_name for callback in CALLBACKS).items()
    if name and name not in _NAMED_BY_SERVER
}
"""Number of virtual methods of each class that a plugin may derive from, including destructors."""


@dataclass(frozen=True)
class PluginClass:
    """A class deriving PluginInterface. `words`: size of its table. `least`: minimum size for its bases."""

    name: str
    bases: tuple[str, ...]
    words: int
    least: int

    @property
    def fits(self) -> bool:
        """Returns False if a base has fewer virtual methods than the server will call."""
        return self.words >= self.least


def plugin_classes(
    facts: ElfFacts, data: bytes, slots: Mapping[str, int] = MappingProxyType(SLOTS)
) -> tuple[PluginClass, ...]:
    """Returns the classes that derive PluginInterface, unless their names are stripped. `slots`: as SLOTS, of
    another layout.
    """
    symbols = _only_ones(facts)
    pointers = relocations(data, facts)
    bases = {mangled(name): name for name in slots}
    by_address = {symbol.value: name for name, symbol in symbols.items() if name in bases}
    found = []
    for name, symbol in symbols.items():
        if not name.startswith("_ZTI") or name in bases:
            continue
        places = range(symbol.value, symbol.value + symbol.size, _WORD)
        targets = [pointers[place] for place in places if place in pointers]
        names = [target if isinstance(target, str) else by_address.get(target, "") for target in targets]
        derived = tuple(bases[name] for name in names if name in bases)
        table = symbols.get(name.replace("_ZTI", "_ZTV", 1))
        if "PluginInterface" in derived and table is not None:
            least = sum(slots[base] + _HEAD_WORDS for base in derived)
            shown = demangle(name).removeprefix("typeinfo for ")
            found.append(PluginClass(shown, derived, table.size // _WORD, least))
    return tuple(found)


def base_tables(facts: ElfFacts, slots: Mapping[str, int]) -> dict[str, int]:
    """Returns the number of virtual methods in the library's own tables of interface classes, including destructors."""
    symbols = _only_ones(facts)
    tables = {name: symbols.get(mangled(name, "_ZTV")) for name in slots}
    return {name: table.size // _WORD - _HEAD_WORDS for name, table in tables.items() if table is not None}


def table_methods(facts: ElfFacts, data: bytes, class_name: str) -> tuple[str, ...]:
    """Returns the virtual methods of a class without virtual destructor in order of their slots. "" stands for a method
    without a name. The result is empty if the library has no table of the class.
    """
    symbols = _only_ones(facts)
    table = symbols.get(mangled(class_name, "_ZTV"))
    if table is None or not _HEAD_WORDS <= table.size // _WORD <= _MOST_WORDS:
        return ()
    own = re.compile(rf"^_ZNK?{mangled(class_name, '')}(\d+)(\w+)")
    methods = {name: symbol.value for name, symbol in symbols.items() if own.match(name)}
    # The compiler may give methods with equal bodies one address, so they cannot be distinguished.
    shared = Counter(methods.values())
    names = {address: name for name, address in methods.items() if shared[address] == 1}
    first, end = table.value + _HEAD_WORDS * _WORD, table.value + table.size
    targets = relocations(data, facts)
    found = []
    for place in range(first, end - _WORD + 1, _WORD):
        target = targets.get(place, "")
        match = own.match(names.get(target, "") if isinstance(target, int) else target)
        found.append(match[2][: int(match[1])] if match else "")
    return tuple(found)


def _only_ones(facts: ElfFacts) -> dict[str, Symbol]:
    """Returns symbols by name, without names that several source files use for their own classes."""
    symbols = [symbol for symbol in (*facts.symbols, *facts.own_symbols) if symbol.defined]
    places = Counter(name for name, _ in {(symbol.name, symbol.value) for symbol in symbols})
    return {symbol.name: symbol for symbol in symbols if places[symbol.name] == 1}


def without_type_information(facts: ElfFacts, data: bytes) -> str:
    """Returns the sign that the library's classes have no type information, as with -fno-rtti. Empty for none.

    A library that derives PluginInterface with type information has its name among its constants. Without that
    name, the tables of virtual methods decide: their second word points to the type information, or is zero.
    """
    if PLUGIN_TYPE in read_sections(data, (".rodata",)).get(".rodata", b""):
        return ""
    flags = [_RTTI_FLAG.findall(producer) for producer in facts.producers if producer.startswith("GNU C++")]
    if flags and all(found[-1:] == ["-fno-rtti"] for found in flags):
        return "according to its debug information"
    pointers = relocations(data, facts)
    tables = {symbol.name: symbol for symbol in (*facts.symbols, *facts.own_symbols) if symbol.name.startswith("_ZTV")}
    for name, table in tables.items():
        if table.defined and table.size > _HEAD_WORDS * _WORD and _is_null(facts, pointers, table.value + _WORD):
            return f"the {demangle(name)} has no type information"
    # The file is stripped. A library that opens other libraries may get its plugin from one of them.
    if not tables and "dlopen" not in facts.undefined and _has_nameless_table(facts, pointers):
        return "a table of virtual methods has no type information"
    return ""


def _is_null(facts: ElfFacts, pointers: Mapping[int, int | str], place: int) -> bool:
    return place not in pointers and facts.bytes_at(place, _WORD) == bytes(_WORD)


def _has_nameless_table(facts: ElfFacts, pointers: Mapping[int, int | str]) -> bool:
    """Returns whether two words of zero are followed by as many methods as PluginInterface has."""
    methods = {place for place, target in pointers.items() if isinstance(target, str) or facts.is_code(target)}
    return any(
        place - _WORD not in methods
        and all(place + number * _WORD in methods for number in range(SLOTS["PluginInterface"]))
        and all(_is_null(facts, pointers, place - number * _WORD) for number in range(1, _HEAD_WORDS + 1))
        for place in methods
    )


def mentioned_classes(data: bytes) -> tuple[str, ...]:
    """Returns the interface classes whose type names the file contains, even if it is stripped."""
    return tuple(name for name in SLOTS if re.search(rb"\0" + mangled(name, "").encode() + rb"\0", data))


def mangled(name: str, prefix: str = "_ZTI") -> str:
    """Returns a global class's name in the linker's name of its type information."""
    return f"{prefix}{len(name)}{name}"
