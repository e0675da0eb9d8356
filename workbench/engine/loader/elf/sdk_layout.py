"""Detects which public plugin SDK a library was compiled against, from its file before any of its code runs."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.contract.generated.layouts import LAYOUTS, Layout
from workbench.engine.loader.elf import kits
from workbench.engine.loader.elf.dwarf import DamagedDwarf
from workbench.engine.loader.elf.facts import ElfFacts
from workbench.engine.loader.elf.kits import KITS, Evidence, Kit

CURRENT, LEGACY = LAYOUTS[0], LAYOUTS[1:]
API_VERSION = CURRENT.plugin_api
SERVER_API_VERSION = CURRENT.server_api
VERSION_EXPORTS = ("GetPluginApiVersion", "GetPluginServerApiVersion")
NAMES = tuple(layout.name for layout in LAYOUTS)

# All layouts share the names of the interface classes. The names of records and of the server class differ.
_OWN_MARKS = ("17PluginTradeRecord", "21PluginServerInterface")
_KIT_MARKS = ("11TradeRecord", "16CServerInterface")


@dataclass(frozen=True)
class LayoutMatch:
    """The layout of a library. `problem` is one sentence if the library cannot be loaded."""

    layout: Layout = CURRENT
    problem: str = ""
    unsure: bool = False
    """The file fits several layouts, so the configuration decides."""
    of_kit: bool = False
    """The file comes from a development kit."""
    doubt: str = ""
    """Why the layout may be wrong, as a clause. Empty if the file proves the layout."""


def identify(facts: ElfFacts, data: bytes, *, pinned: str = "") -> LayoutMatch:
    """Returns the layout of the file. `pinned` is the configured layout, which counts if the file is ambiguous."""
    missing = [name for name in VERSION_EXPORTS if not facts.exports(name)]
    declared = facts.integer("PLUGIN_VERSION_API")
    family = _family(facts)
    if not missing and declared in (None, API_VERSION):
        return _unless_pinned_otherwise(pinned, "it exports its API numbers")
    may_be_legacy = len(missing) == len(VERSION_EXPORTS) and declared in (
        None,
        *(layout.plugin_api for layout in LEGACY),
    )
    if not may_be_legacy or family == _OWN_MARKS:
        return LayoutMatch(problem=_mismatch(declared, family, missing), of_kit=family == _KIT_MARKS)
    return _identify_legacy(facts, data, declared, pinned)


def _identify_legacy(facts: ElfFacts, data: bytes, declared: int | None, pinned: str) -> LayoutMatch:
    try:
        evidence = kits.evidence_of(facts, data)
    except DamagedDwarf as error:
        return LayoutMatch(problem=str(error))
    of_kit = bool(evidence) or declared is not None or _family(facts) is not None
    fitting = [kit for kit in KITS if kit.fits(evidence)]
    loadable = [kit for kit in fitting if kit.layout is not None]
    if not loadable:
        dates = _dates(fitting)
        built = f"the development kit of {dates}" if fitting else "a development kit of another date"
        return LayoutMatch(problem=f"built with {built}, which no layout fits: {evidence}", of_kit=of_kit)
    if pinned:
        return _pinned(pinned, fitting, evidence)
    if len(fitting) == 1 or (len(loadable) == 1 and evidence.sizes.keys() == {*kits.MEASURED}):
        layout = loadable[0].layout
        assert layout is not None
        if len(fitting) == 1:
            return LayoutMatch(layout, of_kit=True)
        others = _dates([kit for kit in fitting if kit.layout is None])
        return LayoutMatch(
            layout,
            of_kit=True,
            doubt=f"the layout {layout.name} fits the sizes of the records, which kits of {others} may have as well",
        )
    if not of_kit:
        unknown = _mismatch(None, None, list(VERSION_EXPORTS))
        fits = f"if it comes from a development kit, those of {_dates(fitting)} fit"
        return LayoutMatch(problem=f"{unknown}; {fits}. To load it, {_how_to_pin(loadable)}", unsure=True)
    shown = f"{evidence}. " if evidence else ""
    problem = (
        f"built with the development kit, but its file does not show which. {shown}The kits of {_dates(fitting)} fit. "
        f"If you know that it is one with a layout, {_how_to_pin(loadable)}"
    )
    return LayoutMatch(problem=problem, unsure=True, of_kit=True)


def _pinned(pinned: str, fitting: list[Kit], evidence: Evidence) -> LayoutMatch:
    """Returns the configured layout, unless the file contradicts it."""
    chosen = next((kit.layout for kit in fitting if kit.layout is not None and kit.layout.name == pinned), None)
    if chosen is None:
        names = " or ".join(kit.layout.name for kit in fitting if kit.layout is not None)
        reason = f" ({evidence})" if evidence else ""
        return LayoutMatch(problem=f"server.toml has layout = {pinned!r}, the file has {names}{reason}", of_kit=True)
    if len(fitting) == 1:
        return LayoutMatch(chosen, of_kit=True)
    others = _dates([kit for kit in fitting if kit.layout is not chosen])
    return LayoutMatch(
        chosen,
        of_kit=True,
        doubt=f"the layout {pinned} is pinned, and the file fits the kits of {others} as well",
    )


def _unless_pinned_otherwise(pinned: str, why: str) -> LayoutMatch:
    """Returns the server's own layout, unless the configuration names another one."""
    if pinned in ("", CURRENT.name):
        return LayoutMatch(CURRENT)
    return LayoutMatch(problem=f"server.toml has layout = {pinned!r}, the file has {CURRENT.name} ({why})")


def _how_to_pin(loadable: list[Kit]) -> str:
    choices = " or ".join(f'layout = "{kit.layout.name}"' for kit in reversed(loadable) if kit.layout is not None)
    return f"write {choices} into the plugin's [[plugins]] entry in server.toml"


def _dates(fitting: list[Kit]) -> str:
    *most, last = [str(kit) for kit in fitting] or [""]
    return f"{', '.join(most)} or {last}" if most else last


def _mentions(facts: ElfFacts, mark: str) -> bool:
    return any(mark in symbol.name for symbol in (*facts.symbols, *facts.own_symbols) if symbol.name.startswith("_Z"))


def _family(facts: ElfFacts) -> tuple[str, ...] | None:
    """Returns the marks of the headers in the function names. None if the names show nothing, as in a stripped file."""
    found = [marks for marks in (_OWN_MARKS, _KIT_MARKS) if any(_mentions(facts, mark) for mark in marks)]
    return found[0] if len(found) == 1 else None


def _mismatch(declared: int | None, family: tuple[str, ...] | None, missing: list[str]) -> str:
    built = f"built for plugin API {declared}" if declared is not None else "built for an unknown plugin API"
    if family is not None:
        name = "plugin SDK" if family == _OWN_MARKS else "development kit"
        built += f" with the headers of the {name} ({', '.join(mark.lstrip('0123456789') for mark in family)})"
    reason = f" ({' and '.join(missing)} not exported)" if missing else ""
    return f"{built}, the server has plugin API {API_VERSION} and server API {SERVER_API_VERSION}{reason}"
