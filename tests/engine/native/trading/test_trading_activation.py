"""Trades that the server itself opens or closes: stops, stop outs, pending orders and their expiration."""

from collections.abc import Iterator

import pytest

from tests.support.market_day import BUY, MINUTE, SELL, START, Desk, Listener, group, symbol
from workbench.sdk import PluginTradeActivation as Activation
from workbench.sdk import PluginTradeCommand as Cmd
from workbench.sdk import PluginTradeState as State
from workbench.sdk import ReturnCodes

R = ReturnCodes


def activate(desk: Desk, order: int, activation: Activation, level: float = 0.0) -> int:
    return desk.engine.activate_trade(order, int(activation), level)


@pytest.fixture
def exact() -> Iterator[Desk]:
    """A group whose stops fill exactly at their level."""
    desk = Desk(groups=(group(allow_sl_tp_slippage=0),))
    yield desk
    desk.close()


def test_that_a_stop_loss_closes_at_the_market_where_slippage_is_allowed(desk: Desk) -> None:
    _, order = desk.open(BUY, 100, sl=1.09900)
    listener = Listener()
    desk.add(listener)
    desk.tick("EURUSD", 1.09850, 1.09860)
    [trade] = desk.engine.closed_trades()
    assert (trade.close_price, trade.profit) == (1.09850, -160.0)  # (1.09850 - 1.10010) x 100,000
    assert (trade.state, trade.activation) == (State.ClosedNormal, Activation.StopLoss)
    assert listener.heard == ["HookTradeProcessClose", "OnTradeExecuteClose", "OnTradeUpdateDB"]
    assert desk.account().balance == 9_840.0
    assert desk.journal()[-1] == f"1001: closed #{order} Buy 1.00 EURUSD at 1.09850, profit -160.00, StopLoss"


def test_that_the_journal_distinguishes_the_opening_activation_from_the_closing_reason(desk: Desk) -> None:
    _, order = desk.open(Cmd.BuyLimit, 100, open_price=1.09900)
    desk.tick("EURUSD", 1.09880, 1.09890)
    assert desk.engine.open_trades()[0].activation == Activation.Pending
    desk.shut(order)
    assert desk.journal()[-1] == f"1001: closed #{order} Buy 1.00 EURUSD at 1.09880, profit -10.00"


def test_that_stops_close_exactly_at_their_level_where_slippage_is_not_allowed(exact: Desk) -> None:
    _, loser = exact.open(BUY, 100, sl=1.09900)
    _, winner = exact.open(SELL, 100, tp=1.09900)
    exact.tick("EURUSD", 1.09850, 1.09860)
    profits = {trade.order: trade.profit for trade in exact.engine.closed_trades()}
    assert profits == {loser: -110.0, winner: 100.0}  # 1.09900 against 1.10010 and 1.10000


def test_that_a_stop_out_closes_at_the_market(exact: Desk) -> None:
    _, order = exact.open(BUY, 100)
    exact.tick("EURUSD", 1.09510, 1.09520)
    assert activate(exact, order, Activation.StopOut, 1.0) == R.RET_OK
    [trade] = exact.engine.closed_trades()
    assert (trade.profit, trade.activation) == (-500.0, Activation.StopOut)


def test_that_a_hook_which_refuses_a_stop_leaves_the_trade_marked_and_is_journaled_once(desk: Desk) -> None:
    _, order = desk.open(BUY, 100, sl=1.09900)
    listener = Listener(HookTradeProcessClose=int(R.RET_TRADE_CONTEXT_BUSY))
    desk.add(listener)
    for _ in range(3):
        assert activate(desk, order, Activation.StopLoss, 1.09900) == R.RET_TRADE_CONTEXT_BUSY
    [trade] = desk.engine.open_trades()
    assert (trade.state, trade.activation) == (State.OpenNormal, Activation.StopLossRollback)
    assert len([line for line in desk.journal() if "stop loss of" in line]) == 1
    listener.answers.clear()
    assert activate(desk, order, Activation.StopLoss, 1.09900) == R.RET_OK


def test_that_a_pending_order_becomes_a_position_at_the_market(desk: Desk) -> None:
    code, order = desk.open(Cmd.BuyLimit, 100, open_price=1.09900, sl=1.09800, comment="mine")
    assert code == R.RET_OK
    listener = Listener()
    desk.add(listener)
    desk.tick("EURUSD", 1.09880, 1.09890)
    [trade] = desk.engine.open_trades()
    assert (trade.cmd, trade.open_price, trade.sl, trade.comment) == (Cmd.Buy, 1.09890, 1.09800, "mine")
    assert (trade.order, trade.state, trade.activation) == (order, State.OpenNormal, Activation.Pending)
    assert desk.margin().margin == pytest.approx(1_098.90)
    assert listener.heard == [
        "HookTradeProcessOpen",
        "HookTradeProcessCommision",
        "OnTradeExecuteOpen",
        "OnTradeUpdateDB",
    ]


def test_that_a_stop_limit_order_becomes_its_limit_order(desk: Desk) -> None:
    code, order = desk.open(Cmd.BuyStopLimit, 100, open_price=1.10200, close_price=1.10100)
    assert code == R.RET_OK
    listener = Listener()
    desk.add(listener)
    assert activate(desk, order, Activation.Pending) == R.RET_OK
    [trade] = desk.engine.open_trades()
    assert (trade.cmd, trade.open_price, trade.close_price) == (Cmd.BuyLimit, 1.10100, 0.0)
    assert (trade.state, trade.activation) == (State.OpenNormal, Activation.None_)
    assert listener.heard == ["OnTradeUpdateDB"]


def test_that_a_pending_order_waits_for_money_and_is_journaled_once(desk: Desk) -> None:
    _, order = desk.open(Cmd.BuyLimit, 1_000, open_price=1.09900)  # needs 11,000 USD
    for _ in range(2):
        assert activate(desk, order, Activation.Pending) == R.RET_TRADE_NO_MONEY
    [trade] = desk.engine.open_trades()
    assert (trade.cmd, trade.state, trade.activation) == (Cmd.BuyLimit, State.OpenNormal, Activation.PendingRollback)
    assert len([line for line in desk.journal() if "RET_TRADE_NO_MONEY" in line]) == 1
    desk.engine.change_balance(1001, 5_000.0)
    assert activate(desk, order, Activation.Pending) == R.RET_OK
    assert desk.engine.open_trades()[0].activation == Activation.Pending


def test_that_a_pending_order_waits_for_the_market_and_nothing_is_written(desk: Desk) -> None:
    _, order = desk.open(Cmd.BuyLimit, 100, open_price=1.09900)
    nothing = {"quote": [{"open": 0, "close": 1440}, {}, {}], "trade": [{}, {}, {}]}
    monday = nothing | {"trade": [{"open": 480, "close": 481}, {}, {}]}  # 08:00 to 08:01
    desk.engine.put_symbol(symbol("EURUSD", sessions=[nothing, monday, *[nothing] * 5]))
    desk.engine.advance(START + MINUTE)
    desk.journal()
    assert activate(desk, order, Activation.Pending) == R.RET_TRADE_MARKET_CLOSED
    assert (desk.engine.open_trades()[0].activation, desk.journal()) == (Activation.None_, [])


def test_that_a_pending_order_which_can_never_open_is_cancelled_with_the_reason(desk: Desk) -> None:
    _, order = desk.open(Cmd.SellStop, 100, open_price=1.09900, comment="mine")
    desk.engine.put_symbol(symbol("EURUSD") | {"trade": 1})
    assert activate(desk, order, Activation.Pending) == R.RET_TRADE_DISABLE
    assert desk.engine.open_trades() == []
    [ended] = desk.engine.closed_trades()
    assert (ended.order, ended.state, ended.activation) == (order, State.Deleted, Activation.Cancel)
    assert ended.comment == "mine [ACTIVATION_CANCEL: RET_TRADE_DISABLE]"
    assert (ended.close_time, ended.profit, desk.account().balance) == (START // 1_000_000_000, 0.0, 10_000.0)


def test_that_an_expired_order_is_cancelled(desk: Desk) -> None:
    _, order = desk.open(Cmd.BuyStop, 100, open_price=1.10100, comment="x" * 4_096)
    assert activate(desk, order, Activation.Cancel) == R.RET_OK
    [ended] = desk.engine.closed_trades()
    note = " [ACTIVATION_CANCEL: expiration]"
    assert ended.comment == "x" * 4_096 + note


def test_that_missing_trades_and_other_kinds_of_trades_are_not_activated(desk: Desk) -> None:
    _, position = desk.open(BUY, 10)
    _, order = desk.open(Cmd.BuyStop, 10, open_price=1.10100)
    assert activate(desk, 99, Activation.StopLoss) == R.RET_TRADE_INCORRECT_ORDER
    assert activate(desk, position, Activation.Pending) == R.RET_TRADE_INCORRECT_CMD
    assert activate(desk, position, Activation.Cancel) == R.RET_TRADE_INCORRECT_CMD
    assert activate(desk, order, Activation.StopOut) == R.RET_TRADE_INCORRECT_CMD
    assert activate(desk, order, Activation.None_) == R.RET_ERR_PARAMS
    assert activate(desk, order, Activation.PendingRollback) == R.RET_ERR_PARAMS
    assert len(desk.engine.open_trades()) == 2
