"""sync = memory: answered when it is in memory, written together later."""

import sqlite3
from pathlib import Path

from tests.support.market_day import BUY, START, group, symbol
from workbench.engine import _core


def behind(path: Path) -> _core.Engine:
    engine = _core.Engine(clock="virtual", start_nanos=START, database=str(path), sync="memory")
    engine.put_symbol(symbol("EURUSD"))
    engine.put_group(group())
    engine.seed_account({"login": 1001, "group": "real-usd"}, balance=10_000.0)
    engine.start()
    engine.inject_tick({"symbol": "EURUSD", "bid": 1.1, "ask": 1.1001, "volume": 1.0})
    return engine


def buy(engine: _core.Engine) -> int:
    code, order = engine.open_trade({"login": 1001, "symbol": "EURUSD", "cmd": int(BUY), "volume": 10})
    assert code == 0
    return order


def rows(path: Path) -> list[tuple[int, int]]:
    connection = sqlite3.connect(path)
    found = connection.execute('SELECT "order", book FROM trades ORDER BY "order"').fetchall()
    connection.close()
    return found


def test_that_everything_is_written_at_the_stop(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    engine = behind(path)
    kept, closed = buy(engine), buy(engine)
    assert engine.close_trade({"order": closed})[0] == 0
    engine.stop()
    # Ticket 1 is the opening BalanceIn; books: open 0, closed 1, finance 2.
    assert rows(path) == [(1, 2), (kept, 0), (closed, 1)]
    engine.close()


def test_that_a_trade_which_ends_before_it_is_written_is_one_row_of_the_history(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    engine = behind(path)
    for _ in range(300):  # more than one block of tickets in memory
        assert engine.close_trade({"order": buy(engine)})[0] == 0
    assert engine.open_trades() == []
    engine.stop()
    assert rows(path) == [(1, 2), *((order, 1) for order in range(2, 302))]
    engine.close()


def test_that_lists_are_in_ascending_order_after_any_closings(tmp_path: Path) -> None:
    engine = behind(tmp_path / "server.db")
    engine.change_balance(1001, 1_000_000.0)
    opened = [buy(engine) for _ in range(600)]
    for order in opened[::3]:
        assert engine.close_trade({"order": order})[0] == 0
    assert [trade.order for trade in engine.open_trades()] == [o for i, o in enumerate(opened) if i % 3]
    assert [trade.order for trade in engine.open_trades(1001)] == [o for i, o in enumerate(opened) if i % 3]
    assert [trade.order for trade in engine.closed_trades()] == opened[::3]
    engine.close()


def test_that_a_stored_trade_closed_and_deleted_before_the_next_write_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    engine = behind(path)
    order = buy(engine)
    engine.stop()
    assert rows(path) == [(1, 2), (order, 0)]
    engine.start()
    assert engine.close_trade({"order": order})[0] == 0
    assert engine.delete_trade({"order": order})[0] == 0
    assert (engine.open_trades(), engine.closed_trades()) == ([], [])
    engine.stop()
    assert order not in dict(rows(path))
    engine.close()
