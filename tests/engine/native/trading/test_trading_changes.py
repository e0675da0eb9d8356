"""Changing, correcting, deleting and restoring trades."""

from typing import Any

import pytest

from tests.support.market_day import BUY, SECOND, START, Desk, Listener, group, section, symbol
from workbench.sdk import EventTrade, HookTrade, PluginInterface, ReturnCodes
from workbench.sdk import PluginTradeCommand as Cmd
from workbench.sdk import PluginTradeState as State

R = ReturnCodes
NOW = START // SECOND


class Watcher(PluginInterface, EventTrade):
    """Records changes and deletions."""

    def __init__(self) -> None:
        self.reported: list[tuple[str, int, int]] = []

    def OnTradeRequestUpdate(self, trade: Any) -> None:
        self.reported.append(("OnTradeRequestUpdate", trade.order, int(trade.state)))

    def OnTradeUpdateDB(self, trade: Any) -> None:
        self.reported.append(("OnTradeUpdateDB", trade.order, int(trade.state)))

    def OnTradeRequestDelete(self, trade: Any) -> None:
        self.reported.append(("OnTradeRequestDelete", trade.order, int(trade.state)))

    def OnTradeDeleteDB(self, trade: Any) -> None:
        self.reported.append(("OnTradeDeleteDB", trade.order, int(trade.state)))


@pytest.fixture
def watcher(desk: Desk) -> Watcher:
    watcher = Watcher()
    desk.add(watcher)
    return watcher


def closed_with_loss(desk: Desk) -> int:
    """A buy of one lot closed at a loss of 10 USD."""
    _, order = desk.open(BUY, 100)
    desk.shut(order)
    assert desk.account().balance == 9_990.0
    return order


# Open trades.


def test_that_stops_comment_and_magic_of_an_open_trade_change(desk: Desk, watcher: Watcher) -> None:
    _, order = desk.open(BUY, 100, sl=1.09, comment="mine", magic=3)
    assert desk.engine.update_trade({"order": order, "tp": 1.11}) == (R.RET_OK, order)
    [trade] = desk.engine.open_trades()
    assert (trade.sl, trade.tp, trade.comment, trade.magic) == (0.0, 1.11, "mine", 3)
    assert desk.engine.update_trade({"order": order, "comment": "yours", "magic": 4})[0] == R.RET_OK
    [trade] = desk.engine.open_trades()
    assert (trade.tp, trade.comment, trade.magic, trade.open_price) == (0.0, "yours", 4, 1.10010)
    assert watcher.reported[:2] == [
        ("OnTradeRequestUpdate", order, State.OpenUpdateRequest),
        ("OnTradeUpdateDB", order, State.OpenNormal),
    ]


def test_that_a_stop_which_stays_needs_no_distance(desk: Desk) -> None:
    _, order = desk.open(BUY, 100, sl=1.09900)
    desk.engine.put_symbol(symbol("EURUSD", stops_level=200))
    assert desk.engine.update_trade({"order": order, "sl": 1.09900, "comment": "same"})[0] == R.RET_OK
    assert desk.engine.update_trade({"order": order, "sl": 1.09901})[0] == R.RET_TRADE_BAD_STOPS


def test_that_a_trade_near_its_stop_is_frozen(desk: Desk) -> None:
    desk.engine.put_symbol(symbol("EURUSD", freeze_level=10))
    _, order = desk.open(BUY, 100, sl=1.09900)
    desk.tick("EURUSD", 1.09910, 1.09920)
    assert desk.engine.update_trade({"order": order, "sl": 1.09})[0] == R.RET_TRADE_MODIFY_DENIED
    assert desk.shut(order)[0] == R.RET_TRADE_MODIFY_DENIED
    assert desk.engine.update_trade({"order": order, "sl": 1.09900, "comment": "text only"})[0] == R.RET_OK
    desk.tick("EURUSD", 1.09911, 1.09921)
    assert desk.shut(order)[0] == R.RET_OK


# Closed trades.


def test_that_a_correction_moves_the_balance_by_the_difference(desk: Desk, watcher: Watcher) -> None:
    order = closed_with_loss(desk)
    watcher.reported.clear()
    change = {"order": order, "profit": 25.0, "commission": -3.0, "storage": -1.5, "comment": "corrected"}
    assert desk.engine.update_closed_trade(change) == (R.RET_OK, order)
    assert desk.account().balance == 10_020.50  # 10,000 + 25 - 3 - 1.50
    [trade] = desk.engine.closed_trades()
    assert (trade.profit, trade.commission, trade.storage, trade.comment) == (25.0, -3.0, -1.5, "corrected")
    assert (trade.open_price, trade.close_price, trade.state) == (1.10010, 1.10000, State.ClosedNormal)
    assert watcher.reported == [
        ("OnTradeRequestUpdate", order, State.ClosedUpdateRequest),
        ("OnTradeUpdateDB", order, State.ClosedNormal),
    ]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"profit": float("nan")}, R.RET_INVALID_DATA),
        ({"profit": float("inf")}, R.RET_INVALID_DATA),
        ({"profit": 1e14}, R.RET_INVALID_DATA),
        ({"storage": -1e300}, R.RET_INVALID_DATA),
        ({"open_price": -1.0}, R.RET_INVALID_DATA),
        ({"close_time": NOW - 1}, R.RET_TRADE_BAD_CLOSE_TIME),
        ({"open_time": -5}, R.RET_INVALID_DATA),
        ({"close_time": 2**62}, R.RET_INVALID_DATA),
        ({"volume": 50}, R.RET_TRADE_BAD_VOLUME),
        ({"comment": "x" * 4_097}, R.RET_INVALID_DATA),
        ({"login": 1002}, R.RET_TRADE_INCORRECT_ORDER),
        ({"order": 99}, R.RET_TRADE_INCORRECT_ORDER),
    ],
)
def test_that_an_impossible_correction_changes_nothing(desk: Desk, fields: dict[str, Any], code: int) -> None:
    order = closed_with_loss(desk)
    before = str(desk.engine.closed_trades())
    assert desk.engine.update_closed_trade({"order": order, **fields})[0] == code
    assert (str(desk.engine.closed_trades()), desk.account().balance) == (before, 9_990.0)


def test_that_an_open_trade_is_neither_corrected_nor_deleted(desk: Desk) -> None:
    _, order = desk.open()
    assert desk.engine.update_closed_trade({"order": order})[0] == R.RET_TRADE_INCORRECT_STATE
    assert desk.engine.delete_trade({"order": order})[0] == R.RET_TRADE_INCORRECT_STATE
    assert desk.engine.restore_trade({"order": order})[0] == R.RET_TRADE_EXIST
    assert desk.engine.restore_trade({"order": 99})[0] == R.RET_TRADE_INCORRECT_ORDER


def test_that_deleting_a_trade_reverses_its_result(desk: Desk, watcher: Watcher) -> None:
    order = closed_with_loss(desk)
    watcher.reported.clear()
    assert desk.engine.delete_trade({"order": order}) == (R.RET_OK, order)
    assert desk.engine.closed_trades() == []
    assert desk.account().balance == 10_000.0
    assert watcher.reported == [
        ("OnTradeRequestDelete", order, State.DeleteRequest),
        ("OnTradeDeleteDB", order, State.Deleted),
    ]


def test_that_a_restored_trade_is_open_again_and_closes_like_any_other() -> None:
    desk = Desk(groups=(group(sec=section(comm_base=7.0)),))
    _, order = desk.open(BUY, 100)
    desk.shut(order)
    assert desk.account().balance == 9_983.0  # 10 USD of spread, 7 USD of commission
    watcher = Watcher()
    desk.add(watcher)
    assert desk.engine.restore_trade({"order": order}) == (R.RET_OK, order)
    assert desk.account().balance == 10_000.0
    [trade] = desk.engine.open_trades()
    assert (trade.order, trade.state, trade.commission, trade.close_time) == (order, State.OpenRestored, -7.0, 0)
    assert desk.margin().margin == pytest.approx(1_100.10)
    assert watcher.reported == [
        ("OnTradeRequestUpdate", order, State.RestoreRequest),
        ("OnTradeUpdateDB", order, State.OpenRestored),
    ]
    assert desk.engine.update_trade({"order": order, "tp": 1.2})[0] == R.RET_OK
    assert desk.engine.open_trades()[0].state == State.OpenRestored
    desk.tick("EURUSD", 1.10110, 1.10120)
    assert desk.shut(order)[0] == R.RET_OK
    assert desk.account().balance == 10_093.0  # 100 - 7
    desk.close()


def test_that_a_cancelled_order_cannot_be_restored(desk: Desk) -> None:
    _, order = desk.open(Cmd.BuyLimit, open_price=1.09)
    desk.engine.cancel_trade({"order": order})
    assert desk.engine.restore_trade({"order": order})[0] == R.RET_TRADE_INCORRECT_STATE
    assert desk.engine.delete_trade({"order": order})[0] == R.RET_OK


def test_that_finance_records_are_corrected_and_deleted(desk: Desk, watcher: Watcher) -> None:
    _, order = desk.engine.change_balance(1001, 100.0, "in")
    watcher.reported.clear()
    assert desk.engine.update_closed_trade({"order": order, "profit": 60.0, "comment": "less"})[0] == R.RET_OK
    assert desk.account().balance == 10_060.0
    [record] = [row for row in desk.engine.transactions() if row.order == order]
    assert (record.profit, record.comment, record.cmd) == (60.0, "less", Cmd.BalanceIn)
    assert desk.engine.delete_trade({"order": order})[0] == R.RET_OK
    assert desk.account().balance == 10_000.0
    assert [name for name, *_ in watcher.reported] == [
        "OnTradeRequestUpdate",
        "OnTradeUpdateDB",
        "OnTradeRequestDelete",
        "OnTradeDeleteDB",
    ]
    assert [state for *_, state in watcher.reported] == [
        State.FinanceUpdateRequest,
        State.ClosedNormal,
        State.FinanceDeleteRequest,
        State.Deleted,
    ]
    assert desk.engine.update_closed_trade({"order": order, "profit": 1.0})[0] == R.RET_TRADE_INCORRECT_ORDER


def test_that_a_corrected_finance_record_keeps_its_sign_and_credit_stays_above_nothing(desk: Desk) -> None:
    _, credit = desk.engine.move_money(1001, int(Cmd.CreditIn), 100.0)
    desk.engine.move_money(1001, int(Cmd.CreditOut), -40.0)
    assert desk.engine.update_closed_trade({"order": credit, "profit": -1.0})[0] == R.RET_ERR_PARAMS
    assert desk.engine.update_closed_trade({"order": credit, "profit": 39.0})[0] == R.RET_TRADE_NO_MONEY
    assert desk.engine.delete_trade({"order": credit})[0] == R.RET_TRADE_NO_MONEY
    assert desk.account().credit == 60.0
    assert desk.engine.update_closed_trade({"order": credit, "profit": 45.0})[0] == R.RET_OK
    assert desk.account().credit == 5.0


class Meddler(Listener):
    """Makes another request for a trade when a request is reported."""

    server: Any = None

    def __init__(self) -> None:
        super().__init__()
        self.codes: list[int] = []

    def OnTradeRequestClose(self, trade: Any) -> None:
        self.codes.append(self.server.CloseTrade({"order": trade.order}))
        self.codes.append(self.server.UpdateOpenTrade({"order": trade.order, "tp": 1.2}))


def test_that_a_trade_with_a_queued_request_takes_no_other(desk: Desk) -> None:
    meddler = Meddler()
    meddler.server = desk.engine.plugin_server(desk.add(meddler))
    _, order = desk.open()
    assert desk.shut(order)[0] == R.RET_OK
    assert meddler.codes == [R.RET_TRADE_ORDER_LOCKED] * 2


class Corrector(PluginInterface, EventTrade):
    """Writes a gateway reference into a closed trade and corrects its profit at once."""

    server: Any = None

    def OnTradeExecuteClose(self, trade: Any) -> None:
        assert self.server.SetTradeGatewayData({"order": trade.order, "has_gw_order": True, "gw_order": "LP-7"}) == 0
        assert self.server.UpdateCloseTrade({"order": trade.order, "profit": 25.0}) == R.RET_OK


def test_that_a_correction_keeps_earlier_gateway_references(desk: Desk) -> None:
    corrector = Corrector()
    corrector.server = desk.engine.plugin_server(desk.add(corrector))
    _, order = desk.open(BUY, 100)
    desk.shut(order)
    [closed] = desk.engine.closed_trades()
    assert (closed.profit, closed.gw_order) == (25.0, "LP-7")


@pytest.mark.parametrize("field", ["profit", "commission", "storage", "taxes"])
def test_that_a_cancelled_order_has_no_result_to_correct(desk: Desk, field: str) -> None:
    _, order = desk.open(Cmd.BuyLimit, 100, open_price=1.09)
    assert desk.engine.cancel_trade({"order": order})[0] == R.RET_OK
    assert desk.engine.update_closed_trade({"order": order, field: 5.0})[0] == R.RET_ERR_PARAMS
    assert desk.account().balance == 10_000.0
    assert getattr(desk.engine.closed_trades()[0], field) == 0.0
    assert desk.engine.update_closed_trade({"order": order, "comment": "why"})[0] == R.RET_OK
    assert desk.engine.closed_trades()[0].comment == "why"


class Charging(PluginInterface, HookTrade):
    """Writes a commission into every order."""

    def HookTradeProcessOpen(self, trade: Any, group: Any, symbol: Any, account: Any, margin: Any, diff: Any) -> int:
        diff.commission = -7.0
        return int(R.RET_OK_CHANGE)


def test_that_a_cancelled_order_has_no_result_even_if_a_hook_wrote_one(desk: Desk) -> None:
    desk.add(Charging())
    _, order = desk.open(Cmd.BuyLimit, 100, open_price=1.09)
    assert desk.engine.cancel_trade({"order": order})[0] == R.RET_OK
    assert desk.engine.closed_trades()[0].commission == 0.0
    assert desk.account().balance == 10_000.0
