"""Margin of positions of one symbol that cover each other, and the margin of an additional position."""

from typing import Any

import pytest

from tests.engine.native.formulas.counter import OK, Counter
from tests.support.market_day import BUY, SELL
from workbench.sdk import ReturnCodes

R = ReturnCodes
RICH = 10_000_000.0
FLAT = {"EURUSD": (1.10000, 1.10000), "GBPUSD": (1.25000, 1.25000), "USDJPY": (150.000, 150.000)}
"""Without a spread, so that an opened position has lost nothing."""
PLAIN = {"margin_currency": "USD"}
"""EURUSD at 1,000 USD a lot: 100,000 / leverage 100."""


def hedged(margin: float, **fields: Any) -> dict[str, Any]:
    return PLAIN | {"margin_hedged": margin, **fields}


LARGE_LEG = {"hedge_largeleg": 1}
FUTURE = {"margin_initial": 5_000.0}

# name, fields, group_fields, positions (volume, below 0 sold), arithmetic, margin
# fmt: off
CASES = [
    ("EURUSD", hedged(50_000.0), {}, [100], "nothing covered: 1000", 1_000.00),
    ("EURUSD", hedged(50_000.0), {}, [100, 200], "nothing covered: 1000 + 2000", 3_000.00),
    ("EURUSD", hedged(50_000.0), {}, [100, -100], "1 lot covered: 50000 / 100", 500.00),
    ("EURUSD", hedged(0.0), {}, [100, -100], "covered lots cost nothing", 0.00),
    ("EURUSD", hedged(100_000.0), {}, [100, -100], "100000 / 100", 1_000.00),
    ("EURUSD", hedged(200_000.0), {}, [100, -100], "both in full: 200000 / 100", 2_000.00),
    ("EURUSD", hedged(50_000.0), {}, [200, -100], "1 open lot 1000 + 1 covered 500", 1_500.00),
    ("EURUSD", hedged(50_000.0), {}, [100, -250], "1.5 open 1500 + 1 covered 500", 2_000.00),
    ("EURUSD", hedged(50_000.0), {}, [100, 50, -70], "0.8 open 800 + 0.7 covered 350", 1_150.00),
    ("EURUSD", hedged(50_000.0), {}, [100, -50, 30, -80], "1.3 covered by 1.3: 1.3 * 500", 650.00),
    ("EURUSD", hedged(25_000.0), {}, [3, -1], "0.02 open 20 + 0.01 covered 2.50", 22.50),
    ("EURUSD", hedged(0.0), {}, [-300, 100], "2 open lots", 2_000.00),
    # The larger side alone: margin_hedged has no effect.
    ("EURUSD", hedged(50_000.0), LARGE_LEG, [200, -100], "larger of 2000 and 1000", 2_000.00),
    ("EURUSD", hedged(0.0), LARGE_LEG, [100, -100], "either of 1000", 1_000.00),
    ("EURUSD", hedged(200_000.0), LARGE_LEG, [150, -250], "larger of 1500 and 2500", 2_500.00),
    ("EURUSD", hedged(0.0), LARGE_LEG, [100], "the only one", 1_000.00),
    # The size that margin_hedged replaces.
    ("EURUSD", hedged(50_000.0, margin_divider=2.0), {}, [100, -100], "500 / 2", 250.00),
    ("EURUSD", hedged(25_000.0, margin_initial=50_000.0), {}, [100, -100], "25000 / 100", 250.00),
    ("EURUSD", hedged(25_000.0, margin_initial=50_000.0), {}, [300, -100], "2 open at 500 + 250", 1_250.00),
    ("EURUSD", hedged(0.0, margin_maintenance=80_000.0), {}, [100], "held: 80000 / 100", 800.00),
    ("EURUSD", hedged(40_000.0, margin_maintenance=80_000.0), {}, [100, -100], "40000 / 100", 400.00),
    ("EURUSD", hedged(1.0, contract_size=0.0), {}, [100, -100], "no size, no margin", 0.00),
    ("ES", FUTURE | {"margin_hedged": 1_000.0}, {}, [100, -100], "1000 a covered lot", 1_000.00),
    ("ES", FUTURE | {"margin_hedged": 1_000.0}, {}, [300, -100], "2 open 10000 + 1000", 11_000.00),
    ("ES", FUTURE | {"margin_maintenance": 4_000.0}, {}, [200], "held: 2 * 4000", 8_000.00),
    ("ES", FUTURE | {"margin_maintenance": 4_000.0, "margin_hedged": 1_000.0}, {}, [200, -100], "and 1000", 5_000.00),
    ("SHARE", {"margin_maintenance": 9.0, "margin_hedged": 0.5}, {}, [1000, -400], "6 open, 4 covered by 0.50", 8.00),
]
# fmt: on


@pytest.mark.parametrize(("name", "fields", "group_fields", "positions", "arithmetic", "margin"), CASES)
def test_that_covered_volume_is_charged_as_computed_by_hand(
    name: str,
    fields: dict[str, Any],
    group_fields: dict[str, Any],
    positions: list[int],
    arithmetic: str,
    margin: float,
) -> None:
    with Counter(name, fields, quotes=FLAT, balance=RICH, **group_fields) as counter:
        if name not in FLAT:
            counter.quote(100.0, 100.0)
        for volume in positions:
            counter.opened(BUY if volume > 0 else SELL, abs(volume))
        assert counter.level().margin == margin, arithmetic


@pytest.mark.parametrize(
    ("group_fields", "margin"),
    [
        # 2 lots bought at 2,000 and 1 sold at 2,100, 100 units: 400,000 and 210,000; divider 100.
        ({}, 3_016.67),  # 1 open lot at 2,000; 1 covered, half of the mean lot: 6,100 / 3 / 2 = 1,016.67
        (LARGE_LEG, 4_000.00),
    ],
)
def test_that_covered_volume_is_charged_at_the_mean_of_all_prices(group_fields: dict[str, Any], margin: float) -> None:
    gold = {"margin_divider": 100.0, "margin_hedged": 50.0}
    with Counter("XAUUSD", gold, balance=RICH, **group_fields) as counter:
        counter.quote(2_000.00, 2_000.00)
        counter.opened(BUY, 200)
        counter.quote(2_100.00, 2_100.00)
        counter.opened(SELL, 100)
        assert counter.level().margin == margin


def test_that_each_side_is_converted_at_its_own_rate() -> None:
    with Counter(fields={"margin_hedged": 50_000.0}, balance=RICH) as counter:
        counter.opened(BUY, 100)
        counter.opened(SELL, 100)
        assert counter.level().margin == 550.03  # half of the mean of 1,100.10 and 1,100.00: 550.025


def test_that_positions_of_two_symbols_do_not_cover_each_other() -> None:
    with Counter(fields=PLAIN, quotes=FLAT, balance=RICH, deposit="USD") as counter:
        counter.opened(BUY, 100)
        counter.opened(SELL, 100, symbol="GBPUSD")
        assert counter.level().margin == 2_250.00  # 1,000 and 1,000 GBP at 1.25000


def test_that_closing_one_side_uncovers_the_other() -> None:
    with Counter(fields=hedged(50_000.0), quotes=FLAT) as counter:
        counter.opened(BUY, 200)
        order = counter.opened(SELL, 100)
        counter.shut(order, 40)
        assert counter.level().margin == 1_700.00  # 1.4 open lots and 0.6 covered at 500
        counter.shut(order)
        assert counter.level().margin == 2_000.00


def test_that_maintenance_counts_only_once_a_position_is_open() -> None:
    with Counter("ES", {**FUTURE, "margin_maintenance": 4_000.0}, quotes={}, balance=9_000.0) as counter:
        counter.quote(100.0, 100.0)
        counter.opened(BUY, 100)
        assert (counter.level().margin, counter.level().margin_free) == (4_000.0, 5_000.0)
        counter.opened(BUY, 100)  # 5,000 of 5,000
        assert counter.level().margin == 8_000.0
        assert counter.open(BUY, 100)[0] == R.RET_TRADE_NO_MONEY


# 1.00 lot is bought for 1,000 of 1,500 USD, so 500 are free.
COVER = {"allow_negative_margin_hedge": 1}
CHECKED = {"allow_negative_margin_hedge": 0}

# fields, group_fields, volume (below 0 sold), arithmetic, code
# fmt: off
ADDED = [
    (hedged(0.0), CHECKED, 50, "500 of 500", R.RET_OK),
    (hedged(0.0), CHECKED, 51, "510 of 500", R.RET_TRADE_NO_MONEY),
    (hedged(0.0), CHECKED, -100, "sets 1000 free", R.RET_OK),
    (hedged(0.0), CHECKED, -250, "1.5 open: 500 more", R.RET_OK),
    (hedged(0.0), CHECKED, -251, "1.51 open: 510 more", R.RET_TRADE_NO_MONEY),
    (hedged(100_000.0), CHECKED, -100, "1 covered 1000: none more", R.RET_OK),
    (hedged(100_000.0), CHECKED, -151, "0.51 open 510 + 1000: 510 more", R.RET_TRADE_NO_MONEY),
    (hedged(200_000.0), CHECKED, -100, "2000: 1000 more", R.RET_TRADE_NO_MONEY),
    (hedged(200_000.0), COVER, -100, "only covers", R.RET_OK),
    (hedged(200_000.0), COVER, -101, "covers and 0.01 more: 1010 more", R.RET_TRADE_NO_MONEY),
    (hedged(0.0, margin_hedged_strong=1), COVER, -100, "strict: 1000 in full", R.RET_TRADE_NO_MONEY),
    (hedged(0.0, margin_hedged_strong=1), COVER, -50, "strict: 500 in full", R.RET_OK),
    (hedged(0.0, margin_hedged_strong=1), CHECKED, -51, "strict: 510 in full", R.RET_TRADE_NO_MONEY),
    (hedged(0.0), CHECKED | LARGE_LEG, -150, "larger leg 1500: 500 more", R.RET_OK),
    (hedged(0.0), CHECKED | LARGE_LEG, -151, "larger leg 1510: 510 more", R.RET_TRADE_NO_MONEY),
]
# fmt: on


@pytest.mark.parametrize(("fields", "group_fields", "volume", "arithmetic", "code"), ADDED)
def test_that_an_additional_position_needs_the_margin_that_it_adds(
    fields: dict[str, Any], group_fields: dict[str, Any], volume: int, arithmetic: str, code: int
) -> None:
    with Counter(fields=fields, quotes=FLAT, balance=1_500.0, **group_fields) as counter:
        counter.opened(BUY, 100)
        assert counter.open(BUY if volume > 0 else SELL, abs(volume))[0] == code, arithmetic


@pytest.mark.parametrize(("group_fields", "code"), [(COVER, OK), (CHECKED, R.RET_TRADE_NO_MONEY)])
def test_that_the_group_decides_whether_hedging_is_allowed_without_free_margin(
    group_fields: dict[str, Any], code: int
) -> None:
    with Counter(fields=hedged(100_000.0), quotes=FLAT, balance=1_500.0, **group_fields) as counter:
        counter.opened(BUY, 100)
        counter.quote(1.09490, 1.09490)
        assert counter.level().margin_free == -10.0  # 1,500 - 510 - 1,000
        assert counter.open(SELL, 100)[0] == code
