"""Profit, margin, commission, margin levels and conversion rates against numbers computed by hand."""

from typing import Any

import pytest

from tests.engine.market_day import BUY, SELL, START, Desk, group, section, symbol
from workbench.sdk import PluginInterface, ReturnCodes

R = ReturnCodes


class Reader(PluginInterface):
    """Only has a server."""


def server_of(desk: Desk) -> Any:
    return desk.engine.plugin_server(desk.add(Reader()))


def trade(**fields: Any) -> dict[str, Any]:
    return {"login": 1001, "symbol": "EURUSD", "cmd": int(BUY), "volume": 100, **fields}


@pytest.mark.parametrize(
    ("fields", "cmd", "profit"),
    [
        ({}, BUY, 200.0),  # 0.00200 x 100,000
        ({}, SELL, -200.0),
        ({"profit_mode": 1, "contract_size": 10.0}, BUY, 0.02),
        ({"profit_mode": 2, "tick_size": 0.0005, "tick_value": 12.5}, BUY, 50.0),  # 4 ticks of 12.50
        ({"profit_mode": 2, "tick_size": 0.0, "tick_value": 12.5}, BUY, 0.0),
    ],
)
def test_that_profit_follows_the_mode_of_the_symbol(
    desk: Desk, fields: dict[str, Any], cmd: int, profit: float
) -> None:
    desk.engine.put_symbol(symbol("EURUSD") | fields)
    answer = server_of(desk).CalculateProfit(trade(cmd=int(cmd), open_price=1.10000, close_price=1.10200))
    assert answer == (R.RET_OK, pytest.approx(profit))


@pytest.mark.parametrize(
    ("fields", "margin"),
    [
        ({"margin_currency": "EUR"}, 1_100.10),  # 100,000 / 100 EUR at ask
        ({"margin_currency": "EUR", "margin_divider": 2.0}, 550.05),
        ({"margin_currency": "EUR", "margin_initial": 50_000.0}, 550.05),
        ({"margin_mode": 1, "contract_size": 10.0, "margin_currency": "USD"}, 20.0),  # 10 x 2.0
        ({"margin_mode": 2, "margin_initial": 1_500.0, "margin_currency": "USD"}, 1_500.0),
        (
            {"margin_mode": 3, "contract_size": 10.0, "tick_value": 5.0, "tick_size": 0.5, "margin_currency": "USD"},
            200.0,
        ),
        ({"margin_mode": 4, "contract_size": 1_000.0, "margin_currency": "USD"}, 20.0),  # 1,000 x 2.0 / 100
    ],
)
def test_that_margin_follows_the_mode_of_the_symbol(desk: Desk, fields: dict[str, Any], margin: float) -> None:
    desk.engine.put_symbol(symbol("EURUSD") | fields)
    assert server_of(desk).CalculateMargin(trade(open_price=2.0)) == (R.RET_OK, pytest.approx(margin))


def test_that_the_group_may_divide_the_margin_of_a_symbol() -> None:
    desk = Desk(groups=(group(secmargins={"EURUSD": {"symbol": "EURUSD", "margin_divider": 4.0}}),))
    desk.open(BUY, 100)
    assert desk.margin().margin == pytest.approx(275.03)  # 1,100.10 / 4
    desk.close()


@pytest.mark.parametrize(
    ("mode", "free"),
    [(0, 8_899.90), (1, 8_889.90), (2, 8_899.90), (3, 8_889.90)],  # floating loss of 10
)
def test_that_free_margin_counts_the_floating_loss_by_mode(mode: int, free: float) -> None:
    desk = Desk(groups=(group(margin_mode=mode),))
    desk.open(BUY, 100)
    assert desk.margin().margin_free == pytest.approx(free)
    desk.close()


@pytest.mark.parametrize(("bid", "state"), [(1.10010, 0), (1.01010, 1), (1.00510, 2)])
def test_that_the_margin_level_knows_call_and_stop_out(bid: float, state: int) -> None:
    desk = Desk()
    desk.engine.change_balance(1001, -9_000.0)  # 1,000 left
    desk.open(BUY, 10)  # margin 110.01, 10,000 EUR
    desk.tick("EURUSD", bid, bid + 0.0001)
    # Losses of 0, 900 and 950: equity 1,000, 100 and 50 are 909 %, 90.9 % and 45.5 % of the margin.
    level = desk.margin()
    assert level.level_type == state
    assert level.margin_level == pytest.approx(level.equity / 110.01 * 100)
    desk.close()


def test_that_credit_is_equity_but_no_balance(desk: Desk) -> None:
    server = server_of(desk)
    assert server.CreditIn(1001, 500.0, "") == R.RET_OK
    assert server.CreditIn(1001, -1.0, "") == R.RET_ERR_PARAMS
    assert server.CreditOut(1001, 1.0, "") == R.RET_ERR_PARAMS
    desk.engine.advance(START)
    assert server.CreditOut(1001, -500.01, "") == R.RET_TRADE_NO_MONEY
    level = desk.margin()
    assert (level.balance, level.credit, level.equity, level.margin_free) == (10_000.0, 500.0, 10_500.0, 10_500.0)


def test_that_commission_is_calculated_without_a_trade() -> None:
    desk = Desk(groups=(group(sec=section(comm_base=7.0)),))
    server = server_of(desk)
    assert server.CalculateCommission(trade(volume=250, open_price=1.1)) == (R.RET_OK, -17.5)
    assert server.CalculateCommission(trade(login=9))[0] == R.RET_USER_NOT_FOUND
    assert server.CalculateCommission(trade(symbol="?"))[0] == R.RET_SYMBOL_NOT_FOUND
    assert server.CalculateCommission(trade(cmd=6))[0] == R.RET_TRADE_INCORRECT_CMD
    desk.close()


def test_that_money_is_converted_directly_inversely_and_through_the_dollar(desk: Desk) -> None:
    desk.tick("USDJPY", 150.0, 151.0)
    server = server_of(desk)

    def rate(base: str, target: str, cmd: int) -> Any:
        return server.CalculateConvertRateByCurrency(base, target, int(cmd))

    assert rate("EUR", "USD", BUY) == (R.RET_OK, 1.10010)
    assert rate("EUR", "USD", SELL) == (R.RET_OK, 1.10000)
    assert rate("USD", "EUR", BUY) == (R.RET_OK, pytest.approx(1 / 1.10000))
    assert rate("USD", "EUR", SELL) == (R.RET_OK, pytest.approx(1 / 1.10010))
    assert rate("EUR", "JPY", SELL) == (R.RET_OK, pytest.approx(1.10000 * 150.0))
    assert rate("EUR", "EUR", BUY) == (R.RET_OK, 1.0)
    assert rate("EUR", "GBP", BUY)[0] == R.RET_TRADE_OFFQUOTES  # GBPUSD has no quote
    assert rate("EUR", "", BUY)[0] == R.RET_TRADE_OFFQUOTES


def test_that_numbers_beyond_all_bounds_answer_a_code(desk: Desk) -> None:
    server = server_of(desk)
    assert server.CalculateProfit(trade(open_price=0.0, close_price=1e308))[0] == R.RET_INVALID_DATA
    assert server.CalculateMargin(trade(volume=2_147_483_647))[0] == R.RET_OK
    assert server.CalculateProfit(trade(open_price=float("nan"), close_price=1.0))[0] == R.RET_INVALID_DATA
