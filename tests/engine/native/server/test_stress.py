"""Everything at once: a feed, threads of plugins, requests and changes from several Python threads."""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.market_day import BUY, SELL, START, Listener, QuoteFilter, group, section, symbol
from tests.support.plugin_desk import plugin_file
from tests.support.waiting import wait_until
from workbench.engine import _core
from workbench.sdk import PluginTradeState, ReturnCodes
from workbench.telemetry.segment import Segment, SegmentReader

R = ReturnCodes
SECONDS = float(os.environ.get("WORKBENCH_STRESS_SECONDS", "1.5"))
GUESTS = 300
"""Plugins that come and go; an engine takes 1024 in its life."""
NAMES = ("EURUSD", "GBPUSD", "USDJPY")
# The valid return codes of a trade request under this load.
GOOD = {R.RET_OK, R.RET_TRADE_INCORRECT_ORDER, R.RET_TRADE_ORDER_LOCKED, R.RET_ERR_SHUTDOWN, R.RET_ERR_NOSERVICE}
FULL = {R.RET_TRADE_TOO_MANY_ORDERS, R.RET_TRADE_OFFQUOTES}


class Crowd:
    """Threads that repeat their body until they are stopped; `end` raises their exceptions."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._errors: list[BaseException] = []

    def add(self, body: Callable[[int], None]) -> None:
        def repeat() -> None:
            number = 0
            try:
                while not self._stop.is_set():
                    body(number)
                    number += 1
            except BaseException as error:  # noqa: BLE001  raised again by the thread of the test
                self._errors.append(error)

        self._threads.append(threading.Thread(target=repeat))
        self._threads[-1].start()

    def end(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        if self._errors:
            raise self._errors[0]


@pytest.fixture
def segment() -> Iterator[Segment]:
    made = Segment.create()
    yield made
    made.unlink()


def feed() -> Any:
    first = START // 1_000_000
    rows = [
        f"{first + 10 * number},{NAMES[number % 3]},{1.1 + number % 7 / 1e5:.5f},{1.1003 + number % 5 / 1e5:.5f},1"
        for number in range(3_000)
    ]
    text = "time_millis,symbol,bid,ask,volume\n" + "\n".join(rows) + "\n"
    return _core.parse_ticks(text.encode(), {name: number for number, name in enumerate(NAMES)})


def crowded(charge: float) -> dict[str, Any]:
    """A group whose accounts may have 50 positions: what a request costs grows with their number."""
    return group(maxpositions=50, sec=section(comm_base=charge))


def load(engine: Any, name: str, **config: Any) -> tuple[int, Any]:
    index: int = engine.reserve_plugin(name)
    library = engine.load_library(str(plugin_file(name)), index)
    engine.create_plugin(index, library, json.dumps(config))
    return index, library


@contextmanager
def running_engine(segment: Segment, database: Path, clock: str) -> Iterator[Any]:
    engine = _core.Engine(segment=str(segment.path), clock=clock, start_nanos=START, database=str(database))
    for name in NAMES:
        engine.put_symbol(symbol(name))
    engine.put_group(crowded(7.0))
    engine.seed_account({"login": 1001, "group": "real-usd"}, balance=1_000_000.0)
    engine.set_feed(feed(), loop=True)
    engine.start()
    engine.play_feed(True)
    try:
        yield engine
    finally:
        engine.close()


def let_it_run() -> None:
    waiting = threading.Event()
    waiting.wait(SECONDS)


@pytest.mark.parametrize("clock", ["wall", "feed", "virtual"])
def test_that_the_server_handles_everything_at_once(segment: Segment, tmp_path: Path, clock: str) -> None:
    with running_engine(segment, tmp_path / "server.db", clock) as engine:
        bear_everything(engine, SegmentReader(segment.path), clock)


def bear_everything(engine: Any, reader: SegmentReader, clock: str) -> None:
    running = [load(engine, "busy", threads=2)[0], load(engine, "busy", threads=0)[0]]
    running.append(engine.add_python_plugin(Listener(), "listener"))
    running.append(engine.add_python_plugin(QuoteFilter(), "filter"))
    crowd = Crowd()
    cancelled: set[int] = set()

    def trade(number: int) -> None:
        request = {"login": 1001, "symbol": "EURUSD", "cmd": int((BUY, SELL)[number % 2]), "volume": 2}
        code, order = engine.open_trade(request)
        assert code in GOOD | FULL, code
        if code == R.RET_OK:
            assert engine.close_trade({"order": order, "volume": number % 3 % 2})[0] in GOOD

    def pend(number: int) -> None:
        # Prices that the feed reaches again and again, and one that it never reaches.
        away = (0.0, 0.00002, 0.5)[number % 3]
        request = {"login": 1001, "symbol": "EURUSD", "cmd": 2, "volume": 2, "open_price": 1.1 - away}
        code, order = engine.open_trade(request | {"sl": 0.5, "tp": 1.6})
        if code == R.RET_OK and number % 2:
            engine.update_trade({"order": order, "open_price": 1.1 - away, "sl": 0.4, "tp": 1.7})
        if code == R.RET_OK and engine.cancel_trade({"order": order})[0] == R.RET_OK:
            cancelled.add(order)

    def maintain(number: int) -> None:
        engine.put_holidays([{"month": 12, "day": 25, "symbol": "GBP*"}] if number % 2 else [])
        engine.put_common({"name": str(number % 3), "end_of_day": number % 1440})
        engine.move_money(1001, 13, float(number % 3 - 1), "")
        if number % 20 == 0:
            engine.set_maintenance(True)
            engine.set_maintenance(False)

    def manage(number: int) -> None:
        login = 2_000 + number
        assert engine.add_account({"login": login, "group": "real-usd", "leverage": 50})[0] in GOOD
        engine.login(login, "10.0.0.1", 1)
        engine.update_account({"login": login, "group": "real-usd", "leverage": 20})
        engine.change_balance(login, 10.0)
        engine.logout(login, "10.0.0.1", 1)
        engine.delete_account(login)
        engine.custom_action(running[number % 4], '{"a": [1]}')

    def configure(number: int) -> None:
        engine.put_symbol(symbol(NAMES[number % 3], spread=number % 2))
        engine.put_group(crowded(7.0 + number % 2))
        engine.set_plugin_order(running[number % 4 :] + running[: number % 4])
        engine.set_plugin_budgets(running[0], 1_000 * (number % 2))
        engine.set_feed_speed(20.0 + number % 5)

    def look(_: int) -> None:
        reader.drain()
        reader.running()
        engine.take_notices()
        engine.accounts(), engine.margins(), engine.symbols(), engine.groups()
        engine.open_trades(), engine.closed_trades(1001), engine.feed_state()
        engine.candles("EURUSD", "5M", 0, 2**40), engine.equities(0, 2**40, 0), engine.tick_refusal_reasons("EURUSD")
        for index in running:
            engine.plugin_interfaces(index)
        if clock == "virtual":
            engine.advance(engine.now_nanos() + 100_000_000)

    def come_and_go(number: int) -> None:
        if number >= GUESTS:
            let_it_run()
            return
        index, library = load(engine, "busy", threads=number % 2)
        engine.remove_plugin(index)
        library.close()
        other = engine.add_python_plugin(QuoteFilter(), "guest")
        engine.remove_plugin(other)

    for body in (trade, trade, pend, maintain, manage, configure, look, come_and_go):
        crowd.add(body)
    let_it_run()
    crowd.end()
    engine.stop()
    for index in reversed(running):
        engine.remove_plugin(index)
    check_money(engine)
    deleted = {row.order for row in engine.closed_trades(1001) if row.state == PluginTradeState.Deleted}
    assert cancelled <= deleted
    assert reader.header["ticks"] > 0


def check_money(engine: Any) -> None:
    [account] = [row for row in engine.accounts() if row.login == 1001]
    closed = engine.closed_trades(1001)
    assert closed
    booked = sum(row.profit + row.commission + row.storage + row.taxes for row in closed)
    money = sum(row.profit for row in engine.transactions(1001))
    assert account.balance == pytest.approx(money + booked, abs=0.01)
    orders = [row.order for row in closed] + [row.order for row in engine.open_trades()]
    assert len(set(orders)) == len(orders)
    assert [row for row in engine.open_trades() if row.state != 0] == []


def test_that_starting_and_stopping_loses_no_request(segment: Segment, tmp_path: Path) -> None:
    with running_engine(segment, tmp_path / "server.db", "wall") as engine:
        start_and_stop(engine)


def start_and_stop(engine: Any) -> None:
    index, library = load(engine, "busy", threads=2)
    crowd = Crowd()
    answers: list[int] = []

    def trade(_: int) -> None:
        code, order = engine.open_trade({"login": 1001, "symbol": "EURUSD", "cmd": 0, "volume": 2})
        answers.append(code)
        assert code in GOOD | FULL, code
        engine.close_trade({"order": order})

    crowd.add(trade)
    crowd.add(trade)
    deadline = time.monotonic() + SECONDS

    def both_seen() -> bool:
        engine.stop()
        engine.start()
        return time.monotonic() >= deadline and {R.RET_OK, R.RET_ERR_SHUTDOWN} <= set(answers)

    wait_until(both_seen)
    crowd.end()
    engine.stop()
    engine.remove_plugin(index)
    library.close()
    check_money(engine)
