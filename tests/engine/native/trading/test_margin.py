"""Margin calls and stop outs: their conditions, their order and their results."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.market_day import BUY, SECOND, SELL, START, Desk, Listener, group, symbol
from workbench.engine.configuration.trading_sessions import parse_sessions
from workbench.sdk import EventMargin, PluginInterface, PluginTradeActivation, PluginTradeCommand, ReturnCodes

FINE, CALL, STOP = 0, 1, 2
MONEY = group("money", margin_type=1, margin_call=200, margin_stopout=100)
"""A call at 200.00 of free margin, a stop out at 100.00."""
HEDGED = group("hedged", stopout_skip_hedged=1)


@pytest.fixture
def desk() -> Iterator[Desk]:
    """Accounts with 1,500 each; a lot of EURUSD needs EUR 1,000, at the ask 1.10010 that is 1,100.10."""
    desk = Desk(groups=(group(), MONEY, HEDGED))
    for login, name in ((2001, "real-usd"), (2002, "money"), (2003, "hedged")):
        desk.engine.seed_account({"login": login, "group": name}, balance=1_500.0)
    yield desk
    desk.close()


def opened(desk: Desk, login: int, cmd: int = BUY, volume: int = 100, **fields: Any) -> int:
    code, order = desk.open(cmd, volume, login=login, **fields)
    assert code == ReturnCodes.RET_OK
    return order


def lines(desk: Desk, what: str) -> list[str]:
    return [line for line in desk.journal() if what in line]


def closed(desk: Desk, login: int) -> list[Any]:
    return desk.engine.closed_trades(login)


def test_that_a_margin_call_is_reported_once_and_again_after_it_was_left(desk: Desk) -> None:
    opened(desk, 2001)
    # 400 points below 1.10010 the equity is 1,100.00 and the level 99.99 %.
    desk.tick("EURUSD", 1.09611, 1.09621)
    assert lines(desk, "margin call") == []
    desk.tick("EURUSD", 1.09610, 1.09620)
    assert lines(desk, "margin call") == ["2001: margin call at level 99.99, equity 1100.00, margin 1100.10"]
    assert desk.margin(2001).level_type == CALL
    desk.tick("EURUSD", 1.09500, 1.09510)
    desk.tick("EURUSD", 1.09600, 1.09610)
    assert lines(desk, "margin call") == []
    desk.engine.advance(START + SECOND)
    desk.tick("EURUSD", 1.09700, 1.09710)
    assert desk.margin(2001).level_type == FINE
    desk.tick("EURUSD", 1.09500, 1.09510)
    assert len(lines(desk, "margin call")) == 1


def test_that_a_stop_out_by_percent_closes_at_the_level(desk: Desk) -> None:
    order = opened(desk, 2001)
    # Half of 1,100.10 is 550.05: at 950 points of loss the equity is exactly 550.00, at 949 it is 551.00.
    desk.tick("EURUSD", 1.09061, 1.09071)
    assert closed(desk, 2001) == []
    desk.tick("EURUSD", 1.09060, 1.09070)
    [trade] = closed(desk, 2001)
    assert (trade.order, trade.profit, trade.activation) == (order, -950.0, PluginTradeActivation.StopOut)
    assert desk.account(2001).balance == 550.0
    reported = lines(desk, "stop out")
    assert reported == [
        f"2001: stop out at level 50.00, equity 550.00, margin 1100.10: closed #{order} Buy 1.00 EURUSD, profit -950.00"
    ]


class Alarms(PluginInterface, EventMargin):
    """Records margin events."""

    def __init__(self) -> None:
        self.heard: list[Any] = []

    def OnTradeMarginCall(self, account: Any, margin: Any) -> None:
        self.heard.append(("margin call", account.login, round(margin.equity, 2)))

    def OnTradeStopOut(self, account: Any, margin: Any, trade: Any) -> None:
        self.heard.append(("stop out", account.login, round(margin.equity, 2), trade.order, trade.profit))


def test_that_plugins_are_notified_of_margin_calls_and_stop_outs(desk: Desk) -> None:
    alarms = Alarms()
    desk.add(alarms)
    order = opened(desk, 2001)
    desk.tick("EURUSD", 1.09610, 1.09620)
    desk.tick("EURUSD", 1.09609, 1.09619)
    assert alarms.heard == [("margin call", 2001, 1_100.0)]
    desk.tick("EURUSD", 1.09060, 1.09070)
    assert alarms.heard[1:] == [("stop out", 2001, 550.0, order, -950.0)]


def test_that_a_group_may_count_in_money(desk: Desk) -> None:
    opened(desk, 2002)
    # Free margin is 1,500 - 1,100.10 less the loss: 200.90 at 199 points, 199.90 at 200, 100.90 at 299, 99.90 at 300.
    desk.tick("EURUSD", 1.09811, 1.09821)
    assert desk.margin(2002).level_type == FINE
    desk.tick("EURUSD", 1.09810, 1.09820)
    assert len(lines(desk, "2002: margin call")) == 1
    desk.tick("EURUSD", 1.09711, 1.09721)
    assert closed(desk, 2002) == []
    desk.tick("EURUSD", 1.09710, 1.09720)
    assert [trade.profit for trade in closed(desk, 2002)] == [-300.0]


def test_that_the_worst_trade_is_closed_first_until_the_level_is_above(desk: Desk) -> None:
    small, large = opened(desk, 2001, volume=20), opened(desk, 2001, volume=100)
    # Margin 1,320.12, half of it 660.06. At 700 points the equity is 1,500 - 840 = 660; the large one loses 700, and
    # with it gone 660 against 220.02 is a level of 299.97 %.
    desk.tick("EURUSD", 1.09310, 1.09320)
    assert [(trade.order, trade.profit) for trade in closed(desk, 2001)] == [(large, -700.0)]
    assert [trade.order for trade in desk.engine.open_trades(2001)] == [small]
    assert desk.margin(2001).margin_level == pytest.approx(660.0 / 220.02 * 100.0)


def test_that_one_quote_may_stop_out_trade_after_trade(desk: Desk) -> None:
    orders = [opened(desk, 2001, volume=volume) for volume in (30, 50, 40)]
    # At 2,000 points all of 1.20 lots lose 2,400: equity -900. Each closing leaves equity as it is and margin above 0.
    desk.tick("EURUSD", 1.08010, 1.08020)
    assert [trade.order for trade in sorted(closed(desk, 2001), key=lambda trade: trade.profit)] == [
        orders[1],
        orders[2],
        orders[0],
    ]
    assert [
        f"closed #{order} " in line
        for order, line in zip((orders[1], orders[2], orders[0]), lines(desk, "stop out"), strict=True)
    ] == [True] * 3
    assert desk.account(2001).balance == -900.0


def test_that_a_balance_below_zero_is_compensated_when_configured(desk: Desk) -> None:
    desk.engine.put_common({"stopout_compensation": 1})
    opened(desk, 2001)
    # 2,000 points of one lot are 2,000: 1,500 - 2,000 = -500.
    desk.tick("EURUSD", 1.08010, 1.08020)
    assert desk.account(2001).balance == 0.0
    record = desk.engine.transactions(2001)[-1]
    assert (record.cmd, record.profit) == (PluginTradeCommand.SoCompensation, 500.0)


def test_that_a_fully_hedged_account_is_not_stopped_out_when_the_group_is_configured_so(desk: Desk) -> None:
    for login in (2001, 2003):
        opened(desk, login), opened(desk, login, SELL)
    # Covered volume needs no margin; only a spread of 1,500 points eats the equity: -1,490 - 10 against 1,500.
    desk.tick("EURUSD", 1.09255, 1.10755)
    assert desk.margin(2003).equity == pytest.approx(-10.0)
    assert closed(desk, 2003) == []
    assert len(closed(desk, 2001)) > 0


def test_that_new_terms_of_the_group_stop_out_without_a_quote(desk: Desk) -> None:
    opened(desk, 2001)
    desk.tick("EURUSD", 1.09300, 1.09310)
    # 710 points of loss leave 790.00; the group takes new terms: a stop out at 80 % is 880.08.
    assert closed(desk, 2001) == []
    desk.engine.put_group(group(margin_call=100, margin_stopout=80))
    assert [trade.profit for trade in closed(desk, 2001)] == [-710.0]


def test_that_a_withdrawn_deposit_stops_out_without_a_quote(desk: Desk) -> None:
    code, deposit = desk.engine.change_balance(2001, 300.0)
    assert code == ReturnCodes.RET_OK
    opened(desk, 2001)
    desk.tick("EURUSD", 1.09000, 1.09010)
    # 1,800.00 less 1,010.00 is 790.00; without the deposit it is 490.00, below 550.05.
    assert closed(desk, 2001) == []
    assert desk.engine.delete_trade({"order": deposit})[0] == ReturnCodes.RET_OK
    assert [trade.profit for trade in closed(desk, 2001)] == [-1010.0]


def test_that_a_stop_out_which_a_hook_refuses_is_tried_again_after_a_second(desk: Desk) -> None:
    opened(desk, 2001)
    listener = Listener(HookTradeProcessClose=int(ReturnCodes.RET_TRADE_CONTEXT_BUSY))
    desk.add(listener)
    for bid in (1.09000, 1.08990, 1.08980):
        desk.tick("EURUSD", bid, bid + 0.0001)
    assert listener.heard.count("HookTradeProcessClose") == 1
    listener.answers = {}
    desk.engine.advance(START + SECOND)
    desk.tick("EURUSD", 1.08990, 1.09000)
    assert [trade.profit for trade in closed(desk, 2001)] == [-1020.0]


def test_that_a_worst_trade_that_cannot_be_closed_is_skipped(desk: Desk) -> None:
    class Keeper(Listener):
        def HookTradeProcessClose(self, trade: Any, *rest: Any) -> int:
            return int(ReturnCodes.RET_TRADE_CONTEXT_BUSY) if trade.volume == 60 else 0

    large, small = opened(desk, 2001, volume=60), opened(desk, 2001, volume=40)
    desk.add(Keeper())
    # At 1,000 points the equity is 500, below 550.05. The small one loses 400, and 500 against 660.06 is above 50 %.
    desk.tick("EURUSD", 1.09010, 1.09020)
    assert [(trade.order, trade.profit) for trade in closed(desk, 2001)] == [(small, -400.0)]
    assert [trade.order for trade in desk.engine.open_trades(2001)] == [large]


def test_that_a_cross_rate_alone_may_stop_out(desk: Desk) -> None:
    desk.engine.put_group(group("euro", currency="EUR"))
    desk.engine.seed_account({"login": 2004, "group": "euro"}, balance=1_500.0)
    desk.tick("USDJPY", 150.000, 150.010)
    order = opened(desk, 2004, symbol="USDJPY")
    # 100,000 USD at 1:100 are 1,000 USD, bought with EUR at 1 / 1.10000: 909.09 EUR. 120 yen points down lose 120,000
    # JPY less the spread of 1,000: 121,000 JPY / 148.800 = 813.17 USD at the buy side, by EURUSD bid 1.1 739.25 EUR.
    desk.tick("USDJPY", 148.800, 148.810)
    assert desk.margin(2004).margin == 909.09
    assert desk.margin(2004).profit == -739.25
    assert closed(desk, 2004) == []
    # At EURUSD 0.77000 the same yen are 813.17 / 0.77 = 1,056.07 EUR: 443.93 against 909.09 is 48.83 %.
    desk.tick("EURUSD", 0.77000, 0.77010)
    [trade] = closed(desk, 2004)
    assert (trade.order, trade.profit) == (order, -1056.07)


def test_that_an_account_is_not_stopped_out_before_its_trades_have_a_quote(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    desk = Desk(database=path)
    code, order = desk.open(BUY, 500)
    assert code == ReturnCodes.RET_OK
    desk.close()
    desk = Desk(database=path, groups=(group(margin_call=100, margin_stopout=50),))
    assert [trade.order for trade in desk.engine.open_trades()] == [order]
    # Five lots need 5,500.50 at a balance of 10,000; 1,450 points lose 7,250: 2,750 is a level of 49.995 %.
    desk.tick("EURUSD", 1.08560, 1.08570)
    assert [trade.profit for trade in desk.engine.closed_trades()] == [-7250.0]
    desk.close()


def test_that_a_stop_out_waits_for_the_trade_session(desk: Desk) -> None:
    hours = parse_sessions({"quote": "Mon-Fri 00:00-24:00", "trade": "Mon-Fri 00:00-08:05"})
    desk.engine.put_symbol(symbol("EURUSD", sessions=hours))
    opened(desk, 2001)
    desk.engine.advance(START + 300 * SECOND)
    desk.tick("EURUSD", 1.08010, 1.08020)
    assert closed(desk, 2001) == []
    assert desk.margin(2001).level_type == STOP
