"""Equity, free margin and margin level: what counts as money, which floating result counts, how thresholds are read."""

from typing import Any

import pytest

from tests.engine.native.formulas.counter import Counter
from tests.support.market_day import BUY, SELL, section
from workbench.sdk import ReturnCodes

R = ReturnCodes
FLAT = {"EURUSD": (1.10000, 1.10000), "GBPUSD": (1.25000, 1.25000)}
NONE, ALL, PROFIT, LOSS = range(4)
PERCENT, MONEY = 0, 1

# One lot of EURUSD bought at 1.10000 for a margin of 1,000 USD, then quoted at `price`: a point is one dollar.
# balance, credit, group_fields, price, equity, margin_free, arithmetic of the free margin
# fmt: off
FREE = [
    (2_000.0, 0.0, {"margin_mode": NONE}, 1.10000, 2_000.00, 1_000.00, "2000 - 1000"),
    (2_000.0, 0.0, {"margin_mode": NONE}, 1.10300, 2_300.00, 1_000.00, "no floating result"),
    (2_000.0, 0.0, {"margin_mode": NONE}, 1.09700, 1_700.00, 1_000.00, "no floating result"),
    (2_000.0, 0.0, {"margin_mode": ALL}, 1.10300, 2_300.00, 1_300.00, "2000 + 300 - 1000"),
    (2_000.0, 0.0, {"margin_mode": ALL}, 1.09700, 1_700.00, 700.00, "2000 - 300 - 1000"),
    (2_000.0, 0.0, {"margin_mode": PROFIT}, 1.10300, 2_300.00, 1_300.00, "2000 + 300 - 1000"),
    (2_000.0, 0.0, {"margin_mode": PROFIT}, 1.09700, 1_700.00, 1_000.00, "a loss does not count"),
    (2_000.0, 0.0, {"margin_mode": LOSS}, 1.10300, 2_300.00, 1_000.00, "a profit does not count"),
    (2_000.0, 0.0, {"margin_mode": LOSS}, 1.09700, 1_700.00, 700.00, "2000 - 300 - 1000"),
    (2_000.0, 500.0, {"margin_mode": ALL}, 1.09700, 2_200.00, 1_200.00, "2000 + 500 - 300 - 1000"),
    (2_000.0, 500.0, {"margin_mode": NONE}, 1.09700, 2_200.00, 1_500.00, "2000 + 500 - 1000"),
    (2_000.0, 0.0, {"margin_mode": ALL, "credit": 250.0}, 1.10000, 2_000.00, 1_250.00, "2000 + 250 virtual - 1000"),
    (2_000.0, 500.0, {"margin_mode": LOSS, "credit": 250.0}, 1.09700, 2_200.00, 1_450.00, "2750 - 300 - 1000"),
    (0.0, 2_000.0, {"margin_mode": ALL}, 1.09700, 1_700.00, 700.00, "credit alone carries a position"),
]
# fmt: on


@pytest.mark.parametrize(("balance", "credit", "group_fields", "price", "equity", "free", "arithmetic"), FREE)
def test_that_free_margin_is_as_computed_by_hand(
    balance: float,
    credit: float,
    group_fields: dict[str, Any],
    price: float,
    equity: float,
    free: float,
    arithmetic: str,
) -> None:
    dollars = {"margin_currency": "USD"}
    with Counter(fields=dollars, quotes=FLAT, balance=balance, own_credit=credit, **group_fields) as counter:
        counter.opened(BUY, 100)
        counter.quote(price, price)
        level = counter.level()
        assert (level.equity, level.margin_free, level.margin) == (equity, pytest.approx(free), 1_000.0), arithmetic
        assert level.margin_level == pytest.approx(equity / 10.0)  # equity / 1,000 x 100


# EURUSD in section 0 earns 300 or loses it, GBPUSD in section 1 does the opposite with 200; margins 1,000 each, balance
# 5,000. sections' freemargin_mode, the group's margin_mode, sign of EURUSD, arithmetic, margin_free
# fmt: off
SECTIONS = [
    (0, 0, ALL, 1, "both by the group's: 3000 + 300 - 200", 3_100.00),
    (0, 0, PROFIT, 1, "both by the group's, together: 3000 + 100", 3_100.00),
    (0, 0, LOSS, 1, "together a profit: 3000", 3_000.00),
    (PROFIT, 0, NONE, 1, "300 counts, -200 does not", 3_300.00),
    (PROFIT, LOSS, NONE, 1, "300 and -200 count", 3_100.00),
    (PROFIT, LOSS, ALL, -1, "-300 and 200 do not", 3_000.00),
    (LOSS, LOSS, NONE, 1, "both sections together a profit", 3_000.00),
    (ALL, 0, NONE, -1, "-300 counts", 2_700.00),
    (ALL, 0, LOSS, -1, "-300 counts, 200 does not", 2_700.00),
    (9, 0, ALL, 1, "an unknown mode is the group's", 3_100.00),
]
# fmt: on


@pytest.mark.parametrize(("first", "second", "mode", "sign", "arithmetic", "free"), SECTIONS)
def test_that_a_symbol_group_may_have_its_own_floating_result_mode(
    first: int, second: int, mode: int, sign: int, arithmetic: str, free: float
) -> None:
    sections = {0: section(freemargin_mode=first), 1: section(freemargin_mode=second)}
    pound = {"symbol": "GBPUSD", "digits": 5, "trade": 2, "contract_size": 100_000.0, "sec_index": 1}
    with Counter(
        fields={"margin_currency": "USD"},
        quotes=FLAT,
        balance=5_000.0,
        more=[pound | {"margin_currency": "USD"}],
        secgroups=sections,
        margin_mode=mode,
    ) as counter:
        counter.opened(BUY, 100)
        counter.opened(SELL, 100, symbol="GBPUSD")
        counter.quote(1.1 + 0.003 * sign, 1.1 + 0.003 * sign)
        counter.quote(1.25 + 0.002 * sign, 1.25 + 0.002 * sign, "GBPUSD")
        assert counter.level().margin_free == pytest.approx(free), arithmetic


# Balance 2,000, margin 1,000, thresholds as given, then a price: level and state (0 fine, 1 margin call).
# fmt: off
STATES = [
    (PERCENT, 100, 50, 1.10000, "2000 / 1000", 200.0, 0),
    (PERCENT, 100, 50, 1.09001, "1001 / 1000", 100.1, 0),
    (PERCENT, 100, 50, 1.09000, "1000 / 1000: at the threshold", 100.0, 1),
    (PERCENT, 100, 50, 1.08501, "501 / 1000", 50.1, 1),
    (PERCENT, 0, 0, 1.08501, "501 / 1000, no thresholds", 50.1, 0),
    (PERCENT, 200, 20, 1.10000, "2000 / 1000: at the threshold", 200.0, 1),
    (MONEY, 100, 50, 1.10000, "free: 2000 - 1000", 1_000.0, 0),
    (MONEY, 100, 50, 1.09101, "free: 1101 - 1000", 101.0, 0),
    (MONEY, 100, 50, 1.09100, "free: 1100 - 1000", 100.0, 1),
    (MONEY, 100, 50, 1.09051, "free: 1051 - 1000", 51.0, 1),
    (MONEY, 100, -500, 1.08600, "free: 600 - 1000", -400.0, 1),
]
# fmt: on


@pytest.mark.parametrize(("unit", "call", "stop_out", "price", "arithmetic", "number", "state"), STATES)
def test_that_the_level_and_its_state_are_as_computed_by_hand(
    unit: int, call: int, stop_out: int, price: float, arithmetic: str, number: float, state: int
) -> None:
    thresholds: dict[str, Any] = {"margin_type": unit, "margin_call": call, "margin_stopout": stop_out}
    with Counter(fields={"margin_currency": "USD"}, quotes=FLAT, balance=2_000.0, **thresholds) as counter:
        counter.opened(BUY, 100)
        counter.quote(price, price)
        level = counter.level()
        assert (level.margin_level, level.level_type) == (pytest.approx(number), state), arithmetic
        assert level.margin_type == unit


def test_that_an_account_without_positions_is_fine_at_any_threshold() -> None:
    with Counter(margin_call=1_000, margin_stopout=900, balance=0.0) as counter:
        level = counter.level()
        assert (level.margin, level.margin_level, level.level_type) == (0.0, 0.0, 0)


def test_that_covered_positions_without_margin_are_fine_while_there_is_equity() -> None:
    with Counter(quotes=FLAT, balance=2_000.0) as counter:
        counter.opened(BUY, 100)
        counter.opened(SELL, 100)
        level = counter.level()
        assert (level.margin, level.margin_level, level.margin_free, level.level_type) == (0.0, 0.0, 2_000.0, 0)


def test_that_swap_and_commission_are_no_part_of_the_equity() -> None:
    with Counter(quotes=FLAT, balance=2_000.0, sec={"comm_base": 7.0}) as counter:
        counter.opened(BUY, 100)
        level = counter.level()
        assert (level.equity, level.commission, level.profit) == (2_000.0, -7.0, 0.0)


def test_that_credit_is_equity_but_no_balance() -> None:
    with Counter() as counter:
        assert counter.server.CreditIn(1001, 500.0, "") == R.RET_OK
        assert counter.server.CreditIn(1001, -1.0, "") == R.RET_ERR_PARAMS
        assert counter.server.CreditOut(1001, 1.0, "") == R.RET_ERR_PARAMS
        counter.engine.advance(counter.engine.now_nanos())
        assert counter.server.CreditOut(1001, -500.01, "") == R.RET_TRADE_NO_MONEY
        level = counter.level()
        assert (level.balance, level.credit, level.equity, level.margin_free) == (10_000.0, 500.0, 10_500.0, 10_500.0)
