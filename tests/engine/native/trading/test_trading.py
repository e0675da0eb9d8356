"""Market orders: acceptance, execution, hooks and events in order, money at closing."""

from typing import Any

import pytest

from tests.support.market_day import BUY, MINUTE, SELL, START, Desk, Listener, group, section, symbol
from tests.support.rewriter import Rewriter
from workbench.sdk import HookTrade, PluginInterface, PluginTradeState, ReturnCodes

R = ReturnCodes


def test_that_a_buy_opens_at_ask_and_costs_margin_at_the_opening_price(desk: Desk) -> None:
    code, order = desk.open(BUY, 100)
    assert code == R.RET_OK
    [trade] = desk.engine.open_trades(1001)
    assert (trade.order, trade.open_price, trade.close_price) == (order, 1.10010, 1.10000)
    assert trade.state == PluginTradeState.OpenNormal
    # 100,000 EUR / leverage 100 = 1,000 EUR at 1.10010; the spread of 10 points costs 10 USD.
    assert trade.margin_initial == pytest.approx(1_000.0)
    level = desk.margin()
    assert (level.margin, level.profit, level.equity) == pytest.approx((1_100.10, -10.0, 9_990.0))
    assert (level.margin_free, level.margin_level) == pytest.approx((8_889.90, 9_990.0 / 1_100.10 * 100))


def test_that_closing_books_the_profit_into_the_balance(desk: Desk) -> None:
    _, buy = desk.open(BUY, 100)
    _, sell = desk.open(SELL, 50)
    desk.tick("EURUSD", 1.10100, 1.10110)
    assert desk.shut(buy) == (R.RET_OK, buy)
    assert desk.account().balance == 10_090.0  # (1.10100 - 1.10010) x 100,000
    assert desk.shut(sell) == (R.RET_OK, sell)
    assert desk.account().balance == 10_035.0  # (1.10000 - 1.10110) x 50,000
    assert desk.engine.open_trades() == []
    assert [trade.profit for trade in desk.engine.closed_trades(1001)] == [90.0, -55.0]
    assert desk.margin().margin == 0.0


def test_that_profit_of_a_foreign_currency_is_converted_at_the_side_of_the_trade(desk: Desk) -> None:
    desk.tick("USDJPY", 150.000, 150.010)
    _, order = desk.open(BUY, 100, symbol="USDJPY")
    assert desk.margin().margin == 1_000.0  # the base currency is the deposit currency
    desk.tick("USDJPY", 150.510, 150.520)
    desk.shut(order)
    [trade] = desk.engine.closed_trades()
    assert trade.profit == 332.20  # (150.510 - 150.010) x 100,000 JPY / 150.510
    assert trade.conv_rates[1] == pytest.approx(1 / 150.510)


def test_that_hooks_and_events_come_in_the_documented_order(desk: Desk) -> None:
    listener = Listener()
    desk.add(listener)
    _, order = desk.open()
    assert listener.heard == [
        "HookTradeRequestOpen",
        "OnTradeRequestOpen",
        "HookTradeProcessOpen",
        "HookTradeProcessCommision",
        "OnTradeExecuteOpen",
        "OnTradeAddDB",
    ]
    listener.heard.clear()
    desk.shut(order)
    assert listener.heard == [
        "HookTradeRequestClose",
        "OnTradeRequestClose",
        "HookTradeProcessClose",
        "OnTradeExecuteClose",
        "OnTradeUpdateDB",
    ]
    assert listener.trades == [
        ("OnTradeRequestOpen", order, 1, 100),
        ("OnTradeExecuteOpen", order, 0, 100),
        ("OnTradeAddDB", order, 0, 100),
        ("OnTradeRequestClose", order, 7, 100),
        ("OnTradeExecuteClose", order, 3, 100),
        ("OnTradeUpdateDB", order, 3, 100),
    ]


@pytest.mark.parametrize("hook", ["HookTradeRequestOpen", "HookTradeProcessOpen", "HookTradeProcessCommision"])
def test_that_a_refusing_hook_ends_the_chain_and_nothing_opens(desk: Desk, hook: str) -> None:
    first, second = Listener(**{hook: int(R.RET_TRADE_DISABLE)}), Listener()
    desk.add(first, "first")
    desk.add(second, "second")
    assert desk.open()[0] == R.RET_TRADE_DISABLE
    assert desk.engine.open_trades() == []
    assert first.heard[-1] == hook
    assert hook not in second.heard
    assert any("RET_TRADE_DISABLE" in line for line in desk.journal())


@pytest.mark.parametrize("hook", ["HookTradeRequestClose", "HookTradeProcessClose"])
def test_that_a_refused_closing_leaves_the_trade_open_and_unlocked(desk: Desk, hook: str) -> None:
    _, order = desk.open()
    listener = Listener(**{hook: int(R.RET_TRADE_CONTEXT_BUSY)})
    desk.add(listener)
    assert desk.shut(order) == (R.RET_TRADE_CONTEXT_BUSY, order)
    assert desk.engine.open_trades()[0].state == PluginTradeState.OpenNormal
    listener.answers.clear()
    assert desk.shut(order) == (R.RET_OK, order)


def test_that_a_changed_request_is_what_the_next_plugin_and_the_database_see(desk: Desk) -> None:
    def write(trade: Any, diff: Any) -> None:
        diff.comment = "by the first"
        diff.volume = 30

    second = Rewriter()
    desk.add(Rewriter(request=write), "first")
    desk.add(second, "second")
    assert desk.open(BUY, 100, comment="mine")[0] == R.RET_OK
    assert second.seen[0] == ("request", "by the first", 30)
    [trade] = desk.engine.open_trades()
    assert (trade.comment, trade.volume) == ("by the first", 30)
    assert desk.margin().margin == pytest.approx(330.03)


def test_that_a_nan_from_a_hook_is_reported_and_changes_nothing(desk: Desk) -> None:
    desk.add(Rewriter(commission=lambda trade, diff: setattr(diff, "commission", float("nan"))))
    assert desk.open()[0] == R.RET_OK
    assert desk.engine.open_trades()[0].commission == 0.0
    assert [notice["code"] for notice in desk.engine.take_notices() if notice["kind"] == "diagnostic"] == ["change"]


@pytest.mark.parametrize(
    ("fields", "charge"),
    [
        ({"comm_base": 7.0}, -10.50),  # 7 USD x 1.5 lots
        ({"comm_base": 7.0, "comm_lots": 1}, -7.0),  # once per deal
        ({"comm_base": 2.0, "comm_type": 1}, -3.0),  # 2 points x 0.00001 x 100,000 x 1.5
        ({"comm_base": 0.01, "comm_type": 2}, -16.50),  # 0.01 % of 150,000 x 1.10010
    ],
)
def test_that_commission_follows_the_group_and_reaches_the_balance_at_closing(
    fields: dict[str, Any], charge: float
) -> None:
    desk = Desk(groups=(group(sec=section(**fields)),))
    _, order = desk.open(BUY, 150)
    assert desk.engine.open_trades()[0].commission == pytest.approx(charge)
    assert desk.account().balance == 10_000.0
    desk.shut(order)
    assert desk.account().balance == pytest.approx(10_000.0 - 15.0 + charge)
    desk.close()


def test_that_a_plugin_may_set_the_commission() -> None:
    desk = Desk(groups=(group(sec=section(comm_base=7.0)),))
    desk.add(Rewriter(commission=lambda trade, diff: setattr(diff, "commission", trade.commission - 1.25)))
    desk.open(BUY, 100)
    assert desk.engine.open_trades()[0].commission == -8.25
    desk.close()


def test_that_a_hook_which_moves_the_closing_price_moves_the_profit(desk: Desk) -> None:
    _, order = desk.open(BUY, 100)
    desk.add(Rewriter(close=lambda trade, diff: setattr(diff, "close_price", 1.10510)))
    desk.shut(order)
    assert desk.engine.closed_trades()[0].profit == 500.0  # (1.10510 - 1.10010) x 100,000


def test_that_a_part_is_closed_under_its_own_number(desk: Desk) -> None:
    _, order = desk.open(BUY, 100)
    desk.tick("EURUSD", 1.10110, 1.10120)
    assert desk.shut(order, 40) == (R.RET_OK, order)
    [rest] = desk.engine.open_trades()
    assert (rest.order, rest.volume, rest.state) == (order, 60, PluginTradeState.OpenNormal)
    [part] = desk.engine.closed_trades()
    assert (part.parent_order, part.volume, part.profit) == (order, 40, 40.0)
    assert part.state == PluginTradeState.ClosedPart
    assert desk.account().balance == 10_040.0
    assert desk.margin().margin == pytest.approx(660.06)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"login": 7}, R.RET_USER_NOT_FOUND),
        ({"symbol": "XAUUSD"}, R.RET_SYMBOL_NOT_FOUND),
        ({"symbol": "GBPUSD"}, R.RET_TRADE_OFFQUOTES),
        ({"cmd": 6}, R.RET_TRADE_INCORRECT_CMD),
        ({"cmd": -1}, R.RET_TRADE_INCORRECT_CMD),
        ({"cmd": 2}, R.RET_TRADE_BAD_PRICES),
        ({"volume": 0}, R.RET_TRADE_BAD_VOLUME),
        ({"volume": -5}, R.RET_TRADE_BAD_VOLUME),
        ({"volume": 10_001}, R.RET_TRADE_BAD_VOLUME),
        ({"volume": 2_147_483_647}, R.RET_TRADE_BAD_VOLUME),
        ({"open_price": float("nan")}, R.RET_TRADE_BAD_PRICES),
        ({"sl": float("inf")}, R.RET_TRADE_INVALID_SL_TP),
        ({"sl": -1.0}, R.RET_TRADE_INVALID_SL_TP),
        ({"sl": 1.2}, R.RET_TRADE_INVALID_SL_TP),
        ({"tp": 1.0}, R.RET_TRADE_INVALID_SL_TP),
        ({"volume": 1_000}, R.RET_TRADE_NO_MONEY),  # needs 11,001 USD
    ],
)
def test_that_a_bad_request_returns_its_code(desk: Desk, fields: dict[str, Any], code: int) -> None:
    request = {"login": 1001, "symbol": "EURUSD", "cmd": int(BUY), "volume": 100, **fields}
    assert desk.engine.open_trade(request) == (code, 0)
    assert desk.engine.open_trades() == []


def test_that_rules_of_symbol_group_and_account_are_kept() -> None:
    desk = Desk(groups=(group(hedge_prohibited=1, maxpositions=2, sec=section(lot_min=10, lot_step=10)),))
    assert desk.open(volume=5)[0] == R.RET_TRADE_BAD_VOLUME
    assert desk.open(volume=15)[0] == R.RET_TRADE_BAD_VOLUME
    assert desk.open(volume=10)[0] == R.RET_OK
    assert desk.open(SELL, 10)[0] == R.RET_TRADE_HEDGE_PROHIBITED
    assert desk.open(volume=10)[0] == R.RET_OK
    assert desk.open(volume=10)[0] == R.RET_TRADE_TOO_MANY_ORDERS
    desk.engine.put_symbol(symbol("EURUSD", long_only=1))
    assert desk.open(SELL, 10)[0] == R.RET_TRADE_LONG_ONLY
    desk.engine.put_symbol(symbol("EURUSD") | {"trade": 1})
    assert desk.open(volume=10)[0] == R.RET_TRADE_DISABLE
    assert desk.shut(desk.engine.open_trades()[0].order)[0] == R.RET_OK
    desk.engine.update_account({"login": 1001, "group": "real-usd", "enable_read_only": 1, "leverage": 100})
    assert desk.open(volume=10)[0] == R.RET_TRADE_READ_ONLY
    desk.engine.update_account({"login": 1001, "group": "real-usd", "enable": 0, "leverage": 100})
    assert desk.open(volume=10)[0] == R.RET_ACCOUNT_DISABLED
    desk.close()


def test_that_stops_keep_their_distance(desk: Desk) -> None:
    desk.engine.put_symbol(symbol("EURUSD", stops_level=20))
    assert desk.open(sl=1.09990)[0] == R.RET_TRADE_BAD_STOPS
    assert desk.open(sl=1.09980, tp=1.10020)[0] == R.RET_OK
    assert desk.open(SELL, sl=1.10020)[0] == R.RET_TRADE_BAD_STOPS
    assert desk.open(SELL, sl=1.10030, tp=1.09990)[0] == R.RET_OK


def test_that_trading_outside_its_session_is_refused(desk: Desk) -> None:
    nothing: dict[str, Any] = {"quote": [{"open": 0, "close": 1440}, {}, {}], "trade": [{}, {}, {}]}
    monday = nothing | {"trade": [{"open": 480, "close": 481}, {}, {}]}  # 08:00 to 08:01
    desk.engine.put_symbol(symbol("EURUSD", sessions=[nothing, monday, *[nothing] * 5]))
    _, order = desk.open()
    desk.engine.advance(START + MINUTE)
    assert desk.open()[0] == R.RET_TRADE_MARKET_CLOSED
    assert desk.shut(order)[0] == R.RET_TRADE_MARKET_CLOSED


@pytest.mark.parametrize("fields", [{"order": 99}, {"order": 0}, {"order": -1}])
def test_that_an_unknown_order_cannot_be_closed(desk: Desk, fields: dict[str, int]) -> None:
    assert desk.engine.close_trade(fields)[0] == R.RET_TRADE_INCORRECT_ORDER


def test_that_an_order_of_another_login_or_with_too_much_volume_cannot_be_closed(desk: Desk) -> None:
    _, order = desk.open()
    assert desk.shut(order, login=1002)[0] == R.RET_TRADE_INCORRECT_ORDER
    assert desk.shut(order, 101)[0] == R.RET_TRADE_BAD_VOLUME
    assert desk.shut(order, -1)[0] == R.RET_TRADE_BAD_VOLUME
    assert desk.shut(order)[0] == R.RET_OK
    assert desk.shut(order)[0] == R.RET_TRADE_INCORRECT_ORDER


class Chain(PluginInterface, HookTrade):
    """Makes another opening request inside the hook of every opening request."""

    server: Any = None

    def __init__(self) -> None:
        self.codes: list[int] = []

    def HookTradeRequestOpen(self, trade: Any, group: Any, symbol: Any, account: Any, margin: Any, diff: Any) -> int:
        request = {"login": trade.login, "symbol": trade.symbol, "cmd": int(trade.cmd), "volume": 1}
        self.codes.append(self.server.OpenTrade(request))
        return int(R.RET_OK)


def test_that_requests_from_inside_a_hook_end_at_the_depth_limit(desk: Desk) -> None:
    chain = Chain()
    chain.server = desk.engine.plugin_server(desk.add(chain))
    assert desk.open(volume=1)[0] == R.RET_OK
    assert chain.codes == [R.RET_TRADE_TOO_MANY_REQ] + [R.RET_OK] * 8
    assert len(desk.engine.open_trades()) == 9


def test_that_a_stopped_server_returns_shutdown(desk: Desk) -> None:
    desk.engine.stop()
    assert desk.open()[0] == R.RET_ERR_SHUTDOWN
    assert desk.tick("EURUSD", 1.1, 1.2) == R.RET_ERR_SHUTDOWN
