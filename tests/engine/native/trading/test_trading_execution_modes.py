"""The execution price of a request: execution modes, spreads of groups, first in first out."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support.market_day import BUY, SELL, Desk, Listener, group, section, symbol
from workbench.sdk import ReturnCodes

R = ReturnCodes
REQUEST, INSTANT, MARKET = 0, 1, 2


@pytest.fixture
def make() -> Iterator[Callable[..., Desk]]:
    desks: list[Desk] = []

    def make_(sec: dict[str, Any] | None = None, **fields: Any) -> Desk:
        desk = Desk(groups=(group(sec=section(**(sec or {})), **fields),))
        desks.append(desk)
        return desk

    yield make_
    for desk in desks:
        desk.close()


@pytest.mark.parametrize(
    ("exemode", "asked", "code", "executed"),
    [
        # The market is 1.10000/1.10010; prices hold within 5 points.
        (INSTANT, 0.0, R.RET_OK, 1.10010),
        (INSTANT, 1.10010, R.RET_OK, 1.10010),
        (INSTANT, 1.10005, R.RET_OK, 1.10005),
        (INSTANT, 1.10015, R.RET_OK, 1.10015),
        (INSTANT, 1.10004, R.RET_TRADE_REQUOTE, None),
        (INSTANT, 1.10016, R.RET_TRADE_REQUOTE, None),
        (REQUEST, 1.10005, R.RET_OK, 1.10005),
        (REQUEST, 1.10004, R.RET_TRADE_PRICE_CHANGED, None),
        (REQUEST, -1.0, R.RET_TRADE_BAD_PRICES, None),
        (MARKET, 1.5, R.RET_OK, 1.10010),
        (MARKET, float("nan"), R.RET_TRADE_BAD_PRICES, None),
    ],
)
def test_that_the_mode_decides_which_price_is_executed(
    make: Callable[..., Desk], exemode: int, asked: float, code: int, executed: float | None
) -> None:
    desk = make({"ie_deviation": 5})
    desk.engine.put_symbol(symbol("EURUSD", exemode=exemode))
    assert desk.open(BUY, open_price=asked)[0] == code
    assert [trade.open_price for trade in desk.engine.open_trades()] == ([] if executed is None else [executed])


def test_that_a_large_volume_is_not_executed_instantly(make: Callable[..., Desk]) -> None:
    desk = make({"ie_deviation": 5})
    desk.engine.put_symbol(symbol("EURUSD", exemode=INSTANT, instant_max_volume=100))
    assert desk.open(BUY, 100, open_price=1.2)[0] == R.RET_TRADE_REQUOTE
    assert desk.open(BUY, 101, open_price=1.2)[0] == R.RET_TRADE_PRICE_CHANGED


def test_that_a_closing_price_holds_as_long(make: Callable[..., Desk]) -> None:
    desk = make({"ie_deviation": 5})
    desk.engine.put_symbol(symbol("EURUSD", exemode=INSTANT))
    _, order = desk.open(BUY, 100)
    assert desk.shut(order, close_price=1.10006)[0] == R.RET_TRADE_REQUOTE
    assert desk.shut(order, close_price=1.10005)[0] == R.RET_OK
    assert desk.engine.closed_trades()[0].profit == -5.0  # (1.10005 - 1.10010) x 100,000


def test_that_a_group_trades_at_its_own_spread_and_hooks_see_the_stored_quote(make: Callable[..., Desk]) -> None:
    desk = make({"spread_diff": 10})
    _, buy = desk.open(BUY, 100)
    _, sell = desk.open(SELL, 100)
    prices = {trade.order: trade.open_price for trade in desk.engine.open_trades()}
    assert prices == pytest.approx({buy: 1.10015, sell: 1.09995})  # 5 points on each side
    desk.shut(buy)
    assert desk.engine.closed_trades()[0].profit == -20.0  # (1.09995 - 1.10015) x 100,000


def test_that_stops_stand_against_the_prices_of_the_group(make: Callable[..., Desk]) -> None:
    desk = make({"spread_diff": 10})
    assert desk.open(BUY, sl=1.09997)[0] == R.RET_TRADE_INVALID_SL_TP  # above its bid 1.09995
    assert desk.open(BUY, sl=1.09994)[0] == R.RET_OK


def test_that_first_in_is_first_out_when_the_group_is_configured_so(make: Callable[..., Desk]) -> None:
    desk = make(close_fifo=1)
    desk.tick("GBPUSD", 1.3, 1.3001)
    _, first = desk.open(BUY, 10)
    _, second = desk.open(BUY, 10)
    _, pound = desk.open(BUY, 10, symbol="GBPUSD")
    assert desk.shut(second)[0] == R.RET_TRADE_PROHIBITED_BY_FIFO
    assert desk.shut(pound)[0] == R.RET_OK
    assert desk.shut(first, 5)[0] == R.RET_OK
    assert desk.shut(second)[0] == R.RET_TRADE_PROHIBITED_BY_FIFO
    assert desk.shut(first)[0] == R.RET_OK
    assert desk.shut(second)[0] == R.RET_OK


def test_that_a_check_calls_no_hook_and_changes_nothing(desk: Desk) -> None:
    listener = Listener()
    server: Any = desk.engine.plugin_server(desk.add(listener))
    request = {"login": 1001, "symbol": "EURUSD", "cmd": int(BUY), "volume": 100}
    assert server.CheckOpenTrade(request) == R.RET_OK
    assert server.CheckOpenTrade(request | {"volume": 1_000}) == R.RET_TRADE_NO_MONEY
    assert server.CheckOpenTrade(request | {"cmd": 2, "open_price": 1.2}) == R.RET_TRADE_BAD_PRICES
    assert server.CheckOpenTrade(request | {"comment": "x" * 4_097}) == R.RET_INVALID_DATA
    _, order = desk.open()
    listener.heard.clear()
    assert server.CheckCloseTrade({"order": order}) == R.RET_OK
    assert server.CheckCloseTrade({"order": order, "volume": 101}) == R.RET_TRADE_BAD_VOLUME
    assert server.CheckCloseTrade({"order": order, "close_price": 1.2}) == R.RET_TRADE_PRICE_CHANGED
    assert server.CheckCloseTrade({"order": 99}) == R.RET_TRADE_INCORRECT_ORDER
    assert listener.heard == []
    assert len(desk.engine.open_trades()) == 1
