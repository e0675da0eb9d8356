"""Prices as the clients of a group see them, with EURUSD stored as 1.20000/1.20010."""

from typing import Any

import pytest

from tests.support.market_day import BUY, SELL, Desk, group, section


def opened(sec: dict[str, Any], override: dict[str, Any]) -> tuple[float, float]:
    """What a buy and a sell open at: the group's ask and bid, turned around to bid and ask."""
    records = {"EURUSD": {"symbol": "EURUSD", **override}} if override else {}
    desk = Desk(groups=(group(sec=section(**sec), secmargins=records),))
    try:
        desk.tick("EURUSD", 1.20000, 1.20010)
        orders = [desk.open(cmd)[1] for cmd in (SELL, BUY)]
        prices = {trade.order: trade.open_price for trade in desk.engine.open_trades()}
        return prices[orders[0]], prices[orders[1]]
    finally:
        desk.close()


@pytest.mark.parametrize(
    ("sec", "override", "bid", "ask"),
    [
        ({}, {}, 1.20000, 1.20010),
        ({"spread_diff": 4}, {}, 1.19998, 1.20012),
        ({"spread_diff": 3}, {}, 1.19999, 1.20012),  # the odd point lies at the ask
        ({"spread_diff": -4}, {}, 1.20002, 1.20008),
        ({"spread_diff": -30}, {}, 1.20015, 1.20015),  # narrowed by 15 on each side: never below 0
        ({}, {"spread_enable": 1, "spread": 20}, 1.19995, 1.20015),
        ({}, {"spread_enable": 1, "spread": 20, "spread_balance": 7}, 1.20002, 1.20022),
        ({}, {"spread_enable": 1, "spread": 7}, 1.20001, 1.20008),  # middle 1.20005, 3.5 points each side
        ({}, {"spread_enable": 1, "spread": 0}, 1.20005, 1.20005),
        ({}, {"spread_enable": 0, "spread": 20}, 1.20000, 1.20010),
        ({"spread_diff": 2}, {"spread_enable": 1, "spread": 20}, 1.19994, 1.20016),
    ],
)
def test_that_a_trade_opens_at_the_prices_of_its_group(
    sec: dict[str, Any], override: dict[str, Any], bid: float, ask: float
) -> None:
    assert opened(sec, override) == (bid, ask)
