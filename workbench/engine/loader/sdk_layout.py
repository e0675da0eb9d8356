"""Which public plugin SDK a library was compiled against, told from its file before any of it runs."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.contract.generated.layouts import LAYOUTS, Layout
from workbench.engine.loader.dwarf import DamagedDwarf, structure_sizes
from workbench.engine.loader.elf import ElfFacts

CURRENT, OLDER = LAYOUTS[0], LAYOUTS[1:]
API_VERSION = CURRENT.plugin_api
SERVER_API_VERSION = CURRENT.server_api
VERSION_EXPORTS = ("GetPluginApiVersion", "GetPluginServerApiVersion")
NAMES = tuple(layout.name for layout in LAYOUTS)

# Names of the interface classes are the same in all layouts; those of records and of the server are not.
_OWN_MARKS = ("17PluginTradeRecord", "21PluginServerInterface")
_KIT_MARKS = ("11TradeRecord", "16CServerInterface")
# Records that only the newer of the two development kits has.
_NEWER_KIT_MARKS = ("12EquityRecord", "9ServerLog")
_MEASURED = ("TradeRecord", "SymbolRecord", "AccountRecord", "GroupRecord")


@dataclass(frozen=True)
class Verdict:
    """The layout of a library. `problem` is one sentence when it cannot be loaded; `unsure`: a pin would mend it."""

    layout: Layout = CURRENT
    problem: str = ""
    unsure: bool = False


def tell(facts: ElfFacts, data: bytes, *, pinned: str = "") -> Verdict:
    """What the file is built for. `pinned` is what the configuration says: it counts when nothing in the file tells."""
    missing = [name for name in VERSION_EXPORTS if not facts.exports(name)]
    declared = facts.integer("PLUGIN_VERSION_API")
    family = _family(facts)
    if not missing and declared in (None, API_VERSION):
        return _unless_pinned_otherwise([CURRENT], pinned, "it exports its API numbers")
    may_be_older = len(missing) == len(VERSION_EXPORTS) and declared in (None, *(layout.plugin_api for layout in OLDER))
    if not may_be_older or family == _OWN_MARKS:
        return Verdict(problem=_mismatch(declared, family, missing))
    return _tell_older(facts, data, declared, pinned)


def _tell_older(facts: ElfFacts, data: bytes, declared: int | None, pinned: str) -> Verdict:
    try:
        sizes = structure_sizes(data, frozenset(_MEASURED))
    except DamagedDwarf as error:
        return Verdict(problem=str(error))
    shown = ", ".join(f"{name} has {size} bytes" for name, size in sorted(sizes.items()))
    fitting = [layout for layout in OLDER if all(layout.sizes[name] == size for name, size in sizes.items())]
    if not fitting:
        return Verdict(problem=f"built with a development kit of another date, which no layout fits: {shown}")
    if any(_mentions(facts, mark) for mark in _NEWER_KIT_MARKS):
        fitting = [layout for layout in fitting if "ServerLog" in layout.sizes]
        shown = shown or "it uses records that only this one has"
    if not sizes and declared is None and _family(facts) is None and not pinned:
        return Verdict(problem=_mismatch(None, None, list(VERSION_EXPORTS)) + f"; {_how_to_pin()}", unsure=True)
    return _unless_pinned_otherwise(fitting, pinned, shown)


def _unless_pinned_otherwise(fitting: list[Layout], pinned: str, why: str) -> Verdict:
    """The only layout that fits, or the one of them that the configuration names."""
    chosen = [layout for layout in fitting if layout.name == pinned] if pinned else fitting
    if len(chosen) == 1:
        return Verdict(chosen[0])
    names = " or ".join(layout.name for layout in fitting)
    if pinned:
        reason = f" ({why})" if why else ""
        return Verdict(problem=f"server.toml says layout = {pinned!r}, the file says {names}{reason}")
    return Verdict(
        problem=f"built with the development kit, but its file does not tell which: {_how_to_pin()}", unsure=True
    )


def _how_to_pin() -> str:
    choices = " or ".join(f'layout = "{layout.name}"' for layout in OLDER)
    return f"write {choices} into its [[plugins]] entry in server.toml"


def _mentions(facts: ElfFacts, mark: str) -> bool:
    return any(mark in symbol.name for symbol in (*facts.symbols, *facts.own_symbols) if symbol.name.startswith("_Z"))


def _family(facts: ElfFacts) -> tuple[str, ...] | None:
    """Marks of the headers that its functions are declared with; None when no name tells, as in a stripped file."""
    found = [marks for marks in (_OWN_MARKS, _KIT_MARKS) if any(_mentions(facts, mark) for mark in marks)]
    return found[0] if len(found) == 1 else None


def _mismatch(declared: int | None, family: tuple[str, ...] | None, missing: list[str]) -> str:
    built = f"built for plugin API {declared}" if declared is not None else "built for an unknown plugin API"
    if family is not None:
        name = "plugin SDK" if family == _OWN_MARKS else "development kit"
        built += f" with the headers of the {name} ({', '.join(mark.lstrip('0123456789') for mark in family)})"
    reason = f" ({' and '.join(missing)} not exported)" if missing else ""
    return f"{built}, the server has plugin API {API_VERSION} and server API {SERVER_API_VERSION}{reason}"
