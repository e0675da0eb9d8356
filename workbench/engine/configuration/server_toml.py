"""The workspace's configuration: parses `server.toml` to symbols, groups, accounts and plugins, or one clear error.

    [server]
    name = "Sample"                  # shown in the window's title
    sync = "normal"                  # full | normal | memory: how hard the databases are written
    clock = "feed"                   # feed: runs from the feed's first quote at its speed; wall: the machine's time
    hook_budget_millis = 5.0         # a slower callback is reported as slow
    hang_seconds = 5.0               # a server without progress for this time is reported as hanging
    attribution = true               # whether threads and memory are attributed to plugins
    checking = false                 # whether writes to read-only records and use after their call are detected
    require_signature = false        # whether a plugin without a good signature is refused
    enable_new_plugins = false       # whether a file found in plugins/ without an entry starts enabled
    restart_after_fault = "quarantine"  # quarantine | retry | off: after a fault; default: the client's choice
    hang_action = "report"             # report | restart
    reload_on_change = true          # whether a changed plugin file starts the server again
    time_zone = "Europe/Nicosia"     # of end_of_day, maintenance, sessions and holidays
    end_of_day = "22:00"             # when the trading day ends (swaps, equity snapshots)
    maintenance_day = 0              # weekly maintenance: 0 Sunday to 6 Saturday, -1 for none
    maintenance_start = "03:00"
    maintenance_minutes = 30         # and the other fields of PluginConCommon

    [feed]                           # optional
    file = "ticks.csv.gz"            # from this folder; time_millis,symbol,bid,ask,volume; .gz or plain
    speed = 20.0                     # 1.0 is real time
    loop = true
    playing = true

    [robot]                          # optional: the trader robot
    enabled = true
    seed = 7
    actions_per_minute = 60.0        # opens and closes, minutes of the wall clock

    [[symbol_groups]]                # optional: what sec_index refers to
    sec_index = 0
    name = "Currencies"

    [[symbols]]                      # every field of PluginSymbolRecord; missing fields have its defaults
    symbol = "EURUSD"
    digits = 5                       # point, multiply and tick_size follow from digits unless given
    currency = "EUR"                 # margin_currency of forex unless given
    quote_currency = "USD"           # margin_currency of the other margin modes unless given
    contract_size = 100000.0
    sec_index = 0
    trade = 2
    sessions = { quote = "Mon-Fri 00:00-24:00", trade = "Mon-Thu 00:05-23:55, Fri 00:05-22:00" }
    # or by day: sessions = { Mon-Thu = { quote = "00:00-24:00", trade = "00:05-23:55" }, Fri = "00:00-22:00" }
    # at most three windows a day each; without trade: the same as quote; without sessions: always open
    time_zone = "America/New_York"   # of its sessions and holidays; default: [server] time_zone

    [[holidays]]                     # times without quotes and trades; year 0: every year
    month = 12
    day = 25
    symbol = "EUR*,@1"               # masks in a comma list; @1 is the symbol group with sec_index 1; * is all
    from_minute = "00:00"            # a time of day, or minutes
    to_minute = "24:00"

    [[managers]]                     # every field of PluginConManager
    login = 1
    name = "Administrator"
    groups = "*"
    rights = 63

    [[groups]]                       # every field of PluginGroupRecord but secgroups, secmargins, secmargins_total
    group = "real-usd"
    enable = 1
    currency = "USD"
    default_leverage = 100
    margin_call = 100
    margin_stopout = 50
    [[groups.securities]]            # every field of PluginGroupRecordSec
    sec_index = 0
    show = 1
    trade = 2
    execution = 1
    comm_base = 7.0
    lot_min = 1                      # hundredths of a lot
    lot_max = 10000
    lot_step = 1
    [[groups.margins]]               # every field of PluginGroupRecordMargin
    symbol = "EURUSD"
    margin_divider = 2.0

    [[accounts]]                     # every field of PluginAccountRecord but margin
    login = 1001
    group = "real-usd"
    name = "Ada"
    leverage = 100                   # default: the group's default_leverage
    balance = 10000.0                # the opening deposit of an account that is not in the database yet
    credit = 0.0

    [[plugins]]                      # in priority order
    file = "trade_commenter.so"      # in plugins/
    name = "trade_commenter"         # default: the plugin's own name, else the file's stem
    enabled = true
    load_at_startup = true
    budget_millis = 1.0              # default: [server] hook_budget_millis
    budgets = { OnQuoteTick = 0.1 }  # milliseconds, for hooks and events with their own budget
    layout = "devkit_demo"           # devkit or devkit_demo: layout of a legacy file that does not prove it
    version = "1.0"                  # as last seen; the server reports a difference
    description = "..."
    sha256 = "9f86d0..."             # of the file with these values; default: any file
    [plugins.config]                 # the plugin's own parameters, passed to CreatePlugin as params["config"]
    track_logins = [1001, 1002]

Moments (`regdate`, `expiration`, ...) may be TOML date-times or Unix seconds.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from workbench.contract.generated.records import (
    PluginAccountRecord,
    PluginConCommon,
    PluginConHoliday,
    PluginConManager,
    PluginConSymbolGroup,
    PluginGroupRecord,
    PluginGroupRecordMargin,
    PluginGroupRecordSec,
    PluginSymbolRecord,
)
from workbench.engine.configuration import rules
from workbench.engine.configuration.model import (
    FILE_NAME,
    AccountSeed,
    ConfigurationError,
    FeedSettings,
    PluginEntry,
    RobotSettings,
    ServerSettings,
    Workspace,
)
from workbench.engine.configuration.toml_lines import KeyLines
from workbench.engine.configuration.toml_text import parse_toml, read_text
from workbench.engine.configuration.trading_sessions import minute_of_day, parse_sessions
from workbench.engine.core import RecordError, check_record

RECORDS = (
    PluginAccountRecord,
    PluginConCommon,
    PluginConHoliday,
    PluginConManager,
    PluginConSymbolGroup,
    PluginGroupRecord,
    PluginGroupRecordMargin,
    PluginGroupRecordSec,
    PluginSymbolRecord,
)
SECTIONS = (
    "server", "feed", "robot", "symbol_groups", "symbols", "holidays", "groups", "accounts", "managers", "plugins",
)  # fmt: skip

T = TypeVar("T")
Place = tuple[str | int, ...]


def load_workspace(folder: Path) -> Workspace:
    """Reads `folder/server.toml`. ConfigurationError with line and key if it is unusable."""
    return parse_workspace(read_text(folder), folder)


def parse_workspace(text: str, folder: Path) -> Workspace:
    """Like load_workspace, for the text of a server.toml."""
    return _Reader(parse_toml(text), KeyLines(text), folder).workspace()


class _Reader:
    """Converts the parsed document to values and stores the place of each value."""

    def __init__(self, document: dict[str, Any], lines: KeyLines, folder: Path) -> None:
        self._document, self._lines, self._folder = document, lines, folder

    def workspace(self) -> Workspace:
        for key in self._document:
            if key not in SECTIONS:
                raise self.error((key,), f"unknown section. Sections: {', '.join(SECTIONS)}")
        workspace = Workspace(
            folder=self._folder,
            server=self._server(),
            feed=self._section("feed", FeedSettings),
            robot=self._section("robot", RobotSettings),
            symbol_groups=self._plain_items("symbol_groups", PluginConSymbolGroup),
            holidays=tuple(self._holiday(index, raw) for index, raw in self._items("holidays")),
            managers=self._plain_items("managers", PluginConManager),
            symbols=tuple(self._symbol(index, raw) for index, raw in self._items("symbols")),
            groups=tuple(self._group(index, raw) for index, raw in self._items("groups")),
            accounts=tuple(self._account(index, raw) for index, raw in self._items("accounts")),
            plugins=tuple(self._plugin(index, raw) for index, raw in self._items("plugins")),
            symbol_zones=self._symbol_zones(),
        )
        for place, what in rules.violations(workspace):
            raise self.error(place, what)
        return workspace

    def error(self, place: Place, what: str) -> ConfigurationError:
        return ConfigurationError(f"{FILE_NAME}:{self._lines.line(place)}: {self._shown(place)}: {what}")

    def _shown(self, place: Place) -> str:
        """Returns `groups.real-usd.margin_call`: an element with a name is called by its name."""
        here: Any = self._document
        shown: list[str] = []
        for part in place:
            here = here.get(part) if isinstance(here, dict) else _element(here, part)
            shown.append(_own_name(here, part) if isinstance(part, int) else part)
        return ".".join(shown)

    def _section(self, name: str, type_: type[T]) -> T:
        return self._convert(self._document.get(name, {}), type_, (name,))

    def _items(self, name: str, inside: dict[str, Any] | None = None, place: Place = ()) -> list[tuple[int, Any]]:
        raw = (self._document if inside is None else inside).get(name, [])
        place = (*place, name)
        if not isinstance(raw, list):
            raise self.error(place, f"expected tables written as [[{name}]], got {type(raw).__name__}")
        for index, item in enumerate(raw):
            if not isinstance(item, dict):
                raise self.error((*place, index), f"expected a table, got {type(item).__name__}")
        return list(enumerate(raw))

    def _plain_items(self, name: str, type_: type[T]) -> tuple[T, ...]:
        return tuple(self._convert(raw, type_, (name, index)) for index, raw in self._items(name))

    def _server(self) -> ServerSettings:
        raw = self._document.get("server", {})
        if isinstance(raw, dict):
            raw = self._times_of_day(raw, ("end_of_day", "maintenance_start"), ("server",))
        server = self._convert(raw, ServerSettings, ("server",))
        self._check_record(server.common, ("server",))
        return server

    def _holiday(self, index: int, raw: dict[str, Any]) -> PluginConHoliday:
        place: Place = ("holidays", index)
        values = self._times_of_day(raw, ("from_minute", "to_minute"), place)
        return self._convert(values, PluginConHoliday, place)

    def _times_of_day(self, raw: dict[str, Any], keys: tuple[str, ...], place: Place) -> dict[str, Any]:
        """Returns `raw` with minutes in place of times of day such as "22:00"."""
        values = dict(raw)
        for key in keys:
            if isinstance(value := values.get(key), str | dt.time):
                try:
                    values[key] = minute_of_day(str(value))
                except ValueError as error:
                    raise self.error((*place, key), str(error)) from error
        return values

    def _symbol(self, index: int, raw: dict[str, Any]) -> PluginSymbolRecord:
        place: Place = ("symbols", index)
        values = {key: value for key, value in raw.items() if key != "time_zone"}
        if "sessions" in values:
            try:
                values["sessions"] = parse_sessions(values["sessions"])
            except ValueError as error:
                raise self.error((*place, "sessions"), str(error)) from error
        digits = values.get("digits", 0)
        if not isinstance(digits, int) or not 0 <= digits <= 8:
            raise self.error((*place, "digits"), f"{digits!r} is not a number of digits from 0 to 8")
        point = float(f"1e-{digits}")
        derived = {"point": point, "multiply": float(10**digits), "tick_size": point, "count": index}
        margin_currency = values.get("currency" if values.get("margin_mode", 0) == 0 else "quote_currency", "")
        derived |= {"sym_index": index, "sort_index": index, "margin_currency": margin_currency}
        return self._convert(derived | values, PluginSymbolRecord, place)

    def _symbol_zones(self) -> dict[str, str]:
        zones = {}
        for index, raw in self._items("symbols"):
            if "time_zone" not in raw:
                continue
            zone = raw["time_zone"]
            if not isinstance(zone, str):
                raise self.error(("symbols", index, "time_zone"), f"expected str, got {type(zone).__name__}")
            zones[str(raw["symbol"])] = zone
        return zones

    def _group(self, index: int, raw: dict[str, Any]) -> PluginGroupRecord:
        place: Place = ("groups", index)
        values = {key: value for key, value in raw.items() if key not in ("securities", "margins")}
        for key in ("secgroups", "secmargins", "secmargins_total"):
            if key in values:
                raise self.error((*place, key), "write [[groups.securities]] and [[groups.margins]] instead")
        secgroups = self._keyed(raw, place, "securities", "sec_index", PluginGroupRecordSec)
        secmargins = self._keyed(raw, place, "margins", "symbol", PluginGroupRecordMargin)
        values |= {"secgroups": secgroups, "secmargins": secmargins, "secmargins_total": len(secmargins)}
        return self._convert({"grp_index": index} | values, PluginGroupRecord, place)

    def _keyed(self, group: dict[str, Any], place: Place, section: str, key: str, type_: type) -> dict[Any, Any]:
        keyed: dict[Any, Any] = {}
        for index, raw in self._items(section, group, place):
            here = (*place, section, index)
            if key not in raw:
                raise self.error(here, f"{key} is missing")
            self._convert(raw, type_, here)
            if raw[key] in keyed:
                raise self.error((*here, key), f"{raw[key]!r} is defined twice")
            keyed[raw[key]] = raw
        return keyed

    def _account(self, index: int, raw: dict[str, Any]) -> AccountSeed:
        place: Place = ("accounts", index)
        record = self._convert(raw, PluginAccountRecord, place)
        groups = [item for item in self._items("groups") if item[1].get("group") == record.group]
        if record.leverage == 0 and groups:
            number, group = groups[0]
            leverage = self._plain(group.get("default_leverage", 0), ("groups", number, "default_leverage"))
            record = msgspec.structs.replace(record, leverage=leverage)
        seed = msgspec.structs.replace(record, balance=0.0, credit=0.0)
        return AccountSeed(seed, record.balance, record.credit)

    def _plugin(self, index: int, raw: dict[str, Any]) -> PluginEntry:
        return self._convert(raw, PluginEntry, ("plugins", index))

    def _convert(self, raw: Any, type_: type[T], place: Place) -> T:
        plain = self._plain(raw, place)
        try:
            made = msgspec.convert(plain, type_)
        except msgspec.ValidationError as error:
            raise self._validation_error(error, place) from error
        if isinstance(made, RECORDS):
            self._check_record(made, place)
        return made

    def _check_record(self, record: msgspec.Struct, place: Place) -> None:
        try:
            check_record(record)
        except RecordError as error:
            field = str(error).partition(":")[0].rpartition(".")[2]
            value = getattr(record, field, "the value")
            raise self.error((*place, field), f"{value} does not fit this field") from error

    def _plain(self, value: Any, place: Place) -> Any:
        """Returns `value` with Unix seconds in place of TOML's date-times. Refuses numbers that are not finite."""
        match value:
            case dict():
                return {key: self._plain(item, (*place, key)) for key, item in value.items()}
            case list():
                return [self._plain(item, (*place, index)) for index, item in enumerate(value)]
            case dt.datetime():
                aware = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
                return self._moment(aware, place)
            case dt.date():
                return self._moment(dt.datetime.combine(value, dt.time(), dt.UTC), place)
            case dt.time():
                raise self.error(place, "a time of day is not allowed here")
            case float() if not math.isfinite(value):
                raise self.error(place, f"{value} is not a finite number")
        return value

    def _moment(self, moment: dt.datetime, place: Place) -> int:
        if not 1970 <= moment.year < 2200:
            raise self.error(place, f"{moment.date()} is not between 1970 and 2199")
        return int(moment.timestamp())

    def _validation_error(self, error: msgspec.ValidationError, place: Place) -> ConfigurationError:
        what, _, where = str(error).partition(" - at `$")
        for part in re.findall(r"\[(\d+)\]|\.([^.\[`]+)", where):
            place = (*place, int(part[0]) if part[0] else part[1])
        if unknown := re.search(r"unknown field `(.*)`", what):
            return self.error((*place, unknown[1]), "unknown key")
        if missing := re.search(r"missing required field `(.*)`", what):
            return self.error(place, f"{missing[1]} is missing")
        return self.error(place, what.replace("`", "").lower())


def _element(value: Any, part: str | int) -> Any:
    return value[part] if isinstance(value, list) and isinstance(part, int) and part < len(value) else None


def _own_name(item: Any, index: int) -> str:
    if isinstance(item, dict):
        for key in ("symbol", "login", "file", "group", "sec_index"):
            if key in item:
                return str(item[key])
    return str(index + 1)
