"""Time zones: the end of the day, maintenance, sessions and holidays in local time of a zone, including summer time."""

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.engine.running import Start
from tests.support.market_day import BUY, SECOND, group, symbol
from workbench.engine import _core, time_zones
from workbench.engine.configuration.difference import differences
from workbench.engine.configuration.model import ConfigurationError
from workbench.engine.configuration.server_toml import load_workspace
from workbench.engine.messages import ApplyConfiguration
from workbench.sdk import ReturnCodes

R = ReturnCodes
DAY, HOUR = 86_400, 3_600
NEW_YORK, NICOSIA, LORD_HOWE, SAO_PAULO = (
    "America/New_York",
    "Europe/Nicosia",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
)
SPRING, AUTUMN = dt.date(2026, 3, 8), dt.date(2026, 11, 1)
"""Sundays on which New York sets its clocks: 02:00 becomes 03:00, 02:00 becomes 01:00."""


def at(zone: str, day: dt.date, text: str, *, fold: int = 0) -> int:
    """Unix seconds of a local time; of one that does not exist, as long after the change as it is late."""
    local = dt.datetime.combine(day, dt.time.fromisoformat(text), ZoneInfo(zone)).replace(fold=fold)
    return round(local.timestamp())


class Clocks:
    """A server on a virtual clock, in a time zone."""

    def __init__(self, start: int, zone: str, symbols: dict[str, str] | None = None, **common: Any) -> None:
        self.engine: Any = _core.Engine(clock="virtual", start_nanos=start * SECOND)
        self.put_zone(zone, symbols)
        self.engine.put_common(common)
        self.engine.put_group(group(use_swap=1, interestrate=36.5))
        points: dict[str, Any] = {"swap_enable": 1, "swap_type": 1, "swap_long": -1.0, "swap_rollover3days": 3}
        self.engine.put_symbol(symbol("EURUSD", **points))
        self.engine.seed_account({"login": 1001, "group": "real-usd"}, balance=10_000.0)

    def put_zone(self, zone: str, symbols: dict[str, str] | None = None) -> None:
        names = {zone, *(symbols or {}).values()}
        self.engine.set_time_zones({name: time_zones.changes(name) for name in names}, zone, symbols or {})

    def quote(self, moment: int, name: str = "EURUSD") -> int:
        self.engine.advance(moment * SECOND)
        return int(self.engine.inject_tick({"symbol": name, "bid": 1.1, "ask": 1.1001, "volume": 1.0}))

    def ends(self, until: int) -> list[int]:
        self.engine.advance(until * SECOND)
        return [row.create_time for row in self.engine.equities(0, until)]


@pytest.fixture
def clocks() -> Iterator[Any]:
    made: list[Clocks] = []

    def make(*arguments: Any, **fields: Any) -> Clocks:
        made.append(Clocks(*arguments, **fields))
        return made[-1]

    yield make
    for one in made:
        one.engine.close()


@pytest.mark.parametrize("minute", [0, 90, 150, 22 * 60])
@pytest.mark.parametrize(
    ("zone", "change"),
    [
        (NEW_YORK, SPRING),
        (NEW_YORK, AUTUMN),
        (NICOSIA, dt.date(2026, 3, 29)),
        (NICOSIA, dt.date(2026, 10, 25)),
        (LORD_HOWE, dt.date(2026, 4, 5)),
        (LORD_HOWE, dt.date(2026, 10, 4)),
        (SAO_PAULO, dt.date(2018, 2, 18)),  # at midnight: 24:00 becomes 23:00
        (SAO_PAULO, dt.date(2018, 11, 4)),  # 00:00 becomes 01:00
        ("Pacific/Apia", dt.date(2011, 12, 29)),  # the 30th was left out
    ],
)
def test_that_each_day_ends_once_in_local_time_of_the_zone(
    clocks: Any, zone: str, change: dt.date, minute: int
) -> None:
    first = change - dt.timedelta(days=3)
    start = at(zone, first, "12:00")
    desk = clocks(start, zone, end_of_day=minute)
    desk.engine.start()
    days = [first + dt.timedelta(days=number) for number in range(8)]
    midnights = [day + dt.timedelta(days=1) if minute == 0 else day for day in days]
    expected = [at(zone, day, f"{minute // 60:02}:{minute % 60:02}") for day in midnights]
    until = start + 6 * DAY
    assert desk.ends(until) == sorted({end for end in expected if start < end <= until})


def test_that_a_local_time_that_does_not_exist_or_exists_twice_is_one_moment(clocks: Any) -> None:
    spring = clocks(at(NEW_YORK, SPRING, "00:10"), NEW_YORK, end_of_day=150)
    spring.engine.start()
    # 02:30 is left out: half an hour after 02:00, which is 03:00 by then.
    assert spring.ends(at(NEW_YORK, SPRING, "12:00")) == [at(NEW_YORK, SPRING, "03:30")]
    autumn = clocks(at(NEW_YORK, AUTUMN, "00:10"), NEW_YORK, end_of_day=90)
    autumn.engine.start()
    assert autumn.ends(at(NEW_YORK, AUTUMN, "12:00")) == [at(NEW_YORK, AUTUMN, "01:30", fold=0)]
    assert at(NEW_YORK, AUTUMN, "01:30", fold=1) - at(NEW_YORK, AUTUMN, "01:30", fold=0) == HOUR


@pytest.mark.parametrize("sunday", [SPRING, AUTUMN])
def test_that_a_night_is_one_night_of_swap_when_the_clocks_change(clocks: Any, sunday: dt.date) -> None:
    desk = clocks(at(NEW_YORK, sunday - dt.timedelta(days=2), "12:00"), NEW_YORK)
    desk.engine.start()
    assert desk.quote(at(NEW_YORK, sunday - dt.timedelta(days=2), "12:00")) == R.RET_OK
    assert desk.engine.open_trade({"login": 1001, "symbol": "EURUSD", "cmd": int(BUY), "volume": 100})[0] == R.RET_OK
    storage = {}
    for number in range(-1, 6):
        day = sunday + dt.timedelta(days=number)
        desk.engine.advance(at(NEW_YORK, day, "12:00") * SECOND)
        storage[f"{day:%a}"] = desk.engine.open_trades()[0].storage
    # Friday's night is over by Saturday noon; weekends cost nothing, Wednesday's night costs three.
    assert storage == {"Sat": -1.0, "Sun": -1.0, "Mon": -1.0, "Tue": -2.0, "Wed": -3.0, "Thu": -6.0, "Fri": -7.0}


def test_that_a_month_ends_in_local_time_of_the_zone(clocks: Any) -> None:
    last = dt.date(2026, 3, 31)
    desk = clocks(at(NEW_YORK, last, "12:00"), NEW_YORK)
    desk.engine.start()
    desk.engine.advance(at("UTC", dt.date(2026, 4, 1), "01:00") * SECOND)
    assert desk.engine.accounts()[0].balance == 10_000.0
    desk.engine.advance(at(NEW_YORK, dt.date(2026, 4, 1), "00:00") * SECOND)
    # One day of 36.5 percent a year.
    assert desk.engine.accounts()[0].balance == 10_010.0
    assert [record.comment for record in desk.engine.transactions(1001)][-1] == "interest 2026-03"
    assert any("end of day 2026-03-31: " in notice["text"] for notice in desk.engine.take_notices())


def windows(*hours: tuple[int, int]) -> list[dict[str, Any]]:
    return [{"open": opening, "close": closing} for opening, closing in hours] + [{}] * (3 - len(hours))


def every_day(*hours: tuple[int, int]) -> list[dict[str, Any]]:
    return [{"quote": windows(*hours), "trade": windows(*hours)} for _ in range(7)]


@pytest.mark.parametrize("sunday", [SPRING, AUTUMN, dt.date(2026, 7, 5)])
def test_that_sessions_follow_local_time_of_the_zone(clocks: Any, sunday: dt.date) -> None:
    start = at(NEW_YORK, sunday, "00:00")
    desk = clocks(start, NEW_YORK)
    opening, closing = 90, 165  # 01:30 to 02:45
    desk.engine.put_symbol(symbol("EURUSD", sessions=every_day((opening, closing))))
    desk.engine.start()
    for moment in range(start, start + 30 * HOUR, 900):
        shown = dt.datetime.fromtimestamp(moment, ZoneInfo(NEW_YORK))
        inside = opening <= shown.hour * 60 + shown.minute < closing
        assert desk.quote(moment) == (R.RET_OK if inside else R.RET_TRADE_MARKET_CLOSED), shown


def test_that_a_symbol_has_a_zone_of_its_own(clocks: Any) -> None:
    day = dt.date(2026, 3, 16)  # New York has summer time already, Nicosia has not
    desk = clocks(at("UTC", day, "00:00"), NICOSIA, {"US500": NEW_YORK})
    for name in ("EURUSD", "US500"):
        desk.engine.put_symbol(symbol(name, sessions=every_day((570, 960))))
    desk.engine.start()
    assert desk.quote(at(NICOSIA, day, "09:29"), "EURUSD") == R.RET_TRADE_MARKET_CLOSED
    assert desk.quote(at(NICOSIA, day, "09:30"), "EURUSD") == R.RET_OK
    assert desk.quote(at(NEW_YORK, day, "09:29"), "US500") == R.RET_TRADE_MARKET_CLOSED
    assert desk.quote(at(NEW_YORK, day, "09:30"), "US500") == R.RET_OK
    assert desk.quote(at(NICOSIA, day, "16:00"), "EURUSD") == R.RET_TRADE_MARKET_CLOSED
    desk.put_zone(NEW_YORK)
    assert desk.quote(at(NEW_YORK, day, "15:59"), "EURUSD") == R.RET_OK


def test_that_a_holiday_is_a_day_of_the_zone(clocks: Any) -> None:
    day = dt.date(2026, 7, 3)
    desk = clocks(at(NEW_YORK, day, "00:00") - HOUR, NEW_YORK)
    holiday = {"month": 7, "day": 3, "year": 2026, "symbol": "*", "enable": 1, "from_minute": 0, "to_minute": 1440}
    desk.engine.put_holidays([holiday])
    desk.engine.start()
    assert desk.quote(at(NEW_YORK, day, "00:00") - 60) == R.RET_OK
    assert desk.quote(at(NEW_YORK, day, "00:00")) == R.RET_TRADE_MARKET_CLOSED
    assert desk.quote(at(NEW_YORK, day, "23:59")) == R.RET_TRADE_MARKET_CLOSED
    assert desk.quote(at(NEW_YORK, day, "23:59") + 60) == R.RET_OK


@pytest.mark.parametrize("sunday", [SPRING, AUTUMN])
def test_that_maintenance_begins_once_in_local_time_of_the_zone(clocks: Any, sunday: dt.date) -> None:
    for text, minute in (("01:30", 90), ("02:30", 150)):
        weekly = {"maintenance_day": 0, "maintenance_start": minute, "maintenance_minutes": 30}
        before = sunday - dt.timedelta(days=7)
        desk = clocks(at(NEW_YORK, before, "00:00"), NEW_YORK, **weekly)
        desk.engine.start()
        begun, blocked = [], False
        for moment in range(at(NEW_YORK, before, "00:00"), at(NEW_YORK, sunday + dt.timedelta(days=8), "00:00"), 600):
            desk.engine.advance(moment * SECOND)
            now = desk.engine.common().liveupdate_mode == 1
            if now and not blocked:
                begun.append(moment)
            blocked = now
        days = (before, sunday, sunday + dt.timedelta(days=7))
        assert begun == [at(NEW_YORK, day, text) for day in days]


def test_that_a_day_that_has_ended_does_not_end_again_when_the_zone_moves(clocks: Any) -> None:
    day = dt.date(2026, 6, 10)
    desk = clocks(at("UTC", day, "12:00"), "UTC")
    desk.engine.start()
    midnight = at("UTC", day + dt.timedelta(days=1), "00:00")
    assert desk.ends(midnight + 60) == [midnight]
    desk.put_zone(NEW_YORK)
    assert desk.ends(midnight + 12 * HOUR) == [midnight]
    next_end = at(NEW_YORK, day + dt.timedelta(days=2), "00:00")
    assert desk.ends(next_end) == [midnight, next_end]
    # In Tokyo it was the afternoon of the 12th: that day counts as closed.
    desk.put_zone("Asia/Tokyo")
    last = at("Asia/Tokyo", day + dt.timedelta(days=4), "00:00")
    assert desk.ends(last - 1) == [midnight, next_end]
    assert desk.ends(last) == [midnight, next_end, last]


@pytest.mark.parametrize("zone", [NEW_YORK, NICOSIA, LORD_HOWE, SAO_PAULO, "Pacific/Apia", "Asia/Kolkata", "UTC"])
def test_that_the_changes_of_a_zone_are_those_of_the_database(zone: str) -> None:
    changes = time_zones.changes(zone)
    assert list(changes) == sorted(changes)
    for (_, before), (moment, offset) in pairwise(changes):
        for second, expected in ((moment - 1, before), (moment, offset)):
            shown = dt.datetime.fromtimestamp(second, ZoneInfo(zone)).utcoffset()
            assert shown is not None
            assert shown.total_seconds() == expected
    for moment in range(0, 7_258_118_400, 100 * DAY + 7 * HOUR):
        shown = dt.datetime.fromtimestamp(moment, ZoneInfo(zone)).utcoffset()
        offset = [offset for start, offset in changes if start <= moment][-1]
        assert shown is not None
        assert shown.total_seconds() == offset


def test_that_invalid_zones_change_nothing(clocks: Any) -> None:
    desk = clocks(0, "UTC")
    for zones, common, symbols in (
        ({}, "UTC", {}),
        ({"UTC": ((0, 0),)}, "UTC", {"EURUSD": "Mars"}),
        ({"UTC": ((5, 0), (5, 60))}, "UTC", {}),
        ({"UTC": ((0, 86_401),)}, "UTC", {}),
    ):
        with pytest.raises(RuntimeError):
            desk.engine.set_time_zones(zones, common, symbols)


# server.toml


def edited(folder: Path, before: str, after: str) -> Path:
    file = folder / "server.toml"
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            'clock = "feed"',
            'clock = "feed"\ntime_zone = "Europe/Nicosa"',
            "server.toml:4: server.time_zone: 'Europe/Nicosa' is not a name of the time zone database. "
            "Do you mean Europe/Nicosia?",
        ),
        (
            'clock = "feed"',
            'clock = "feed"\ntime_zone = ""',
            "server.toml:4: server.time_zone: '' is not a name of the time zone database, such as Europe/Nicosia",
        ),
        ('clock = "feed"', 'clock = "feed"\ntime_zone = 2', "server.toml:4: server.time_zone: expected str, got int"),
        (
            "digits = 5",
            'digits = 5\ntime_zone = "../../etc/passwd"',
            "symbols.EURUSD.time_zone: '../../etc/passwd' is not a name of the time zone database, "
            "such as Europe/Nicosia",
        ),
        ("digits = 5", "digits = 5\ntime_zone = true", "symbols.EURUSD.time_zone: expected str, got bool"),
    ],
)
def test_that_an_invalid_zone_is_an_error_with_its_line(workspace: Path, before: str, after: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_workspace(edited(workspace, before, after))
    assert str(caught.value).endswith(message)
    assert str(caught.value).startswith("server.toml:")


def test_that_the_server_uses_the_time_zones_of_its_workspace(workspace: Path, start: Start) -> None:
    edited(workspace, 'clock = "feed"', f'clock = "feed"\ntime_zone = "{NEW_YORK}"\nend_of_day = "17:00"')
    running = start(workspace)
    core = running.server.core
    core.advance(at(NEW_YORK, dt.date(2026, 3, 2), "16:59") * SECOND)
    assert core.rows("equities") == []
    core.advance(at(NEW_YORK, dt.date(2026, 3, 2), "17:00") * SECOND)
    ends = {row["create_time"] for row in core.rows("equities")}
    assert ends == {at(NEW_YORK, dt.date(2026, 3, 2), "17:00")}


def test_that_zones_are_applied_to_a_running_server_and_named_in_the_difference(workspace: Path, start: Start) -> None:
    before = load_workspace(workspace)
    running = start(workspace)
    edited(workspace, "digits = 5", f'digits = 5\ntime_zone = "{NEW_YORK}"\nsessions = {{ quote = "* 09:30-16:00" }}')
    found = {difference.path: str(difference.effect) for difference in differences(before, load_workspace(workspace))}
    assert found["symbols.EURUSD.time_zone"] == "apply"
    assert running.server.handle(ApplyConfiguration()).error == ""
    core = running.server.core
    day = dt.date(2026, 3, 3)
    for text, code in (("09:29", R.RET_TRADE_MARKET_CLOSED), ("09:30", R.RET_OK), ("16:00", R.RET_TRADE_MARKET_CLOSED)):
        core.advance(at(NEW_YORK, day, text) * SECOND)
        assert core.inject_tick("EURUSD", 1.1, 1.1001, 1.0) == code
