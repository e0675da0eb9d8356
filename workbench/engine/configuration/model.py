"""What a server.toml says, as values: the settings of the server, its records, and its plugins' entries."""

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
    """server.toml cannot be used; the text is one line: `server.toml:LINE: key: what is wrong`."""


class ServerSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the server runs.

    `hook_budget_millis` is what a callback may take before it counts as slow, `hang_seconds` how long nothing may move.
    The three that may be None are for who observes the server: `session/restart_policy.py`.
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
    """The trader robot. `actions_per_minute` counts what it does, minutes of the wall clock.

    `gamblers` are logins that buy as long as they have money.
    """

    enabled: bool = False
    seed: int = 0
    actions_per_minute: float = 60.0
    gamblers: tuple[int, ...] = ()


class PluginEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One plugin as configured; `budget_millis` None takes the server's, `layout` empty what its file tells.

    `budgets`: milliseconds by name of a hook or event that has a budget of its own.
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
    """An account that exists from the first start on. `balance` and `credit` in its deposit currency."""

    record: PluginAccountRecord
    balance: float
    credit: float


class Workspace(msgspec.Struct, frozen=True):
    """All of one server.toml, checked. Symbols are numbered by their place."""

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
    """Time zones of the symbols that have one of their own."""

    @property
    def plugins_folder(self) -> Path:
        """Where plugin files lie."""
        return self.folder / "plugins"

    @property
    def data_folder(self) -> Path:
        """Where databases and the journal are kept."""
        return self.folder / "data"

    def entry(self, file: str) -> PluginEntry | None:
        """The entry of a plugin file, None when it has none."""
        return next((entry for entry in self.plugins if entry.file == file), None)
