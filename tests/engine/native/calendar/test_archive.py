"""Idle accounts move from the server's databases to a separate file."""

from pathlib import Path

import pytest

from tests.support.market_day import BUY, SECOND, Desk, Listener, group, symbol
from workbench.engine import _core
from workbench.sdk import PluginTradeCommand

DAY = 86_400
MONDAY = 1_772_409_600
"""2026-03-02T00:00:00Z in Unix seconds; 2026-03-02 is a Monday."""
WINDOW = {"maintenance_day": 0, "maintenance_start": 120, "maintenance_minutes": 60, "backups_kept": 0}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Sundays at 02:00 accounts of old-usd are archived that were idle for 10 days and have at most 100."""
    desk = Desk(
        database=tmp_path / "server.db", groups=(group(), group("old-usd", archive_period=10, archive_max_balance=100))
    )
    desk.engine.put_common(WINDOW)
    return desk


def until(desk: Desk, seconds: int) -> None:
    desk.engine.advance(seconds * SECOND)


def logins(desk: Desk) -> list[int]:
    return [account.login for account in desk.engine.accounts()]


def archived(tmp_path: Path) -> _core.Engine:
    return _core.Engine(clock="virtual", start_nanos=MONDAY * SECOND, database=str(tmp_path / "archive.db"))


SECOND_SUNDAY = MONDAY + 13 * DAY + 2 * 3600


def test_that_an_idle_account_moves_with_its_history(desk: Desk, tmp_path: Path) -> None:
    desk.engine.seed_account({"login": 2001, "group": "old-usd", "name": "Ann"}, balance=100.0)
    desk.engine.seed_account({"login": 2002, "group": "old-usd"}, balance=100.01)
    _, order = desk.open(BUY, 1, login=2001)
    # Bought at 1.10010, sold at 1.10000: 0.01 lot loses 0.10.
    desk.shut(order)
    listener = Listener()
    desk.add(listener)
    until(desk, SECOND_SUNDAY - 1)
    assert logins(desk) == [1001, 2001, 2002]
    until(desk, SECOND_SUNDAY)
    assert logins(desk) == [1001, 2002]
    assert listener.heard == ["OnAccountDelete"]
    assert desk.engine.closed_trades(2001) == []
    assert desk.engine.transactions(2001) == []
    assert desk.engine.equities(0, SECOND_SUNDAY, 2001) == []
    assert "maintenance archived 1 accounts with 2 trades" in desk.journal()
    archive = archived(tmp_path)
    [account] = archive.accounts()
    assert (account.login, account.name, account.balance) == (2001, "Ann", 99.9)
    assert [trade.order for trade in archive.closed_trades()] == [order]
    assert [row.profit for row in archive.transactions()] == [100.0]
    # A night for each day from Monday to the second Saturday.
    assert len(archive.equities(0, SECOND_SUNDAY)) == 13
    archive.close()
    desk.close()


def test_that_archived_accounts_are_gone_after_a_restart(desk: Desk, tmp_path: Path) -> None:
    desk.engine.seed_account({"login": 2001, "group": "old-usd"}, balance=10.0)
    until(desk, SECOND_SUNDAY + DAY)
    desk.close()
    del desk
    again = Desk(database=tmp_path / "server.db")
    assert logins(again) == [1001]
    # Its opening deposit is not paid twice, and the number is not given again.
    assert not again.engine.seed_account({"login": 2001, "group": "real-usd"}, balance=10.0)
    assert logins(again) == [1001]
    assert again.engine.add_account({"group": "real-usd"})[1] == 2002
    again.close()


def test_that_active_accounts_stay(desk: Desk) -> None:
    for login in (2001, 2002, 2003, 2004):
        desk.engine.seed_account({"login": login, "group": "old-usd"}, balance=50.0)
    _, held = desk.open(BUY, 1, login=2001)
    until(desk, MONDAY + 5 * DAY)
    desk.engine.login(2002)
    desk.engine.change_balance(2003, 1.0)
    until(desk, SECOND_SUNDAY)
    assert logins(desk) == [1001, 2001, 2002, 2003]
    assert [trade.order for trade in desk.engine.open_trades()] == [held]
    # Ten days after Saturday the 7th.
    until(desk, SECOND_SUNDAY + 7 * DAY)
    assert logins(desk) == [1001, 2001]
    desk.close()


def test_that_groups_without_a_period_keep_their_accounts(desk: Desk) -> None:
    desk.engine.seed_account({"login": 2001, "group": "real-usd"}, balance=0.0)
    until(desk, SECOND_SUNDAY + 70 * DAY)
    assert logins(desk) == [1001, 2001]
    desk.close()


def test_that_old_pending_orders_are_cancelled(desk: Desk) -> None:
    desk.engine.put_symbol(symbol("EURUSD", gtc_pendings=1))
    desk.engine.put_group(group(archive_pending_period=7))
    _, old = desk.open(PluginTradeCommand.BuyLimit, 10, open_price=1.05)
    until(desk, MONDAY + 7 * DAY)
    _, young = desk.open(PluginTradeCommand.BuyLimit, 10, open_price=1.05)
    until(desk, SECOND_SUNDAY)
    assert [order.order for order in desk.engine.open_trades()] == [young]
    assert [order.order for order in desk.engine.closed_trades()] == [old]
    assert "maintenance cancelled 1 old pending orders" in desk.journal()
    desk.close()


def test_that_more_accounts_than_one_step_takes_are_all_archived(desk: Desk, tmp_path: Path) -> None:
    for login in range(2001, 2251):
        desk.engine.seed_account({"login": login, "group": "old-usd"}, balance=1.0)
    until(desk, SECOND_SUNDAY)
    assert logins(desk) == [1001]
    assert "maintenance archived 250 accounts with 250 trades" in desk.journal()
    archive = archived(tmp_path)
    assert len(archive.accounts()) == 250
    archive.close()
    desk.close()


def test_that_an_archive_that_cannot_be_written_keeps_the_accounts(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "archive.db").write_text("not a database, but long enough to be taken for one " * 20)
    desk.engine.seed_account({"login": 2001, "group": "old-usd"}, balance=10.0)
    until(desk, SECOND_SUNDAY + DAY)
    assert logins(desk) == [1001, 2001]
    assert desk.engine.common().liveupdate_mode == 0
    assert any("archive.db" in notice["text"] for notice in desk.engine.take_notices() if notice["code"] == "storage")
    desk.close()
