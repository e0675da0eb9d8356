"""Requests with arbitrary fields: each gets a code, and only a valid request changes anything."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.market_day import BUY, SELL, Desk
from workbench.contract.generated.records import PluginTradeRequestRecord
from workbench.sdk import PluginTradeCommand as Cmd
from workbench.sdk import ReturnCodes

R = ReturnCodes
ACTIONS = (
    "open_trade",
    "close_trade",
    "close_trade_by",
    "update_trade",
    "update_closed_trade",
    "cancel_trade",
    "delete_trade",
    "restore_trade",
)
NUMBERS = (float("nan"), float("inf"), float("-inf"), 1e308, -1e308, -1.0)
WHOLES = (-(2**31), 2**31 - 1, -1)
TIMES = (-(2**63), 2**63 - 1, -1, 7_258_118_400)
TEXTS = ("x" * 10_000, "\0", "ab\0cd")
FIELDS = PluginTradeRequestRecord.__struct_fields__


def bad_values(default: object) -> tuple[Any, ...]:
    if isinstance(default, str):
        return TEXTS
    if isinstance(default, float):
        return NUMBERS
    return WHOLES


def hostile() -> Iterator[tuple[str, Any]]:
    blank = PluginTradeRequestRecord()
    for name in FIELDS:
        default = getattr(blank, name)
        if name.endswith("_time") or name == "expiration":
            yield from ((name, value) for value in TIMES)
        elif name == "conv_rates":
            yield from ((name, [value, value]) for value in NUMBERS)
        else:
            yield from ((name, value) for value in bad_values(default))


class Market:
    """A server with a position on each side, an order, a closed trade and a finance record."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        self.desk = Desk()
        self.buy = self.desk.open(BUY, 10)[1]
        self.sell = self.desk.open(SELL, 10)[1]
        self.order = self.desk.open(Cmd.BuyLimit, 10, open_price=1.09)[1]
        self.closed = self.desk.open(BUY, 10)[1]
        self.desk.shut(self.closed)

    def good(self, action: str) -> dict[str, Any]:
        """A request that is carried out as it is."""
        if action == "open_trade":
            return {"login": 1001, "symbol": "EURUSD", "cmd": int(BUY), "volume": 1}
        if action == "close_trade_by":
            return {"order": self.buy, "parent_order": self.sell}
        if action == "cancel_trade":
            return {"order": self.order}
        closed = ("update_closed_trade", "delete_trade", "restore_trade")
        return {"order": self.closed if action in closed else self.buy}

    def state(self) -> str:
        engine = self.desk.engine
        account = self.desk.account()
        return str([engine.open_trades(), engine.closed_trades(), engine.transactions(), account.balance])


@pytest.fixture(scope="module")
def market() -> Iterator[Market]:
    market = Market()
    yield market
    market.desk.close()


@pytest.mark.parametrize("action", ACTIONS)
def test_that_a_refused_request_changes_nothing(market: Market, action: str) -> None:
    refused = 0
    for name, value in hostile():
        before = market.state()
        code, _ = getattr(market.desk.engine, action)({**market.good(action), name: value})
        if code != R.RET_OK:
            refused += 1
            assert market.state() == before, (name, value)
            continue
        # The field is not one that this request reads.
        assert "nan" not in market.state(), (name, value)
        assert "inf" not in market.state(), (name, value)
        market.desk.close()
        market.begin()
    assert refused > 30


def test_that_money_is_the_sum_of_its_records_after_any_requests(desk: Desk) -> None:
    _, buy = desk.open(BUY, 30)
    desk.shut(buy, 10)
    _, sell = desk.open(SELL, 20)
    desk.engine.close_trade_by({"order": buy, "parent_order": sell})
    _, third = desk.open(BUY, 40)
    desk.tick("EURUSD", 1.101, 1.1012)
    desk.shut(third)
    desk.engine.restore_trade({"order": third})
    desk.engine.update_closed_trade({"order": sell, "profit": 12.34})
    desk.engine.move_money(1001, int(Cmd.Charge), -1.11)
    desk.shut(third)
    closed = desk.engine.closed_trades(1001)
    booked = sum(row.profit + row.commission + row.storage + row.taxes for row in closed)
    paid = sum(row.profit for row in desk.engine.transactions(1001))
    assert desk.account().balance == pytest.approx(booked + paid)
    assert desk.engine.open_trades() == []
