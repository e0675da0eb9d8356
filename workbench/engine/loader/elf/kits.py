"""The development kits that were published under one API number, and the check which of them fit a file.

From 2025-09 to 2026-04 the number 104 stayed, while virtual methods were inserted into the middle of CServerInterface
and records grew. Only two of these kits can be loaded. With the layout of another kit, a call reaches another method.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workbench.contract.generated.layouts import LAYOUTS, Layout
from workbench.engine.loader.elf.demangle import demangle
from workbench.engine.loader.elf.dwarf import read_structures
from workbench.engine.loader.elf.facts import ElfFacts
from workbench.engine.loader.elf.vtables import table_methods

OLDEST, NEWEST = LAYOUTS[2], LAYOUTS[1]
SERVER = NEWEST.server

# A record that a hook or event passes, and that some kit changed.
MEASURED = ("TradeRecord", "SymbolRecord", "AccountRecord", "GroupRecord")
NEWER_RECORDS = tuple(name for name in NEWEST.sizes if name not in OLDEST.sizes)

# Methods by the kit that introduced them. For the seven others in 2026 the kit and the date are unknown.
_LATER = (
    ("2025-11-18", ("GetOpenTradesByGroup", "GetCloseTradesByGroup", "GetTransactionsByGroup", "BalanceIn",
                    "BalanceOut", "CreditIn", "CreditOut")),
    ("2025-11-25", ("CalculateConvertRateByCurrency",)),
    ("2025-11-28", ("GetLogs",)),
    ("2025-12-01", ("GetMarginLevelByGroup", "GetPendingTradesByGroup")),
    ("2025-12-04", ("GetAccountsEquitiesByGroup",)),
    ("2025-12-16", ("GetAccountsEquitiesByLogin",)),
)  # fmt: skip

_METHOD = re.compile(rf"^_ZNK?{len(SERVER)}{SERVER}(\d+)(\w+)")


@dataclass(frozen=True)
class Evidence:
    """Evidence in a file for the kit that it was built with."""

    sizes: Mapping[str, int] = field(default_factory=dict)
    methods: tuple[str, ...] = ()
    """Virtual methods of the server's class in order of their slots, empty if unknown. "" stands for a method without a
    name.
    """
    named: frozenset[str] = frozenset()
    """Methods of that class, and records newer than the oldest kit, that symbol names contain."""

    def __bool__(self) -> bool:
        return bool(self.sizes or self.methods or self.named)

    def __str__(self) -> str:
        evidence = [f"{name} has {size} bytes" for name, size in sorted(self.sizes.items())]
        if self.methods:
            evidence.insert(0, f"{SERVER} has {len(self.methods)} virtual methods")
        if self.named:
            evidence.append(f"its symbols name {', '.join(sorted(self.named))}")
        return ", ".join(evidence)


@dataclass(frozen=True)
class Kit:
    """One published kit. `lacks`: methods and records that it does not have. `sizes`: possible sizes of its records."""

    date: str
    methods: int
    lacks: frozenset[str]
    sizes: Mapping[str, frozenset[int]]
    layout: Layout | None = None
    """The layout for loading plugins of this kit, None if they cannot be loaded."""

    def fits(self, evidence: Evidence) -> bool:
        """Returns whether the evidence is compatible with this kit."""
        if evidence.named & self.lacks:
            return False
        if evidence.methods and not self._has(evidence.methods):
            return False
        if evidence.methods and self.layout is None:
            # The number of methods is exact. The record sizes are known for some kits only.
            return True
        return all(size in self.sizes.get(name, {size}) for name, size in evidence.sizes.items())

    def _has(self, methods: tuple[str, ...]) -> bool:
        if len(methods) != self.methods:
            return False
        own = self.layout.methods if self.layout is not None else methods
        return all(found in ("", name) for found, name in zip(methods, own, strict=True))

    def __str__(self) -> str:
        return f'{self.date} (layout = "{self.layout.name}")' if self.layout is not None else self.date


def _sizes(trade: str, symbol: str, others: str) -> dict[str, frozenset[int]]:
    """Returns sizes as in the oldest kit, the newest kit, or either of them if the date of the change is unknown."""
    layouts = {"oldest": (OLDEST,), "newest": (NEWEST,), "either": (OLDEST, NEWEST)}
    ages = {"TradeRecord": trade, "SymbolRecord": symbol, "AccountRecord": others, "GroupRecord": others}
    return {name: frozenset(layout.sizes[name] for layout in layouts[age]) for name, age in ages.items()}


def _kits() -> tuple[Kit, ...]:
    oldest, newest = _sizes("oldest", "oldest", "oldest"), _sizes("newest", "newest", "newest")
    between = _sizes("oldest", "oldest", "either")
    not_yet = frozenset(NEWEST.methods) - frozenset(OLDEST.methods)
    records = frozenset(NEWER_RECORDS)
    kits = [
        Kit("2025-09-10", 34, not_yet | records | {"GetCandles"}, oldest),
        Kit("2025-09-19", 35, not_yet | records, oldest, OLDEST),
    ]
    methods = len(OLDEST.methods)
    for date, names in _LATER:
        methods += len(names)
        not_yet -= frozenset(names)
        kits.append(Kit(date, methods, not_yet, between))
    kits += [
        Kit("2026-02-09", 49, frozenset(), between),
        Kit("2026-03-05", 9, frozenset(), between),
        # SymbolRecord grew on 2026-04-08, between two kits with the same number of methods.
        Kit("2026-04-02", 51, frozenset(), _sizes("oldest", "either", "either")),
        Kit("2026-04-16", 55, frozenset(), newest, NEWEST),
    ]
    return tuple(kits)


KITS = _kits()
"""All kits of the API numbers 148 and 104, in order of their dates."""
_TELLING = frozenset[str]().union(*(kit.lacks for kit in KITS))


def evidence_of(facts: ElfFacts, data: bytes) -> Evidence:
    """Returns the evidence for the file's kit, without executing the file. DamagedDwarf for inconsistent debug data."""
    described = read_structures(data, frozenset(MEASURED), methods_of=SERVER)
    table = table_methods(facts, data, SERVER)
    return Evidence(described.sizes, table or _in_order(described.methods), frozenset(_named(facts)))


def _in_order(methods: Mapping[int, str]) -> tuple[str, ...]:
    """Returns the names by slot. Empty if slots are missing, because the description is then incomplete."""
    slots = sorted(methods)
    return tuple(methods[slot] for slot in slots) if slots == list(range(len(slots))) else ()


def _named(facts: ElfFacts) -> Iterator[str]:
    """Excludes records in a namespace of the plugin's own, which are different types."""
    for symbol in (*facts.symbols, *facts.own_symbols):
        if (match := _METHOD.match(symbol.name)) and (name := match[2][: int(match[1])]) in _TELLING:
            yield name
    for record in NEWER_RECORDS:
        mark, global_name = f"{len(record)}{record}", re.compile(rf"(?<![:\w]){record}\b")
        names = {symbol.name for symbol in (*facts.symbols, *facts.own_symbols) if symbol.name.startswith("_Z")}
        if any(mark in name and global_name.search(demangle(name)) for name in names):
            yield record
