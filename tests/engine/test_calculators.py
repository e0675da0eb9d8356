"""Margin states that a running server comes through."""

import pytest

from tests.engine.market_day import BUY, Desk


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
