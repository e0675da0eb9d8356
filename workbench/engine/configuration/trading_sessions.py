"""Trading sessions of a symbol: converts `Mon-Fri 00:05-23:55` to the week of session windows of the server."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
WINDOWS_A_DAY = 3

Window = tuple[int, int]
Week = list[list[Window]]

_WINDOW = re.compile(r"(\d\d?):(\d\d)-(\d\d?):(\d\d)")


def minute_of_day(text: str) -> int:
    """Returns the minutes after midnight of a time such as 22:05 or 24:00. ValueError for other texts."""
    match = re.fullmatch(r"(\d\d?):(\d\d)(?::00)?", text)
    minute = int(match[1]) * 60 + int(match[2]) if match else -1
    if match is None or int(match[2]) > 59 or minute > 24 * 60:
        raise ValueError(f"{text!r} is not a time of day such as 22:05")
    return minute


def parse_sessions(value: Any) -> list[dict[str, Any]]:
    """Returns seven PluginConSessions as plain values, Sunday first. ValueError describes the problem of `value`."""
    if not isinstance(value, dict):
        raise ValueError(f"expected a table with quote and trade, or one entry a day, got {type(value).__name__}")
    if set(value) <= {"quote", "trade"}:
        quote = _week(value.get("quote", ""))
        trade = _week(value["trade"]) if "trade" in value else quote
    else:
        quote, trade = _by_day(value)
    return [_day(quote[day], trade[day]) for day in range(7)]


def session_table(sessions: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    """Returns seven PluginConSessions as a table by day, the input of `parse_sessions`. Empty days are left out."""
    rows = (
        (day, {use: _hours(sessions[number][use]) for use in ("quote", "trade")}) for number, day in enumerate(DAYS)
    )
    return {day: hours for day, hours in rows if any(hours.values())}


def _hours(windows: list[dict[str, Any]]) -> str:
    used = [window for window in windows if window["close"] > window["open"]]
    return " ".join(f"{_clock(window['open'])}-{_clock(window['close'])}" for window in used)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _by_day(value: dict[str, Any]) -> tuple[Week, Week]:
    quote: Week = [[] for _ in DAYS]
    trade: Week = [[] for _ in DAYS]
    for days, hours in value.items():
        both = {"quote": hours} if isinstance(hours, str) else hours
        if not isinstance(both, dict) or not set(both) <= {"quote", "trade"}:
            raise ValueError(f"{days}: expected hours such as 00:05-23:55, or a table with quote and trade")
        for day in _days(days):
            quote[day] = _windows(both.get("quote", ""))
            trade[day] = _windows(both["trade"]) if "trade" in both else quote[day]
    return quote, trade


def _week(text: Any) -> Week:
    if not isinstance(text, str):
        raise ValueError(f"expected text such as 'Mon-Fri 00:05-23:55', got {type(text).__name__}")
    week: Week = [[] for _ in DAYS]
    for part in filter(None, (part.strip() for part in text.split(","))):
        days, _, hours = part.partition(" ")
        for day in _days(days):
            week[day] += _windows(hours)
            _check(week[day], part)
    return week


def _days(text: str) -> list[int]:
    if text == "*":
        return list(range(7))
    first, _, last = text.partition("-")
    if first not in DAYS or (last or first) not in DAYS:
        raise ValueError(f"{text!r} is not a day or a range of days ({', '.join(DAYS)})")
    start, end = DAYS.index(first), DAYS.index(last or first)
    return [(start + step) % 7 for step in range((end - start) % 7 + 1)]


def _windows(text: Any) -> list[Window]:
    if not isinstance(text, str):
        raise ValueError(f"expected hours such as 00:05-23:55, got {type(text).__name__}")
    windows = [_window(part) for part in text.replace(",", " ").split()]
    _check(windows, text)
    return windows


def _window(text: str) -> Window:
    match = _WINDOW.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a window such as 00:05-23:55")
    open_hour, open_min, close_hour, close_min = map(int, match.groups())
    opening, closing = open_hour * 60 + open_min, close_hour * 60 + close_min
    if open_min > 59 or close_min > 59 or closing > 24 * 60:
        raise ValueError(f"{text!r} is not within 00:00-24:00")
    if opening >= closing:
        raise ValueError(f"{text!r} closes before it opens. Write the part after midnight on the next day")
    return opening, closing


def _check(windows: list[Window], text: str) -> None:
    if len(windows) > WINDOWS_A_DAY:
        raise ValueError(f"{text!r}: more than {WINDOWS_A_DAY} windows on one day")
    ordered = sorted(windows)
    if any(later[0] < earlier[1] for earlier, later in pairwise(ordered)):
        raise ValueError(f"{text!r}: windows of one day overlap")


def _day(quote: list[Window], trade: list[Window]) -> dict[str, Any]:
    return {"quote": _padded(quote), "trade": _padded(trade)}


def _padded(windows: list[Window]) -> list[dict[str, Any]]:
    rows = [
        {
            "open_hour": opening // 60,
            "open_min": opening % 60,
            "close_hour": closing // 60,
            "close_min": closing % 60,
            "open": opening,
            "close": closing,
        }
        for opening, closing in sorted(windows)
    ]
    return rows + [{} for _ in range(WINDOWS_A_DAY - len(rows))]
