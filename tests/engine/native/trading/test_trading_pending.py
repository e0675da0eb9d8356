"""Pending orders: placing, their prices, changing, cancelling."""

from typing import Any

import pytest

from tests.support.market_day import BUY, SECOND, START, Desk, Listener, group, symbol
from workbench.sdk import PluginTradeCommand as Cmd
from workbench.sdk import PluginTradeState as State
from workbench.sdk import ReturnCodes

R = ReturnCodes
NOW = START // SECOND


@pytest.mark.parametrize(
    ("cmd", "prices", "code"),
    [
        # The market is 1.10000/1.10010.
        (Cmd.BuyLimit, {"open_price": 1.10000}, R.RET_OK),
        (Cmd.BuyLimit, {"open_price": 1.10010}, R.RET_TRADE_BAD_PRICES),
        (Cmd.SellLimit, {"open_price": 1.10010}, R.RET_OK),
        (Cmd.SellLimit, {"open_price": 1.09990}, R.RET_TRADE_BAD_PRICES),
        (Cmd.BuyStop, {"open_price": 1.10020}, R.RET_OK),
        (Cmd.BuyStop, {"open_price": 1.10000}, R.RET_TRADE_BAD_PRICES),
        (Cmd.SellStop, {"open_price": 1.09990}, R.RET_OK),
        (Cmd.SellStop, {"open_price": 1.10005}, R.RET_TRADE_BAD_PRICES),
        (Cmd.BuyStopLimit, {"open_price": 1.10100, "close_price": 1.10050}, R.RET_OK),
        (Cmd.BuyStopLimit, {"open_price": 1.10100, "close_price": 1.10150}, R.RET_TRADE_BAD_PRICES),
        (Cmd.BuyStopLimit, {"open_price": 1.10100}, R.RET_TRADE_BAD_PRICES),
        (Cmd.SellStopLimit, {"open_price": 1.09900, "close_price": 1.09950}, R.RET_OK),
        (Cmd.SellStopLimit, {"open_price": 1.09900, "close_price": 1.09850}, R.RET_TRADE_BAD_PRICES),
        (Cmd.BuyLimit, {"open_price": 0.0}, R.RET_TRADE_BAD_PRICES),
        (Cmd.BuyStop, {"open_price": 1e300}, R.RET_TRADE_BAD_PRICES),
        (Cmd.BuyLimit, {"open_price": 1.09, "sl": 1.08, "tp": 1.095}, R.RET_OK),
        (Cmd.BuyLimit, {"open_price": 1.09, "sl": 1.095}, R.RET_TRADE_INVALID_SL_TP),
        (Cmd.SellLimit, {"open_price": 1.12, "sl": 1.13, "tp": 1.11}, R.RET_OK),
        (Cmd.SellLimit, {"open_price": 1.12, "tp": 1.13}, R.RET_TRADE_INVALID_SL_TP),
        # The stops of a stop-limit order stand around the price at which it will open.
        (Cmd.BuyStopLimit, {"open_price": 1.10100, "close_price": 1.10050, "sl": 1.10060}, R.RET_TRADE_INVALID_SL_TP),
    ],
)
def test_that_a_pending_order_stands_on_its_side_of_the_market(
    desk: Desk, cmd: Cmd, prices: dict[str, Any], code: int
) -> None:
    assert desk.open(cmd, **prices)[0] == code
    assert len(desk.engine.open_trades()) == (1 if code == R.RET_OK else 0)


def test_that_a_pending_order_keeps_its_distance_from_the_market(desk: Desk) -> None:
    desk.engine.put_symbol(symbol("EURUSD", stops_level=20))
    assert desk.open(Cmd.BuyLimit, open_price=1.09991)[0] == R.RET_TRADE_BAD_STOPS  # 19 points below 1.10010
    assert desk.open(Cmd.BuyLimit, open_price=1.09990)[0] == R.RET_OK
    assert desk.open(Cmd.BuyLimit, open_price=1.09000, sl=1.08981)[0] == R.RET_TRADE_BAD_STOPS
    assert desk.open(Cmd.BuyLimit, open_price=1.09000, sl=1.08980)[0] == R.RET_OK


def test_that_a_pending_order_rests_without_margin_and_commission_and_is_reported(desk: Desk) -> None:
    listener = Listener()
    desk.add(listener)
    _, order = desk.open(Cmd.SellStop, 50, open_price=1.09900, magic=7, expiration=NOW + 60)
    [resting] = desk.engine.open_trades()
    assert (resting.order, resting.cmd, resting.open_price, resting.volume) == (order, Cmd.SellStop, 1.09900, 50)
    assert (resting.state, resting.magic, resting.expiration) == (State.OpenNormal, 7, NOW + 60)
    assert (desk.margin().margin, desk.margin().equity) == (0.0, 10_000.0)
    assert listener.heard == [
        "HookTradeRequestOpen",
        "OnTradeRequestOpen",
        "HookTradeProcessOpen",
        "OnTradeExecuteOpen",
        "OnTradeAddDB",
    ]
    assert desk.journal()[-1] == f"1001: placed #{order} SellStop 0.50 EURUSD at 1.09900"


def test_that_a_pending_order_needs_no_margin_but_counts_as_a_position() -> None:
    desk = Desk(groups=(group(maxpositions=2, hedge_prohibited=1),))
    assert desk.open(Cmd.BuyLimit, 10_000, open_price=1.09)[0] == R.RET_OK  # 110,000 USD of margin
    assert desk.open(Cmd.SellLimit, open_price=1.11)[0] == R.RET_OK
    assert desk.open(Cmd.BuyLimit, open_price=1.09)[0] == R.RET_TRADE_TOO_MANY_ORDERS
    assert desk.open(BUY, 1)[0] == R.RET_TRADE_TOO_MANY_ORDERS
    desk.close()


def test_that_only_buying_orders_are_placed_where_only_buying_is_allowed(desk: Desk) -> None:
    desk.engine.put_symbol(symbol("EURUSD", long_only=1))
    assert desk.open(Cmd.SellStop, open_price=1.09)[0] == R.RET_TRADE_LONG_ONLY
    assert desk.open(Cmd.BuyStop, open_price=1.11)[0] == R.RET_OK


@pytest.mark.parametrize(
    ("rights", "expiration", "code"),
    [
        (0, NOW + 1, R.RET_OK),
        (8, NOW + 1, R.RET_OK),
        (1, NOW + 1, R.RET_TRADE_EXPIRATION_DENIED),
        (1, 0, R.RET_OK),
        (0, NOW, R.RET_TRADE_EXPIRATION_DENIED),
        (0, -1, R.RET_INVALID_DATA),
        (0, 7_258_118_400, R.RET_INVALID_DATA),  # 2200-01-01
    ],
)
def test_that_an_expiration_is_in_the_future_and_needs_the_right(rights: int, expiration: int, code: int) -> None:
    desk = Desk(groups=(group(rights=rights),))
    assert desk.open(Cmd.BuyLimit, open_price=1.09, expiration=expiration)[0] == code
    desk.close()


def test_that_prices_stops_and_expiration_of_an_order_change_and_its_volume_does_not(desk: Desk) -> None:
    _, order = desk.open(Cmd.BuyStopLimit, 100, open_price=1.102, close_price=1.101, comment="mine")
    listener = Listener()
    desk.add(listener)
    change = {"order": order, "open_price": 1.104, "close_price": 1.103, "sl": 1.09, "expiration": NOW + 60}
    assert desk.engine.update_trade(change) == (R.RET_OK, order)
    [changed] = desk.engine.open_trades()
    assert (changed.open_price, changed.close_price, changed.sl, changed.tp) == (1.104, 1.103, 1.09, 0.0)
    assert (changed.expiration, changed.comment, changed.volume) == (NOW + 60, "mine", 100)
    assert listener.trades == [
        ("OnTradeRequestUpdate", order, int(State.PendingUpdateRequest), 100),
        ("OnTradeUpdateDB", order, int(State.OpenNormal), 100),
    ]
    assert desk.engine.update_trade({"order": order, "volume": 50})[0] == R.RET_TRADE_BAD_VOLUME
    assert desk.engine.update_trade({"order": order, "open_price": 1.1})[0] == R.RET_TRADE_BAD_PRICES


def test_that_a_cancelled_order_goes_into_the_history_and_moves_no_money(desk: Desk) -> None:
    _, order = desk.open(Cmd.BuyLimit, 100, open_price=1.09)
    listener = Listener()
    desk.add(listener)
    assert desk.engine.cancel_trade({"order": order}) == (R.RET_OK, order)
    assert desk.engine.open_trades() == []
    [ended] = desk.engine.closed_trades()
    assert (ended.order, ended.state, ended.close_time, ended.profit) == (order, State.Deleted, NOW, 0.0)
    assert listener.heard == ["OnTradeUpdateDB"]
    assert desk.account().balance == 10_000.0
    assert desk.engine.cancel_trade({"order": order})[0] == R.RET_TRADE_INCORRECT_ORDER


def test_that_a_position_cannot_be_cancelled_and_an_order_not_closed(desk: Desk) -> None:
    _, position = desk.open()
    _, order = desk.open(Cmd.BuyLimit, open_price=1.09)
    assert desk.engine.cancel_trade({"order": position})[0] == R.RET_TRADE_INCORRECT_CMD
    assert desk.shut(order)[0] == R.RET_TRADE_INCORRECT_CMD
    assert desk.engine.cancel_trade({"order": order, "login": 1002})[0] == R.RET_TRADE_INCORRECT_ORDER


def test_that_an_order_near_the_market_is_frozen(desk: Desk) -> None:
    desk.engine.put_symbol(symbol("EURUSD", freeze_level=10))
    _, order = desk.open(Cmd.BuyLimit, open_price=1.09990)
    desk.tick("EURUSD", 1.09990, 1.10000)  # ask 10 points above the order
    change: dict[str, Any] = {"order": order, "open_price": 1.09}
    assert desk.engine.update_trade(change)[0] == R.RET_TRADE_MODIFY_DENIED
    assert desk.engine.cancel_trade({"order": order})[0] == R.RET_TRADE_MODIFY_DENIED
    desk.tick("EURUSD", 1.09991, 1.10001)
    assert desk.engine.update_trade(change)[0] == R.RET_OK
    assert desk.engine.cancel_trade({"order": order})[0] == R.RET_OK


def test_that_a_hook_may_move_the_price_of_an_order_but_not_to_the_wrong_side(desk: Desk) -> None:
    mover = Mover(1.08)
    desk.add(mover)
    assert desk.open(Cmd.BuyLimit, open_price=1.09)[0] == R.RET_OK
    assert desk.engine.open_trades()[0].open_price == 1.08
    mover.price = 1.2
    assert desk.open(Cmd.BuyLimit, open_price=1.09)[0] == R.RET_TRADE_BAD_PRICES


class Mover(Listener):
    """Moves the price of every opening request."""

    def __init__(self, price: float) -> None:
        super().__init__()
        self.price = price

    def HookTradeRequestOpen(self, trade: Any, group: Any, symbol: Any, account: Any, margin: Any, diff: Any) -> int:
        diff.open_price = self.price
        return int(R.RET_OK_CHANGE)
