"""Every request of the client process with arbitrary values: a code, never a crash, never a changed database."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.engine.native.server.hostile import Victim, bear, hostile_values, memory_folder
from tests.support.market_day import BUY, START, group, symbol
from workbench.contract.table import Type
from workbench.engine import _core

WHOLE, NUMBER, TEXT, MOMENT = (
    Type("scalar", "i32"),
    Type("scalar", "f64"),
    Type("string", "string"),
    Type("scalar", "time"),
)


def record(name: str) -> Type:
    return Type("record", name)


def records(name: str) -> Type:
    return Type("vector", "vector", (record(name),))


REQUEST, ACCOUNT = record("PluginTradeRequestRecord"), record("PluginAccountRequestRecord")
METHODS: dict[str, tuple[Type, ...]] = {
    "inject_tick": (record("TickInfo"),),
    "open_trade": (REQUEST,),
    "close_trade": (REQUEST,),
    "close_trade_by": (REQUEST,),
    "update_trade": (REQUEST,),
    "update_closed_trade": (REQUEST,),
    "cancel_trade": (REQUEST,),
    "delete_trade": (REQUEST,),
    "restore_trade": (REQUEST,),
    "activate_trade": (WHOLE, WHOLE, NUMBER),
    "add_account": (ACCOUNT,),
    "update_account": (ACCOUNT,),
    "delete_account": (WHOLE,),
    "seed_account": (record("PluginAccountRecord"), NUMBER, NUMBER),
    "login": (WHOLE, TEXT, WHOLE),
    "logout": (WHOLE, TEXT, WHOLE),
    "change_balance": (WHOLE, NUMBER, TEXT),
    "move_money": (WHOLE, WHOLE, NUMBER, TEXT),
    "custom_action": (WHOLE, TEXT),
    "put_symbol": (record("PluginSymbolRecord"),),
    "erase_symbol": (TEXT,),
    "put_group": (record("PluginGroupRecord"),),
    "erase_group": (TEXT,),
    "put_common": (record("PluginConCommon"),),
    "put_holidays": (records("PluginConHoliday"),),
    "put_symbol_groups": (records("PluginConSymbolGroup"),),
    "put_managers": (records("PluginConManager"),),
    "send_mail": (record("PluginMailRecord"),),
    "publish_news": (record("PluginNewsRecord"),),
    "set_feed_speed": (NUMBER,),
    "candles": (TEXT, TEXT, MOMENT, MOMENT),
    "equities": (MOMENT, MOMENT, WHOLE),
    "open_trades": (WHOLE,),
    "closed_trades": (WHOLE,),
    "transactions": (WHOLE,),
    "find_trade": (WHOLE,),
    "tick_refusals": (TEXT,),
    "tick_refusal_reasons": (TEXT,),
}
NO_REQUESTS = {
    *("start", "stop", "close", "running", "advance", "now_nanos", "take_notices", "set_step", "install_crash_handler"),
    *("set_maintenance", "set_feed", "play_feed", "feed_state", "set_checking", "break_before", "set_time_zones"),
    *("publish_usage", "heap_of", "heap_holders", "threads_of", "library_left_open"),
    *("mails", "common", "worked_out"),
    # Readings without arguments, by the signature in their docstrings.
    *(
        name
        for name in dir(_core.Engine)
        if (getattr(_core.Engine, name).__doc__ or "").startswith(f"{name}(self) -> list")
    ),
}
"""Without arguments that could be hostile, or tested by themselves."""


def good_arguments(victim: Victim, name: str) -> list[Any]:
    """Arguments with which the method works."""
    closed = ("update_closed_trade", "delete_trade", "restore_trade")
    special: dict[str, list[Any]] = {
        "inject_tick": [{"symbol": "EURUSD", "bid": 1.1, "ask": 1.1002, "volume": 1.0}],
        "open_trade": [{"login": 1001, "symbol": "EURUSD", "cmd": int(BUY), "volume": 1}],
        "close_trade_by": [{"order": victim.buy, "parent_order": victim.sell}],
        "cancel_trade": [{"order": victim.order}],
        "activate_trade": [victim.order, 4, 0.0],
        "add_account": [{"login": 3000, "group": "real-usd"}],
        "update_account": [{"login": 1001, "group": "real-usd"}],
        "delete_account": [2001],
        "seed_account": [{"login": 3000, "group": "real-usd"}, 10.0, 10.0],
        "login": [1001, "10.0.0.1", 1],
        "logout": [1001, "10.0.0.1", 1],
        "change_balance": [1001, 10.0, "c"],
        "move_money": [1001, 6, 10.0, "c"],
        "custom_action": [victim.plugin, "{}"],
        "put_symbol": [symbol("EURUSD")],
        "erase_symbol": ["GBPUSD"],
        "put_group": [group()],
        "put_common": [{}],
        "put_holidays": [[{"year": 2026, "month": 12, "day": 25, "symbol": "*"}]],
        "put_symbol_groups": [[{"sec_index": 0, "name": "forex"}]],
        "put_managers": [[{"login": 1, "name": "manager"}]],
        "send_mail": [{"to": 1001, "subject": "s", "body": "t"}],
        "publish_news": [{"subject": "s", "body": "t"}],
        "candles": ["EURUSD", "1M", 0, START],
    }
    if name.endswith("_trade") and name not in special:
        return [{"order": victim.closed if name in closed else victim.buy}]
    return special.get(name, [_good(type_) for type_ in METHODS[name]])


def _good(type_: Type) -> Any:
    return {"string": "EURUSD", "f64": 1.0}.get(type_.name, 0)


def hostile_calls(victim: Victim, name: str) -> Iterator[tuple[str, Callable[[], Any]]]:
    """The method with one argument, or one field of it, invalid at a time."""
    for place, type_ in enumerate(METHODS[name]):
        for value in hostile_values(type_, good_arguments(victim, name)[place]):
            arguments = good_arguments(victim, name)
            arguments[place] = value
            what = f"{name}({place}: {str(value)[:300]!r})"
            yield what, call(victim, name, arguments)


def call(victim: Victim, name: str, arguments: list[Any]) -> Callable[[], Any]:
    def made() -> Any:
        answer = getattr(victim.engine, name)(*arguments)
        # A setter returns nothing, a query its result.
        return answer if isinstance(answer, int | tuple) and not isinstance(answer, bool) else 0

    return made


@pytest.fixture
def victim() -> Iterator[Victim]:
    with memory_folder() as folder:
        victim = Victim(folder)
        yield victim
        victim.end()


@pytest.mark.parametrize("name", METHODS)
def test_that_a_hostile_request_gets_a_code_and_damages_nothing(victim: Victim, name: str) -> None:
    bear(victim, hostile_calls(victim, name))


def test_that_every_request_is_tested() -> None:
    plugins = {name for name in dir(_core.Engine) if "plugin" in name or name in ("load_library", "entry_call")}
    public = {name for name in dir(_core.Engine) if not name.startswith("_")}
    assert public - plugins - NO_REQUESTS == set(METHODS)
