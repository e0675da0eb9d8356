"""Time zones by name (`Europe/Nicosia`), as the moments when their offset from UTC changes."""

from __future__ import annotations

import datetime as dt
import functools
import zoneinfo
from difflib import get_close_matches

Changes = tuple[tuple[int, int], ...]
"""Pairs of a moment in Unix seconds and the offset from then on, in seconds east of UTC. Ascending."""

UTC = "UTC"
_FIRST, _END = -86_400, 7_258_118_400 + 86_400
"""Server time lies between 1970 and 2200. One more day on each side covers local time."""
_STEP = 7 * 86_400
"""Step of the search. No zone changes its offset twice within a week."""


def mistake(name: str) -> str:
    """Returns the problem of a time zone's name, empty for a valid name."""
    try:
        changes(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        close = get_close_matches(name, _names(), 1, 0.7)
        hint = f". Do you mean {close[0]}?" if close else ", such as Europe/Nicosia"
        return f"{name!r} is not a name of the time zone database{hint}"
    return ""


@functools.cache
def changes(name: str) -> Changes:
    """Returns the offsets of a zone for all of server time. ZoneInfoNotFoundError or ValueError for an invalid name."""
    if name == UTC:
        return ((_FIRST, 0),)
    zone = zoneinfo.ZoneInfo(name)
    found = [(_FIRST, _offset(zone, _FIRST))]
    for start in range(_FIRST, _END, _STEP):
        while (offset := _offset(zone, start + _STEP)) != found[-1][1]:
            moment = _first_after(zone, max(start, found[-1][0]), start + _STEP)
            found.append((moment, _offset(zone, moment)))
            if found[-1][1] == offset:
                break
    return tuple(found)


def _first_after(zone: zoneinfo.ZoneInfo, before: int, after: int) -> int:
    """Returns the moment when the offset changes, between two moments with different offsets."""
    old = _offset(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(zone: zoneinfo.ZoneInfo, moment: int) -> int:
    offset = dt.datetime.fromtimestamp(moment, zone).utcoffset()
    assert offset is not None, "a zone of the database has an offset"
    return round(offset.total_seconds())


@functools.cache
def _names() -> tuple[str, ...]:
    return tuple(sorted(zoneinfo.available_timezones()))
