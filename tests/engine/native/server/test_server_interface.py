"""Queries and requests of plugins through the server interface."""

from typing import Any

import pytest

from tests.support.market_day import BUY, SELL, START, Desk, group
from workbench.sdk import PluginInterface, ReturnCodes

R = ReturnCodes
NOW = START // 1_000_000_000


class Reader(PluginInterface):
    """Only has a server."""


@pytest.fixture
def server(desk: Desk) -> Any:
    """The server as a plugin sees it; accounts 1001 and 2001 (demo-usd), one trade each."""
    desk.engine.put_group(group("demo-usd"))
    desk.engine.seed_account({"login": 2001, "group": "demo-usd"}, balance=500.0)
    desk.open(BUY, 10, magic=5, gw_uuid="u-1", gw_order="g-1")
    desk.open(SELL, 10, login=2001)
    return desk.engine.plugin_server(desk.add(Reader(), "reader"))


@pytest.mark.parametrize(
    ("mask", "logins"),
    [
        ("*", [1001, 2001]),
        ("real-*", [1001]),
        ("*-usd", [1001, 2001]),
        ("demo-usd, real-usd", [1001, 2001]),
        ("*,!demo-*", [1001]),
        ("!demo-*", [1001]),
        ("r?al-usd", [1001]),
        ("real", []),
        ("", []),
    ],
)
def test_that_a_group_mask_picks_accounts(server: Any, mask: str, logins: list[int]) -> None:
    code, accounts = server.GetAccountsByGroup(mask)
    assert (code, [account.login for account in accounts]) == (R.RET_OK, logins)
    code, levels = server.GetMarginLevelByGroup(mask)
    assert (code, [level.login for level in levels]) == (R.RET_OK, logins)
    code, trades = server.GetOpenTradesByGroup(mask, NOW, NOW)
    assert (code, [trade.login for trade in trades]) == (R.RET_OK, logins)


def test_that_trades_are_found_by_every_key(server: Any) -> None:
    code, trade = server.GetOpenTradeByGwUUID("u-1")
    assert (code, trade.login, trade.profit) == (R.RET_OK, 1001, -1.0)
    order = trade.order
    assert server.GetOpenTradeByGwOrder("g-1")[1].order == order
    assert server.GetOpenTradeByOrder(order)[1].order == order
    assert [row.order for row in server.GetOpenTradesByMagic(5)[1]] == [order]
    assert [row.order for row in server.GetOpenTradesByLogin(1001)[1]] == [order]
    assert len(server.GetAllOpenTrades()[1]) == 2
    assert server.GetPendingTradesByLogin(1001) == (R.RET_OK, [])
    assert server.GetOpenTradeByOrder(999)[0] == R.RET_ERR_NOTFOUND
    assert server.GetOpenTradesByLogin(999)[0] == R.RET_USER_NOT_FOUND
    assert server.GetOpenTradeByGwUUID("")[0] == R.RET_ERR_PARAMS


def test_that_time_ranges_include_both_ends(server: Any, desk: Desk) -> None:
    [order] = [trade.order for trade in server.GetOpenTradesByLogin(1001)[1]]
    desk.engine.advance(START + 10 * 1_000_000_000)
    desk.shut(order)
    for begin, end, found in ((NOW + 10, NOW + 10, 1), (NOW, NOW + 9, 0), (NOW + 11, NOW + 99, 0)):
        assert len(server.GetCloseTradesByGroup("*", begin, end)[1]) == found
    assert len(server.GetTransactionsByLogin(1001, NOW, NOW)[1]) == 1
    assert server.GetTransactionsByLogin(1001, NOW + 1, NOW + 99)[1] == []
    assert len(server.GetTransactionsByGroup("*", NOW, NOW)[1]) == 2
    assert server.GetCloseTradesByLogin(1001)[1][0].order == order
    assert server.GetCloseTradeByGwUUID("u-1")[1].order == order
    assert server.GetCloseTradeByGwOrder("g-1")[1].order == order


def test_that_requests_are_acknowledged_at_once_and_executed_after(server: Any, desk: Desk) -> None:
    request = {"login": 1001, "symbol": "EURUSD", "cmd": int(BUY), "volume": 20}
    assert server.CheckOpenTrade(request) == R.RET_OK
    assert server.CheckOpenTrade(request | {"volume": -1}) == R.RET_TRADE_BAD_VOLUME
    assert server.OpenTrade(request) == R.RET_OK
    assert len(desk.engine.open_trades(1001)) == 1
    desk.engine.advance(START)
    order = desk.engine.open_trades(1001)[1].order
    assert server.UpdateOpenTrade({"order": order, "sl": 1.05, "tp": 1.2, "comment": "guarded"}) == R.RET_OK
    desk.engine.advance(START)
    trade = server.GetOpenTradeByOrder(order)[1]
    assert (trade.sl, trade.tp, trade.comment) == (1.05, 1.2, "guarded")
    assert server.UpdateOpenTrade({"order": order, "sl": 1.2}) == R.RET_TRADE_INVALID_SL_TP
    assert server.CheckCloseTrade({"order": order}) == R.RET_OK
    assert server.CloseTrade({"order": order}) == R.RET_OK
    assert server.CloseTrade({"order": order}) == R.RET_TRADE_ORDER_LOCKED
    desk.engine.advance(START)
    assert server.CloseTrade({"order": order}) == R.RET_TRADE_INCORRECT_ORDER
    assert [row.order for row in desk.engine.closed_trades(1001)] == [order]


def test_that_only_flagged_gateway_fields_are_written(server: Any, desk: Desk) -> None:
    order = server.GetOpenTradeByGwUUID("u-1")[1].order
    update = {"order": order, "has_gw_order": True, "gw_order": "g-2", "gw_uuid": "not flagged"}
    assert server.SetTradeGatewayData(update) == R.RET_OK
    desk.engine.advance(START)
    trade = server.GetOpenTradeByOrder(order)[1]
    assert (trade.gw_order, trade.gw_uuid) == ("g-2", "u-1")
    assert server.SetTradeGatewayData({"order": 999}) == R.RET_TRADE_INCORRECT_ORDER


def test_that_money_and_accounts_are_changed(server: Any, desk: Desk) -> None:
    assert server.BalanceIn(1001, 10.0, "in") == R.RET_OK
    assert server.BalanceIn(1001, -10.0, "in") == R.RET_ERR_PARAMS
    assert server.BalanceOut(1001, -4.0, "out") == R.RET_OK
    assert server.BalanceOut(1001, 4.0, "out") == R.RET_ERR_PARAMS
    assert server.AddAccount({"group": "demo-usd", "login": 3000}) == R.RET_OK
    assert server.UpdateAccount({"group": "real-usd", "login": 1001, "name": "Cy"}) == R.RET_OK
    assert server.DeleteAccount(2001) == R.RET_USR_HAS_TRADES
    desk.engine.advance(START)
    assert (desk.account().balance, desk.account().name) == (10_006.0, "Cy")
    assert server.GetAccountByLogin(3000)[1].margin.equity == 0.0
    assert server.GetAccountBalanceByLogin(1001)[1].equity == 10_005.0
    assert server.GetAccountByLogin(4)[0] == R.RET_USER_NOT_FOUND
    assert server.DeleteAccount(3000) == R.RET_OK


def test_that_configuration_and_candles_are_read(server: Any) -> None:
    code, symbol = server.GetSymbol("EURUSD")
    assert (code, symbol.bid, symbol.currency, symbol.quote_currency) == (R.RET_OK, 1.1, "EUR", "USD")
    assert server.GetSymbol("?")[0] == R.RET_SYMBOL_NOT_FOUND
    assert server.GetGroup("real-usd")[1].currency == "USD"
    assert server.GetGroup("?")[0] == R.RET_GROUP_NOT_FOUND
    assert [row.group for row in server.GetAllGroups()[1]] == ["demo-usd", "real-usd"]
    code, bars = server.GetCandles("EURUSD", "1H", NOW, NOW)
    assert (code, len(bars)) == (R.RET_OK, 1)
    assert server.GetCandles("EURUSD", "2H", NOW, NOW)[0] == R.RET_ERR_PARAMS
    assert server.GetCandles("?", "1H", NOW, NOW)[0] == R.RET_SYMBOL_NOT_FOUND


def test_that_messages_and_states_reach_the_client_process(server: Any, desk: Desk) -> None:
    desk.engine.take_notices()
    assert server.SendState({"armed": True}) == R.RET_OK
    assert server.SendToAccount(1001, [1]) == R.RET_OK
    assert server.SendToAccount(4, [1]) == R.RET_USER_NOT_FOUND
    assert server.SendToManager(3, "hi") == R.RET_OK
    assert server.BroadcastToManagers({}) == R.RET_OK
    assert server.BroadcastToAccounts(2.5) == R.RET_OK
    reported = [(row["kind"], row["target"], row["id"], row["text"]) for row in desk.engine.take_notices()]
    assert reported == [
        ("state", "", 0, '{"armed":true}'),
        ("message", "account", 1001, "[1]"),
        ("message", "manager", 3, '"hi"'),
        ("message", "managers", 0, "{}"),
        ("message", "accounts", 0, "2.5"),
    ]


def test_that_log_lines_are_found_again(server: Any) -> None:
    assert server.LogsOut("READER", "hello there") == R.RET_OK
    code, logs = server.GetLogs(NOW, NOW, "READER", "there")
    assert (code, [row.detail for row in logs]) == (R.RET_OK, ["hello there"])
    assert server.GetLogs(NOW, NOW, "CLIENT", "there") == (R.RET_OK, [])
