"""Commission, the agent's part and the tax: units, per lot or per deal, charged once at opening."""

from typing import Any

import pytest

from tests.engine.native.formulas.counter import OK, Counter
from tests.support.market_day import BUY, SELL
from workbench.sdk import ReturnCodes

R = ReturnCodes
MONEY, PIPS, PERCENT = 0, 1, 2
PER_LOT, PER_DEAL = 0, 1


# name, base, unit, counted, cmd, volume, open, deposit, arithmetic, commission
# fmt: off
CASES = [
    ("EURUSD", 7.0, MONEY, PER_LOT, BUY, 250, 1.1, "USD", "7 * 2.5", -17.50),
    ("EURUSD", 7.0, MONEY, PER_LOT, SELL, 250, 1.1, "USD", "7 * 2.5", -17.50),
    ("EURUSD", 7.0, MONEY, PER_DEAL, BUY, 250, 1.1, "USD", "7", -7.00),
    ("EURUSD", 7.0, MONEY, PER_LOT, BUY, 250, 1.1, "JPY", "money is deposit currency: 7 * 2.5", -17.50),
    ("EURUSD", 7.0, MONEY, PER_LOT, BUY, 1, 1.1, "USD", "7 * 0.01", -0.07),
    ("EURUSD", 3.5, MONEY, PER_LOT, BUY, 1, 1.1, "USD", "3.5 * 0.01 = 0.035", -0.04),
    ("EURUSD", 5.7, MONEY, PER_LOT, BUY, 5, 1.1, "USD", "5.7 * 0.05 = 0.285", -0.29),
    ("EURUSD", 0.4, MONEY, PER_LOT, BUY, 1, 1.1, "USD", "0.4 * 0.01 = 0.004", 0.00),
    ("EURUSD", 0.0, MONEY, PER_LOT, BUY, 100, 1.1, "USD", "0", 0.00),
    ("EURUSD", -7.0, MONEY, PER_LOT, BUY, 100, 1.1, "USD", "a commission is no gift: 0", 0.00),
    ("EURUSD", 7.0, MONEY, PER_LOT, BUY, 0, 1.1, "USD", "0 lots: 0", 0.00),
    ("EURUSD", 7.0, MONEY, PER_DEAL, BUY, 0, 1.1, "USD", "a deal all the same: 7", -7.00),
    ("EURUSD", 2.0, PIPS, PER_LOT, BUY, 150, 1.1, "USD", "2 * 0.00001 * 100000 * 1.5", -3.00),
    ("EURUSD", 2.0, PIPS, PER_DEAL, BUY, 150, 1.1, "USD", "2 * 0.00001 * 100000", -2.00),
    ("USDJPY", 2.0, PIPS, PER_LOT, BUY, 100, 150.0, "USD", "2 * 0.001 * 100000 / 150.000", -1.33),
    ("USDJPY", 20.0, PIPS, PER_LOT, SELL, 300, 150.0, "USD", "20 * 0.001 * 300000 / 150.020", -39.99),
    ("EURCHF", 5.0, PIPS, PER_LOT, BUY, 100, 0.95, "JPY", "5 CHF / 0.90000 * 150.020", -833.44),
    ("XAUUSD", 10.0, PIPS, PER_LOT, BUY, 25, 2000.0, "USD", "10 * 0.01 * 100 * 0.25", -2.50),
    ("EURUSD", 0.01, PERCENT, PER_LOT, BUY, 100, 1.10010, "USD", "0.0001 * 100000 * 1.10010", -11.00),
    ("EURUSD", 0.01, PERCENT, PER_LOT, BUY, 100, 1.10010, "EUR", "11.001 / 1.10000", -10.00),
    ("EURUSD", 0.01, PERCENT, PER_DEAL, BUY, 700, 1.10010, "USD", "0.0001 * 100000 * 1.10010", -11.00),
    ("USDJPY", 0.02, PERCENT, PER_LOT, BUY, 50, 150.000, "USD", "0.0002 * 50000 * 150.000 / 150.000", -10.00),
    ("EURCHF", 0.05, PERCENT, PER_LOT, SELL, 100, 0.95000, "GBP", "47.5 / 0.90100 / 1.25020", -42.17),
    ("XAUUSD", 0.02, PERCENT, PER_LOT, BUY, 300, 2000.50, "USD", "0.0002 * 300 * 2000.50", -120.03),
    ("SHARE", 0.1, PERCENT, PER_LOT, BUY, 1_500, 99.99, "USD", "0.001 * 15 * 99.99 = 1.49985", -1.50),
    ("EURUSD", 0.01, PERCENT, PER_LOT, BUY, 100, 0.0, "USD", "price 0: 0", 0.00),
    ("EURUSD", 7.0, 9, PER_LOT, BUY, 100, 1.1, "USD", "no such unit: 0", 0.00),
    ("EURUSD", 7.0, MONEY, PER_LOT, BUY, 2_147_483_647, 1.1, "USD", "7 * 21474836.47", -150_323_855.29),
]
# fmt: on


@pytest.mark.parametrize(
    ("name", "base", "unit", "counted", "cmd", "volume", "open", "deposit", "arithmetic", "commission"), CASES
)
def test_that_a_commission_is_as_computed_by_hand(
    name: str,
    base: float,
    unit: int,
    counted: int,
    cmd: int,
    volume: int,
    open: float,
    deposit: str,
    arithmetic: str,
    commission: float,
) -> None:
    sec = {"comm_base": base, "comm_type": unit, "comm_lots": counted}
    with Counter(name, deposit=deposit, sec=sec) as counter:
        trade = counter.trade(cmd, volume, open_price=open)
        assert counter.server.CalculateCommission(trade) == (OK, commission), arithmetic


@pytest.mark.parametrize(
    ("price", "code"),
    [(float("nan"), R.RET_INVALID_DATA), (float("inf"), R.RET_INVALID_DATA), (1e306, R.RET_INVALID_DATA)],
)
def test_that_a_commission_out_of_range_returns_a_code(price: float, code: int) -> None:
    with Counter(sec={"comm_base": 1.0, "comm_type": PERCENT}) as counter:
        assert counter.server.CalculateCommission(counter.trade(BUY, 100, open_price=price))[0] == code


def test_that_a_symbol_outside_the_sections_of_the_group_has_no_commission() -> None:
    with Counter(fields={"sec_index": 3}) as counter:
        assert (
            counter.server.CalculateCommission(counter.trade(BUY, 100, open_price=1.1))[0] == R.RET_TRADE_SEC_NOT_FOUND
        )


@pytest.mark.parametrize(
    ("agent", "unit", "counted", "volume", "arithmetic", "part"),
    [
        (3.0, MONEY, PER_LOT, 250, "3 * 2.5", 7.50),
        (3.0, MONEY, PER_DEAL, 250, "3", 3.00),
        (1.0, PIPS, PER_LOT, 150, "1 * 0.00001 * 100000 * 1.5", 1.50),
        (0.001, PERCENT, PER_LOT, 100, "0.00001 * 100000 * 1.10010", 1.10),
        (0.0, MONEY, PER_LOT, 100, "0", 0.00),
        (-3.0, MONEY, PER_LOT, 100, "never below 0", 0.00),
    ],
)
def test_that_the_agent_has_its_own_commission(
    agent: float, unit: int, counted: int, volume: int, arithmetic: str, part: float
) -> None:
    sec: dict[str, Any] = {"comm_agent": agent, "comm_agent_type": unit, "comm_agent_lots": counted, "comm_base": 1.0}
    with Counter(sec=sec) as counter:
        trade = counter.open_trade(counter.opened(BUY, volume))
        assert (trade.commission_agent, trade.commission) == (part, pytest.approx(-volume / 100)), arithmetic


@pytest.mark.parametrize(
    ("base", "tax", "arithmetic", "taxes"),
    [
        (10.0, 20.0, "10 * 0.20", -2.00),
        (7.25, 19.0, "7.25 * 0.19 = 1.3775", -1.38),
        (10.0, 0.0, "0", 0.00),
        (10.0, -5.0, "a tax is no gift: 0", 0.00),
        (0.0, 20.0, "no commission: 0", 0.00),
    ],
)
def test_that_a_commission_is_taxed(base: float, tax: float, arithmetic: str, taxes: float) -> None:
    with Counter(sec={"comm_base": base, "comm_tax": tax}) as counter:
        assert counter.open_trade(counter.opened(BUY, 100)).taxes == taxes, arithmetic


def test_that_a_part_that_closes_takes_its_share_of_the_charges() -> None:
    with Counter(sec={"comm_base": 10.01, "comm_tax": 20.0}, quotes={"EURUSD": (1.1, 1.1)}) as counter:
        order = counter.opened(BUY, 100)  # commission -10.01, taxes -2.00
        counter.shut(order, 33)
        part, rest = counter.engine.closed_trades()[0], counter.open_trade(order)
        assert (part.commission, part.taxes) == (-3.30, -0.66)  # 10.01 x 0.33 = 3.3033, 2.00 x 0.33
        assert (rest.commission, rest.taxes) == (-6.71, -1.34)
        assert counter.engine.accounts()[0].balance == 9_996.04  # 10,000 - 3.30 - 0.66
        counter.shut(order)
        assert counter.engine.accounts()[0].balance == 9_987.99  # 10,000 - 10.01 - 2.00
