"""Writes a plugin's change in the running server into server.toml, in the form that a user would write."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from workbench.contract.generated.records import RECORDS
from workbench.engine.configuration import edit
from workbench.engine.configuration.file import ConfigurationFile
from workbench.engine.configuration.trading_sessions import session_table
from workbench.engine.messages import ConfigurationChanged

RECORD_OF = {
    "symbols": "PluginSymbolRecord",
    "groups": "PluginGroupRecord",
    "symbol_groups": "PluginConSymbolGroup",
    "holidays": "PluginConHoliday",
    "managers": "PluginConManager",
}
LIVE = {
    "server": ("liveupdate_mode",),
    "symbols": ("bid", "ask", "tick_time", "count", "bid_tickvalue", "ask_tickvalue"),
}
"""Fields that are states of the running server, not settings."""


def write_back(file: ConfigurationFile, change: ConfigurationChanged, *, file_of: dict[str, str]) -> edit.Texts:
    """Writes the change into server.toml and returns both texts. ConfigurationError if that fails.

    `file_of` returns the file of each plugin, which identifies its entry.
    """
    section, name = change.section, change.key
    if section == "plugins":
        return edit.edit_values(file, section, file_of.get(name, name), {"config": change.after})
    if isinstance(change.after, list):
        rows = [_written(section, row, only_own=True) for row in change.after]
        return edit.replace_section(file, section, rows)
    if change.after is None:
        return edit.remove_element(file, section, name)
    if change.before is None:
        return edit.add_element(file, section, _written(section, change.after, only_own=True))
    return edit.edit_values(file, section, name, _written(section, change.after, only_own=False))


def _written(section: str, fields: dict[str, Any], *, only_own: bool) -> dict[str, Any]:
    """Returns the fields of a record as keys of server.toml. `only_own` leaves out the record's defaults."""
    kept = {key: value for key, value in fields.items() if key not in LIVE.get(section, ())}
    if only_own:
        kept = _own(RECORD_OF[section], kept)
    return dict(_keys(kept))


def _own(record: str, fields: dict[str, Any]) -> dict[str, Any]:
    default = RECORDS[record]()
    return {key: value for key, value in fields.items() if getattr(default, key, None) != value}


def _keys(fields: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    for key, value in fields.items():
        match key:
            case "secgroups":
                yield (
                    "securities",
                    [_own("PluginGroupRecordSec", row) | {"sec_index": row["sec_index"]} for row in _rows(value)],
                )
            case "secmargins":
                yield "margins", [_own("PluginGroupRecordMargin", row) for row in _rows(value)]
            case "secmargins_total":
                continue
            case "sessions":
                yield key, session_table(value)
            case _:
                yield key, value


def _rows(value: Any) -> list[dict[str, Any]]:
    return list(value.values()) if isinstance(value, dict) else list(value)
