"""Conversion rates: the direct pair, the inverse pair, through the dollar; ask for a buy, bid for the rest."""

import pytest

from tests.engine.native.formulas.counter import AROUND, OK, Counter, Quotes
from tests.support.market_day import BUY, SELL
from workbench.sdk import ReturnCodes

R = ReturnCodes

EURUSD, USDEUR = {"EURUSD": (1.10000, 1.10010)}, {"USDEUR": (0.80000, 0.80050)}
USDCHF, CHFUSD = {"USDCHF": (0.90000, 0.90100)}, {"CHFUSD": (1.25000, 1.28000)}
USDJPY, JPYUSD = {"USDJPY": (150.000, 160.000)}, {"JPYUSD": (0.00500, 0.00625)}
CHFJPY, JPYCHF = {"CHFJPY": (166.000, 167.000)}, {"JPYCHF": (0.00600, 0.00625)}


# quotes, from_, to, cmd, arithmetic, rate
# fmt: off
CASES = [
    (EURUSD, "EUR", "USD", BUY, "1.10010", 1.10010),
    (EURUSD, "EUR", "USD", SELL, "1.10000", 1.10000),
    (EURUSD, "USD", "EUR", BUY, "1 / 1.10000", 0.909090909091),
    (EURUSD, "USD", "EUR", SELL, "1 / 1.10010", 0.909008272066),
    (USDEUR, "EUR", "USD", BUY, "1 / 0.80000", 1.25),
    (USDEUR, "EUR", "USD", SELL, "1 / 0.80050", 1.249219237976),
    (EURUSD | USDEUR, "EUR", "USD", BUY, "both: direct, 1.10010", 1.10010),
    (EURUSD | USDEUR, "USD", "EUR", BUY, "both: direct, 0.80050", 0.80050),
    (EURUSD | USDEUR, "USD", "EUR", SELL, "both: direct, 0.80000", 0.80000),
    (USDJPY, "USD", "JPY", BUY, "160.000", 160.0),
    (USDJPY, "JPY", "USD", BUY, "1 / 150.000", 0.006666666667),
    (USDJPY, "JPY", "USD", SELL, "1 / 160.000", 0.00625),
    # CHF to JPY in two steps, by all four listings.
    (USDCHF | USDJPY, "CHF", "JPY", BUY, "1 / 0.90000 * 160.000", 177.777777778),
    (USDCHF | USDJPY, "CHF", "JPY", SELL, "1 / 0.90100 * 150.000", 166.481687014),
    (CHFUSD | USDJPY, "CHF", "JPY", BUY, "1.28000 * 160.000", 204.8),
    (CHFUSD | USDJPY, "CHF", "JPY", SELL, "1.25000 * 150.000", 187.5),
    (USDCHF | JPYUSD, "CHF", "JPY", BUY, "1 / 0.90000 / 0.00500", 222.222222222),
    (USDCHF | JPYUSD, "CHF", "JPY", SELL, "1 / 0.90100 / 0.00625", 177.580466149),
    (CHFUSD | JPYUSD, "CHF", "JPY", BUY, "1.28000 / 0.00500", 256.0),
    (CHFUSD | JPYUSD, "CHF", "JPY", SELL, "1.25000 / 0.00625", 200.0),
    # and back
    (USDCHF | USDJPY, "JPY", "CHF", BUY, "1 / 150.000 * 0.90100", 0.006006666667),
    (USDCHF | USDJPY, "JPY", "CHF", SELL, "1 / 160.000 * 0.90000", 0.005625),
    # A pair of both goes first, the listed direction before the other.
    (USDCHF | USDJPY | CHFJPY, "CHF", "JPY", BUY, "167.000", 167.0),
    (USDCHF | USDJPY | JPYCHF, "CHF", "JPY", BUY, "1 / 0.00600", 166.666666667),
    (USDCHF | USDJPY | JPYCHF, "CHF", "JPY", SELL, "1 / 0.00625", 160.0),
    (CHFJPY | JPYCHF, "CHF", "JPY", SELL, "166.000", 166.0),
    # Equal currencies need no quote; any command but buying takes bid.
    ({}, "EUR", "EUR", BUY, "1", 1.0),
    ({}, "XYZ", "XYZ", SELL, "1", 1.0),
    (EURUSD, "EUR", "USD", 6, "1.10000", 1.10000),
    (EURUSD, "EUR", "USD", -1, "1.10000", 1.10000),
    (EURUSD, "EUR", "USD", 2_147_483_647, "1.10000", 1.10000),
]
# fmt: on


@pytest.mark.parametrize(("quotes", "from_", "to", "cmd", "arithmetic", "rate"), CASES)
def test_that_a_rate_is_as_computed_by_hand(
    quotes: Quotes, from_: str, to: str, cmd: int, arithmetic: str, rate: float
) -> None:
    with Counter(quotes=quotes) as counter:
        code, multiplier = counter.server.CalculateConvertRateByCurrency(from_, to, int(cmd))
        assert (code, multiplier) == (OK, pytest.approx(rate, rel=1e-10, abs=1e-12)), arithmetic


@pytest.mark.parametrize(
    ("quotes", "from_", "to"),
    [
        (AROUND, "", "USD"),
        (AROUND, "USD", ""),
        (AROUND, "", ""),
        (AROUND, "USD", "NOK"),  # the dollar is one end: there is no other way
        (AROUND, "NOK", "USD"),
        (AROUND, "NOK", "JPY"),  # first half missing
        (AROUND, "JPY", "NOK"),  # second half missing
        (AROUND, "eur", "USD"),  # names are exact
        ({}, "GBP", "USD"),
        (CHFJPY, "CHF", "USD"),  # not through another currency than the dollar
    ],
)
def test_that_there_is_no_rate_without_quotes_for_it(quotes: Quotes, from_: str, to: str) -> None:
    with Counter(quotes=quotes) as counter:
        assert counter.server.CalculateConvertRateByCurrency(from_, to, int(BUY))[0] == R.RET_TRADE_OFFQUOTES


def test_that_a_listed_pair_without_a_quote_is_skipped() -> None:
    with Counter("CHFJPY", quotes=USDCHF | USDJPY) as counter:
        rate = counter.server.CalculateConvertRateByCurrency
        assert rate("CHF", "JPY", int(SELL)) == (OK, pytest.approx(166.481687014, rel=1e-10))  # through the dollar
        counter.quote(165.000, 165.020)
        assert rate("CHF", "JPY", int(SELL)) == (OK, 165.0)


def test_that_the_first_of_two_symbols_of_the_same_currencies_converts() -> None:
    micro = {"symbol": "EURUSD.m", "digits": 5, "contract_size": 1_000.0, "currency": "EUR", "quote_currency": "USD"}
    with Counter(quotes=EURUSD, more=[micro]) as counter:
        counter.quote(2.0, 2.0, "EURUSD.m")
        assert counter.server.CalculateConvertRateByCurrency("EUR", "USD", int(SELL)) == (OK, 1.10000)
