"""Holidays and the life time of a symbol: when it neither quotes nor trades."""

from typing import Any

import pytest

from tests.support.market_day import BUY, MINUTE, SECOND, START, Desk, symbol
from workbench.sdk import ReturnCodes

R = ReturnCodes
CLOSED = R.RET_TRADE_MARKET_CLOSED
DAY = 24 * 60 * MINUTE


def holiday(**fields: Any) -> dict[str, Any]:
    """Monday 2 March 2026, from 08:00 to 09:00, for every symbol."""
    return {"year": 2026, "month": 3, "day": 2, "from_minute": 480, "to_minute": 540, "symbol": "*", **fields}


def keep(desk: Desk, *holidays: dict[str, Any]) -> None:
    desk.engine.put_holidays(holidays)


def quote(desk: Desk, name: str = "EURUSD") -> int:
    return desk.tick(name, 1.2, 1.3)


def test_that_a_holiday_ends_quotes_and_trades_for_its_minutes(desk: Desk) -> None:
    keep(desk, holiday())
    assert quote(desk) == CLOSED
    assert desk.open(BUY)[0] == CLOSED
    assert desk.engine.tick_refusal_reasons("EURUSD") == {"holiday": 1}
    desk.engine.advance(START + 60 * MINUTE - 1)  # 08:59:59.999...
    assert quote(desk) == CLOSED
    desk.engine.advance(START + 60 * MINUTE)
    assert quote(desk) == R.RET_OK
    assert desk.open(BUY)[0] == R.RET_OK


def test_that_an_open_trade_stays_open_over_a_holiday(desk: Desk) -> None:
    _, order = desk.open(BUY)
    keep(desk, holiday())
    assert desk.shut(order)[0] == CLOSED
    keep(desk)
    assert desk.shut(order)[0] == R.RET_OK


@pytest.mark.parametrize(
    ("fields", "open_symbols"),
    [
        ({"symbol": "EURUSD"}, {"GBPUSD", "USDJPY", "GOLD"}),
        ({"symbol": "EUR*, GBPUSD"}, {"USDJPY", "GOLD"}),
        ({"symbol": "*,!USD*"}, {"USDJPY"}),
        ({"symbol": "@7"}, {"EURUSD", "GBPUSD", "USDJPY"}),
        ({"symbol": "@0"}, {"GOLD"}),
        ({"symbol": "*,!@7"}, {"GOLD"}),
        ({"symbol": "@70"}, {"EURUSD", "GBPUSD", "USDJPY", "GOLD"}),
        ({"enable": 0}, {"EURUSD", "GBPUSD", "USDJPY", "GOLD"}),
        ({"year": 0}, set()),
        ({"year": 2027}, {"EURUSD", "GBPUSD", "USDJPY", "GOLD"}),
        ({"day": 3}, {"EURUSD", "GBPUSD", "USDJPY", "GOLD"}),
        ({"from_minute": 481}, {"EURUSD", "GBPUSD", "USDJPY", "GOLD"}),
        ({"from_minute": 0, "to_minute": 480}, {"EURUSD", "GBPUSD", "USDJPY", "GOLD"}),
        ({"from_minute": 0, "to_minute": 481}, set()),
    ],
)
def test_that_a_holiday_is_for_its_symbols_and_minutes(
    desk: Desk, fields: dict[str, Any], open_symbols: set[str]
) -> None:
    desk.engine.put_symbol(symbol("GOLD", sec_index=7))
    keep(desk, holiday(**fields))
    names = ("EURUSD", "GBPUSD", "USDJPY", "GOLD")
    assert {name for name in names if quote(desk, name) == R.RET_OK} == open_symbols


def test_that_a_holiday_without_a_year_comes_every_year(desk: Desk) -> None:
    keep(desk, holiday(year=0, from_minute=0, to_minute=1440))
    assert quote(desk) == CLOSED
    desk.engine.advance(START + 16 * 60 * MINUTE)  # midnight after it
    assert quote(desk) == R.RET_OK
    desk.engine.advance(START + 365 * DAY)  # 2 March 2027
    assert quote(desk) == CLOSED


def test_that_the_list_can_be_replaced_and_read(desk: Desk) -> None:
    keep(desk, holiday(description="Carnival"), holiday(symbol="GBP*"))
    assert [row.description for row in desk.engine.holidays()] == ["Carnival", ""]
    keep(desk)
    assert desk.engine.holidays() == []
    assert quote(desk) == R.RET_OK


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"month": 13}, "not a day"),
        ({"month": 0}, "not a day"),
        ({"day": 32}, "not a day"),
        ({"year": 0, "month": 2, "day": 30}, "not a day"),
        ({"year": 2026, "month": 2, "day": 29}, "not a day"),
        ({"year": 1969}, "year"),
        ({"from_minute": -1}, "minutes"),
        ({"from_minute": 540}, "minutes"),
        ({"to_minute": 1441}, "minutes"),
        ({"symbol": ""}, "symbol"),
    ],
)
def test_that_an_impossible_holiday_is_refused_and_the_list_stays(
    desk: Desk, fields: dict[str, Any], words: str
) -> None:
    keep(desk, holiday(description="kept"))
    with pytest.raises(RuntimeError, match=f"holiday 2: .*{words}"):
        keep(desk, holiday(), holiday(**fields))
    assert [row.description for row in desk.engine.holidays()] == ["kept"]


def test_that_the_leap_day_may_be_a_yearly_holiday(desk: Desk) -> None:
    keep(desk, holiday(year=0, month=2, day=29))
    assert quote(desk) == R.RET_OK


def test_that_a_symbol_quotes_and_trades_from_its_start_until_its_expiration(desk: Desk) -> None:
    start = START // SECOND
    desk.engine.put_symbol(symbol("EURUSD", starting=start + 10, expiration=start + 70))
    assert quote(desk) == desk.open(BUY)[0] == CLOSED
    assert desk.engine.tick_refusal_reasons("EURUSD") == {"lifetime": 1}
    desk.engine.advance(START + 10 * SECOND)
    assert (quote(desk), desk.open(BUY)[0]) == (R.RET_OK, R.RET_OK)
    desk.engine.advance(START + 70 * SECOND - 1)
    assert quote(desk) == R.RET_OK
    desk.engine.advance(START + 70 * SECOND)
    assert quote(desk) == desk.open(BUY)[0] == CLOSED
