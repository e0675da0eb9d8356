"""The native server for the rest of the engine: records in and out as contract values, errors as our own."""

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
from workbench.contract.generated.enums import PluginTradeCommand
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
from workbench.engine import _core, time_zones
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


PENDING = (
    PluginTradeCommand.BuyLimit,
    PluginTradeCommand.SellLimit,
    PluginTradeCommand.BuyStop,
    PluginTradeCommand.SellStop,
    PluginTradeCommand.BuyStopLimit,
    PluginTradeCommand.SellStopLimit,
)
LAST_SECOND = 2**40


class CoreError(RuntimeError):
    """The native server cannot do it; the text is one line."""


class RecordError(ValueError):
    """A value does not fit its field; the text names the field."""


class LibraryError(RuntimeError):
    """A library cannot be mapped; the text is the dynamic linker's."""


class PluginFailure(RuntimeError):
    """A plugin cannot be created, called or destroyed; the text is one sentence."""


class PluginStillRunning(PluginFailure):
    """A plugin cannot be destroyed because a thread is still inside it."""


@dataclass(frozen=True)
class Notice:
    """A rare fact of the native server. `plugin` None is the server itself; `severity` is a journal line's level.

    `detail` is what differs from one time to the next of a diagnostic that has the same `text` each time.
    `thread` and `frames` (return addresses, innermost first) say where a diagnostic was met, where that says anything.
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
    """RecordError, `TYPE.field: ...`, when a value of a contract record does not fit its field."""
    with _our_errors():
        _core.record_from_dict(type(record).__name__, msgspec.to_builtins(record))


class TradeAction(enum.Enum):
    """What can be asked of trades, by the native server's names."""

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
        """Plugin API and server API number, 0 for one that it does not tell."""
        with _our_errors():
            return self.module.plugin_api_version() or 0, self.module.server_api_version() or 0

    def close(self) -> None:
        """Runs its destructors and unmaps it."""
        with _our_errors():
            self.module.close()

    @property
    def path(self) -> Path:
        """Of the file that is mapped."""
        return Path(self.module.path)

    def is_mapped(self) -> bool:
        """Whether the memory map still has it."""
        return bool(self.module.is_mapped())


class Core:
    """One native server. Methods with a record raise RecordError when a value does not fit its field."""

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
        """Opens the database; CoreError with one line when it cannot."""
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
        """Undoes the removal of a symbol, which has its last quote again."""
        with _our_errors():
            self._engine.put_symbol(msgspec.to_builtins(record), put_back=True)

    def put_holidays(self, records: Iterable[PluginConHoliday]) -> None:
        """Replaces the list of holidays; CoreError with the number of one that is none."""
        with _our_errors():
            self._engine.put_holidays([msgspec.to_builtins(record) for record in records])

    def set_time_zones(self, server: str, symbols: dict[str, str]) -> None:
        """By whose clocks `end_of_day`, maintenance, sessions and holidays are meant; zones of single symbols."""
        zones = {name: time_zones.changes(name) for name in {server, *symbols.values()}}
        with _our_errors():
            self._engine.set_time_zones(zones, server, symbols)

    def put_group(self, record: PluginGroupRecord) -> None:
        """Adds or changes a group."""
        with _our_errors():
            self._engine.put_group(msgspec.to_builtins(record))

    def put_common(self, record: PluginConCommon) -> None:
        """Changes the settings of the whole server; liveupdate_mode stays what it is."""
        with _our_errors():
            self._engine.put_common(msgspec.to_builtins(record))

    def put_plugin_config(self, index: int, config: dict[str, Any]) -> None:
        """Changes a running plugin's parameters: what it is answered and told, not what it was created with."""
        with _our_errors():
            self._engine.put_plugin_config(index, json.dumps(config))

    def put_symbol_groups(self, records: Iterable[PluginConSymbolGroup]) -> None:
        """Replaces the list of symbol groups; CoreError when one that is left out has symbols."""
        with _our_errors():
            self._engine.put_symbol_groups([msgspec.to_builtins(record) for record in records])

    def put_managers(self, records: Iterable[PluginConManager]) -> None:
        """Replaces the list of managers."""
        with _our_errors():
            self._engine.put_managers([msgspec.to_builtins(record) for record in records])

    def erase_symbol(self, name: str) -> int:
        """Takes a symbol away; RET_SYMBOL_USE_BY_TRADE while trades use it, RET_SYMBOL_NOT_FOUND."""
        with _our_errors():
            code: int = self._engine.erase_symbol(name)
        return code

    def erase_group(self, name: str) -> int:
        """Code: refused while accounts are in it."""
        with _our_errors():
            code: int = self._engine.erase_group(name)
        return code

    def common(self) -> dict[str, Any]:
        """Settings of the whole server as plain values."""
        fields: dict[str, Any] = _core.record_to_dict(self._engine.common())
        return fields

    def seed_account(self, record: PluginAccountRecord, balance: float, credit: float) -> bool:
        """Stores an account unless its login is known; whether it did. Money in its deposit currency."""
        with _our_errors():
            stored: bool = self._engine.seed_account(msgspec.to_builtins(record), balance, credit)
        return stored

    def install_crash_handler(self, maps_file: Path) -> None:
        """Lets the end of this process be told in the segment; the memory map of that moment goes into a file."""
        with _our_errors():
            self._engine.install_crash_handler(str(maps_file))

    # Life.

    def start(self) -> None:
        """Starts the engine thread; under a virtual clock requests run on their caller."""
        with _our_errors():
            self._engine.start()

    def stop(self) -> None:
        """Ends the engine thread; waiting requests are answered."""
        with _our_errors():
            self._engine.stop()

    def close(self) -> None:
        """Stops, destroys what plugins are left and gives the databases back."""
        with _our_errors():
            self._engine.close()
        del self._engine

    def advance(self, to_nanos: int) -> None:
        """Moves a virtual clock, nanoseconds since the Unix epoch."""
        with _our_errors():
            self._engine.advance(to_nanos)

    def set_maintenance(self, on: bool) -> None:
        """Begins maintenance by hand or ends it, also a scheduled one."""
        with _our_errors():
            self._engine.set_maintenance(on)

    def now_nanos(self) -> int:
        """Server time, nanoseconds since the Unix epoch."""
        return self._engine.now_nanos()

    # Requests: codes of the platform, and tickets.

    def inject_tick(self, symbol: str, bid: float, ask: float, volume: float) -> int:
        """Feeds one quote at the current server time."""
        with _our_errors():
            code: int = self._engine.inject_tick({"symbol": symbol, "bid": bid, "ask": ask, "volume": volume})
        return code

    def trade(self, action: TradeAction, request: PluginTradeRequestRecord) -> tuple[int, int]:
        """Code and ticket."""
        return self._pair(getattr(self._engine, action.value), request)

    def add_account(self, account: PluginAccountRequestRecord) -> tuple[int, int]:
        """Code and login."""
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
        """Code and ticket."""
        with _our_errors():
            code, order = self._engine.change_balance(login, amount, comment)
        return code, order

    def move_money(self, login: int, cmd: int, amount: float, comment: str) -> tuple[int, int]:
        """Code and ticket of a finance command; the amount has the sign of the booking."""
        with _our_errors():
            code, order = self._engine.move_money(login, cmd, amount, comment)
        return code, order

    def send_mail(self, mail: PluginMailRecord) -> int:
        """Code of a letter from the server to an account."""
        with _our_errors():
            code: int = self._engine.send_mail(msgspec.to_builtins(mail))
        return code

    def publish_news(self, news: PluginNewsRecord) -> int:
        """Code of a piece of news for all clients."""
        with _our_errors():
            code: int = self._engine.publish_news(msgspec.to_builtins(news))
        return code

    def custom_action(self, plugin: int, request_json: str) -> tuple[int, str]:
        """Code and the JSON that the plugin wrote."""
        with _our_errors():
            code, response = self._engine.custom_action(plugin, request_json)
        return code, response

    def _pair(self, method: Callable[[Any], tuple[int, int]], record: msgspec.Struct) -> tuple[int, int]:
        with _our_errors():
            code, order = method(msgspec.to_builtins(record))
        return code, order

    # Feed.

    def set_feed(self, text: bytes, numbers: dict[str, int], *, loop: bool) -> None:
        """Takes over the quotes of a tick file; FeedError, with the line, when it cannot."""
        with _our_errors():
            self._engine.set_feed(_core.parse_ticks(text, numbers), loop)

    def play_feed(self, playing: bool) -> None:
        """Plays or pauses the feed."""
        self._engine.play_feed(playing)

    def set_feed_speed(self, speed: float) -> None:
        """Speed of the feed, 1 is real time."""
        with _our_errors():
            self._engine.set_feed_speed(speed)

    def feed_state(self) -> tuple[bool, float, int, int]:
        """Playing, speed, position, length; the last two in quotes."""
        playing, speed, position, length = self._engine.feed_state()
        return playing, speed, position, length

    # Reading.

    def rows(self, what: str, login: int = 0) -> list[dict[str, Any]]:
        """Records of one kind (a key of `readers`) as plain values; `login` 0 is all."""
        readers: dict[str, Callable[[], list[Any]]] = {
            "accounts": self._engine.accounts,
            "open_trades": lambda: self._engine.open_trades(login),
            "closed_trades": lambda: self._engine.closed_trades(login),
            "symbols": self._engine.symbols,
            "groups": self._engine.groups,
            "margin": self._engine.margins,
            "symbol_groups": self._engine.symbol_groups,
            "managers": self._engine.managers,
            "mails": lambda: self._engine.mails(login),
            "news": self._engine.news,
            "pending_trades": lambda: self._engine.open_trades(login),
            "transactions": lambda: self._engine.transactions(login),
            "equities": lambda: self._engine.equities(0, LAST_SECOND, login),
            "holidays": self._engine.holidays,
            "common": lambda: [self._engine.common()],
        }
        rows = [_core.record_to_dict(record) for record in readers[what]()]
        if what == "managers":
            return rows
        if what == "pending_trades":
            return [row for row in rows if row["cmd"] in PENDING]
        return [row for row in rows if not login or row.get("login", login) == login]

    def find_trade(self, order: int) -> dict[str, Any] | None:
        """The open or closed trade or finance record of that number as plain values."""
        with _our_errors():
            record = self._engine.find_trade(order)
        return None if record is None else _core.record_to_dict(record)

    def take_notices(self) -> list[Notice]:
        """Everything noticed since the last call, oldest first."""
        return [Notice(**fields) for fields in self._engine.take_notices()]

    # Plugins.

    def reserve_plugin(self, name: str) -> int:
        """An index, before any code of the plugin runs."""
        with _our_errors():
            index: int = self._engine.reserve_plugin(name)
        return index

    def rename_plugin(self, index: int, name: str) -> None:
        """Changes the name by which messages call a plugin."""
        with _our_errors():
            self._engine.rename_plugin(index, name)

    def load_library(self, path: str, index: int) -> Library:
        """Maps a plugin's library; LibraryError with the linker's text."""
        with _our_errors():
            return Library(self._engine.load_library(path, index))

    def library_left_open(self, path: str, index: int) -> Library | None:
        """What `load_library` mapped before an exception left a static constructor; None when it is not mapped."""
        with _our_errors():
            module = self._engine.library_left_open(path, index)
        return None if module is None else Library(module)

    def about_plugin(self, index: int, library: Library) -> dict[str, Any]:
        """What AboutPlugin says; empty when there is none or it is no object."""
        with _our_errors():
            text = self._engine.about_plugin(index, library.module)
        said = parse_json(text) if text else {}
        return said if isinstance(said, dict) else {}

    def create_plugin(
        self, index: int, library: Library, *, config_json: str, data_json: str, layout: str = ""
    ) -> None:
        """CreatePlugin with its parameters and what it kept; PluginFailure when it fails.

        `layout` is the legacy layout it was built for, empty for the server's own.
        """
        with _our_errors():
            self._engine.create_plugin(index, library.module, config_json, data_json=data_json, layout=layout)

    def plugin_introduction(self, index: int) -> dict[str, Any]:
        """Name and description that a running plugin says itself; PluginFailure when it raises."""
        with _our_errors():
            name, description = self._engine.plugin_introduction(index)
        return {"name": name, "description": description}

    def entry_call(self, index: int, callback: str, body: Callable[[], None]) -> None:
        """Runs Python code of a plugin as one of its entry points; PluginFailure when it raises."""
        with _our_errors():
            self._engine.entry_call(index, callback, body)

    def plugin_server(self, index: int) -> Any:
        """The server as this Python plugin sees it."""
        return self._engine.plugin_server(index)

    def adopt_plugin(self, index: int, instance: Any) -> None:
        """Puts an instance of a Python plugin class last in the order."""
        with _our_errors():
            self._engine.adopt_plugin(index, instance)

    def set_plugin_budgets(self, index: int, millis: float, by_callback: Mapping[str, float]) -> None:
        """What each hook and event of a plugin may take, milliseconds, and by name those that have their own."""
        own = {CALLBACK_BY_NAME[name].number: int(own * 1e6) for name, own in by_callback.items()}
        with _our_errors():
            self._engine.set_plugin_budgets(index, int(millis * 1e6), own)

    def set_plugin_config(self, index: int, config_json: str) -> None:
        """Parameters that a plugin is told when it asks for its own; create_plugin does it by itself."""
        with _our_errors():
            self._engine.set_plugin_config(index, config_json)

    def remove_plugin(self, index: int) -> str:
        """Stops calls and destroys the plugin. The JSON kept for it.

        PluginStillRunning when a thread is inside it, any other PluginFailure when DestroyPlugin itself failed.
        """
        with _our_errors():
            kept: str = self._engine.remove_plugin(index)
        return kept

    def set_plugin_order(self, order: list[int]) -> None:
        """Indices, highest priority first."""
        with _our_errors():
            self._engine.set_plugin_order(order)

    def plugin_interfaces(self, index: int) -> list[str]:
        """Names of the hook and event classes that a plugin has."""
        names: list[str] = self._engine.plugin_interfaces(index)
        return names

    # Memory and threads of plugins.

    def publish_usage(self) -> None:
        """Writes what plugins hold of memory and threads into the segment; costs some microseconds for each plugin."""
        self._engine.publish_usage()

    def set_checking(self, checking: bool) -> None:
        """Whether records that plugins get are watched for writes and for use after their call."""
        self._engine.set_checking(checking)

    def break_before(self, index: int, callback: str) -> bool:
        """Stops in the debugger before the plugin's next call of this callback, once; False when none is attached."""
        return self._engine.break_before(index, callback)

    def heap_of(self, index: int) -> tuple[int, int] | None:
        """Bytes and blocks that a plugin holds; None when nothing is attributed here."""
        held: tuple[int, int] | None = self._engine.heap_of(index)
        return held

    def threads_of(self, index: int) -> frozenset[int]:
        """Kernel ids of the running threads that a plugin started; empty when that is not known."""
        return frozenset(self._engine.threads_of(index))

    def heap_holders(self, index: int) -> list[tuple[str, int, int]]:
        """Callbacks in which a plugin took what it still holds, with bytes and blocks; '' for its own threads."""
        holders: list[tuple[str, int, int]] = self._engine.heap_holders(index)
        return holders
