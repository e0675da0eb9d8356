"""Trade requests and finance commands as a client process sends them."""

from pathlib import Path
from typing import Any, get_args

from tests.engine.running import TICK, Start, buy
from workbench.contract.generated.enums import PluginTradeCommand as Cmd
from workbench.contract.generated.enums import ReturnCodes
from workbench.contract.generated.records import PluginTradeRequestRecord
from workbench.engine.messages import (
    AnyCommand,
    CancelTrade,
    CloseTrade,
    CloseTradeBy,
    DeleteTrade,
    MoveMoney,
    OpenTrade,
    RestoreTrade,
    UpdateClosedTrade,
    UpdateTrade,
)
from workbench.engine.server.commands import HANDLERS

R = ReturnCodes


def test_that_every_command_has_a_handler() -> None:
    assert set(get_args(AnyCommand)) == set(HANDLERS)


def test_that_a_trade_goes_through_all_its_changes(workspace: Path, start: Start) -> None:
    server = start(workspace).server

    def ask(command: Any, **fields: Any) -> int:
        answer = server.handle(command(trade=PluginTradeRequestRecord(**fields)))
        assert answer.code == R.RET_OK, answer.error
        return answer.order

    def rows(what: str) -> list[Any]:
        return [(row.order, int(row.state)) for row in getattr(server.core._engine, what)(1001)]

    server.handle(TICK)
    position = server.handle(buy(10)).order
    sell = ask(OpenTrade, login=1001, symbol="EURUSD", cmd=Cmd.Sell, volume=10)
    order = ask(OpenTrade, login=1001, symbol="EURUSD", cmd=Cmd.BuyLimit, volume=10, open_price=1.05)
    ask(UpdateTrade, order=order, open_price=1.06)
    ask(CancelTrade, order=order)
    ask(CloseTradeBy, order=position, parent_order=sell)
    ask(RestoreTrade, order=sell)
    assert rows("open_trades") == [(sell, 2)]
    ask(CloseTrade, order=sell)
    ask(UpdateClosedTrade, order=sell, profit=5.0)
    ask(DeleteTrade, order=order)
    assert rows("closed_trades") == [(position, 5), (sell, 3)]
    refused = server.handle(DeleteTrade(trade=PluginTradeRequestRecord(order=order)))
    assert (refused.code, refused.error) == (R.RET_TRADE_INCORRECT_ORDER, "RET_TRADE_INCORRECT_ORDER")


def test_that_every_finance_command_can_be_sent(workspace: Path, start: Start) -> None:
    server = start(workspace).server
    booked = server.handle(MoveMoney(login=1001, cmd=int(Cmd.CreditIn), amount=25.0, comment="welcome"))
    assert booked.code == R.RET_OK
    assert booked.order > 0
    assert server.handle(MoveMoney(login=1001, cmd=int(Cmd.Tax), amount=1.0)).code == R.RET_ERR_PARAMS


def test_that_a_correction_of_one_field_leaves_the_others(workspace: Path, start: Start) -> None:
    server = start(workspace).server
    server.handle(TICK)
    order = server.handle(buy(10)).order
    server.handle(CloseTrade(trade=PluginTradeRequestRecord(order=order)))
    before = server.core.find_trade(order)
    balance = server.core.rows("accounts")[0]["balance"]
    comment = PluginTradeRequestRecord(order=order, comment="corrected")
    assert server.handle(UpdateClosedTrade(trade=comment, only=("comment",))).code == R.RET_OK
    after = server.core.find_trade(order)
    assert before is not None
    assert after is not None
    assert {name for name in after if after[name] != before[name]} <= {"comment", "update_time"}
    assert after["comment"] == "corrected"
    assert before["profit"] != 0.0
    assert server.core.rows("accounts")[0]["balance"] == balance


def test_that_a_change_of_one_field_leaves_the_stops(workspace: Path, start: Start) -> None:
    server = start(workspace).server
    server.handle(TICK)
    order = server.handle(buy(10)).order
    stops = PluginTradeRequestRecord(order=order, sl=1.0, tp=1.2)
    assert server.handle(UpdateTrade(trade=stops, only=("sl", "tp"))).code == R.RET_OK
    magic = PluginTradeRequestRecord(order=order, magic=7)
    assert server.handle(UpdateTrade(trade=magic, only=("magic",))).code == R.RET_OK
    trade = server.core.find_trade(order)
    assert trade is not None
    assert (trade["sl"], trade["tp"], trade["magic"]) == (1.0, 1.2, 7)


def test_that_a_field_that_cannot_be_changed_or_emptied_is_refused_by_name(workspace: Path, start: Start) -> None:
    server = start(workspace).server
    server.handle(TICK)
    order = server.handle(buy(10)).order
    comment = PluginTradeRequestRecord(order=order, comment="mine")
    assert server.handle(UpdateTrade(trade=comment, only=("comment",))).code == R.RET_OK

    def refused(name: str, **fields: Any) -> str:
        answer = server.handle(UpdateTrade(trade=PluginTradeRequestRecord(order=order, **fields), only=(name,)))
        assert answer.code == R.RET_ERR_PARAMS
        return answer.error

    assert refused("open_price", open_price=1.0) == "open_price: this request changes sl, tp, comment, magic only"
    assert refused("comment") == "comment: an empty value does not change it from 'mine'. Enter the new value"
    unknown = UpdateTrade(trade=PluginTradeRequestRecord(order=999), only=("sl",))
    assert server.handle(unknown).code == R.RET_TRADE_INCORRECT_ORDER
