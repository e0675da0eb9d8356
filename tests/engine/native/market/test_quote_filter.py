"""The server's own filter of quotes, with EURUSD (five digits) standing at 1.10000/1.10010."""

from typing import Any

import pytest

from tests.support.market_day import MINUTE, START, Desk, QuoteFilter, symbol
from workbench.sdk import ReturnCodes

R = ReturnCodes
DROPPED = R.RET_TRADE_OFFQUOTES


def configure(desk: Desk, **fields: Any) -> None:
    """Settings, and 1.10000/1.10010 as the first quote, which always passes."""
    desk.engine.put_symbol(symbol("EURUSD", **fields))
    assert at(desk, 0) == R.RET_OK


def at(desk: Desk, points: int, wider: int = 0) -> int:
    """A quote so many points above 1.10000/1.10010, its ask `wider` points more."""
    return desk.tick("EURUSD", round(1.1 + points * 1e-5, 5), round(1.1001 + (points + wider) * 1e-5, 5))


def passed(desk: Desk, *points: int) -> list[int]:
    return [point for point in points if at(desk, point) == R.RET_OK]


def test_that_without_settings_everything_passes(desk: Desk) -> None:
    configure(desk)
    assert passed(desk, 50_000, -50_000) == [50_000, -50_000]


def test_that_the_level_itself_passes_and_one_point_more_does_not(desk: Desk) -> None:
    configure(desk, filter=20, filter_counter=3)
    assert at(desk, 21) == DROPPED
    assert at(desk, 20) == R.RET_OK
    assert at(desk, 41) == DROPPED  # 21 points from the last one that passed
    assert at(desk, -1) == DROPPED
    assert desk.engine.tick_refusals("EURUSD") == {DROPPED: 3}
    assert desk.engine.tick_refusal_reasons("EURUSD") == {"filter": 3}


def test_that_a_new_level_is_believed_after_so_many_dropped_quotes(desk: Desk) -> None:
    configure(desk, filter=20, filter_counter=2)
    assert passed(desk, 100, 105, 110) == [110]
    assert passed(desk, 120, 0) == [120]  # 10 points from the new level, 120 from it


def test_that_a_single_spike_is_dropped_by_the_default_counter(desk: Desk) -> None:
    configure(desk, filter=20)
    assert passed(desk, 300, 5, 300, 10) == [5, 10]
    assert passed(desk, 300, 300) == [300]


def test_that_suspects_must_confirm_each_other(desk: Desk) -> None:
    configure(desk, filter=20, filter_counter=2)
    assert passed(desk, 100, 200, 100, 200, -100) == []
    assert passed(desk, 100, 110, 120) == [120]  # a row of its own: 100, 110 dropped


def test_that_a_quote_that_passes_ends_the_row_of_suspects(desk: Desk) -> None:
    configure(desk, filter=20, filter_counter=2)
    assert passed(desk, 100, 100, 0, 100, 100) == [0]
    assert passed(desk, 100) == [100]


def test_that_counter_0_believes_at_once(desk: Desk) -> None:
    configure(desk, filter=20, filter_counter=0)
    assert passed(desk, 500, 0) == [500, 0]


def test_that_an_ask_alone_is_filtered_too(desk: Desk) -> None:
    configure(desk, filter=20)
    assert at(desk, 0, wider=21) == DROPPED
    assert at(desk, 0, wider=20) == R.RET_OK


def test_that_nothing_beyond_the_limit_is_ever_believed(desk: Desk) -> None:
    # 1 % of 1.10000 is 1100 points.
    configure(desk, filter_limit=1.0)
    assert passed(desk, 1_101, 1_101, 1_101, 1_101) == []
    assert passed(desk, 1_099) == [1_099]
    assert passed(desk, 1_099 + 1_110) == [2_209]  # 1 % of 1.11099 is 1110.99 points


def test_that_a_quote_beyond_the_limit_does_not_affect_a_row_of_suspects(desk: Desk) -> None:
    configure(desk, filter=20, filter_counter=2, filter_limit=1.0)
    assert passed(desk, 100, 5_000, 100, 5_000, 100) == [100]


def test_that_smoothing_compares_with_an_average(desk: Desk) -> None:
    configure(desk, filter=20, filter_counter=5, filter_smoothing=2)
    # The average moves half the way: 0, then 10 after 20, then 20 after 30.
    assert passed(desk, 20, 31, 30, 41, 40) == [20, 30, 40]


def test_that_the_first_quote_after_a_closed_time_passes(desk: Desk) -> None:
    closed: dict[str, Any] = {"quote": [{}, {}, {}], "trade": [{}, {}, {}]}
    monday = closed | {"quote": [{"open": 480, "close": 490}, {"open": 540, "close": 600}, {}]}
    configure(desk, filter=20, filter_counter=9, filter_limit=1.0, sessions=[closed, monday, *[closed] * 5])
    desk.engine.advance(START + 9 * MINUTE)
    assert passed(desk, 5_000) == []
    desk.engine.advance(START + 60 * MINUTE)
    assert passed(desk, 5_000, 0) == [5_000]


def test_that_a_long_silence_alone_is_no_reason_to_believe(desk: Desk) -> None:
    configure(desk, filter=20, filter_counter=9)
    desk.engine.advance(START + 600 * MINUTE)
    assert passed(desk, 5_000) == []


def test_that_new_settings_restart_the_filter(desk: Desk) -> None:
    configure(desk, filter=20, filter_counter=9)
    desk.engine.put_symbol(symbol("EURUSD", filter=20, filter_counter=9))
    assert passed(desk, 5_000, 0) == [5_000]


def test_that_hooks_are_not_called_for_a_filtered_quote(desk: Desk) -> None:
    configure(desk, filter=20, spread=30)
    hook = QuoteFilter(int(R.RET_OK_CHANGE), bid=1.2, ask=1.3)
    desk.add(hook)
    assert passed(desk, 5_000, 0, 15) == [0, 15]  # raw prices are compared, not what hook and spread made of them
    assert len(hook.reported) == 2


@pytest.mark.parametrize(
    "fields",
    [{"filter": -1}, {"filter_counter": -1}, {"filter_smoothing": -1}, {"filter_limit": -0.1},
     {"filter_limit": float("nan")}, {"filter_limit": float("inf")}],
)  # fmt: skip
def test_that_impossible_settings_are_refused(desk: Desk, fields: dict[str, Any]) -> None:
    with pytest.raises(RuntimeError, match=r'EURUSD"?: filter'):
        desk.engine.put_symbol(symbol("EURUSD", **fields))
