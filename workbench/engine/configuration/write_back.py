"""Writes the changes of plugins in the running server into server.toml, in the form that a user would write."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

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
PAUSE_SECONDS = 0.3
"""Shortest time between two writes."""


class PendingChanges:
    """Collects the changes of plugins, so that a plugin with many changes causes only a few writes a second.

    A write takes longer than a change, and the server answers no request meanwhile.
    """

    def __init__(self) -> None:
        self._changes: dict[tuple[str, str], ConfigurationChanged] = {}
        self._due = 0.0

    def add(self, change: ConfigurationChanged) -> None:
        """Adds a change. It becomes one with an earlier change of the same element."""
        place = (change.section, change.key)
        earlier = self._changes.pop(place, None)
        both = change if earlier is None else _merged(earlier, change)
        if both.before is not None or both.after is not None:
            self._changes[place] = both

    def is_due(self, now_seconds: float) -> bool:
        """Whether there are changes, and the last write was long enough ago."""
        return bool(self._changes) and now_seconds >= self._due

    def take(self) -> list[ConfigurationChanged]:
        """Returns the changes and forgets them."""
        changes, self._changes = list(self._changes.values()), {}
        return changes

    def written(self, begun_seconds: float, ended_seconds: float) -> None:
        """Defines when the next write is due. Slow writes take at most half of the time."""
        self._due = ended_seconds + max(PAUSE_SECONDS, ended_seconds - begun_seconds)


def _merged(earlier: ConfigurationChanged, later: ConfigurationChanged) -> ConfigurationChanged:
    """Returns two consecutive changes of an element as one. Each has only the fields that differ."""
    before, after = earlier.before, later.after
    if later.section != "plugins" and isinstance(earlier.after, dict) and isinstance(after, dict):
        after = earlier.after | after
        before = before if before is None else later.before | before
    return msgspec.structs.replace(later, before=before, after=after)


def write_back(
    file: ConfigurationFile, changes: Iterable[ConfigurationChanged], *, file_of: dict[str, str]
) -> edit.Texts:
    """Writes the changes into server.toml and returns both texts. ConfigurationError without a change if that fails.

    `file_of` returns the file of each plugin, which identifies its entry.
    """
    return edit.edit_together(file, [_edit_of(change, file_of) for change in changes])


def _edit_of(change: ConfigurationChanged, file_of: dict[str, str]) -> edit.Edit:
    section, name = change.section, change.key
    if section == "plugins":
        return edit.set_values(section, file_of.get(name, name), {"config": change.after})
    if isinstance(change.after, list):
        return edit.replaced(section, [_written(section, row, only_own=True) for row in change.after])
    if change.after is None:
        return edit.removed(section, name)
    if change.before is None:
        return edit.added(section, _written(section, change.after, only_own=True))
    return edit.set_values(section, name, _written(section, change.after, only_own=False))


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
