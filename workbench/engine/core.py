"""The native server for the rest of the engine: contract values for records, and the engine's own exceptions."""

from __future__ import annotations

import contextlib
import enum
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from workbench.contract.generated.callbacks import CALLBACK_BY_NAME
from workbench.contract.generated.records import (
    PluginAccountRecord,
    PluginAccountRequestRecord,
    PluginConCommon,
    PluginConHoliday,
    PluginConManager,
    PluginConSymbolGroup,
    PluginGroupRecord,
    PluginMailRecord,
    PluginNewsRecord,
    PluginSymbolRecord,
    PluginTradeRequestRecord,
)
from workbench.engine import _core, queries, time_zones
from workbench.engine._core import FeedError
from workbench.engine.messages import Severity
from workbench.engine.plain_text import parse_json

__all__ = [
    "Core",
    "CoreError",
    "FeedError",
    "Library",
    "LibraryError",
    "Notice",
    "PluginFailure",
    "RecordError",
    "TradeAction",
]


class CoreError(RuntimeError):
    """The native server refuses a call or fails. The text is one line."""


class RecordError(ValueError):
    """A value does not fit its field. The text names the field."""


class LibraryError(RuntimeError):
    """A library cannot be mapped. The text is the dynamic linker's message."""


class PluginFailure(RuntimeError):
    """A plugin cannot be created, called or destroyed. The text is one sentence."""


class PluginStillRunning(PluginFailure):
    """A plugin cannot be destroyed because a thread is still inside it."""


@dataclass(frozen=True)
class Notice:
    """A rare event of the native server. `plugin` None is the server itself. `severity` is a level of the journal.

    `detail` differs each time for a diagnostic with a constant `text`.
    `thread` and `frames` (return addresses, innermost first) are the place of a diagnostic, if it has one.
    """

    kind: str
    severity: Severity
    code: str
    text: str
    detail: str
    target: str
    plugin: int | None
    id: int
    nanos: int
    server_nanos: int
    thread: str
    frames: list[int]


@contextlib.contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except _core.ModuleError as error:
        raise LibraryError(str(error)) from error
    except _core.PluginStillRunning as error:
        raise PluginStillRunning(str(error)) from error
    except _core.PluginError as error:
        raise PluginFailure(str(error)) from error
    except TypeError as error:
        raise RecordError(str(error)) from error
    except (RuntimeError, ValueError) as error:
        if isinstance(error, FeedError):
            raise
        raise CoreError(str(error)) from error


def check_record(record: msgspec.Struct) -> None:
    """Raises RecordError with `TYPE.field: ...` if a value of a contract record does not fit its field."""
    with _our_errors():
        _core.record_from_dict(type(record).__name__, msgspec.to_builtins(record))


class TradeAction(enum.Enum):
    """Checks and computations for trades, with the names of the native server."""

    OPEN = "open_trade"
    CLOSE = "close_trade"
    CLOSE_BY = "close_trade_by"
    UPDATE = "update_trade"
    UPDATE_CLOSED = "update_closed_trade"
    CANCEL = "cancel_trade"
    DELETE = "delete_trade"
    RESTORE = "restore_trade"


class Library:
    """A plugin's mapped library."""

    def __init__(self, module: Any) -> None:
        self.module = module

    def versions(self) -> tuple[int, int]:
        """Returns plugin API number and server API number, 0 if the library has none."""
        with _our_errors():
            return self.module.plugin_api_version() or 0, self.module.server_api_version() or 0

    def close(self) -> None:
        """Runs the library's destructors and unmaps it."""
        with _our_errors():
            self.module.close()

    @property
    def path(self) -> Path:
        """Returns the path of the mapped file."""
        return Path(self.module.path)

    def is_mapped(self) -> bool:
        """Returns whether the process still has the library mapped."""
        return bool(self.module.is_mapped())


class Core:
    """One native server. Methods with a record raise RecordError if a value does not fit its field."""

    def __init__(
        self,
        *,
        segment: str,
        clock: str,
        start_nanos: int,
        speed: float,
        database: str,
        sync: str,
        hook_budget_nanos: int,
    ) -> None:
        """Opens the database. CoreError with one line if that fails."""
        with _our_errors():
            self._engine = _core.Engine(
                segment=segment,
                clock=clock,
                start_nanos=start_nanos,
                speed=speed,
                database=database,
                sync=sync,
                hook_budget_nanos=hook_budget_nanos,
            )

    # Configuration.

    def put_symbol(self, record: PluginSymbolRecord) -> None:
        """Adds or changes a symbol."""
        with _our_errors():
            self._engine.put_symbol(msgspec.to_builtins(record))

    def put_symbol_back(self, record: PluginSymbolRecord) -> None:
        """Restores a removed symbol with its last quote."""
        with _our_errors():
            self._engine.put_symbol(msgspec.to_builtins(record), put_back=True)

    def put_holidays(self, records: Iterable[PluginConHoliday]) -> None:
        """Replaces the list of holidays. CoreError with the number of an invalid one."""
        with _our_errors():
            self._engine.put_holidays([msgspec.to_builtins(record) for record in records])

    def set_time_zones(self, server: str, symbols: dict[str, str]) -> None:
        """Sets the time zone of `end_of_day`, maintenance, sessions and holidays, and time zones of single symbols."""
        zones = {name: time_zones.changes(name) for name in {server, *symbols.values()}}
        with _our_errors():
            self._engine.set_time_zones(zones, server, symbols)

    def put_group(self, record: PluginGroupRecord) -> None:
        """Adds or changes a group."""
        with _our_errors():
            self._engine.put_group(msgspec.to_builtins(record))

    def put_common(self, record: PluginConCommon) -> None:
        """Changes the settings of the whole server, except liveupdate_mode."""
        with _our_errors():
            self._engine.put_common(msgspec.to_builtins(record))

    def put_plugin_config(self, index: int, config: dict[str, Any]) -> None:
        """Changes a running plugin's parameters: later queries and events use them, its creation does not change."""
        with _our_errors():
            self._engine.put_plugin_config(index, json.dumps(config))

    def put_symbol_groups(self, records: Iterable[PluginConSymbolGroup]) -> None:
        """Replaces the list of symbol groups. CoreError if a removed group has symbols."""
        with _our_errors():
            self._engine.put_symbol_groups([msgspec.to_builtins(record) for record in records])

    def put_managers(self, records: Iterable[PluginConManager]) -> None:
        """Replaces the list of managers."""
        with _our_errors():
            self._engine.put_managers([msgspec.to_builtins(record) for record in records])

    def erase_symbol(self, name: str) -> int:
        """Removes a symbol. RET_SYMBOL_USE_BY_TRADE while trades use it, RET_SYMBOL_NOT_FOUND."""
        with _our_errors():
            code: int = self._engine.erase_symbol(name)
        return code

    def erase_group(self, name: str) -> int:
        """Removes a client group and returns the code. Refused while the group has accounts."""
        with _our_errors():
            code: int = self._engine.erase_group(name)
        return code

    def common(self) -> dict[str, Any]:
        """Returns the settings of the whole server as plain values."""
        fields: dict[str, Any] = _core.record_to_dict(self._engine.common())
        return fields

    def seed_account(self, record: PluginAccountRecord, balance: float, credit: float) -> bool:
        """Stores an account unless its login exists. Returns whether it did. Money is in its deposit currency."""
        with _our_errors():
            stored: bool = self._engine.seed_account(msgspec.to_builtins(record), balance, credit)
        return stored

    def install_crash_handler(self, maps_file: Path) -> None:
        """Records the end of this process in the segment. A file receives the memory map of that moment."""
        with _our_errors():
            self._engine.install_crash_handler(str(maps_file))

    # Start and stop.

    def start(self) -> None:
        """Starts the engine thread. Under a virtual clock, requests run on the caller's thread."""
        with _our_errors():
            self._engine.start()

    def stop(self) -> None:
        """Ends the engine thread. Waiting requests get their answers."""
        with _our_errors():
            self._engine.stop()

    def close(self) -> None:
        """Stops the server, destroys the remaining plugins and closes the databases."""
        with _our_errors():
            self._engine.close()
        del self._engine

    def advance(self, to_nanos: int) -> None:
        """Moves a virtual clock, in nanoseconds since the Unix epoch."""
        with _our_errors():
            self._engine.advance(to_nanos)

    def set_maintenance(self, on: bool) -> None:
        """Starts maintenance, or ends a manual or scheduled one."""
        with _our_errors():
            self._engine.set_maintenance(on)

    def now_nanos(self) -> int:
        """Returns the server time in nanoseconds since the Unix epoch."""
        return self._engine.now_nanos()

    # Requests: they return codes of the platform, and tickets.

    def inject_tick(self, symbol: str, bid: float, ask: float, volume: float) -> int:
        """Feeds one quote at the current server time."""
        with _our_errors():
            code: int = self._engine.inject_tick({"symbol": symbol, "bid": bid, "ask": ask, "volume": volume})
        return code

    def trade(self, action: TradeAction, request: PluginTradeRequestRecord) -> tuple[int, int]:
        """Returns code and ticket."""
        return self._pair(getattr(self._engine, action.value), request)

    def add_account(self, account: PluginAccountRequestRecord) -> tuple[int, int]:
        """Returns code and login."""
        return self._pair(self._engine.add_account, account)

    def update_account(self, account: PluginAccountRequestRecord) -> int:
        """Code."""
        with _our_errors():
            code: int = self._engine.update_account(msgspec.to_builtins(account))
        return code

    def login(self, login: int, ip: str, type_: int) -> int:
        """Code."""
        with _our_errors():
            code: int = self._engine.login(login, ip, type_)
        return code

    def logout(self, login: int, ip: str, type_: int) -> int:
        """Code."""
        with _our_errors():
            code: int = self._engine.logout(login, ip, type_)
        return code

    def change_balance(self, login: int, amount: float, comment: str) -> tuple[int, int]:
        """Returns code and ticket."""
        with _our_errors():
            code, order = self._engine.change_balance(login, amount, comment)
        return code, order

    def move_money(self, login: int, cmd: int, amount: float, comment: str) -> tuple[int, int]:
        """Returns code and ticket of a finance command. The amount has the sign of the booking."""
        with _our_errors():
            code, order = self._engine.move_money(login, cmd, amount, comment)
        return code, order

    def send_mail(self, mail: PluginMailRecord) -> int:
        """Sends a letter from the server to an account. Returns the code."""
        with _our_errors():
            code: int = self._engine.send_mail(msgspec.to_builtins(mail))
        return code

    def publish_news(self, news: PluginNewsRecord) -> int:
        """Publishes a news item for all clients. Returns the code."""
        with _our_errors():
            code: int = self._engine.publish_news(msgspec.to_builtins(news))
        return code

    def custom_action(self, plugin: int, request_json: str) -> tuple[int, str]:
        """Returns the code and the plugin's JSON answer."""
        with _our_errors():
            code, response = self._engine.custom_action(plugin, request_json)
        return code, response

    def _pair(self, method: Callable[[Any], tuple[int, int]], record: msgspec.Struct) -> tuple[int, int]:
        with _our_errors():
            code, order = method(msgspec.to_builtins(record))
        return code, order

    # Feed.

    def set_feed(self, text: bytes, numbers: dict[str, int], *, loop: bool) -> None:
        """Loads the quotes of a tick file. FeedError with the line if that fails."""
        with _our_errors():
            self._engine.set_feed(_core.parse_ticks(text, numbers), loop)

    def play_feed(self, playing: bool) -> None:
        """Plays or pauses the feed."""
        self._engine.play_feed(playing)

    def set_feed_speed(self, speed: float) -> None:
        """Sets the speed of the feed. 1 is real time."""
        with _our_errors():
            self._engine.set_feed_speed(speed)

    def feed_state(self) -> tuple[bool, float, int, int]:
        """Returns playing, speed, position and length. Position and length are numbers of quotes."""
        playing, speed, position, length = self._engine.feed_state()
        return playing, speed, position, length

    # Reading.

    def rows(self, what: str, login: int = 0) -> list[dict[str, Any]]:
        """Returns the records of a query (a key of `QUERIES`) as plain values. `login` 0 selects all."""
        return queries.rows(self._engine, what, login)

    def find_trade(self, order: int) -> dict[str, Any] | None:
        """Returns the open or closed trade or finance record with that number as plain values."""
        with _our_errors():
            record = self._engine.find_trade(order)
        return None if record is None else _core.record_to_dict(record)

    def take_notices(self) -> list[Notice]:
        """Returns the events since the last call, oldest first."""
        return [Notice(**fields) for fields in self._engine.take_notices()]

    # Plugins.

    def reserve_plugin(self, name: str) -> int:
        """Returns an index for a plugin, before any of its code runs."""
        with _our_errors():
            index: int = self._engine.reserve_plugin(name)
        return index

    def rename_plugin(self, index: int, name: str) -> None:
        """Changes the name of a plugin in messages."""
        with _our_errors():
            self._engine.rename_plugin(index, name)

    def load_library(self, path: str, index: int) -> Library:
        """Maps a plugin's library. LibraryError with the linker's message."""
        with _our_errors():
            return Library(self._engine.load_library(path, index))

    def library_left_open(self, path: str, index: int) -> Library | None:
        """Returns the library that `load_library` mapped before a static constructor threw, or None."""
        with _our_errors():
            module = self._engine.library_left_open(path, index)
        return None if module is None else Library(module)

    def about_plugin(self, index: int, library: Library) -> dict[str, Any]:
        """Returns the object of AboutPlugin. Empty if the function is missing or returns no object."""
        with _our_errors():
            text = self._engine.about_plugin(index, library.module)
        try:
            about = parse_json(text) if text else {}
        except ValueError as error:
            raise PluginFailure(f"the plugin returned unusable data: {error}") from error
        return about if isinstance(about, dict) else {}

    def create_plugin(
        self, index: int, library: Library, *, config_json: str, data_json: str, layout: str = ""
    ) -> None:
        """Calls CreatePlugin with parameters and kept data. PluginFailure if it fails.

        `layout` is the legacy layout of the plugin, empty for the server's own.
        """
        with _our_errors():
            self._engine.create_plugin(index, library.module, config_json, data_json=data_json, layout=layout)

    def plugin_introduction(self, index: int) -> dict[str, Any]:
        """Returns name and description from a running plugin. PluginFailure if the call raises."""
        with _our_errors():
            name, description = self._engine.plugin_introduction(index)
        return {"name": name, "description": description}

    def entry_call(self, index: int, callback: str, body: Callable[[], None]) -> None:
        """Runs Python code of a plugin as one of its entry points. PluginFailure if the code raises."""
        with _our_errors():
            self._engine.entry_call(index, callback, body)

    def plugin_server(self, index: int) -> Any:
        """Returns the server object for this Python plugin."""
        return self._engine.plugin_server(index)

    def adopt_plugin(self, index: int, instance: Any) -> None:
        """Adds an instance of a Python plugin class at the end of the order."""
        with _our_errors():
            self._engine.adopt_plugin(index, instance)

    def set_plugin_budgets(self, index: int, millis: float, by_callback: Mapping[str, float]) -> None:
        """Sets the time budget of a plugin's hooks and events in milliseconds, and single budgets by name."""
        own = {CALLBACK_BY_NAME[name].number: int(own * 1e6) for name, own in by_callback.items()}
        with _our_errors():
            self._engine.set_plugin_budgets(index, int(millis * 1e6), own)

    def set_plugin_config(self, index: int, config_json: str) -> None:
        """Sets the parameters that the plugin receives when it queries its own. create_plugin does the same."""
        with _our_errors():
            self._engine.set_plugin_config(index, config_json)

    def remove_plugin(self, index: int) -> str:
        """Stops calls and destroys the plugin. Returns its kept JSON.

        PluginStillRunning if a thread is inside it. Another PluginFailure if DestroyPlugin itself failed.
        """
        with _our_errors():
            kept: str = self._engine.remove_plugin(index)
        return kept

    def set_plugin_order(self, order: list[int]) -> None:
        """Returns the plugins' indices, highest priority first."""
        with _our_errors():
            self._engine.set_plugin_order(order)

    def plugin_interfaces(self, index: int) -> list[str]:
        """Returns the names of a plugin's hook and event classes."""
        names: list[str] = self._engine.plugin_interfaces(index)
        return names

    # Memory and threads of plugins.

    def publish_usage(self) -> None:
        """Writes the memory and threads of plugins into the segment. Costs some microseconds for each plugin."""
        self._engine.publish_usage()

    def set_checking(self, checking: bool) -> None:
        """Switches the detection of writes to records and of their use after the call."""
        self._engine.set_checking(checking)

    def break_before(self, index: int, callback: str) -> bool:
        """Stops in the debugger before the plugin's next call of this callback, once. False if none is attached."""
        return self._engine.break_before(index, callback)

    def heap_of(self, index: int) -> tuple[int, int] | None:
        """Returns bytes and blocks that a plugin holds, None if this server does not attribute memory."""
        held: tuple[int, int] | None = self._engine.heap_of(index)
        return held

    def threads_of(self, index: int) -> frozenset[int]:
        """Returns the kernel ids of a plugin's running threads, empty if they are unknown."""
        return frozenset(self._engine.threads_of(index))

    def heap_holders(self, index: int) -> list[tuple[str, int, int]]:
        """Returns callbacks with the bytes and blocks allocated there and still held. '': the plugin's own threads."""
        holders: list[tuple[str, int, int]] = self._engine.heap_holders(index)
        return holders
