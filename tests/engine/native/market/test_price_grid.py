"""Prices have the digits of their symbol: quotes are rounded, requests with more digits are refused with the field."""

import math
from typing import Any

import pytest

from tests.support.market_day import BUY, Desk, symbol
from workbench.contract.generated.enums import PluginTradeCommand as Cmd
from workbench.sdk import HookQuote, HookTrade, PluginInterface, ReturnCodes

R = ReturnCodes
INSTANT, MARKET = 1, 2


class Marker(PluginInterface, HookQuote, HookTrade):
    """Changes prices by a third of a point and more."""

    def HookQuoteTick(self, symbol: Any, tick: Any, diff: Any) -> int:
        diff.bid, diff.ask = tick.bid + 0.000013, tick.ask + 0.000017
        return int(R.RET_OK_CHANGE)

    def HookTradeProcessOpen(self, trade: Any, group: Any, symbol: Any, account: Any, margin: Any, diff: Any) -> int:
        diff.open_price = trade.open_price + 0.000013
        return int(R.RET_OK_CHANGE)

    def HookTradeProcessClose(self, trade: Any, group: Any, symbol: Any, account: Any, margin: Any, diff: Any) -> int:
        diff.close_price = trade.close_price + 0.000017
        return int(R.RET_OK_CHANGE)


def quote(desk: Desk, name: str = "EURUSD") -> tuple[float, float]:
    return next((row.bid, row.ask) for row in desk.engine.symbols() if row.symbol == name)


@pytest.mark.parametrize(
    ("digits", "given", "stored"),
    [
        (5, (1.100004, 1.100106), (1.10000, 1.10011)),
        (5, (1.1 + 0.0001, 1.1 + 0.0002), (1.10010, 1.10020)),
        (3, (150.0005001, 150.0204), (150.001, 150.020)),
        (0, (99.6, 100.4), (100.0, 100.0)),
        (2, (1e12 + 0.004, 1e12 + 0.016), (1e12, 1e12 + 0.02)),
        (10, (0.12345678904, 0.12345678916), (0.1234567890, 0.1234567892)),
    ],
)
def test_that_a_quote_has_the_digits_of_its_symbol(
    desk: Desk, digits: int, given: tuple[float, float], stored: tuple[float, float]
) -> None:
    desk.engine.put_symbol(symbol("ODD", digits=digits))
    assert desk.tick("ODD", *given) == R.RET_OK
    assert quote(desk, "ODD") == stored
    [bar] = desk.engine.candles("ODD", "1M", 0, 1 << 40)
    assert bar.close == stored[0]


@pytest.mark.parametrize("digits", range(11))
def test_that_rounded_prices_equal_their_parsed_text(desk: Desk, digits: int) -> None:
    desk.engine.put_symbol(symbol("ODD", digits=digits))
    for number in range(1, 200):
        bid = number * math.pi
        assert desk.tick("ODD", bid, bid + 1.0) == R.RET_OK
        assert quote(desk, "ODD") == (float(f"{bid:.{digits}f}"), float(f"{bid + 1.0:.{digits}f}"))


def test_that_a_quote_that_rounds_to_zero_is_refused(desk: Desk) -> None:
    assert desk.tick("EURUSD", 0.000004, 1.0) == R.RET_TRADE_BAD_PRICES
    for price in (math.nan, math.inf, 1e308):
        assert desk.tick("EURUSD", price, price) == (R.RET_OK if price == 1e308 else R.RET_TRADE_BAD_PRICES)


def test_that_prices_changed_by_hooks_have_the_digits_of_the_symbol(desk: Desk) -> None:
    desk.add(Marker())
    assert desk.tick("EURUSD", 1.10000, 1.10010) == R.RET_OK
    assert quote(desk) == (1.10001, 1.10012)
    _, order = desk.open()
    [trade] = desk.engine.open_trades()
    assert trade.open_price == 1.10013
    assert desk.shut(order)[0] == R.RET_OK
    [closed] = desk.engine.closed_trades()
    assert (closed.close_price, closed.profit) == (1.10003, -10.0)


@pytest.mark.parametrize(
    ("cmd", "fields", "code", "field"),
    [
        (BUY, {"sl": 1.098005}, R.RET_TRADE_INVALID_SL_TP, "sl"),
        (BUY, {"tp": 1.120001}, R.RET_TRADE_INVALID_SL_TP, "tp"),
        (BUY, {"open_price": 1.100104}, R.RET_TRADE_BAD_PRICES, "open_price"),
        (Cmd.BuyStop, {"open_price": 1.200001}, R.RET_TRADE_BAD_PRICES, "open_price"),
        (Cmd.BuyStop, {"open_price": 1.2, "tp": 1.30000001}, R.RET_TRADE_INVALID_SL_TP, "tp"),
        (Cmd.BuyStopLimit, {"open_price": 1.2, "close_price": 1.190002}, R.RET_TRADE_BAD_PRICES, "close_price"),
    ],
)
def test_that_a_request_with_more_digits_is_refused_with_its_field(
    desk: Desk, cmd: Any, fields: dict[str, Any], code: int, field: str
) -> None:
    desk.engine.put_symbol(symbol("EURUSD", exemode=INSTANT))
    desk.engine.take_notices()
    assert desk.open(int(cmd), **fields)[0] == code
    assert desk.engine.open_trades() == []
    [line] = [line for line in desk.journal() if "refused" in line]
    assert line.endswith(f": {field} has more digits than the symbol")
    server: Any = desk.engine.plugin_server(desk.add(PluginInterface()))
    request = {"login": 1001, "symbol": "EURUSD", "cmd": int(cmd), "volume": 100, **fields}
    assert server.CheckOpenTrade(request) == code


def test_that_a_change_and_a_closing_with_more_digits_are_refused(desk: Desk) -> None:
    desk.engine.put_symbol(symbol("EURUSD", exemode=INSTANT))
    _, order = desk.open(sl=1.09)
    _, waiting = desk.open(int(Cmd.BuyStop), open_price=1.2)
    desk.engine.take_notices()
    assert desk.engine.update_trade({"order": order, "sl": 1.0900001})[0] == R.RET_TRADE_INVALID_SL_TP
    assert desk.engine.update_trade({"order": waiting, "open_price": 1.2000001})[0] == R.RET_TRADE_BAD_PRICES
    assert desk.shut(order, close_price=1.1000004)[0] == R.RET_TRADE_BAD_PRICES
    lines = [line.rpartition(": ")[2] for line in desk.journal() if "refused" in line]
    assert lines == [f"{field} has more digits than the symbol" for field in ("sl", "open_price", "close_price")]
    assert [(trade.sl, trade.open_price) for trade in desk.engine.open_trades()] == [(1.09, 1.1001), (0.0, 1.2)]
    assert desk.shut(order)[0] == R.RET_OK
    [closed] = desk.engine.closed_trades()
    fields = {"order": order, "profit": closed.profit, "sl": closed.sl}
    assert desk.engine.update_closed_trade({**fields, "close_price": 1.1000004})[0] == R.RET_TRADE_BAD_PRICES
    assert desk.engine.update_closed_trade({**fields, "close_price": 1.2})[0] == R.RET_OK


def test_that_rounding_errors_of_calculations_are_no_digits(desk: Desk) -> None:
    sl = 1.1 - 0.00001 * 97
    assert sl != 1.09903
    assert desk.open(sl=sl)[0] == R.RET_OK
    assert [trade.sl for trade in desk.engine.open_trades()] == [1.09903]


def test_that_the_price_of_a_market_request_is_ignored(desk: Desk) -> None:
    desk.engine.put_symbol(symbol("EURUSD", exemode=MARKET))
    code, order = desk.open(open_price=1.1000004)
    assert code == R.RET_OK
    assert desk.shut(order, close_price=1.1000004)[0] == R.RET_OK


def test_that_levels_set_before_the_digits_changed_stay(desk: Desk) -> None:
    _, order = desk.open(sl=1.09003)
    desk.engine.put_symbol(symbol("EURUSD", digits=3))
    assert desk.engine.update_trade({"order": order, "sl": 1.09003, "tp": 1.2})[0] == R.RET_OK
    assert [(trade.sl, trade.tp) for trade in desk.engine.open_trades()] == [(1.09003, 1.2)]
