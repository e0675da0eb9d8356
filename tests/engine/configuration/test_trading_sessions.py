"""Opening hours."""

from typing import Any

import pytest

from workbench.engine.configuration.trading_sessions import parse_sessions


def windows(value: Any, kind: str, day: int) -> list[tuple[int, int]]:
    return [(row["open"], row["close"]) for row in parse_sessions(value)[day][kind] if row]


def test_that_a_range_of_days_opens_each_of_them() -> None:
    value = {"quote": "Mon-Fri 00:00-24:00", "trade": "Mon-Thu 00:05-23:55, Fri 00:05-22:00"}
    assert windows(value, "quote", 1) == [(0, 1440)]
    assert windows(value, "quote", 0) == []
    assert windows(value, "trade", 4) == [(5, 1435)]
    assert windows(value, "trade", 5) == [(5, 1320)]


def test_that_trading_hours_equal_quoting_hours_unless_configured() -> None:
    assert windows({"quote": "* 08:00-12:00 13:00-17:00"}, "trade", 6) == [(480, 720), (780, 1020)]
    assert windows({"Sun": "22:00-24:00", "Mon-Fri": {"quote": "00:00-24:00", "trade": ""}}, "trade", 0) == [
        (1320, 1440)
    ]
    assert windows({"Sun": "22:00-24:00", "Mon-Fri": {"quote": "00:00-24:00", "trade": ""}}, "trade", 1) == []


def test_that_a_range_may_go_around_the_week() -> None:
    assert [bool(windows({"quote": "Fri-Mon 01:00-02:00"}, "quote", day)) for day in range(7)] == [
        True, True, False, False, False, True, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (5, "expected a table"),
        ({"quote": 5}, "expected text"),
        ({"quote": "Mon-Fry 00:00-24:00"}, "'Mon-Fry' is not a day"),
        ({"quote": "Mon 0-24"}, "'0-24' is not a window"),
        ({"quote": "Mon 00:00-24:30"}, "not within 00:00-24:00"),
        ({"quote": "Mon 22:00-06:00"}, "closes before it opens"),
        ({"quote": "Mon 08:00-12:00, Mon 11:00-13:00"}, "overlap"),
        ({"quote": "Mon 01:00-02:00 03:00-04:00 05:00-06:00 07:00-08:00"}, "more than 3 windows"),
        ({"Mon": {"hours": "x"}}, "expected hours"),
    ],
)
def test_that_a_mistake_is_reported_with_its_cause(value: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_sessions(value)
