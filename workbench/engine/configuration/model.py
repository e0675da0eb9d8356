"""The values of a server.toml: the settings of the server, its records, and its plugins' entries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from workbench.contract.generated.records import (
    PluginAccountRecord,
    PluginConCommon,
    PluginConHoliday,
    PluginConManager,
    PluginConSymbolGroup,
    PluginGroupRecord,
    PluginSymbolRecord,
)
from workbench.engine.time_zones import UTC

FILE_NAME = "server.toml"
HANG_SECONDS = 5.0


class ConfigurationError(ValueError):
    """server.toml is unusable. The text is one line: `server.toml:LINE: key: what is wrong`."""


class ServerSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Settings of the server process.

    A callback is slow after `hook_budget_millis`. A server hangs after `hang_seconds` without progress.
    The three values that may be None are for the client process: `session/restart_policy.py`.
    """

    name: str = ""
    sync: str = "normal"
    clock: str = "wall"
    hook_budget_millis: float = 5.0
    hang_seconds: float = HANG_SECONDS
    attribution: bool = True
    checking: bool = False
    enable_new_plugins: bool = False
    require_signature: bool = False
    restart_after_fault: str | None = None
    hang_action: str | None = None
    reload_on_change: bool | None = None
    owner: str = ""
    time_zone: str = UTC
    maintenance_day: int = -1
    maintenance_start: int = 0
    maintenance_minutes: int = 0
    end_of_day: int = 0
    backups_kept: int = 7
    stopout_compensation: int = 0
    leverage_at_opening: int = 0

    @property
    def common(self) -> PluginConCommon:
        """The settings that plugins see. Times of day in minutes."""
        names = (field.name for field in msgspec.structs.fields(PluginConCommon) if field.name != "liveupdate_mode")
        return PluginConCommon(**{name: getattr(self, name) for name in names})


class FeedSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The background feed. `speed` 1.0 is real time."""

    file: str = ""
    speed: float = 1.0
    loop: bool = True
    playing: bool = True


class RobotSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The trader robot. `actions_per_minute` counts its actions, in minutes of the wall clock.

    `gamblers` are logins that buy as long as they have money.
    """

    enabled: bool = False
    seed: int = 0
    actions_per_minute: float = 60.0
    gamblers: tuple[int, ...] = ()


class PluginEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One plugin's entry. `budget_millis` None uses the server's budget. `layout` empty uses the layout of the file.

    `budgets`: milliseconds by name of the hooks and events with their own budget.
    """

    file: str
    name: str = ""
    enabled: bool = False
    load_at_startup: bool = True
    budget_millis: float | None = None
    budgets: dict[str, float] = {}
    layout: str = ""
    version: str = ""
    description: str = ""
    sha256: str = ""
    config: dict[str, Any] = {}


class AccountSeed(msgspec.Struct, frozen=True):
    """An account that exists from the first start. `balance` and `credit` are in its deposit currency."""

    record: PluginAccountRecord
    balance: float
    credit: float


class Workspace(msgspec.Struct, frozen=True):
    """One server.toml, checked. A symbol's number is its position."""

    folder: Path
    server: ServerSettings
    feed: FeedSettings
    robot: RobotSettings
    symbol_groups: tuple[PluginConSymbolGroup, ...]
    holidays: tuple[PluginConHoliday, ...]
    managers: tuple[PluginConManager, ...]
    symbols: tuple[PluginSymbolRecord, ...]
    groups: tuple[PluginGroupRecord, ...]
    accounts: tuple[AccountSeed, ...]
    plugins: tuple[PluginEntry, ...]
    symbol_zones: dict[str, str] = {}
    """Returns the time zones of the symbols with their own time zone."""

    @property
    def plugins_folder(self) -> Path:
        """Returns the folder with the plugin files."""
        return self.folder / "plugins"

    @property
    def data_folder(self) -> Path:
        """Returns the folder with the databases and the journal."""
        return self.folder / "data"

    def entry(self, file: str) -> PluginEntry | None:
        """Returns the entry of a plugin file, or None."""
        return next((entry for entry in self.plugins if entry.file == file), None)
