"""Which hook and event classes a library's plugin classes derive, and whether their tables of virtual methods fit.

Follows the C++ ABI for x86-64 (Itanium): a class's type information points to that of its bases, and its table has two
words and the methods of each base that has a table, and what the class adds.
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
"""How the name of the class lies among the constants of whoever derives it."""
_RTTI_FLAG = re.compile(r" (-f(?:no-)?rtti)\b")
_NAMED_BY_SERVER = ("PluginServerInterface", "ServerExtension")

SLOTS = {
    name: count + _DESTRUCTORS
    for name, count in Counter(callback.class_name for callback in CALLBACKS).items()
    if name and name not in _NAMED_BY_SERVER
}
"""Virtual methods of each class that a plugin may derive, destructors included."""


@dataclass(frozen=True)
class PluginClass:
    """A class of the library that derives PluginInterface. `words`: size of its table; `least`: what the bases need."""

    name: str
    bases: tuple[str, ...]
    words: int
    least: int

    @property
    def fits(self) -> bool:
        """False when some base has fewer virtual methods than the server will call."""
        return self.words >= self.least


def plugin_classes(
    facts: ElfFacts, data: bytes, slots: Mapping[str, int] = MappingProxyType(SLOTS)
) -> tuple[PluginClass, ...]:
    """Classes that derive PluginInterface, as far as the file was not stripped of their names. `slots`: as SLOTS, of
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
    """Virtual methods that the library itself gives these classes of the interface, destructors included."""
    symbols = _only_ones(facts)
    tables = {name: symbols.get(mangled(name, "_ZTV")) for name in slots}
    return {name: table.size // _WORD - _HEAD_WORDS for name, table in tables.items() if table is not None}


def table_methods(facts: ElfFacts, data: bytes, class_name: str) -> tuple[str, ...]:
    """Virtual methods of a class without virtual destructor in order of their slots, "" for one that has no name; empty
    when the library has no table of it.
    """
    symbols = _only_ones(facts)
    table = symbols.get(mangled(class_name, "_ZTV"))
    if table is None or not _HEAD_WORDS <= table.size // _WORD <= _MOST_WORDS:
        return ()
    own = re.compile(rf"^_ZNK?{mangled(class_name, '')}(\d+)(\w+)")
    methods = {name: symbol.value for name, symbol in symbols.items() if own.match(name)}
    # The compiler may give methods with equal bodies one address: these cannot be told apart.
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
    """Symbol by name, but for names that several source files use for classes of their own: these cannot be paired."""
    symbols = [symbol for symbol in (*facts.symbols, *facts.own_symbols) if symbol.defined]
    places = Counter(name for name, _ in {(symbol.name, symbol.value) for symbol in symbols})
    return {symbol.name: symbol for symbol in symbols if places[symbol.name] == 1}


def without_type_information(facts: ElfFacts, data: bytes) -> str:
    """What shows that the classes of the library have no type information, as -fno-rtti leaves them; else empty.

    A library that derives PluginInterface with type information has its name among its constants. Where that is
    missing the tables of virtual methods decide: their second word points to the type information, or is zero.
    """
    if PLUGIN_TYPE in read_sections(data, (".rodata",)).get(".rodata", b""):
        return ""
    flags = [_RTTI_FLAG.findall(producer) for producer in facts.producers if producer.startswith("GNU C++")]
    if flags and all(found[-1:] == ["-fno-rtti"] for found in flags):
        return "as its debug information says"
    pointers = relocations(data, facts)
    tables = {symbol.name: symbol for symbol in (*facts.symbols, *facts.own_symbols) if symbol.name.startswith("_ZTV")}
    for name, table in tables.items():
        if table.defined and table.size > _HEAD_WORDS * _WORD and _is_null(facts, pointers, table.value + _WORD):
            return f"the {demangle(name)} has no type information"
    # A stripped file; one that opens libraries may have its plugin from there.
    if not tables and "dlopen" not in facts.undefined and _has_nameless_table(facts, pointers):
        return "a table of virtual methods has no type information"
    return ""


def _is_null(facts: ElfFacts, pointers: Mapping[int, int | str], place: int) -> bool:
    return place not in pointers and facts.bytes_at(place, _WORD) == bytes(_WORD)


def _has_nameless_table(facts: ElfFacts, pointers: Mapping[int, int | str]) -> bool:
    """Whether somewhere two words of zero and then as many methods follow each other as PluginInterface has."""
    methods = {place for place, target in pointers.items() if isinstance(target, str) or facts.is_code(target)}
    return any(
        place - _WORD not in methods
        and all(place + number * _WORD in methods for number in range(SLOTS["PluginInterface"]))
        and all(_is_null(facts, pointers, place - number * _WORD) for number in range(1, _HEAD_WORDS + 1))
        for place in methods
    )


def mentioned_classes(data: bytes) -> tuple[str, ...]:
    """Classes of the interface whose type names lie in the file, also when it is stripped."""
    return tuple(name for name in SLOTS if re.search(rb"\0" + mangled(name, "").encode() + rb"\0", data))


def mangled(name: str, prefix: str = "_ZTI") -> str:
    """A global class's name as the linker knows its type information."""
    return f"{prefix}{len(name)}{name}"
