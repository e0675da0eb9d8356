"""Which public plugin SDK a library was compiled against, told from its file before any of it runs."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.engine.loader.elf import ElfFacts

API_VERSION = 151
SERVER_API_VERSION = 107
VERSION_EXPORTS = ("GetPluginApiVersion", "GetPluginServerApiVersion")


@dataclass(frozen=True)
class SdkLayout:
    """One family of public headers. `marks` are parts of mangled names that only its users have."""

    name: str
    marks: tuple[str, ...]


# The names of the interface classes are the same in all of them; those of records and of the server are not.
LAYOUTS = (
    SdkLayout("plugin SDK", ("17PluginTradeRecord", "21PluginServerInterface")),
    SdkLayout("development kit", ("11TradeRecord", "16CServerInterface")),
)


def declared_api(facts: ElfFacts) -> int | None:
    """The plugin API number in the file's own data; None when its headers leave none there."""
    return facts.integer("PLUGIN_VERSION_API")


def layout_of(facts: ElfFacts) -> SdkLayout | None:
    """The headers that its functions are declared with; None when no name tells, as in a stripped file."""
    names = [symbol.name for symbol in (*facts.symbols, *facts.own_symbols) if symbol.name.startswith("_Z")]
    found = [layout for layout in LAYOUTS if any(mark in name for name in names for mark in layout.marks)]
    return found[0] if len(found) == 1 else None


def mismatch(facts: ElfFacts) -> str:
    """Why the library cannot be of the server's API, as one sentence; empty when its file does not tell so."""
    missing = [name for name in VERSION_EXPORTS if not facts.exports(name)]
    declared, layout = declared_api(facts), layout_of(facts)
    if not missing and declared in (None, API_VERSION):
        return ""
    built = f"built for plugin API {declared}" if declared is not None else "built for an unknown plugin API"
    if layout is not None:
        built += f" with the headers of the {layout.name} ({', '.join(_plain(mark) for mark in layout.marks)})"
    reason = f" ({' and '.join(missing)} not exported)" if missing else ""
    return f"{built}, the server has plugin API {API_VERSION} and server API {SERVER_API_VERSION}{reason}"


def _plain(mark: str) -> str:
    return mark.lstrip("0123456789")
