"""Initial margin in deposit currency: by the symbol's mode, divided, converted by the side of the trade."""

from typing import Any

import pytest

from tests.engine.native.formulas.counter import AROUND, OK, Counter, Quotes
from tests.support.market_day import BUY, SELL
from workbench.sdk import ReturnCodes

R = ReturnCodes
MOST = 2_147_483_647  # volume: 21,474,836.47 lots
DIVIDED_BY_4 = {"secmargins": {"EURUSD": {"symbol": "EURUSD", "margin_divider": 4.0}}}
NOT_DIVIDED = {"secmargins": {"EURUSD": {"symbol": "EURUSD", "margin_divider": 0.0}}}
OTHER_DIVIDED = {"secmargins": {"GBPUSD": {"symbol": "GBPUSD", "margin_divider": 4.0}}}
EURGBP: Quotes = {**AROUND, "EURGBP": (0.86000, 0.86020)}


# name, fields, group_fields, leverage, cmd, volume, open, arithmetic, margin
# fmt: off
CASES = [
    # Forex: the opening price has no effect.
    ("EURUSD", {}, {}, 100, BUY, 100, 2.0, "100000 / 100 * 1.10010", 1_100.10),
    ("EURUSD", {}, {}, 100, SELL, 100, 2.0, "100000 / 100 * 1.10000", 1_100.00),
    ("EURUSD", {}, {}, 100, BUY, 1, 1.1, "1000 / 100 * 1.10010", 11.00),
    ("EURUSD", {}, {}, 100, BUY, 0, 1.1, "0 lots: 0", 0.00),
    ("EURUSD", {}, {}, 1, BUY, 100, 1.1, "100000 / 1 * 1.10010", 110_010.00),
    ("EURUSD", {}, {}, 0, BUY, 100, 1.1, "leverage 0 counts as 1", 110_010.00),
    ("EURUSD", {}, {}, 33, BUY, 100, 1.1, "100000 / 33 * 1.10010", 3_333.64),
    ("EURUSD", {}, {}, 500, SELL, 25, 1.1, "25000 / 500 * 1.10000", 55.00),
    ("EURUSD", {}, {}, 2_147_483_647, BUY, 100, 1.1, "110010 / 2147483647 = 0.00005", 0.00),
    ("EURUSD", {"margin_divider": 2.0}, {}, 100, BUY, 100, 1.1, "1100.10 / 2", 550.05),
    ("EURUSD", {"margin_divider": 0.0}, {}, 100, BUY, 100, 1.1, "divider 0 counts as 1", 1_100.10),
    ("EURUSD", {"margin_divider": 0.5}, {}, 100, BUY, 100, 1.1, "1100.10 / 0.5", 2_200.20),
    ("EURUSD", {"margin_divider": 2.0}, DIVIDED_BY_4, 100, BUY, 100, 1.1, "the group's: 1100.10 / 4", 275.03),
    ("EURUSD", {"margin_divider": 2.0}, NOT_DIVIDED, 100, BUY, 100, 1.1, "the symbol's: 1100.10 / 2", 550.05),
    ("EURUSD", {"margin_divider": 2.0}, OTHER_DIVIDED, 100, BUY, 100, 1.1, "another symbol's: 1100.10 / 2", 550.05),
    ("EURUSD", {"margin_initial": 50_000.0}, {}, 100, BUY, 100, 1.1, "50000 / 100 * 1.10010", 550.05),
    ("EURUSD", {"margin_maintenance": 9e9}, {}, 100, BUY, 100, 1.1, "none of maintenance at first", 1_100.10),
    ("EURUSD", {"margin_currency": "USD"}, {}, 100, BUY, 100, 1.1, "1000 USD", 1_000.00),
    ("EURUSD", {"margin_currency": "JPY"}, {}, 100, BUY, 100, 1.1, "1000 / 150.000", 6.67),
    ("EURUSD", {"margin_currency": "CHF"}, {}, 100, SELL, 100, 1.1, "1000 / 0.90100", 1_109.88),
    ("USDJPY", {}, {}, 100, BUY, 100, 150.0, "1000 USD", 1_000.00),
    ("EURUSD", {}, {}, 1, BUY, MOST, 1.1, "21474836.47 * 110010", 2_362_446_760_064.70),
    # CFD: leverage has no effect.
    ("XAUUSD", {}, {}, 100, BUY, 100, 2000.0, "100 * 2000", 200_000.00),
    ("XAUUSD", {}, {}, 500, BUY, 100, 2000.0, "100 * 2000", 200_000.00),
    ("XAUUSD", {"margin_divider": 50.0}, {}, 100, SELL, 7, 1999.99, "7 * 1999.99 / 50", 280.00),
    ("XAUUSD", {"margin_initial": 10.0}, {}, 100, BUY, 100, 2000.0, "10 * 2000", 20_000.00),
    ("XAUUSD", {}, {}, 100, BUY, 100, 0.0, "price 0: 0", 0.00),
    # Futures: margin_initial alone.
    ("ES", {"margin_initial": 5_000.0}, {}, 100, BUY, 200, 5000.0, "5000 * 2", 10_000.00),
    ("ES", {"margin_initial": 5_000.0, "margin_divider": 3.0}, {}, 100, BUY, 100, 5000.0, "5000 / 3", 1_666.67),
    ("ES", {"margin_initial": 0.0}, {}, 100, BUY, 100, 5000.0, "no initial margin: 0", 0.00),
    ("NK", {"margin_initial": 900_000.0}, {}, 100, BUY, 100, 38_000.0, "900000 / 150.000", 6_000.00),
    # CFD index: contract x price x tick value / tick size.
    ("GER40", {}, {}, 100, BUY, 100, 18_000.0, "18000 * 0.5 / 0.5 * 1.10010", 19_801.80),
    ("GER40", {"tick_value": 12.5}, {}, 100, SELL, 100, 18_000.0, "18000 * 12.5 / 0.5 * 1.10000", 495_000.00),
    ("GER40", {"margin_divider": 20.0}, {}, 100, BUY, 50, 18_000.0, "9000 / 20 * 1.10010", 495.05),
    ("GER40", {"tick_size": 0.0}, {}, 100, BUY, 100, 18_000.0, "no tick size: 0", 0.00),
    ("GER40", {"margin_initial": 7.0}, {}, 100, BUY, 100, 18_000.0, "initial has no say", 19_801.80),
    # CFD leverage.
    ("SHARE", {}, {}, 20, BUY, 5_000, 123.45, "50 * 123.45 / 20", 308.63),
    ("SHARE", {"margin_divider": 2.0}, {}, 20, BUY, 5_000, 123.45, "50 * 123.45 / 20 / 2", 154.31),
    ("SHARE", {}, {}, 0, BUY, 100, 123.45, "leverage 0 counts as 1", 123.45),
    ("SHARE", {"margin_initial": 7.0}, {}, 20, BUY, 5_000, 123.45, "initial has no say", 308.63),
]
# fmt: on


@pytest.mark.parametrize(
    ("name", "fields", "group_fields", "leverage", "cmd", "volume", "open", "arithmetic", "margin"), CASES
)
def test_that_margin_is_as_computed_by_hand(
    name: str,
    fields: dict[str, Any],
    group_fields: dict[str, Any],
    leverage: int,
    cmd: int,
    volume: int,
    open: float,
    arithmetic: str,
    margin: float,
) -> None:
    with Counter(name, fields, leverage=leverage, **group_fields) as counter:
        assert counter.server.CalculateMargin(counter.trade(cmd, volume, open_price=open)) == (OK, margin), arithmetic


@pytest.mark.parametrize(
    ("name", "deposit", "quotes", "cmd", "arithmetic", "margin"),
    [
        ("EURUSD", "EUR", AROUND, BUY, "1000", 1_000.00),
        ("EURUSD", "JPY", AROUND, BUY, "1000 * 1.10010 * 150.020", 165_037.00),
        ("EURUSD", "JPY", AROUND, SELL, "1000 * 1.10000 * 150.000", 165_000.00),
        ("USDJPY", "GBP", AROUND, BUY, "1000 / 1.25000", 800.00),
        ("USDJPY", "GBP", AROUND, SELL, "1000 / 1.25020", 799.87),
        ("EURCHF", "GBP", AROUND, BUY, "1000 * 1.10010 / 1.25000", 880.08),
        ("EURCHF", "GBP", AROUND, SELL, "1000 * 1.10000 / 1.25020", 879.86),
        ("EURCHF", "GBP", EURGBP, BUY, "1000 * 0.86020", 860.20),
        ("EURCHF", "GBP", EURGBP, SELL, "1000 * 0.86000", 860.00),
        ("CHFJPY", "JPY", AROUND, BUY, "1000 / 0.90000 * 150.020", 166_688.89),
        ("CHFJPY", "JPY", AROUND, SELL, "1000 / 0.90100 * 150.000", 166_481.69),
        ("GBPJPY", "CHF", AROUND, SELL, "1000 * 1.25000 * 0.90000", 1_125.00),
    ],
)
def test_that_margin_is_converted_to_the_deposit_currency(
    name: str, deposit: str, quotes: Quotes, cmd: int, arithmetic: str, margin: float
) -> None:
    with Counter(name, deposit=deposit, quotes=quotes) as counter:
        assert counter.server.CalculateMargin(counter.trade(cmd, 100, open_price=1.0)) == (OK, margin), arithmetic


@pytest.mark.parametrize(
    ("name", "price"), [("XAUUSD", float("nan")), ("XAUUSD", float("inf")), ("XAUUSD", 1e307), ("SHARE", float("-inf"))]
)
def test_that_a_margin_out_of_range_returns_a_code(name: str, price: float) -> None:
    with Counter(name) as counter:
        answer = counter.server.CalculateMargin(counter.trade(BUY, 10_000, open_price=price))
        assert answer[0] == R.RET_INVALID_DATA
