"""The end of a trading day: swaps, interest, snapshots of accounts and previous balances, by the clock."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.market_day import BUY, SECOND, SELL, START, Desk, Listener, group, symbol
from workbench.engine import _core
from workbench.sdk import EventTrade, PluginInterface, PluginTradeCommand, PluginTradeState, ReturnCodes

R = ReturnCodes
DAY = 86_400
MONDAY = 1_772_409_600
"""2026-03-02T00:00:00Z in Unix seconds; 2026-03-02 is a Monday."""
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = (MONDAY + DAY * day for day in range(1, 7))
APRIL = MONDAY + 30 * DAY
"""2026-04-01T00:00:00Z: March has 31 days, the 2nd is 30 days before the 1st of April."""
POINTS: dict[str, Any] = {
    "swap_enable": 1,
    "swap_type": 0,
    "swap_long": -6.5,
    "swap_short": 1.25,
    "swap_rollover3days": 3,
}
"""One lot of EURUSD: -6.5 x 0.00001 x 100,000 = -6.50 USD a night for a buy, +1.25 USD for a sell."""


def forget_prices(path: Path) -> None:
    """Removes the swap times, as in a file of a server without them."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM quotes")
        connection.commit()


class Reader(PluginInterface):
    """Only has a server."""


@pytest.fixture
def swapping(desk: Desk) -> Desk:
    """EURUSD with swaps in points, triple on Wednesday."""
    desk.engine.put_group(group(use_swap=1))
    desk.engine.put_symbol(symbol("EURUSD", **POINTS))
    return desk


def until(desk: Desk, seconds: int) -> None:
    desk.engine.advance(seconds * SECOND)


def storages(desk: Desk) -> list[float]:
    return [trade.storage for trade in desk.engine.open_trades()]


def test_that_each_night_of_a_week_is_charged_once_and_wednesday_three_times(swapping: Desk) -> None:
    swapping.open(BUY, 100)
    swapping.open(SELL, 200)
    # Per night: buy of 1 lot -6.50, sell of 2 lots 1.25 x 2 = +2.50. Wednesday's end is Thursday 00:00.
    expected = {
        TUESDAY: [-6.50, 2.50],
        WEDNESDAY: [-13.00, 5.00],
        THURSDAY: [-32.50, 12.50],
        FRIDAY: [-39.00, 15.00],
        SATURDAY: [-45.50, 17.50],
        SUNDAY: [-45.50, 17.50],
        MONDAY + 7 * DAY: [-45.50, 17.50],
        TUESDAY + 7 * DAY: [-52.00, 20.00],
    }
    for moment, storage in expected.items():
        until(swapping, moment)
        assert storages(swapping) == storage
        assert {trade.last_swap_time for trade in swapping.engine.open_trades()} == {moment}


def test_that_a_week_in_one_step_is_the_week_day_by_day(swapping: Desk) -> None:
    swapping.open(BUY, 100)
    until(swapping, TUESDAY + 7 * DAY)
    # Monday, Tuesday, Wednesday x 3, Thursday, Friday, Monday: 8 x -6.50.
    [trade] = swapping.engine.open_trades()
    assert (trade.storage, trade.prev_storage) == (-52.00, -45.50)


def test_that_the_day_ends_at_the_configured_time(swapping: Desk) -> None:
    swapping.engine.put_common({"end_of_day": 22 * 60})
    swapping.open(BUY, 100)
    until(swapping, MONDAY + 22 * 3600 - 1)
    assert storages(swapping) == [0.0]
    until(swapping, MONDAY + 22 * 3600)
    assert storages(swapping) == [-6.50]
    until(swapping, WEDNESDAY + 22 * 3600)
    assert storages(swapping) == [-32.50]


def test_that_a_position_opened_at_the_very_end_of_a_day_belongs_to_the_next(swapping: Desk) -> None:
    until(swapping, TUESDAY)
    swapping.open(BUY, 100)
    assert storages(swapping) == [0.0]
    until(swapping, WEDNESDAY)
    assert storages(swapping) == [-6.50]


def test_that_groups_and_symbols_without_swaps_pay_none(desk: Desk) -> None:
    desk.engine.put_symbol(symbol("EURUSD", **POINTS))
    desk.open(BUY, 100)
    until(desk, THURSDAY)
    assert storages(desk) == [0.0]
    # Nights before the swaps began stay free of charge.
    desk.engine.put_group(group(use_swap=1))
    until(desk, FRIDAY)
    assert storages(desk) == [-6.50]


def test_that_daily_swaps_have_no_triple_day_and_no_weekend(swapping: Desk) -> None:
    swapping.engine.put_symbol(symbol("EURUSD", **{**POINTS, "swap_daily": 1}))
    swapping.open(BUY, 100)
    until(swapping, MONDAY + 7 * DAY)
    # Seven calendar nights.
    assert storages(swapping) == [-45.50]


def test_that_a_swap_in_another_currency_is_converted_by_side(swapping: Desk) -> None:
    swapping.engine.put_symbol(
        symbol("USDJPY", digits=3, swap_enable=1, swap_type=0, swap_long=-10.0, swap_rollover3days=3)
    )
    swapping.tick("USDJPY", 150.000, 150.020)
    swapping.open(BUY, 100, symbol="USDJPY")
    until(swapping, TUESDAY)
    # -10 x 0.001 x 100,000 = -1,000 JPY; JPY to USD for a buy through the inverse pair at bid: 1,000 / 150 = 6.67.
    assert storages(swapping) == [-6.67]


def test_that_a_swap_without_a_rate_is_charged_when_the_rate_comes(tmp_path: Path) -> None:
    desk = Desk(database=tmp_path / "server.db", groups=(group(use_swap=1),))
    jpy = symbol("USDJPY", digits=3, swap_enable=1, swap_type=0, swap_long=-10.0, swap_rollover3days=3)
    desk.engine.put_symbol(jpy)
    desk.tick("USDJPY", 150.000, 150.020)
    desk.open(BUY, 100, symbol="USDJPY")
    desk.close()
    del desk
    forget_prices(tmp_path / "server.db")
    again = _core.Engine(clock="virtual", start_nanos=(TUESDAY + 60) * SECOND, database=str(tmp_path / "server.db"))
    again.put_group(group(use_swap=1))
    again.put_symbol(jpy)
    again.start()
    assert [trade.storage for trade in again.open_trades()] == [0.0]
    again.inject_tick({"symbol": "USDJPY", "bid": 150.0, "ask": 150.02, "volume": 1.0})
    again.advance((TUESDAY + 120) * SECOND)
    [trade] = again.open_trades()
    assert (trade.storage, trade.last_swap_time) == (-6.67, TUESDAY)
    texts = [notice["text"] for notice in again.take_notices() if "end of day" in notice["text"]]
    assert texts == [
        "end of day 2026-03-02: 0 swaps, 0 equity snapshots, 1 swap without a price",
        "end of day 2026-03-02: 1 swap charged late",
    ]
    again.close()


def test_that_an_unpriced_swap_does_not_delay_the_end_of_the_next_day(tmp_path: Path) -> None:
    desk = Desk(database=tmp_path / "server.db", groups=(group(use_swap=1),))
    jpy = symbol("USDJPY", digits=3, swap_enable=1, swap_type=0, swap_long=-10.0, swap_rollover3days=3)
    desk.engine.put_symbol(jpy)
    desk.tick("USDJPY", 150.000, 150.020)
    desk.open(BUY, 100, symbol="USDJPY")
    desk.close()
    del desk
    forget_prices(tmp_path / "server.db")
    # Tried every minute, so half a minute before the day ends too.
    start = WEDNESDAY - 90
    again = _core.Engine(clock="virtual", start_nanos=start * SECOND, database=str(tmp_path / "server.db"))
    again.put_group(group(use_swap=1))
    again.put_symbol(jpy)
    again.start()
    again.advance((WEDNESDAY - 1) * SECOND)
    assert again.equities(0, THURSDAY) == []
    again.advance(WEDNESDAY * SECOND)
    assert [row.create_time for row in again.equities(0, THURSDAY)] == [WEDNESDAY]
    again.advance((THURSDAY - 1) * SECOND)
    again.advance(THURSDAY * SECOND)
    assert [row.create_time for row in again.equities(0, THURSDAY)] == [WEDNESDAY, THURSDAY]
    again.close()


def test_that_missed_nights_are_charged_exactly_once(tmp_path: Path) -> None:
    desk = Desk(database=tmp_path / "server.db", groups=(group(use_swap=1),))
    desk.engine.put_symbol(symbol("EURUSD", **POINTS))
    desk.open(BUY, 100)
    until(desk, TUESDAY + 3600)
    desk.close()
    del desk
    for start, storage in (
        (TUESDAY + 7200, -6.50),  # nothing was missed
        (FRIDAY + 3600, -39.00),  # Tuesday, Wednesday x 3, Thursday
        (FRIDAY + 7200, -39.00),
    ):
        again = _core.Engine(clock="virtual", start_nanos=start * SECOND, database=str(tmp_path / "server.db"))
        again.put_group(group(use_swap=1))
        again.put_symbol(symbol("EURUSD", **POINTS))
        again.start()
        assert [trade.storage for trade in again.open_trades()] == [storage]
        # The values of the account while the server was down are unknown.
        assert [row.create_time for row in again.equities(0, start)] == [TUESDAY]
        again.close()
        del again


def test_that_plugins_are_notified_before_and_after_the_rollover(swapping: Desk) -> None:
    _, order = swapping.open(BUY, 100)
    listener = Listener()
    swapping.add(listener)
    until(swapping, TUESDAY)
    assert listener.trades == [
        ("OnTradeRequestUpdate", order, int(PluginTradeState.Rollover), 100),
        ("OnTradeUpdateDB", order, int(PluginTradeState.OpenNormal), 100),
    ]
    until(swapping, SATURDAY)
    listener.trades.clear()
    until(swapping, MONDAY + 7 * DAY)
    assert listener.trades == []


class Closer(PluginInterface, EventTrade):
    """Requests the closing of a trade that is about to be charged."""

    server: Any = None

    def OnTradeRequestUpdate(self, trade: Any) -> None:
        assert self.server.CloseTrade({"order": trade.order}) == R.RET_OK


def test_that_a_closing_requested_before_the_rollover_includes_its_swap(swapping: Desk) -> None:
    closer = Closer()
    closer.server = swapping.engine.plugin_server(swapping.add(closer))
    _, order = swapping.open(BUY, 100)
    until(swapping, TUESDAY + 1)
    assert swapping.engine.open_trades() == []
    [closed] = swapping.engine.closed_trades()
    assert (closed.order, closed.storage, closed.profit) == (order, -6.50, -10.0)
    assert swapping.account().balance == 10_000.0 - 10.0 - 6.5


@pytest.mark.parametrize(("lifetime", "left"), [(0, 0), (1, 1), (2, 0)])
def test_that_daily_orders_end_with_the_day(desk: Desk, lifetime: int, left: int) -> None:
    desk.engine.put_symbol(symbol("EURUSD", gtc_pendings=lifetime))
    code, order = desk.open(PluginTradeCommand.BuyLimit, 10, open_price=1.05)
    assert code == R.RET_OK
    until(desk, TUESDAY)
    assert len(desk.engine.open_trades()) == left
    assert ("1 daily order cancelled" in " ".join(desk.journal())) == (left == 0)
    assert [(row.order, row.comment) for row in desk.engine.closed_trades()] == (
        [] if left else [(order, "[ACTIVATION_CANCEL: end of day]")]
    )


class Stops(PluginInterface, EventTrade):
    """Records the stops of every changed trade."""

    def __init__(self) -> None:
        self.stops: list[tuple[int, float, float]] = []

    def OnTradeUpdateDB(self, trade: Any) -> None:
        self.stops.append((trade.order, trade.sl, trade.tp))


@pytest.mark.parametrize(("lifetime", "stops"), [(0, (0.0, 0.0)), (1, (1.09, 1.2)), (2, (1.09, 1.2))])
def test_that_stops_that_are_good_for_the_day_end_with_it(
    desk: Desk, lifetime: int, stops: tuple[float, float]
) -> None:
    desk.engine.put_symbol(symbol("EURUSD", gtc_pendings=lifetime))
    _, order = desk.open(BUY, 10, sl=1.09, tp=1.2)
    _, bare = desk.open(BUY, 10)
    reported = Stops()
    desk.add(reported)
    until(desk, TUESDAY - 1)
    assert [(trade.sl, trade.tp) for trade in desk.engine.open_trades()] == [(1.09, 1.2), (0.0, 0.0)]
    until(desk, TUESDAY)
    trades = {trade.order: (trade.sl, trade.tp) for trade in desk.engine.open_trades()}
    assert trades == {order: stops, bare: (0.0, 0.0)}
    assert reported.stops == ([(order, 0.0, 0.0)] if lifetime == 0 else [])
    assert ("stops removed from 1 position" in " ".join(desk.journal())) == (lifetime == 0)
    # The former level is no longer active.
    desk.tick("EURUSD", 1.0800, 1.0801)
    left = [trade.order for trade in desk.engine.open_trades()]
    assert left == ([order, bare] if lifetime == 0 else [bare])


@pytest.mark.parametrize("moved_to", [0, 12 * 60, 23 * 60])
def test_that_a_day_that_has_ended_does_not_end_again_when_its_end_moves(swapping: Desk, moved_to: int) -> None:
    swapping.engine.put_common({"end_of_day": 22 * 60})
    swapping.open(BUY, 100)
    until(swapping, MONDAY + 22 * 3600 + 60)
    assert storages(swapping) == [-6.50]
    swapping.open(BUY, 100)
    swapping.engine.put_common({"end_of_day": moved_to})
    until(swapping, TUESDAY + 60)
    assert storages(swapping) == [-6.50, 0.0]
    tuesday_ends = TUESDAY + (moved_to * 60 or DAY)
    until(swapping, tuesday_ends - 1)
    assert storages(swapping) == [-6.50, 0.0]
    until(swapping, tuesday_ends)
    assert storages(swapping) == [-13.00, -6.50]
    assert [row.create_time for row in swapping.engine.equities(0, WEDNESDAY, 1001)] == [
        MONDAY + 22 * 3600,
        tuesday_ends,
    ]


def test_that_an_end_of_day_moved_into_the_past_of_the_day_ends_it_at_once(swapping: Desk) -> None:
    swapping.engine.put_common({"end_of_day": 22 * 60})
    swapping.open(BUY, 100)
    until(swapping, TUESDAY + 13 * 3600)
    swapping.engine.put_common({"end_of_day": 12 * 60})
    until(swapping, TUESDAY + 13 * 3600 + 1)
    # Monday's night at Monday 22:00, Tuesday's at Tuesday 12:00, each once.
    assert storages(swapping) == [-13.00]
    until(swapping, WEDNESDAY + 12 * 3600 - 1)
    assert storages(swapping) == [-13.00]
    until(swapping, WEDNESDAY + 12 * 3600)
    assert storages(swapping) == [-32.50]


def test_that_a_closed_trade_carries_its_swap_to_the_balance(swapping: Desk) -> None:
    _, order = swapping.open(BUY, 100)
    until(swapping, WEDNESDAY)
    swapping.shut(order)
    # Opened at 1.10010, closed at 1.10000: -10.00, and two nights of -6.50.
    assert swapping.account().balance == 10_000.0 - 10.0 - 13.0


def test_that_each_day_has_a_snapshot_of_every_account(swapping: Desk) -> None:
    swapping.open(BUY, 100)
    until(swapping, WEDNESDAY)
    [first, second] = swapping.engine.equities(0, WEDNESDAY, 1001)
    assert (first.create_time, second.create_time) == (TUESDAY, WEDNESDAY)
    # Valued at bid 1.10000 against 1.10010: -10.00; margin 100,000 / 100 EUR at 1.10010.
    assert (second.balance, second.credit, second.profit, second.storage) == (10_000.0, 0.0, -10.0, -13.0)
    assert (second.login, second.group, second.currency, second.margin) == (1001, "real-usd", "USD", 1_100.1)
    assert (first.prevbalance, second.prevbalance) == (0.0, 10_000.0)


def test_that_snapshots_are_found_by_time_login_and_group(desk: Desk) -> None:
    desk.engine.put_group(group("demo-usd"))
    desk.engine.seed_account({"login": 2001, "group": "demo-usd"}, balance=500.0)
    until(desk, THURSDAY)
    server: Any = desk.engine.plugin_server(desk.add(Reader()))

    def found(answer: Any) -> list[tuple[int, int]]:
        code, rows = answer
        assert code == R.RET_OK
        return [(row.create_time, row.login) for row in rows]

    assert found(server.GetAccountsEquitiesByLogin(TUESDAY, WEDNESDAY, 1001)) == [(TUESDAY, 1001), (WEDNESDAY, 1001)]
    assert found(server.GetAccountsEquitiesByLogin(TUESDAY + 1, WEDNESDAY - 1, 1001)) == []
    assert found(server.GetAccountsEquitiesByGroup(WEDNESDAY, WEDNESDAY, "*")) == [(WEDNESDAY, 1001), (WEDNESDAY, 2001)]
    assert found(server.GetAccountsEquitiesByGroup(0, THURSDAY, "demo-*,!demo-eur"))[0] == (TUESDAY, 2001)
    assert found(server.GetAccountsEquitiesByGroup(0, THURSDAY, "nobody")) == []
    assert server.GetAccountsEquitiesByLogin(0, THURSDAY, 999)[0] == R.RET_USER_NOT_FOUND


def test_that_weekends_have_snapshots_too(desk: Desk) -> None:
    until(desk, MONDAY + 7 * DAY)
    assert [row.create_time for row in desk.engine.equities(0, MONDAY + 7 * DAY, 1001)] == [
        MONDAY + DAY * day for day in range(1, 8)
    ]


def test_that_snapshots_survive_a_restart(tmp_path: Path) -> None:
    desk = Desk(database=tmp_path / "server.db")
    until(desk, WEDNESDAY)
    desk.close()
    del desk
    again = Desk(database=tmp_path / "server.db")
    assert [row.create_time for row in again.engine.equities(0, WEDNESDAY)] == [TUESDAY, WEDNESDAY]
    again.close()


def test_that_accounts_remember_the_money_of_the_day_and_the_month_before(desk: Desk) -> None:
    desk.open(BUY, 100)
    until(desk, TUESDAY)
    # Equity: 10,000 - 10.00 floating.
    account = desk.account()
    assert (account.prevbalance, account.prevequity) == (10_000.0, 9_990.0)
    assert (account.prevmonthbalance, account.prevmonthequity) == (0.0, 0.0)
    desk.engine.change_balance(1001, 250.0)
    until(desk, APRIL - 1)
    assert (desk.account().prevbalance, desk.account().prevmonthbalance) == (10_250.0, 0.0)
    until(desk, APRIL)
    assert (desk.account().prevmonthbalance, desk.account().prevmonthequity) == (10_250.0, 10_240.0)


def test_that_free_margin_earns_interest_at_the_end_of_the_month(desk: Desk) -> None:
    desk.engine.put_group(group(interestrate=3.65))
    desk.engine.put_group(group("plain-usd"))
    desk.engine.seed_account({"login": 2001, "group": "plain-usd"}, balance=500.0)
    desk.engine.seed_account({"login": 2002, "group": "plain-usd", "interestrate": 7.3}, balance=1_000.0)
    until(desk, APRIL)
    # Thirty days, March 2nd to 31st: 30 x 10,000 x 3.65 / 100 / 365 = 30.00; 30 x 1,000 x 7.3 / 36,500 = 6.00.
    assert [desk.account(login).balance for login in (1001, 2001, 2002)] == [10_030.0, 500.0, 1_006.0]
    paid = [row for row in desk.engine.transactions() if row.cmd == PluginTradeCommand.InterestRate]
    assert [(row.login, row.profit, row.comment) for row in paid] == [
        (1001, 30.0, "interest 2026-03"),
        (2002, 6.0, "interest 2026-03"),
    ]
    assert desk.account().prevmonthbalance == 10_030.0
    assert desk.engine.equities(APRIL, APRIL, 1001)[0].balance == 10_030.0


def test_that_the_end_of_a_day_is_one_line_of_the_journal(swapping: Desk) -> None:
    swapping.open(BUY, 100)
    swapping.journal()
    until(swapping, TUESDAY)
    assert swapping.journal() == ["end of day 2026-03-02: 1 swap, 1 equity snapshot"]
    until(swapping, START // SECOND + 2 * DAY)
    assert swapping.journal() == ["end of day 2026-03-03: 1 swap, 1 equity snapshot"]
