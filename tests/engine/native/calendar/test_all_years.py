"""Server time from 1970 to 2199: the same day has the same course in every year."""

import pytest

from tests.support.market_day import BUY, SECOND, START, Desk, group, symbol

WEEK = 7 * 86_400 * SECOND
DAY_SECONDS = 86_400
BUY_LIMIT = 2


def course(start_nanos: int) -> list[object]:
    """The events of a Monday: orders, their expiration, a margin call, a stop out and the end of the day."""
    desk = Desk(groups=(group(use_swap=1),), start_nanos=start_nanos)
    try:
        return list(_reported(desk, start_nanos))
    finally:
        desk.close()


def _reported(desk: Desk, start: int) -> list[object]:
    start_seconds = start // SECOND
    desk.engine.put_symbol(symbol("EURUSD", swap_enable=1, swap_type=0, swap_long=-10.0, swap_short=1.0))
    desk.tick("EURUSD", 1.10000, 1.10010)
    reported: list[object] = [
        desk.open(BUY_LIMIT, 10, open_price=1.0, expiration=start_seconds + 3_600),
        desk.open(BUY, 100),
    ]
    desk.engine.advance(start + 2 * 3_600 * SECOND)
    reported += [len(desk.engine.open_trades())]
    # 8,900 points of loss leave an equity of 1,100 and less than the margin of 1,100.10.
    desk.tick("EURUSD", 1.01110, 1.01120)
    desk.engine.advance(start + DAY_SECONDS * SECOND)
    desk.tick("EURUSD", 1.01110, 1.01120)
    assert [trade.storage for trade in desk.engine.open_trades()] == [-10.0]
    reported += [(trade.open_time - start_seconds, trade.storage) for trade in desk.engine.open_trades()]
    desk.tick("EURUSD", 1.00000, 1.00010)
    reported += [
        (trade.order, trade.close_time - start_seconds, trade.profit, int(trade.activation))
        for trade in desk.engine.closed_trades(1001)
    ]
    reported += [(round(level.equity, 2), level.level_type) for level in desk.engine.margins()]
    reported += [line for line in desk.journal() if "margin call" in line or "stop out" in line or "expired" in line]
    return reported


@pytest.fixture(scope="module")
def known() -> list[object]:
    reported = course(START)
    assert any("margin call" in str(line) for line in reported), reported
    assert any("stop out" in str(line) for line in reported), reported
    return reported


@pytest.mark.parametrize("year", [1970, 1999, 2038, 2106, 2117, 2154, 2199])
def test_that_a_day_has_the_same_course_in_every_year(known: list[object], year: int) -> None:
    # The Monday nearest to the middle of that year, at the same hour.
    weeks = round(((year - 1970) * 365.2425 + 182) * DAY_SECONDS * SECOND - START) // WEEK
    assert course(START + weeks * WEEK) == known
