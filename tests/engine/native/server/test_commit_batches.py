"""Commit batches of the engine: their size, the work between two of them, and the effect of an error."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engine.native.storage.between import between_file
from tests.support.market_day import START, Desk, Listener, group, symbol
from tests.support.scripts import run_script
from workbench.engine import _core
from workbench.engine.consistency.database_check import check_database
from workbench.sdk import EventQuote, HookTrade, PluginInterface
from workbench.sdk import ReturnCodes as R
from workbench.telemetry.segment import Segment, SegmentReader

BUY_ONE = {"login": 1001, "symbol": "EURUSD", "cmd": 0, "volume": 1}


def test_that_a_commit_batch_executes_a_part_of_the_queue(desk: Desk) -> None:
    listener = Listener()
    server: Any = desk.engine.plugin_server(desk.add(listener))
    for _ in range(600):
        assert server.OpenTrade(BUY_ONE) == R.RET_OK
    desk.engine.advance(START)
    assert len(desk.engine.open_trades()) == 600
    first = listener.heard.index("OnTradeExecuteOpen")
    assert listener.heard[:first].count("OnTradeRequestOpen") == 256
    assert listener.heard.count("OnTradeExecuteOpen") == 600


class Slow(PluginInterface, HookTrade):
    """Blocks the first opening until it is released, and reads the segment in each one."""

    def __init__(self, look: Callable[[], int], seconds: float = 0.0) -> None:
        self.look, self.seconds = look, seconds
        self.seen: list[int] = []
        self.inside, self.go_on = threading.Event(), threading.Event()

    def HookTradeProcessOpen(self, trade: Any, group: Any, symbol: Any, account: Any, margin: Any, diff: Any) -> int:
        self.inside.set()
        self.go_on.wait()
        time.sleep(self.seconds)
        self.seen.append(self.look())
        return int(R.RET_OK)


@pytest.fixture
def live() -> Iterator[tuple[Any, SegmentReader]]:
    """A server with an engine thread, and its segment."""
    segment = Segment.create()
    engine = _core.Engine(segment=str(segment.path), clock="wall", start_nanos=START)
    engine.put_symbol(symbol("EURUSD"))
    engine.put_group(group())
    engine.seed_account({"login": 1001, "group": "real-usd"}, balance=10_000.0)
    engine.start()
    assert engine.inject_tick({"symbol": "EURUSD", "bid": 1.1, "ask": 1.1001, "volume": 1.0}) == R.RET_OK
    yield engine, SegmentReader(segment.path)
    engine.close()
    segment.unlink()


def burst(engine: Any, slow: Slow, count: int) -> None:
    """Queues this number of openings before the first one is executed."""
    server = engine.plugin_server(engine.add_python_plugin(slow, "slow"))
    assert server.OpenTrade(BUY_ONE) == R.RET_OK
    slow.inside.wait()
    for _ in range(count - 1):
        assert server.OpenTrade(BUY_ONE) == R.RET_OK
    slow.go_on.set()
    assert engine.open_trade(BUY_ONE)[0] == R.RET_OK


def test_that_the_engine_sends_a_heartbeat_for_each_request_of_a_commit_batch(
    live: tuple[Any, SegmentReader],
) -> None:
    engine, reader = live
    slow = Slow(lambda: int(reader.header["heartbeat"]))
    burst(engine, slow, 20)
    assert len(slow.seen) == 21
    assert all(earlier < later for earlier, later in zip(slow.seen, slow.seen[1:], strict=False))


class Asks(PluginInterface, EventQuote, HookTrade):
    """Makes five requests in one event, and reads the segment before each is accepted."""

    def __init__(self, look: Callable[[], int]) -> None:
        self.look = look
        self.server: Any = None
        self.seen: list[int] = []

    def OnQuoteTick(self, symbol: Any, tick: Any) -> None:
        while len(self.seen) < 5:
            assert self.server.OpenTrade(BUY_ONE) == R.RET_OK

    def HookTradeRequestOpen(self, trade: Any, group: Any, symbol: Any, account: Any, margin: Any, diff: Any) -> int:
        self.seen.append(self.look())
        return int(R.RET_OK)


def test_that_the_engine_sends_a_heartbeat_for_each_request_of_one_callback(
    live: tuple[Any, SegmentReader],
) -> None:
    engine, reader = live
    asks = Asks(lambda: int(reader.header["heartbeat"]))
    asks.server = engine.plugin_server(engine.add_python_plugin(asks, "asks"))
    assert engine.inject_tick({"symbol": "EURUSD", "bid": 1.1, "ask": 1.1002, "volume": 1.0}) == R.RET_OK
    assert len(asks.seen) == 5
    assert all(earlier < later for earlier, later in zip(asks.seen, asks.seen[1:], strict=False))


def test_that_quotes_continue_between_the_slow_requests_of_a_burst(live: tuple[Any, SegmentReader]) -> None:
    engine, reader = live
    first = START // 1_000_000
    rows = "".join(f"{first + number},EURUSD,1.1,{1.1001 + number % 2 / 1e5:.5f},1\n" for number in range(1_000))
    ticks = _core.parse_ticks(("time_millis,symbol,bid,ask,volume\n" + rows).encode(), {"EURUSD": 0})
    engine.set_feed(ticks, loop=True)
    engine.play_feed(True)
    # Longer than the time limit of a commit batch.
    slow = Slow(lambda: int(reader.header["ticks"]), seconds=0.006)
    burst(engine, slow, 20)
    assert len(set(slow.seen)) > 10


FAILED = """
import sys
from tests.engine.native.storage.between import between
from tests.support.market_day import START, group, symbol
from workbench.engine import _core
engine = _core.Engine(clock="wall", start_nanos=START, database=sys.argv[1], sync="normal")
engine.put_symbol(symbol("EURUSD"))
engine.put_group(group())
engine.seed_account({"login": 1001, "group": "real-usd"}, balance=10_000.0)
engine.start()
assert engine.inject_tick({"symbol": "EURUSD", "bid": 1.1, "ask": 1.1001, "volume": 1.0}) == 0
def buy():
    return engine.open_trade({"login": 1001, "symbol": "EURUSD", "cmd": 0, "volume": 1})
kept = buy()[1]
between().fail_commit()
lost = buy()[0]
held = [trade.order for trade in engine.open_trades()]
then = buy()
assert held == [kept], held
assert [trade.order for trade in engine.open_trades()] == [kept, then[1]]
told = [notice["text"] for notice in engine.take_notices() if notice["kind"] == "journal"]
assert any("the database cannot be written" in line and "bad_alloc" in line for line in told), told
engine.close()
print(lost, then[0])
"""


def test_that_an_internal_error_undoes_its_commit_batch_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_PRELOAD", str(between_file()))
    done = run_script(FAILED, str(tmp_path / "server.db"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(int(R.RET_ERR_DISK)), "0"]
    desk = Desk(database=tmp_path / "server.db")
    assert len(desk.engine.open_trades()) == 2
    desk.close()
    assert check_database(tmp_path / "server.db").violations == ()
