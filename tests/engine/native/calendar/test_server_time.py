"""Server time never goes back: not at a restart on existing databases, whatever the clock."""

import sqlite3
import time
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.support.market_day import BUY, MINUTE, SECOND, START, group, symbol
from tests.support.waiting import wait_until
from workbench.engine import _core

MILLI = 1_000_000
HOUR = 60 * MINUTE
WEEK = 7 * 24 * HOUR
HEADER = b"time_millis,symbol,bid,ask,volume\n"
QUOTES = tuple((START + second * SECOND, 1.1 + second / 10_000) for second in range(4))
"""One a second."""


def ticks(quotes: tuple[tuple[int, float], ...] = QUOTES) -> Any:
    rows = (f"{nanos // MILLI},EURUSD,{bid:.5f},{bid + 0.0001:.5f},1\n" for nanos, bid in quotes)
    return _core.parse_ticks(HEADER + "".join(rows).encode(), {"EURUSD": 0})


def server(
    path: Path, clock: str, start_nanos: int = 0, *, sync: str = "normal", speed: float = 1000.0, **fields: Any
) -> Any:
    engine = _core.Engine(clock=clock, start_nanos=start_nanos, database=str(path), sync=sync, speed=speed)
    engine.put_symbol(symbol("EURUSD", **fields))
    engine.put_group(group(use_swap=1))
    engine.seed_account({"login": 1001, "group": "real-usd"}, balance=10_000.0)
    return engine


def play(engine: Any, *, until: int, loop: bool = False, quotes: tuple[tuple[int, float], ...] = QUOTES) -> None:
    """Starts a server on its feed and stops the feed after this number of quotes."""
    engine.set_feed(ticks(quotes), loop=loop)
    engine.start()
    engine.play_feed(True)
    wait_until(lambda: engine.feed_state()[2] == until)
    engine.play_feed(False)
    engine.put_holidays([])  # waits for a commit batch


def last_quote(engine: Any) -> int:
    nanos: int = engine.symbols()[0].tick_time * SECOND
    return nanos


def quoted_by(engine: Any, nanos: int) -> bool:
    return last_quote(engine) >= nanos


def buy(engine: Any) -> int:
    code, order = engine.open_trade({"login": 1001, "symbol": "EURUSD", "cmd": int(BUY), "volume": 10})
    assert code == 0
    return int(order)


def written_nanos(path: Path) -> int:
    connection = sqlite3.connect(path)
    [(nanos,)] = connection.execute("SELECT value FROM counters WHERE name = 'server_nanos'").fetchall()
    connection.close()
    return int(nanos)


def journal(engine: Any) -> list[str]:
    return [notice["text"] for notice in engine.take_notices() if notice["kind"] == "journal"]


def test_that_a_feed_that_is_over_plays_again_whole_weeks_later(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    first = server(path, "feed")
    play(first, until=4)
    order, stopped = buy(first), first.now_nanos()
    first.close()
    del first
    second = server(path, "feed")
    assert second.now_nanos() >= stopped
    play(second, until=4)
    assert last_quote(second) == QUOTES[-1][0] + WEEK
    assert second.close_trade({"order": order})[0] == 0
    [trade] = second.closed_trades(1001)
    assert START // SECOND <= trade.open_time < trade.close_time
    assert trade.close_time >= QUOTES[0][0] // SECOND + WEEK // SECOND
    second.close()


def test_that_a_feed_continues_at_its_position_when_the_server_stopped(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    quotes = (*QUOTES, (START + 24 * HOUR, 1.2))
    for lap in range(3):
        engine = server(path, "feed")
        play(engine, until=4, loop=True, quotes=quotes)
        assert last_quote(engine) == QUOTES[-1][0] + lap * WEEK
        assert engine.now_nanos() < START + lap * WEEK + 24 * HOUR
        engine.close()
        again = server(path, "feed")
        again.set_feed(ticks(quotes), loop=True)
        assert again.feed_state()[2] == 4
        again.start()
        again.close()
        # As if the server had run until the end of the feed.
        connection = sqlite3.connect(path)
        with connection:
            connection.execute(
                "UPDATE counters SET value = ? WHERE name = 'server_nanos'", (quotes[-1][0] + lap * WEEK + 1,)
            )
        connection.close()


def test_that_a_start_moment_before_the_end_of_the_databases_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    for clock in ("virtual", "feed"):
        engine = server(path, "virtual", START + HOUR)
        engine.start()
        engine.advance(START + 2 * HOUR)
        engine.close()
        again = server(path, clock, START)
        assert again.now_nanos() == START + 2 * HOUR
        again.set_feed(ticks())
        assert again.now_nanos() == START + 2 * HOUR
        assert "server time continues at 2026-03-02 10:00:00, the last time in the databases" in journal(again)
        again.close()
        path.unlink()
    later = server(path, "virtual", START + 3 * HOUR)
    assert later.now_nanos() == START + 3 * HOUR
    assert not [line for line in journal(later) if "server time" in line]
    later.close()


def test_that_the_machines_clock_does_not_set_the_databases_back(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    ahead = time.time_ns() + 400 * 24 * HOUR
    first = server(path, "virtual", ahead)
    first.start()
    first.inject_tick({"symbol": "EURUSD", "bid": 1.1, "ask": 1.1001, "volume": 1.0})
    order = buy(first)
    first.close()
    del first
    second = server(path, "wall")
    second.start()
    now = second.now_nanos()
    assert ahead <= now < ahead + HOUR
    second.inject_tick({"symbol": "EURUSD", "bid": 1.1, "ask": 1.1001, "volume": 1.0})
    assert second.close_trade({"order": order})[0] == 0
    [trade] = second.closed_trades(1001)
    assert trade.close_time >= trade.open_time
    wait_until(lambda: second.now_nanos() > now)  # it does not stand still
    assert [line for line in journal(second) if line.startswith("server time continues at ")]
    second.close()


def test_that_time_is_written_with_every_commit(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    engine = server(path, "virtual", START, sync="full")
    engine.start()
    engine.inject_tick({"symbol": "EURUSD", "bid": 1.1, "ask": 1.1001, "volume": 1.0})
    engine.advance(START + HOUR)
    buy(engine)
    assert written_nanos(path) == START + HOUR
    engine.advance(START + 2 * HOUR)
    engine.close()
    assert written_nanos(path) == START + 2 * HOUR


def test_that_databases_of_an_older_server_continue_after_their_newest_record(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    first = server(path, "virtual", START)
    first.start()
    first.inject_tick({"symbol": "EURUSD", "bid": 1.1, "ask": 1.1001, "volume": 1.0})
    first.advance(START + HOUR)
    order = buy(first)
    first.advance(START + 2 * HOUR)
    assert first.close_trade({"order": order})[0] == 0
    first.advance(START + 3 * HOUR)
    first.close()
    del first
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("DELETE FROM counters WHERE name = 'server_nanos'")
        # A plugin may have written a time that no server will reach.
        connection.execute("UPDATE trades SET close_time = 99999999999 WHERE open_time = ?", (START // SECOND,))
    connection.close()
    second = server(path, "virtual", START)
    assert second.now_nanos() == START + 2 * HOUR
    second.close()


def test_that_a_day_ends_once_even_if_the_feed_restarts_repeatedly(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    midnight = START + 16 * HOUR
    quotes = ((midnight - HOUR, 1.1), (midnight + HOUR, 1.1))
    points: dict[str, Any] = {"swap_enable": 1, "swap_type": 0, "swap_long": -6.5, "swap_rollover3days": 3}
    first = server(path, "feed", speed=1.0, **points)
    play(first, until=1, quotes=quotes)
    buy(first)
    first.close()
    ends = []
    for lap in range(3):
        engine = server(path, "feed", speed=1e6, **points)
        engine.set_feed(ticks(quotes))
        engine.start()
        engine.put_holidays([])  # answered when the engine thread has begun its day
        engine.play_feed(True)
        last = midnight + HOUR + lap * WEEK
        wait_until(partial(quoted_by, engine, last))
        engine.play_feed(False)
        engine.put_holidays([])
        ends.append([row.create_time for row in engine.equities(0, (midnight + 100 * WEEK) // SECOND)])
        [trade] = engine.open_trades()
        assert trade.last_swap_time == ends[-1][-1] == (midnight + lap * WEEK) // SECOND
        engine.close()
    assert ends[0] == [midnight // SECOND]
    assert all(later[: len(earlier)] == earlier for earlier, later in pairwise(ends))


def test_that_a_feed_that_was_paused_does_not_set_a_virtual_clock_back(tmp_path: Path) -> None:
    engine = server(tmp_path / "server.db", "virtual", START)
    engine.set_feed(ticks())
    engine.start()
    engine.advance(START + HOUR)
    engine.play_feed(True)
    engine.advance(START + HOUR)
    assert last_quote(engine) == START + HOUR
    order = buy(engine)
    assert [trade.open_time for trade in engine.open_trades() if trade.order == order] == [(START + HOUR) // SECOND]
    engine.close()


def test_that_a_looping_feed_of_the_past_begins_at_the_virtual_clock(tmp_path: Path) -> None:
    engine = server(tmp_path / "server.db", "virtual", START + 10 * WEEK + 2 * SECOND)
    engine.set_feed(ticks(), loop=True)
    engine.start()
    engine.play_feed(True)
    engine.advance(START + 10 * WEEK + 2 * SECOND)
    assert (last_quote(engine), engine.feed_state()[2]) == (START + 10 * WEEK + 2 * SECOND, 3)
    engine.close()
