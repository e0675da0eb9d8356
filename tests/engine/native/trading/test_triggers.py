"""Prices and times at which the server itself changes trades: stops, pending orders, expiration."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.market_day import BUY, SECOND, SELL, START, Desk, Listener, group, section, symbol
from workbench.engine.configuration.trading_sessions import parse_sessions
from workbench.sdk import PluginTradeActivation, PluginTradeCommand, ReturnCodes

Cmd = PluginTradeCommand
EXACT = group("exact", allow_sl_tp_slippage=0)
WIDE = group("wide", secmargins={"EURUSD": {"symbol": "EURUSD", "spread_enable": 1, "spread": 40}})
"""Its clients see 40 points around the middle."""


@pytest.fixture
def wide() -> Iterator[Desk]:
    desk = Desk(groups=(group(), EXACT, WIDE))
    for login, name in ((2001, "exact"), (3001, "wide")):
        desk.engine.seed_account({"login": login, "group": name}, balance=10_000.0)
    yield desk
    desk.close()


def opened(desk: Desk, cmd: int = BUY, volume: int = 100, **fields: Any) -> int:
    code, order = desk.open(cmd, volume, **fields)
    assert code == ReturnCodes.RET_OK
    return order


def open_orders(desk: Desk) -> dict[int, Any]:
    return {trade.order: trade for trade in desk.engine.open_trades()}


def closed(desk: Desk, order: int) -> Any:
    return next((trade for trade in desk.engine.closed_trades() if trade.order == order), None)


@pytest.mark.parametrize(
    ("cmd", "stops", "before", "at", "activation", "price", "profit"),
    [
        # A buy opens at 1.10010 and closes at bid, one lot is 100,000: each point is worth 1.00.
        (BUY, {"sl": 1.09900}, (1.09901, 1.09911), (1.09900, 1.09910), PluginTradeActivation.StopLoss, 1.09900, -110.0),
        (BUY, {"tp": 1.10100}, (1.10099, 1.10109), (1.10100, 1.10110), PluginTradeActivation.TakeProfit, 1.10100, 90.0),
        # A sell opens at 1.10000 and closes at ask.
        (SELL, {"sl": 1.10100}, (1.10089, 1.10099), (1.10090, 1.10100), PluginTradeActivation.StopLoss, 1.101, -100.0),
        (SELL, {"tp": 1.09900}, (1.09891, 1.09901), (1.09890, 1.09900), PluginTradeActivation.TakeProfit, 1.099, 100.0),
    ],
)
def test_that_a_stop_closes_a_trade_at_the_price_it_is_valued_at(
    desk: Desk, cmd: int, stops: Any, before: Any, at: Any, activation: Any, price: float, profit: float
) -> None:
    order = opened(desk, cmd, **stops)
    desk.tick("EURUSD", *before)
    assert order in open_orders(desk)
    desk.tick("EURUSD", *at)
    trade = closed(desk, order)
    assert (trade.activation, trade.close_price, trade.profit) == (activation, pytest.approx(price), profit)
    assert desk.account().balance == 10_000.0 + profit


@pytest.mark.parametrize(
    ("cmd", "price", "before", "at", "opens_at"),
    [
        (Cmd.BuyLimit, 1.09900, (1.09891, 1.09901), (1.09890, 1.09900), 1.09900),
        (Cmd.BuyStop, 1.10100, (1.10089, 1.10099), (1.10090, 1.10100), 1.10100),
        (Cmd.SellLimit, 1.10100, (1.10099, 1.10109), (1.10100, 1.10110), 1.10100),
        (Cmd.SellStop, 1.09900, (1.09901, 1.09911), (1.09900, 1.09910), 1.09900),
    ],
)
def test_that_a_pending_order_opens_when_the_price_of_its_side_is_reached(
    desk: Desk, cmd: Any, price: float, before: Any, at: Any, opens_at: float
) -> None:
    order = opened(desk, cmd, open_price=price)
    desk.tick("EURUSD", *before)
    assert open_orders(desk)[order].cmd == cmd
    desk.tick("EURUSD", *at)
    trade = open_orders(desk)[order]
    assert trade.cmd == (BUY if cmd in (Cmd.BuyLimit, Cmd.BuyStop) else SELL)
    assert (trade.open_price, trade.activation) == (pytest.approx(opens_at), PluginTradeActivation.Pending)


@pytest.mark.parametrize(
    ("cmd", "stop", "limit", "at", "becomes", "then"),
    [
        (Cmd.BuyStopLimit, 1.10100, 1.10050, (1.10090, 1.10100), Cmd.BuyLimit, (1.10040, 1.10050)),
        (Cmd.SellStopLimit, 1.09900, 1.09950, (1.09900, 1.09910), Cmd.SellLimit, (1.09950, 1.09960)),
    ],
)
def test_that_a_stop_limit_order_becomes_its_limit_order_and_then_a_position(
    desk: Desk, cmd: Any, stop: float, limit: float, at: Any, becomes: Any, then: Any
) -> None:
    order = opened(desk, cmd, open_price=stop, close_price=limit)
    desk.tick("EURUSD", *at)
    waiting = open_orders(desk)[order]
    assert (waiting.cmd, waiting.open_price) == (becomes, limit)
    desk.tick("EURUSD", *then)
    assert open_orders(desk)[order].open_price == pytest.approx(limit)


@pytest.mark.parametrize(("login", "price", "profit"), [(1001, 1.09800, -210.0), (2001, 1.09900, -110.0)])
def test_that_a_gap_closes_at_the_market_or_exactly_at_the_level_as_the_group_says(
    wide: Desk, login: int, price: float, profit: float
) -> None:
    order = opened(wide, login=login, sl=1.09900)
    wide.tick("EURUSD", 1.09800, 1.09810)
    assert (closed(wide, order).close_price, closed(wide, order).profit) == (pytest.approx(price), profit)


def test_that_levels_are_reached_at_the_prices_of_the_groups_clients(wide: Desk) -> None:
    order = opened(wide, login=3001, sl=1.09900)
    # The middle 1.09925 less 20 points is 1.09905, the next one 1.09900; the stored bid is 1.09915.
    wide.tick("EURUSD", 1.09920, 1.09930)
    assert order in open_orders(wide)
    wide.tick("EURUSD", 1.09915, 1.09925)
    assert closed(wide, order).close_price == pytest.approx(1.09900)


def test_that_one_quote_opens_an_order_and_closes_it_at_its_stop(desk: Desk) -> None:
    order = opened(desk, Cmd.SellLimit, open_price=1.10100, sl=1.10120)
    # Opened at the bid 1.10110; its stop is reached by the ask 1.10125 of the same quote: 15 points, one lot.
    desk.tick("EURUSD", 1.10110, 1.10125)
    assert closed(desk, order).profit == -15.0


def test_that_stops_close_by_ticket_before_pending_orders_open(desk: Desk) -> None:
    pending = opened(desk, Cmd.SellStop, open_price=1.09900)
    first, second = opened(desk, sl=1.09900), opened(desk, sl=1.09950)
    desk.engine.take_notices()
    desk.tick("EURUSD", 1.09900, 1.09910)
    lines = [line for line in desk.journal() if "opened" in line or "closed" in line]
    assert [f"#{order} " in line for order, line in zip((first, second, pending), lines, strict=True)] == [True] * 3


def test_that_no_level_triggers_outside_the_trade_session(desk: Desk) -> None:
    hours = parse_sessions({"quote": "Mon-Fri 00:00-24:00", "trade": "Mon-Fri 00:00-08:05"})
    desk.engine.put_symbol(symbol("EURUSD", sessions=hours))
    order = opened(desk, sl=1.09900)
    desk.engine.advance(START + 300 * SECOND)
    desk.tick("EURUSD", 1.09000, 1.09010)
    assert order in open_orders(desk)


def test_that_a_refused_stop_is_tried_again_after_a_second_or_when_it_is_reached_anew(desk: Desk) -> None:
    order = opened(desk, sl=1.09900)
    listener = Listener(HookTradeProcessClose=int(ReturnCodes.RET_TRADE_CONTEXT_BUSY))
    desk.add(listener)

    def asked() -> int:
        return listener.heard.count("HookTradeProcessClose")

    for bid in (1.09900, 1.09890, 1.09880):
        desk.tick("EURUSD", bid, bid + 0.0001)
    assert asked() == 1
    assert open_orders(desk)[order].activation == PluginTradeActivation.StopLossRollback
    desk.engine.advance(START + SECOND)
    desk.tick("EURUSD", 1.09880, 1.09890)
    assert asked() == 2
    desk.tick("EURUSD", 1.09950, 1.09960)
    desk.tick("EURUSD", 1.09900, 1.09910)
    assert asked() == 3
    listener.answers = {}
    desk.engine.advance(START + 2 * SECOND)
    desk.tick("EURUSD", 1.09890, 1.09900)
    assert closed(desk, order).profit == -120.0


def test_that_a_pending_order_expires_to_the_second_without_quotes(desk: Desk) -> None:
    expiration = START // SECOND + 90
    order = opened(desk, Cmd.BuyLimit, open_price=1.09, expiration=expiration)
    desk.engine.advance((expiration - 1) * SECOND)
    assert order in open_orders(desk)
    desk.engine.advance(expiration * SECOND)
    assert order not in open_orders(desk)
    trade = closed(desk, order)
    assert (trade.activation, trade.close_time) == (PluginTradeActivation.Cancel, expiration)


def test_that_changed_levels_count_and_old_ones_do_not(desk: Desk) -> None:
    order = opened(desk, sl=1.09900)
    assert desk.engine.update_trade({"order": order, "sl": 1.09800})[0] == ReturnCodes.RET_OK
    desk.tick("EURUSD", 1.09850, 1.09860)
    assert order in open_orders(desk)
    desk.tick("EURUSD", 1.09800, 1.09810)
    assert closed(desk, order).profit == -210.0


def test_that_levels_are_restored_after_a_restart(tmp_path: Path) -> None:
    desk = Desk(database=tmp_path / "server.db")
    order = opened(desk, sl=1.09900)
    desk.close()
    desk = Desk(database=tmp_path / "server.db")
    assert order in open_orders(desk)
    desk.tick("EURUSD", 1.09890, 1.09900)
    assert closed(desk, order).profit == -120.0
    desk.close()


def test_that_a_commission_group_stays_untouched_by_levels_of_others(desk: Desk) -> None:
    desk.engine.put_group(group("other", sec=section(spread_diff=10)))
    desk.engine.seed_account({"login": 4001, "group": "other"}, balance=10_000.0)
    plain, other = opened(desk, sl=1.09900), opened(desk, login=4001, sl=1.09900)
    # Half of the 10 points on each side: the other group's bid is 1.09900 when the stored one is 1.09905.
    desk.tick("EURUSD", 1.09905, 1.09915)
    assert plain in open_orders(desk)
    assert closed(desk, other) is not None
