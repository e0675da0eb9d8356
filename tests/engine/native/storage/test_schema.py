"""Database files of older and newer servers."""

import sqlite3
from pathlib import Path

import pytest

from tests.support.market_day import BUY, Desk
from workbench.engine import _core


def make_old(path: Path) -> int:
    """A file as version 1 wrote it: without the tables of later ones. Returns the ticket of its open trade."""
    desk = Desk(database=path)
    _, order = desk.open(BUY, 100, comment="old")
    desk.close()
    del desk
    with sqlite3.connect(path) as connection:
        for table in ("equities", "mails", "news", "quotes"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    return order


def tables(path: Path) -> tuple[int, set[str]]:
    connection = sqlite3.connect(path)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    return version, names


def test_that_an_old_file_is_brought_up_to_date_and_a_copy_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    order = make_old(path)
    desk = Desk(database=path)
    assert [trade.order for trade in desk.engine.open_trades()] == [order]
    assert desk.account().balance == 10_000.0
    desk.close()
    version, names = tables(path)
    assert version >= 2
    assert {"accounts", "trades", "candles", "counters", "equities", "quotes"} <= names
    kept = tmp_path / "server.db.version-1"
    assert tables(kept) == (1, {"accounts", "trades", "candles", "counters"})
    connection = sqlite3.connect(kept)
    assert connection.execute('SELECT "order", comment FROM trades WHERE book = 0').fetchall() == [(order, "old")]
    connection.close()


def test_that_snapshots_of_a_day_are_found_by_an_index(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    make_old(path)
    Desk(database=path).close()
    connection = sqlite3.connect(path)
    plan = connection.execute("EXPLAIN QUERY PLAN SELECT * FROM equities WHERE create_time BETWEEN 1 AND 2").fetchall()
    connection.close()
    assert "equities_by_time" in plan[0][3]


def test_that_a_failed_migration_leaves_the_file_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    make_old(path)
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE equities(something)")
    connection.close()
    with pytest.raises(RuntimeError, match=r"server\.db: table equities already exists"):
        _core.Engine(clock="virtual", database=str(path))
    assert tables(path)[0] == 1


def test_that_a_new_file_keeps_no_copy(tmp_path: Path) -> None:
    desk = Desk(database=tmp_path / "server.db")
    desk.close()
    del desk
    assert [path.name for path in tmp_path.iterdir()] == ["server.db"]


def test_that_a_trade_whose_request_was_queued_at_the_end_has_no_request_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    desk = Desk(database=path)
    _, order = desk.open(BUY, 100)
    desk.close()
    del desk
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE trades SET state = 7 WHERE book = 0")  # CloseRequest
    connection.close()
    desk = Desk(database=path)
    assert [trade.state for trade in desk.engine.open_trades()] == [0]
    assert desk.shut(order)[0] == 0
    desk.close()
