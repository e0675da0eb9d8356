"""Profit in deposit currency: direction x (close - open) x size x rate of the side that converts."""

from typing import Any

import pytest

from tests.engine.native.formulas.counter import AROUND, OK, Counter
from tests.support.market_day import BUY, SELL
from workbench.sdk import ReturnCodes

R = ReturnCodes
GBPJPY = {**AROUND, "GBPJPY": (190.000, 190.050)}
MOST = 2_147_483_647  # volume: 21,474,836.47 lots


# A buy converts at ask and, inverted, over bid; a sell the other way round.
# name, cmd, volume, open, close, deposit, arithmetic, profit
# fmt: off
CASES = [
    ("EURUSD", BUY, 100, 1.10000, 1.10200, "USD", "0.00200 * 100000", 200.00),
    ("EURUSD", SELL, 100, 1.10000, 1.10200, "USD", "-0.00200 * 100000", -200.00),
    ("EURUSD", BUY, 1, 1.10000, 1.10001, "USD", "0.00001 * 100000 * 0.01", 0.01),
    ("EURUSD", SELL, 37, 1.23456, 1.23400, "USD", "0.00056 * 100000 * 0.37", 20.72),
    ("EURUSD", BUY, 10_000, 1.05000, 1.04990, "USD", "-0.0001 * 100000 * 100", -1_000.00),
    ("EURUSD", BUY, 100, 1.10000, 1.10000, "USD", "0", 0.00),
    ("EURUSD", BUY, 0, 1.10000, 1.20000, "USD", "0 lots: 0", 0.00),
    ("EURUSD", BUY, 100, 1.10000, 1.10200, "EUR", "200 / 1.10000", 181.82),
    ("EURUSD", SELL, 100, 1.10200, 1.10000, "EUR", "200 / 1.10010", 181.80),
    ("EURUSD", BUY, 100, 1.10000, 1.10200, "JPY", "200 * 150.020", 30_004.00),
    ("USDJPY", BUY, 100, 150.000, 150.500, "USD", "0.5 * 100000 / 150.000", 333.33),
    ("USDJPY", SELL, 100, 150.500, 150.000, "USD", "0.5 * 100000 / 150.020", 333.29),
    ("USDJPY", BUY, 1, 150.000, 150.001, "USD", "0.001 * 1000 / 150.000", 0.01),
    ("USDJPY", BUY, 25, 150.000, 150.123, "JPY", "0.123 * 100000 * 0.25", 3_075.00),
    ("EURJPY", BUY, 50, 160.000, 161.234, "USD", "1.234 * 100000 * 0.5 / 150.000", 411.33),
    ("EURJPY", BUY, 50, 160.000, 161.234, "GBP", "61700 / 150.000 / 1.25000", 329.07),
    ("EURJPY", SELL, 50, 160.000, 161.234, "GBP", "-61700 / 150.020 / 1.25020", -328.97),
    ("EURCHF", BUY, 100, 0.95000, 0.95100, "JPY", "100 / 0.90000 * 150.020", 16_668.89),
    ("EURCHF", SELL, 100, 0.95000, 0.95100, "JPY", "-100 / 0.90100 * 150.000", -16_648.17),
    ("EURCHF", BUY, 100, 0.95000, 0.95100, "GBP", "100 / 0.90000 / 1.25000", 88.89),
    ("XAUUSD", BUY, 150, 2000.00, 2012.34, "USD", "12.34 * 100 * 1.5", 1_851.00),
    ("XAUUSD", SELL, 1, 2000.00, 2000.01, "USD", "-0.01 * 100 * 0.01", -0.01),
    ("GER40", BUY, 1_000, 18_000.0, 18_123.4, "USD", "123.4 * 10 * 1.10010", 1_357.52),
    ("GER40", SELL, 1_000, 18_000.0, 18_123.4, "USD", "-123.4 * 10 * 1.10000", -1_357.40),
    ("ES", BUY, 200, 5_000.00, 5_010.25, "USD", "10.25 / 0.25 * 12.5 * 2", 1_025.00),
    ("ES", SELL, 200, 5_000.00, 5_010.25, "USD", "-10.25 / 0.25 * 12.5 * 2", -1_025.00),
    ("ES", BUY, 50, 5_000.00, 5_000.25, "JPY", "12.5 * 0.5 * 150.020", 937.63),
    ("NK", SELL, 100, 38_000.0, 37_900.0, "USD", "100 / 5 * 5000 / 150.020", 666.58),
    ("EURUSD", BUY, MOST, 1.10000, 1.10001, "USD", "21474836.47 * 1", 21_474_836.47),
    ("EURUSD", SELL, MOST, 1.10000, 1.10001, "USD", "-21474836.47 * 1", -21_474_836.47),
    ("SHARE", BUY, 1, 10.00, 22.50, "USD", "12.5 * 0.01 = 0.125", 0.13),
    ("SHARE", SELL, 1, 10.00, 22.50, "USD", "-12.5 * 0.01 = -0.125", -0.13),
    ("SHARE", BUY, 1, 10.00, 38.50, "USD", "28.5 * 0.01 = 0.285", 0.29),
    ("SHARE", BUY, 1, 10.00, 24.50, "USD", "14.5 * 0.01 = 0.145", 0.15),
    ("SHARE", BUY, 1, 10.00, 24.49, "USD", "14.49 * 0.01 = 0.1449", 0.14),
]
# fmt: on


@pytest.mark.parametrize(("name", "cmd", "volume", "open", "close", "deposit", "arithmetic", "profit"), CASES)
def test_that_profit_is_as_computed_by_hand(
    name: str, cmd: int, volume: int, open: float, close: float, deposit: str, arithmetic: str, profit: float
) -> None:
    with Counter(name, deposit=deposit) as counter:
        trade = counter.trade(cmd, volume, open_price=open, close_price=close)
        assert counter.server.CalculateProfit(trade) == (OK, profit), arithmetic


def test_that_a_pair_of_both_currencies_takes_precedence_over_conversion_through_the_dollar() -> None:
    with Counter("EURJPY", deposit="GBP", quotes=GBPJPY) as counter:
        bought = counter.trade(BUY, 50, open_price=160.000, close_price=161.234)
        sold = counter.trade(SELL, 50, open_price=160.000, close_price=161.234)
        assert counter.server.CalculateProfit(bought) == (OK, 324.74)  # 61,700 / 190.000
        assert counter.server.CalculateProfit(sold) == (OK, -324.65)  # 61,700 / 190.050


def test_that_a_future_without_a_tick_size_earns_nothing() -> None:
    with Counter("ES", {"tick_size": 0.0}) as counter:
        assert counter.server.CalculateProfit(counter.trade(BUY, 100, open_price=1.0, close_price=2.0)) == (OK, 0.0)


@pytest.mark.parametrize(
    ("trade", "code"),
    [
        ({"open_price": float("nan")}, R.RET_INVALID_DATA),
        ({"close_price": float("nan")}, R.RET_INVALID_DATA),
        ({"open_price": float("inf")}, R.RET_INVALID_DATA),
        ({"open_price": float("inf"), "close_price": float("inf")}, R.RET_INVALID_DATA),
        ({"open_price": 1.0, "close_price": 1e308}, R.RET_INVALID_DATA),  # x 100,000 is beyond a double
        ({"open_price": -1e308, "close_price": 1e308}, R.RET_INVALID_DATA),
        ({"volume": -1}, R.RET_TRADE_BAD_VOLUME),
        ({"volume": -2_147_483_648}, R.RET_TRADE_BAD_VOLUME),
        ({"cmd": 2}, R.RET_TRADE_INCORRECT_CMD),
        ({"cmd": -1}, R.RET_TRADE_INCORRECT_CMD),
        ({"cmd": 6}, R.RET_TRADE_INCORRECT_CMD),
        ({"login": 9}, R.RET_USER_NOT_FOUND),
        ({"symbol": "?"}, R.RET_SYMBOL_NOT_FOUND),
    ],
)
def test_that_an_impossible_computation_returns_a_code(trade: dict[str, Any], code: int) -> None:
    with Counter() as counter:
        assert (
            counter.server.CalculateProfit(counter.trade(BUY, 100, open_price=1.0, close_price=1.1) | trade)[0] == code
        )


def test_that_profit_without_a_conversion_to_the_deposit_currency_is_off_quotes() -> None:
    with Counter("EURCHF", quotes={"EURUSD": (1.1, 1.2)}) as counter:
        trade = counter.trade(BUY, 100, open_price=0.95, close_price=0.96)
        assert counter.server.CalculateProfit(trade)[0] == R.RET_TRADE_OFFQUOTES


def test_that_profit_needs_no_conversion_from_the_margin_currency() -> None:
    with Counter("EURCHF", deposit="CHF", quotes={}) as counter:
        trade = counter.trade(BUY, 100, open_price=0.95, close_price=0.96)
        assert counter.server.CalculateProfit(trade) == (OK, 1_000.0)  # 0.01 x 100,000
        assert counter.server.CalculateMargin(trade)[0] == R.RET_TRADE_OFFQUOTES
