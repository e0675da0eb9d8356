"""Maintenance: its begin and end, refusals meanwhile, and its work on the files."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.engine.running import Start
from tests.support.market_day import BUY, SECOND, START, Desk, group, symbol
from workbench.contract.load import load_table
from workbench.engine.messages import SetMaintenance
from workbench.sdk import PluginInterface, ReturnCodes

R = ReturnCodes
DAY = 86_400
MONDAY = 1_772_409_600
"""2026-03-02T00:00:00Z in Unix seconds; 2026-03-02 is a Monday."""
SUNDAY = MONDAY + 6 * DAY
WINDOW = {"maintenance_day": 0, "maintenance_start": 120, "maintenance_minutes": 60, "backups_kept": 2}
"""Sundays from 02:00 to 03:00."""
BEGIN, END = SUNDAY + 7_200, SUNDAY + 10_800


class Reader(PluginInterface):
    """Only has a server."""


@pytest.fixture
def server(desk: Desk) -> Any:
    """The server as a plugin called reader sees it."""
    return desk.engine.plugin_server(desk.add(Reader(), "reader"))


def until(desk: Desk, seconds: int) -> None:
    desk.engine.advance(seconds * SECOND)


def blocked(desk: Desk) -> bool:
    return bool(desk.engine.common().liveupdate_mode == 1)


def lines(desk: Desk) -> list[str]:
    return [line for line in desk.journal() if line.startswith("maintenance")]


def test_that_the_window_opens_and_closes_every_week(desk: Desk) -> None:
    desk.engine.put_common(WINDOW)
    for week in range(2):
        until(desk, BEGIN + 7 * DAY * week - 1)
        assert not blocked(desk)
        until(desk, BEGIN + 7 * DAY * week)
        assert blocked(desk)
        until(desk, END + 7 * DAY * week - 1)
        assert blocked(desk)
        until(desk, END + 7 * DAY * week)
        assert not blocked(desk)
    assert lines(desk) == [
        "maintenance begins: databases are blocked until 2026-03-08 03:00",
        "maintenance ends: databases are open",
        "maintenance begins: databases are blocked until 2026-03-15 03:00",
        "maintenance ends: databases are open",
    ]


def test_that_without_a_window_there_is_no_maintenance(desk: Desk) -> None:
    until(desk, SUNDAY + 7 * DAY)
    desk.engine.put_common({**WINDOW, "maintenance_minutes": 0})
    until(desk, SUNDAY + 15 * DAY)
    assert lines(desk) == []


def test_that_a_server_started_inside_its_window_has_it(tmp_path: Path) -> None:
    desk = Desk()
    desk.engine.put_common({**WINDOW, "maintenance_day": 1, "maintenance_start": 450})
    # The server is at Monday 08:00, the window lasts from 07:30 to 08:30.
    until(desk, START // SECOND)
    assert blocked(desk)
    until(desk, START // SECOND + 1_800)
    assert not blocked(desk)
    desk.close()


def test_that_manual_maintenance_lasts_until_it_is_ended(desk: Desk) -> None:
    desk.engine.set_maintenance(True)
    assert blocked(desk)
    until(desk, SUNDAY)
    assert blocked(desk)
    desk.engine.set_maintenance(False)
    assert not blocked(desk)
    assert lines(desk) == [
        "maintenance begins: databases are blocked until it is ended by hand",
        "maintenance ends: databases are open",
    ]


def test_that_a_manual_end_ends_a_scheduled_window_for_this_week(desk: Desk) -> None:
    desk.engine.put_common(WINDOW)
    until(desk, BEGIN + 60)
    desk.engine.set_maintenance(False)
    assert not blocked(desk)
    until(desk, END)
    assert not blocked(desk)
    until(desk, BEGIN + 7 * DAY)
    assert blocked(desk)


def test_that_clients_and_quotes_are_refused_meanwhile(desk: Desk) -> None:
    _, order = desk.open(BUY, 10)
    desk.engine.set_maintenance(True)
    assert desk.open(BUY, 10) == (R.RET_ERR_NOSERVICE, 0)
    assert desk.shut(order) == (R.RET_ERR_NOSERVICE, 0)
    assert desk.engine.login(1001) == R.RET_ERR_NOSERVICE
    assert desk.engine.add_account({"group": "real-usd"}) == (R.RET_ERR_NOSERVICE, 0)
    assert desk.engine.change_balance(1001, 5.0) == (R.RET_ERR_NOSERVICE, 0)
    assert desk.tick("EURUSD", 1.2, 1.2001) == R.RET_ERR_NOSERVICE
    assert desk.engine.tick_refusals("EURUSD") == {R.RET_ERR_NOSERVICE: 1}
    desk.engine.set_maintenance(False)
    assert desk.tick("EURUSD", 1.2, 1.2001) == R.RET_OK
    assert desk.shut(order)[0] == R.RET_OK
    assert desk.engine.login(1001) == R.RET_OK


[INTERFACE] = [item for item in load_table("plugin_sdk").interfaces if item.name == "PluginServerInterface"]
OPEN_METHODS = {method.name for method in INTERFACE.methods if method.needs == "nothing"}
"""Methods that need no database."""


def arguments(method: Any) -> list[Any]:
    """A value for each input parameter."""
    samples: dict[str, Any] = {"i32": 1, "f64": 1.0, "time": 0, "string": "EURUSD", "json": {}, "TickInfo": {}}
    values: list[Any] = []
    for parameter in method.params:
        if parameter.mode == "out":
            continue
        kind = str(parameter.type)
        values.append([] if kind.startswith("vector<") else samples.get(kind, {}))
    return values


def test_that_every_method_that_needs_a_database_answers_at_once_and_is_reported(desk: Desk, server: Any) -> None:
    desk.engine.set_maintenance(True)
    desk.engine.take_notices()
    methods = [method for method in INTERFACE.methods if hasattr(server, method.name)]
    assert len(methods) >= 55
    for method in methods:
        call: Callable[..., Any] = getattr(server, method.name)
        answer = call(*arguments(method))
        code = answer[0] if isinstance(answer, tuple) else answer
        assert (code == R.RET_ERR_NOSERVICE) == (method.name not in OPEN_METHODS), method.name
    found = [notice for notice in desk.engine.take_notices() if notice["code"] == "maintenance"]
    assert {notice["text"].split()[0] for notice in found} == {method.name for method in methods} - OPEN_METHODS
    assert len(found) == len(methods) - len(OPEN_METHODS)
    assert {notice["severity"] for notice in found} == {"error"}
    assert "was called while maintenance blocks the databases" in found[0]["text"]
    desk.engine.set_maintenance(False)
    assert server.GetAccountByLogin(1001)[0] == R.RET_OK


def test_that_the_end_of_a_day_waits_for_the_end_of_maintenance(desk: Desk) -> None:
    desk.engine.put_common({**WINDOW, "maintenance_start": 0})
    desk.engine.put_group(group(use_swap=1))
    desk.engine.put_symbol(symbol("EURUSD", swap_enable=1, swap_type=1, swap_long=-1.0, swap_daily=1))
    desk.open(BUY, 100)
    until(desk, SUNDAY + 1_800)
    # Six nights, -1.00 each; that of Saturday ends with the beginning of the window.
    assert [trade.storage for trade in desk.engine.open_trades()] == [-6.0]
    desk.engine.put_common({**WINDOW, "maintenance_day": 1, "maintenance_start": 1_439, "maintenance_minutes": 30})
    until(desk, MONDAY + 8 * DAY + 600)
    assert [trade.storage for trade in desk.engine.open_trades()] == [-7.0]
    until(desk, MONDAY + 8 * DAY + 29 * 60)
    [trade] = desk.engine.open_trades()
    assert (trade.storage, trade.last_swap_time) == (-8.0, MONDAY + 8 * DAY)


# Files.


def on_disk(tmp_path: Path) -> Desk:
    desk = Desk(database=tmp_path / "server.db")
    desk.engine.put_common(WINDOW)
    return desk


def backups(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "backups").iterdir())


def test_that_a_backup_is_a_database_that_a_server_starts_with(tmp_path: Path) -> None:
    desk = on_disk(tmp_path)
    _, order = desk.open(BUY, 100, comment="kept")
    desk.engine.change_balance(1001, 250.0)
    until(desk, BEGIN)
    assert backups(tmp_path) == ["server-20260308-020000.db"]
    until(desk, END)
    desk.engine.change_balance(1001, 1_000.0)
    desk.close()
    del desk
    restored = Desk(database=tmp_path / "backups" / "server-20260308-020000.db")
    assert restored.account().balance == 10_250.0
    [trade] = restored.engine.open_trades()
    assert (trade.order, trade.comment) == (order, "kept")
    assert [row.profit for row in restored.engine.transactions()] == [10_000.0, 250.0]
    # One for each night from Monday to Saturday.
    assert len(restored.engine.equities(0, BEGIN, 1001)) == 6
    restored.close()


def test_that_only_the_newest_backups_are_kept(tmp_path: Path) -> None:
    desk = on_disk(tmp_path)
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "server-20200101-000000.db").write_bytes(b"old")
    (tmp_path / "backups" / "notes.txt").write_text("not ours")
    until(desk, END + 14 * DAY)
    assert backups(tmp_path) == ["notes.txt", "server-20260315-020000.db", "server-20260322-020000.db"]
    desk.close()


def test_that_no_backup_is_made_where_none_is_kept(tmp_path: Path) -> None:
    desk = on_disk(tmp_path)
    desk.engine.put_common({**WINDOW, "backups_kept": 0})
    until(desk, END)
    assert not (tmp_path / "backups").exists()
    desk.close()


def test_that_a_backup_that_cannot_be_made_is_reported_and_the_server_opens_again(tmp_path: Path) -> None:
    desk = on_disk(tmp_path)
    (tmp_path / "backups").write_text("a file is in the way")
    until(desk, END)
    assert not blocked(desk)
    reported = [notice for notice in desk.engine.take_notices() if notice["code"] == "storage"]
    assert len(reported) == 1
    assert "backups" in reported[0]["text"]
    desk.close()


def test_that_free_pages_are_released(tmp_path: Path) -> None:
    desk = on_disk(tmp_path)
    for _ in range(200):
        _, login = desk.engine.add_account({"group": "real-usd", "comment": "x" * 4_000})
        desk.engine.delete_account(login)
    kept = [desk.engine.add_account({"group": "real-usd", "comment": "x" * 4_000})[1] for _ in range(100)]
    for login in kept:
        desk.engine.delete_account(login)
    until(desk, END)
    assert "maintenance optimised the databases" in " ".join(lines(desk))
    with sqlite3.connect(tmp_path / "server.db") as connection:
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
    connection.close()
    assert (tmp_path / "server.db-wal").stat().st_size < 200_000
    desk.close()


def test_that_the_work_is_reported_in_order(tmp_path: Path) -> None:
    desk = on_disk(tmp_path)
    until(desk, END)
    assert lines(desk) == [
        "maintenance begins: databases are blocked until 2026-03-08 03:00",
        "maintenance optimised the databases",
        "maintenance backed up to server-20260308-020000.db",
        "maintenance ends: databases are open",
    ]
    desk.close()


def test_that_maintenance_can_begin_and_end_by_command(start: Start, workspace: Path) -> None:
    running = start(workspace)
    assert running.server.handle(SetMaintenance(on=True)).code == R.RET_OK
    assert running.server.core.common()["liveupdate_mode"] == 1
    assert running.server.handle(SetMaintenance(on=False)).code == R.RET_OK
    assert running.server.core.common()["liveupdate_mode"] == 0
    running.server.pump()
