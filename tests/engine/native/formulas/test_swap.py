"""Swap: the amount per day by type, the charged days, and the source of the values."""

from calendar import timegm
from time import strptime
from typing import Any

import pytest

from tests.engine.native.formulas.counter import OK, Counter
from tests.support.market_day import BUY, SELL, symbol
from workbench.sdk import ReturnCodes

R = ReturnCodes
POINTS, MONEY, INTEREST, MARGIN_CURRENCY, AT_OPEN, AT_CURRENT = range(6)


def moment(text: str) -> int:
    """Unix seconds of `2026-03-02 12:00`, a Monday, or with seconds."""
    return timegm(strptime(text if text.count(":") == 2 else text + ":00", "%Y-%m-%d %H:%M:%S"))


MONDAY_NOON, TUESDAY_NOON = moment("2026-03-02 12:00"), moment("2026-03-03 12:00")


def swaps(type_: int, long: float, short: float, **fields: Any) -> dict[str, Any]:
    return {
        "swap_enable": 1,
        "swap_type": type_,
        "swap_long": long,
        "swap_short": short,
        "swap_rollover3days": 3,
        **fields,
    }


# One night, EURUSD 1.10000/1.10010, opened at the price given.
# name, fields, cmd, volume, open, deposit, arithmetic, swap
# fmt: off
CASES = [
    ("EURUSD", swaps(POINTS, -6.5, 2.1), BUY, 100, 1.08, "USD", "-6.5 * 0.00001 * 100000", -6.50),
    ("EURUSD", swaps(POINTS, -6.5, 2.1), BUY, 250, 1.08, "USD", "-6.5 * 0.00001 * 100000 * 2.5", -16.25),
    ("EURUSD", swaps(POINTS, -6.5, 2.1), SELL, 50, 1.08, "USD", "2.1 * 0.00001 * 100000 * 0.5", 1.05),
    ("EURUSD", swaps(POINTS, -6.5, 2.1), BUY, 0, 1.08, "USD", "0 lots: 0", 0.00),
    ("EURUSD", swaps(POINTS, -6.5, 2.1), BUY, 100, 1.08, "EUR", "-6.5 / 1.10000", -5.91),
    ("EURUSD", swaps(POINTS, -6.5, 2.1), SELL, 100, 1.08, "JPY", "2.1 * 150.000", 315.00),
    ("USDJPY", swaps(POINTS, -4.2, 3.0), BUY, 100, 149.0, "USD", "-4.2 * 0.001 * 100000 / 150.000", -2.80),
    ("USDJPY", swaps(POINTS, -4.2, 3.0), SELL, 100, 149.0, "USD", "3 * 0.001 * 100000 / 150.020", 2.00),
    ("CHFJPY", swaps(POINTS, -5.0, 1.0), BUY, 100, 160.0, "GBP", "-500 / 150.000 / 1.25000", -2.67),
    ("XAUUSD", swaps(POINTS, -30.0, 9.0), BUY, 10, 1900.0, "USD", "-30 * 0.01 * 100 * 0.1", -3.00),
    ("EURUSD", swaps(MONEY, -7.25, 1.0), BUY, 200, 1.08, "USD", "-7.25 * 2", -14.50),
    ("EURUSD", swaps(MONEY, -7.25, 1.0), BUY, 200, 1.08, "JPY", "money is deposit currency: -7.25 * 2", -14.50),
    ("EURUSD", swaps(MONEY, -7.25, 1.5), SELL, 1, 1.08, "USD", "1.5 * 0.01 = 0.015", 0.02),
    ("EURUSD", swaps(INTEREST, -3.6, 1.8), BUY, 100, 1.08, "USD", "-3.6 / 36000 * 100000 * 1.10010", -11.00),
    ("EURUSD", swaps(INTEREST, -3.6, 1.8), BUY, 300, 1.08, "EUR", "-3.6 / 36000 * 300000", -30.00),
    ("EURUSD", swaps(INTEREST, -3.6, 1.8), SELL, 100, 1.08, "USD", "1.8 / 36000 * 100000 * 1.10000", 5.50),
    ("EURUSD", swaps(INTEREST, -3.6, 1.8, swap_openprice=1), BUY, 100, 1.08, "USD", "-3.6 / 36000 * 108000", -10.80),
    ("CHFJPY", swaps(INTEREST, -3.6, 1.8), BUY, 100, 160.0, "GBP", "-10 CHF / 0.90000 / 1.25000", -8.89),
    ("EURUSD", swaps(MARGIN_CURRENCY, -5.0, 1.0), BUY, 200, 1.08, "USD", "-5 * 2 * 1.10010", -11.00),
    ("EURUSD", swaps(MARGIN_CURRENCY, -5.0, 1.0), SELL, 200, 1.08, "EUR", "1 * 2", 2.00),
    ("EURUSD", swaps(MARGIN_CURRENCY, -5.0, 9.0, margin_currency="JPY"), SELL, 100, 1.08, "USD", "9 / 150.020", 0.06),
    ("EURUSD", swaps(AT_OPEN, -3.6, 1.8), BUY, 100, 1.08, "USD", "-3.6 / 36000 * 108000", -10.80),
    ("USDJPY", swaps(AT_OPEN, -0.72, 0.36), BUY, 100, 150.0, "USD", "-0.72 / 36000 * 15000000 / 150.000", -2.00),
    ("EURUSD", swaps(AT_OPEN, -3.6, 1.8), BUY, 100, 0.0, "USD", "price 0: 0", 0.00),
    ("EURUSD", swaps(AT_CURRENT, -3.6, 1.8), BUY, 100, 1.08, "USD", "at bid: -3.6 / 36000 * 110000", -11.00),
    ("EURUSD", swaps(AT_CURRENT, -3.6, 1.8), SELL, 1_000, 1.08, "USD", "at ask: 1.8 / 36000 * 1100100 = 55.005", 55.01),
    ("EURUSD", swaps(AT_CURRENT, -3.6, 1.8, swap_openprice=1), BUY, 100, 1.08, "USD", "-3.6 / 36000 * 108000", -10.80),
    ("EURUSD", swaps(POINTS, 0.0, 0.0), BUY, 100, 1.08, "USD", "0", 0.00),
    ("EURUSD", swaps(MONEY, -1.0, 1.0), BUY, 2_147_483_647, 1.08, "USD", "-21474836.47", -21_474_836.47),
]
# fmt: on


@pytest.mark.parametrize(("name", "fields", "cmd", "volume", "open", "deposit", "arithmetic", "swap"), CASES)
def test_that_a_day_of_swap_is_as_computed_by_hand(
    name: str, fields: dict[str, Any], cmd: int, volume: int, open: float, deposit: str, arithmetic: str, swap: float
) -> None:
    with Counter(name, fields, deposit=deposit, use_swap=1) as counter:
        if name == "CHFJPY":
            counter.quote(160.000, 160.020)
        if name == "XAUUSD":
            counter.quote(2_000.00, 2_000.10)
        trade = counter.trade(cmd, volume, open_price=open, open_time=MONDAY_NOON, close_time=TUESDAY_NOON)
        assert counter.server.CalculateSwap(trade) == (OK, swap), arithmetic


# A swap of one for each day, so that the swap is the number of days. 2026-03-02 is a Monday.
WEDNESDAY, DAILY = {"swap_rollover3days": 3}, {"swap_rollover3days": 3, "swap_daily": 1}


# fields, end_of_day, open, close, what, days
# fmt: off
CALENDAR = [
    (WEDNESDAY, 0, "2026-03-02 12:00", "2026-03-02 20:00", "within Monday", 0),
    (WEDNESDAY, 0, "2026-03-02 12:00", "2026-03-03 12:00", "Monday night", 1),
    (WEDNESDAY, 0, "2026-03-03 12:00", "2026-03-04 12:00", "Tuesday night", 1),
    (WEDNESDAY, 0, "2026-03-04 12:00", "2026-03-05 12:00", "Wednesday night: 3", 3),
    (WEDNESDAY, 0, "2026-03-05 12:00", "2026-03-06 12:00", "Thursday night", 1),
    (WEDNESDAY, 0, "2026-03-06 12:00", "2026-03-07 12:00", "Friday night", 1),
    (WEDNESDAY, 0, "2026-03-07 12:00", "2026-03-08 12:00", "Saturday night", 0),
    (WEDNESDAY, 0, "2026-03-08 12:00", "2026-03-09 12:00", "Sunday night", 0),
    (WEDNESDAY, 0, "2026-03-06 12:00", "2026-03-09 12:00", "over the weekend: 1 + 0 + 0", 1),
    (WEDNESDAY, 0, "2026-03-02 12:00", "2026-03-09 12:00", "a week: 1 + 1 + 3 + 1 + 1", 7),
    (WEDNESDAY, 0, "2026-03-04 12:00", "2026-03-13 12:00", "3 + 1 + 1, then 1 + 1 + 3 + 1", 11),
    (WEDNESDAY, 0, "2026-03-02 12:00", "2026-03-30 12:00", "4 weeks of 7", 28),
    (WEDNESDAY, 0, "2026-03-02 12:00", "2027-03-02 12:00", "52 weeks of 7 and a Monday night", 365),
    (WEDNESDAY, 0, "2028-02-28 12:00", "2028-03-01 12:00", "Monday and the 29th", 2),
    (WEDNESDAY, 0, "2026-03-02 23:59:59", "2026-03-03 00:00", "closed at the very end of the day", 1),
    (WEDNESDAY, 0, "2026-03-03 00:00", "2026-03-03 12:00", "opened at the very end: the next day's", 0),
    (WEDNESDAY, 0, "2026-03-03 00:00", "2026-03-04 00:00", "one whole day", 1),
    (WEDNESDAY, 0, "2026-03-03 12:00", "2026-03-02 12:00", "closed before it opened", 0),
    (WEDNESDAY, 1320, "2026-03-02 21:59:59", "2026-03-02 22:00", "the day ends at 22:00", 1),
    (WEDNESDAY, 1320, "2026-03-02 22:00", "2026-03-03 21:59:59", "from end to end", 0),
    (WEDNESDAY, 1320, "2026-03-04 12:00", "2026-03-04 23:00", "Wednesday's end: 3", 3),
    (WEDNESDAY, 1320, "2026-03-04 23:00", "2026-03-05 12:00", "after Wednesday's end", 0),
    (WEDNESDAY, 1320, "2026-03-06 12:00", "2026-03-06 23:00", "Friday's end", 1),
    (WEDNESDAY, 1320, "2026-03-07 12:00", "2026-03-08 23:00", "Saturday's and Sunday's", 0),
    (WEDNESDAY, 1320, "2026-03-08 23:00", "2026-03-09 23:00", "Monday's", 1),
    ({"swap_rollover3days": 5}, 0, "2026-03-06 12:00", "2026-03-07 12:00", "triple on Friday", 3),
    ({"swap_rollover3days": 5}, 0, "2026-03-04 12:00", "2026-03-05 12:00", "Wednesday like any day", 1),
    ({"swap_rollover3days": 5}, 0, "2026-03-02 12:00", "2026-03-09 12:00", "a week: 1 + 1 + 1 + 1 + 3", 7),
    ({"swap_rollover3days": 0}, 0, "2026-03-08 12:00", "2026-03-09 12:00", "triple on Sunday", 3),
    ({"swap_rollover3days": 0}, 0, "2026-03-02 12:00", "2026-03-09 12:00", "a week: 5 + 3", 8),
    (DAILY, 0, "2026-03-04 12:00", "2026-03-05 12:00", "daily: no triple Wednesday", 1),
    (DAILY, 0, "2026-03-07 12:00", "2026-03-09 12:00", "daily: Saturday and Sunday", 2),
    (DAILY, 0, "2026-03-02 12:00", "2026-04-01 12:00", "daily: 30 nights", 30),
    (DAILY, 1320, "2026-03-02 12:00", "2026-03-09 12:00", "daily: 7 ends at 22:00", 7),
]
# fmt: on


@pytest.mark.parametrize(("fields", "end_of_day", "open", "close", "what", "days"), CALENDAR)
def test_that_the_days_of_swap_are_as_counted_by_hand(
    fields: dict[str, int], end_of_day: int, open: str, close: str, what: str, days: int
) -> None:
    with Counter(fields=swaps(MONEY, 1.0, 0.0) | fields, use_swap=1) as counter:
        counter.engine.put_common({"end_of_day": end_of_day})
        trade = counter.trade(BUY, 100, open_price=1.1, open_time=moment(open), close_time=moment(close))
        assert counter.server.CalculateSwap(trade) == (OK, float(days)), what


def test_that_each_night_is_rounded_as_it_is_booked() -> None:
    with Counter(fields=swaps(MONEY, -0.124, 0.0), use_swap=1) as counter:
        close = moment("2026-03-09 12:00")
        trade = counter.trade(BUY, 100, open_price=1.1, open_time=MONDAY_NOON, close_time=close)
        # Four nights of 0.12 and one of 3 x 0.124 = 0.37; 7 x 0.124 would be 0.87.
        assert counter.server.CalculateSwap(trade) == (OK, pytest.approx(-0.85))


def test_that_a_trade_without_a_closing_time_is_counted_until_now() -> None:
    with Counter(fields=swaps(MONEY, -2.0, 0.0), use_swap=1) as counter:
        opened = moment("2026-02-27 12:00")  # a Friday; now it is Monday, 08:00
        assert counter.server.CalculateSwap(counter.trade(BUY, 100, open_price=1.1, open_time=opened)) == (OK, -2.0)


def entry(**fields: Any) -> dict[str, Any]:
    return {"secmargins": {"EURUSD": {"symbol": "EURUSD", **fields}}}


@pytest.mark.parametrize(
    ("fields", "group_fields", "cmd", "swap"),
    [
        ({}, {"use_swap": 1}, BUY, -6.0),
        ({}, {"use_swap": 0}, BUY, 0.0),
        ({"swap_enable": 0}, {"use_swap": 1}, BUY, 0.0),
        ({}, {"use_swap": 1, **entry(swap_enable=1, swap_long=-1.0, swap_short=0.5)}, BUY, -1.0),
        ({}, {"use_swap": 1, **entry(swap_enable=1, swap_long=-1.0, swap_short=0.5)}, SELL, 0.5),
        ({}, {"use_swap": 1, **entry(swap_enable=1)}, BUY, 0.0),
        ({}, {"use_swap": 1, **entry(swap_enable=0, swap_long=-1.0)}, BUY, -6.0),
        ({"swap_enable": 0}, {"use_swap": 1, **entry(swap_enable=1, swap_long=-1.0)}, BUY, -1.0),
        ({}, {"use_swap": 0, **entry(swap_enable=1, swap_long=-1.0)}, BUY, 0.0),
        ({}, {"use_swap": 1, "secmargins": {"GBPUSD": {"symbol": "GBPUSD", "swap_enable": 1}}}, BUY, -6.0),
    ],
)
def test_that_a_group_may_have_swaps_of_its_own(
    fields: dict[str, Any], group_fields: dict[str, Any], cmd: int, swap: float
) -> None:
    with Counter(fields=swaps(MONEY, -6.0, 2.0) | fields, **group_fields) as counter:
        trade = counter.trade(cmd, 100, open_price=1.1, open_time=MONDAY_NOON, close_time=TUESDAY_NOON)
        assert counter.server.CalculateSwap(trade) == (OK, swap)


@pytest.mark.parametrize(
    ("trade", "code"),
    [
        ({"open_time": 0}, R.RET_INVALID_DATA),
        ({"open_time": -1}, R.RET_INVALID_DATA),
        ({"open_time": -9_223_372_036_854_775_808}, R.RET_INVALID_DATA),
        ({"close_time": 9_223_372_036_854_775_807}, R.RET_INVALID_DATA),
        ({"close_time": 253_402_300_800}, R.RET_INVALID_DATA),  # the year 10000
        ({"open_price": float("nan")}, R.RET_INVALID_DATA),
        ({"open_price": 1e307}, R.RET_INVALID_DATA),
        ({"volume": -100}, R.RET_TRADE_BAD_VOLUME),
        ({"cmd": 4}, R.RET_TRADE_INCORRECT_CMD),
        ({"login": 9}, R.RET_USER_NOT_FOUND),
        ({"symbol": ""}, R.RET_SYMBOL_NOT_FOUND),
    ],
)
def test_that_an_impossible_computation_returns_a_code(trade: dict[str, Any], code: int) -> None:
    with Counter(fields=swaps(AT_OPEN, -3.6, 1.8), use_swap=1) as counter:
        asked = counter.trade(BUY, 100, open_price=1.1, open_time=MONDAY_NOON, close_time=TUESDAY_NOON) | trade
        assert counter.server.CalculateSwap(asked)[0] == code


@pytest.mark.parametrize("fields", [{"swap_long": float("nan")}, {"swap_short": float("inf")}, {"swap_type": 6}])
def test_that_a_symbol_with_impossible_swaps_is_refused(fields: dict[str, Any]) -> None:
    with Counter() as counter, pytest.raises(RuntimeError, match=r'EURUSD"?: swap'):
        counter.engine.put_symbol(symbol("EURUSD") | swaps(MONEY, 1.0, 1.0) | fields)


def test_that_eight_thousand_years_of_swap_are_counted() -> None:
    with Counter(fields=swaps(MONEY, -1.0, 0.0, swap_daily=1), use_swap=1) as counter:
        trade = counter.trade(BUY, 100, open_price=1.1, open_time=1, close_time=253_402_300_799)
        assert counter.server.CalculateSwap(trade) == (OK, -2_932_896.0)  # midnights from 1970-01-02 to 9999-12-31


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        (swaps(AT_CURRENT, -3.6, 1.8), R.RET_TRADE_OFFQUOTES),
        (swaps(AT_CURRENT, -3.6, 1.8, swap_openprice=1), R.RET_OK),
        (swaps(AT_OPEN, -3.6, 1.8), R.RET_OK),
    ],
)
def test_that_only_swap_at_the_current_price_needs_a_quote(fields: dict[str, Any], answer: int) -> None:
    with Counter("EURCHF", fields, use_swap=1) as counter:
        trade = counter.trade(BUY, 100, open_price=1.1, open_time=MONDAY_NOON, close_time=TUESDAY_NOON)
        assert counter.server.CalculateSwap(trade)[0] == answer
