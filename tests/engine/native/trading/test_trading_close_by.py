"""Closing an open trade by the opposite one."""

from typing import Any

import pytest

from tests.support.market_day import BUY, SELL, Desk, Listener, group, section
from workbench.sdk import PluginTradeState as State
from workbench.sdk import ReturnCodes

R = ReturnCodes


def test_that_both_legs_close_and_the_whole_result_is_on_the_first(desk: Desk) -> None:
    _, buy = desk.open(BUY, 100)
    desk.tick("EURUSD", 1.10100, 1.10110)
    _, sell = desk.open(SELL, 100)
    listener = Listener()
    desk.add(listener)
    assert desk.engine.close_trade_by({"order": buy, "parent_order": sell}) == (R.RET_OK, buy)
    assert desk.engine.open_trades() == []
    closed = {trade.order: trade for trade in desk.engine.closed_trades()}
    # Bought at 1.10010, sold at 1.10100: 90 points whatever the market does.
    assert (closed[buy].close_price, closed[buy].profit) == (1.10100, 90.0)
    assert (closed[sell].close_price, closed[sell].profit) == (1.10100, 0.0)
    assert {trade.state for trade in closed.values()} == {State.ClosedBy}
    assert desk.account().balance == 10_090.0
    assert listener.heard == [
        "HookTradeRequestClose",
        "OnTradeRequestClose",
        "HookTradeProcessClose",
        "HookTradeProcessClose",
        "OnTradeExecuteClose",
        "OnTradeUpdateDB",
        "OnTradeExecuteClose",
        "OnTradeUpdateDB",
    ]


def test_that_the_larger_leg_stays_with_its_rest() -> None:
    desk = Desk(groups=(group(sec=section(comm_base=10.0)),))
    _, buy = desk.open(BUY, 100)
    _, sell = desk.open(SELL, 30)
    assert desk.engine.close_trade_by({"order": buy, "parent_order": sell})[0] == R.RET_OK
    [rest] = desk.engine.open_trades()
    assert (rest.order, rest.volume, rest.commission, rest.state) == (buy, 70, -7.0, State.OpenNormal)
    part, whole = sorted(desk.engine.closed_trades(), key=lambda trade: trade.order, reverse=True)
    assert (part.parent_order, part.volume, part.commission, part.state) == (buy, 30, -3.0, State.ClosedBy)
    assert part.profit == -3.0  # (1.10000 - 1.10010) x 30,000
    assert (whole.order, whole.parent_order, whole.commission) == (sell, 0, -3.0)
    assert desk.account().balance == 9_991.0
    desk.close()


def test_that_only_opposite_trades_of_one_account_and_symbol_close_each_other(desk: Desk) -> None:
    desk.tick("GBPUSD", 1.3, 1.3001)
    desk.engine.seed_account({"login": 1002, "group": "real-usd"}, balance=10_000.0)
    _, buy = desk.open(BUY, 10)
    _, same = desk.open(BUY, 10)
    _, pound = desk.open(SELL, 10, symbol="GBPUSD")
    _, other = desk.open(SELL, 10, login=1002)

    def by(order: int, opposite: int) -> int:
        code: int = desk.engine.close_trade_by({"order": order, "parent_order": opposite})[0]
        return code

    assert by(buy, same) == R.RET_TRADE_INCORRECT_CMD
    assert by(buy, pound) == R.RET_TRADE_INCORRECT_ORDER
    assert by(buy, other) == R.RET_TRADE_INCORRECT_ORDER
    assert by(buy, 0) == R.RET_TRADE_INCORRECT_ORDER
    assert by(buy, buy) == R.RET_TRADE_ORDER_LOCKED
    assert by(99, buy) == R.RET_TRADE_INCORRECT_ORDER
    assert len(desk.engine.open_trades()) == 4
    assert {trade.state for trade in desk.engine.open_trades()} == {State.OpenNormal}


@pytest.mark.parametrize(
    ("fields", "sec", "code"),
    [
        ({}, {"trade_rights": 1}, R.RET_TRADE_DISABLE),
        ({"partial_close": 0}, {}, R.RET_TRADE_BAD_VOLUME),
        ({"partial_close": 0}, {"trade_rights": 2}, R.RET_TRADE_BAD_VOLUME),
    ],
)
def test_that_the_group_decides_whether_closing_by_an_opposite_trade_is_allowed(
    fields: dict[str, Any], sec: dict[str, Any], code: int
) -> None:
    desk = Desk(groups=(group(sec=section(**sec), **fields),))
    _, buy = desk.open(BUY, 20)
    _, sell = desk.open(SELL, 10)
    assert desk.engine.close_trade_by({"order": buy, "parent_order": sell})[0] == code
    desk.close()


def test_that_a_refusing_hook_leaves_both_legs_open(desk: Desk) -> None:
    _, buy = desk.open(BUY, 10)
    _, sell = desk.open(SELL, 10)
    listener = Listener(HookTradeProcessClose=int(R.RET_TRADE_CONTEXT_BUSY))
    desk.add(listener)
    assert desk.engine.close_trade_by({"order": buy, "parent_order": sell})[0] == R.RET_TRADE_CONTEXT_BUSY
    assert [trade.state for trade in desk.engine.open_trades()] == [State.OpenNormal] * 2
    assert desk.account().balance == 10_000.0
    listener.answers.clear()
    assert desk.engine.close_trade_by({"order": sell, "parent_order": buy})[0] == R.RET_OK
