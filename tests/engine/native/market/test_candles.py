"""Candles: all nine frames from quotes, and what plugins write into the history."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.native.market.historian import FIRST, FOREVER, FRAMES, Bar, Historian, as_bar, bars_of, candle
from tests.support.market_day import SECOND, START, Desk
from tests.support.scripts import run_script
from workbench.sdk import ReturnCodes

R = ReturnCodes
SECONDS = {"1M": 60, "5M": 300, "15M": 900, "30M": 1_800, "1H": 3_600, "4H": 14_400, "1D": 86_400, "1W": 604_800}


def bar_start(frame: str, time: int) -> int:
    if frame == "1MN":
        day = datetime.fromtimestamp(time, UTC).replace(day=1, hour=0, minute=0, second=0)
        return int(day.timestamp())
    monday = 345_600 if frame == "1W" else 0  # 1970-01-05
    return time - (time - monday) % SECONDS[frame]


def fold(frame: str, parts: list[Bar]) -> list[Bar]:
    """Quotes or bars in order of time, into the bars of a frame."""
    bars: list[Bar] = []
    for time, open_, high, low, close, volume in parts:
        start = bar_start(frame, time)
        if bars and bars[-1][0] == start:
            _, first, above, below, _, counted = bars[-1]
            bars[-1] = (start, first, max(above, high), min(below, low), close, counted + volume)
        else:
            bars.append((start, open_, high, low, close, volume))
    return bars


@contextmanager
def opened(database: str = "") -> Iterator[Historian]:
    historian = Historian(database)
    try:
        yield historian
    finally:
        historian.engine.close()


@pytest.fixture
def historian() -> Iterator[Historian]:
    with opened() as historian:
        yield historian


def test_that_every_frame_counts_a_quote_at_once(historian: Historian) -> None:
    historian.quote(0, 1.10, 2.0)
    historian.quote(59, 1.30, 0.0)  # a quote without a volume counts 1
    historian.quote(60, 1.20, 4.0)
    bars = historian.frames()
    assert bars["1M"] == [(FIRST, 1.10, 1.30, 1.10, 1.30, 3.0), (FIRST + 60, 1.20, 1.20, 1.20, 1.20, 4.0)]
    whole = (1.10, 1.30, 1.10, 1.20, 7.0)
    # 2 March 2026 is a Monday; 08:00 begins a bar of four hours as well.
    starts = {"1D": FIRST - 28_800, "1W": FIRST - 28_800, "1MN": FIRST - 28_800 - 86_400}
    for frame in FRAMES[1:]:
        assert bars[frame] == [(starts.get(frame, FIRST), *whole)]


def test_that_a_new_candle_begins_at_the_boundary_of_its_frame(historian: Historian) -> None:
    for hours in (0, 3, 4, 15, 16, 24 * 5 + 15, 24 * 6, 24 * 6 + 16, 24 * 29 + 15, 24 * 29 + 16):
        historian.quote(hours * 3_600, 1.1)
    # Hours after Monday 2 March, 08:00: midnight after 16, Monday 9 March after 160, 1 April after 712.
    hours_of = {frame: [(bar[0] - FIRST) // 3_600 for bar in bars] for frame, bars in historian.frames().items()}
    assert hours_of["4H"] == [0, 4, 12, 16, 132, 144, 160, 708, 712]
    assert hours_of["1D"] == [-8, 16, 112, 136, 160, 688, 712]
    assert hours_of["1W"] == [-8, 160, 664]
    assert hours_of["1MN"] == [-32, 712]


def test_that_a_range_takes_bars_that_start_in_it(historian: Historian) -> None:
    for minute in range(12):
        historian.quote(60 * minute, 1.1)

    def starts(frame: str, start: int, end: int) -> list[int]:
        return [(bar[0] - FIRST) // 60 for bar in bars_of(historian.engine, frame, FIRST + start, FIRST + end)]

    assert starts("1M", 60, 180) == [1, 2, 3]
    assert starts("1M", 61, 179) == [2]
    assert starts("5M", 0, 600) == [0, 5, 10]
    assert starts("5M", 1, 599) == [5]
    assert starts("5M", 600, 0) == []
    assert starts("2M", 0, 600) == []


steps = st.lists(
    st.tuples(st.sampled_from((0, 1, 7, 59, 60, 61, 290, 3_000, 40_000, 90_000, 700_000, 2_000_000)),
              st.integers(90_000, 130_000), st.integers(0, 3)),
    min_size=1, max_size=60,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(steps=steps, reads=st.sets(st.integers(0, 59), max_size=4))
def test_that_all_frames_equal_a_fold_of_all_quotes(steps: list[tuple[int, int, int]], reads: set[int]) -> None:
    with opened() as historian:
        now, quotes = 0, []
        for number, (later, points, volume) in enumerate(steps):
            now += later
            bid = points / 100_000
            assert historian.quote(now, bid, volume) == R.RET_OK
            quotes.append((FIRST + now, bid, bid, bid, bid, float(max(volume, 1))))
            if number in reads:
                assert historian.frames()["1W"] == fold("1W", quotes)
        assert historian.frames() == {frame: fold(frame, quotes) for frame in FRAMES}


edits = st.lists(
    st.one_of(
        st.tuples(st.just("quote"), st.sampled_from((1, 60, 500, 90_000)), st.integers(90_000, 130_000)),
        st.tuples(
            st.sampled_from(("set", "import", "rewrite")),
            st.sets(st.integers(-3_000, 3_000), min_size=1, max_size=8),
            st.integers(90_000, 130_000),
        ),
        st.tuples(st.just("delete"), st.integers(-3_000, 3_000), st.integers(0, 2_000)),
        st.tuples(st.just("delete all"), st.just(0), st.just(0)),
    ),
    max_size=25,
)


class Model:
    """One-minute bars by time, changed the slow way."""

    def __init__(self) -> None:
        self.minutes: dict[int, Bar] = {}

    def quote(self, time: int, bid: float) -> None:
        start = bar_start("1M", time)
        parts = [*([self.minutes[start]] if start in self.minutes else []), (start, bid, bid, bid, bid, 1.0)]
        self.minutes[start] = fold("1M", parts)[0]

    def replace(self, start: int, end: int, bars: list[Bar]) -> None:
        self.minutes = {time: bar for time, bar in self.minutes.items() if not start <= time <= end}
        self.minutes |= {bar[0]: bar for bar in bars}

    def frames(self) -> dict[str, list[Bar]]:
        bars = [self.minutes[time] for time in sorted(self.minutes)]
        return {frame: fold(frame, bars) for frame in FRAMES}


def apply(historian: Historian, model: Model, edit: tuple[str, Any, Any]) -> None:
    kind, value, other = edit
    server = historian.server
    if kind == "quote":
        now = (historian.engine.now_nanos() - START) // SECOND + value
        assert historian.quote(now, other / 100_000) == R.RET_OK
        return model.quote(FIRST + now, other / 100_000)
    if kind == "delete":
        start, end = FIRST + 60 * value, FIRST + 60 * (value + other)
        assert historian.write(server.DeleteCandlesPeriod("EURUSD", start, end)) == R.RET_OK
        return model.replace(start, end, [])
    if kind == "delete all":
        assert historian.write(server.DeleteCandlesAll("EURUSD")) == R.RET_OK
        return model.replace(0, FOREVER, [])
    records = [candle(minute, other / 100_000) for minute in sorted(value)]
    bars = [as_bar(record) for record in records]
    if kind == "set":
        assert historian.write(server.SetCandles("EURUSD", records)) == R.RET_OK
        model.minutes |= {bar[0]: bar for bar in bars}
    elif kind == "import":
        assert historian.write(server.ImportCandleStores(records, 0, "EURUSD")) == R.RET_OK
        model.replace(bars[0][0], bars[-1][0], bars)
    else:
        assert historian.write(server.ImportCandleStores(records, 1, "EURUSD")) == R.RET_OK
        model.replace(0, FOREVER, bars)
    return None


@settings(max_examples=60, deadline=None)
@given(edits=edits)
def test_that_all_frames_follow_every_change_in_memory_and_on_disk(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, Any, Any]]
) -> None:
    database = str(tmp_path_factory.mktemp("candles") / "server.db")
    model = Model()
    with opened(database) as historian:
        for edit in edits:
            apply(historian, model, edit)
        assert historian.frames() == model.frames()
    with opened(database) as historian:
        assert historian.frames() == model.frames()


def test_that_setting_leaves_the_other_minutes_and_importing_replaces_its_range(historian: Historian) -> None:
    server = historian.server
    assert historian.write(server.SetCandles("EURUSD", [candle(1), candle(2), candle(3), candle(9)])) == R.RET_OK
    assert historian.write(server.SetCandles("EURUSD", [candle(0), candle(4)])) == R.RET_OK
    assert historian.minutes() == [0, 1, 2, 3, 4, 9]
    assert historian.write(server.ImportCandleStores([candle(1, 1.7), candle(4)], 0, "EURUSD")) == R.RET_OK
    assert historian.minutes() == [0, 1, 4, 9]
    assert bars_of(historian.engine, "1H") == [(FIRST, 1.5, 1.7, 1.5, 1.5, 4.0)]
    assert historian.write(server.ImportCandleStores([candle(6)], 1, "EURUSD")) == R.RET_OK
    assert historian.minutes() == [6]
    assert historian.write(server.DeleteCandlesAll("EURUSD")) == R.RET_OK
    assert historian.frames() == {frame: [] for frame in FRAMES}


def test_that_quotes_continue_a_written_minute_and_restart_a_deleted_one(historian: Historian) -> None:
    historian.quote(0, 1.1)
    assert historian.write(historian.server.SetCandles("EURUSD", [candle(0, 1.5, volume=9.0)])) == R.RET_OK
    historian.quote(30, 1.4)
    assert bars_of(historian.engine, "1M") == [(FIRST, 1.5, 1.5, 1.4, 1.4, 10.0)]
    assert historian.write(historian.server.DeleteCandlesPeriod("EURUSD", FIRST, FIRST)) == R.RET_OK
    historian.quote(40, 1.3)
    assert bars_of(historian.engine, "1M") == [(FIRST, 1.3, 1.3, 1.3, 1.3, 1.0)]


NAN, INFINITY = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("candles", "code"),
    [
        ([], R.RET_ERR_PARAMS),
        ([candle(0), candle(0)], R.RET_ERR_PARAMS),
        ([candle(1), candle(0)], R.RET_ERR_PARAMS),
        ([candle(0, time=FIRST + 1)], R.RET_ERR_PARAMS),
        ([candle(0, time=-60)], R.RET_ERR_PARAMS),
        ([candle(0, time=-(2**63) + 8)], R.RET_ERR_PARAMS),
        ([candle(0, time=7_258_118_400)], R.RET_ERR_PARAMS),  # 2200-01-01
        ([candle(0, open=NAN)], R.RET_INVALID_DATA),
        ([candle(0, high=INFINITY)], R.RET_INVALID_DATA),
        ([candle(0, high=1.4)], R.RET_INVALID_DATA),
        ([candle(0, low=1.6)], R.RET_INVALID_DATA),
        ([candle(0, low=0.0)], R.RET_INVALID_DATA),
        ([candle(0, low=-1.0)], R.RET_INVALID_DATA),
        ([candle(0, close=1.6)], R.RET_INVALID_DATA),
        ([candle(0, volume=-1.0)], R.RET_INVALID_DATA),
        ([candle(0, volume=NAN)], R.RET_INVALID_DATA),
        ([candle(0), candle(1, close=NAN)], R.RET_INVALID_DATA),
    ],
)
def test_that_an_invalid_history_is_refused_whole(
    historian: Historian, candles: list[dict[str, Any]], code: int
) -> None:
    historian.quote(300, 1.1)
    before = historian.frames()
    assert historian.write(historian.server.SetCandles("EURUSD", candles)) == code
    assert historian.write(historian.server.ImportCandleStores(candles, 0, "EURUSD")) == code
    assert historian.write(historian.server.ImportCandleStores(candles, 1, "EURUSD")) == code
    assert historian.frames() == before


def test_that_wrong_arguments_are_reported(historian: Historian) -> None:
    server = historian.server
    assert server.ImportCandleStores([candle(0)], 2, "EURUSD") == R.RET_ERR_PARAMS
    assert server.DeleteCandlesPeriod("EURUSD", FIRST, FIRST - 1) == R.RET_ERR_PARAMS
    assert server.SetCandles("?", [candle(0)]) == R.RET_SYMBOL_NOT_FOUND
    assert server.ImportCandleStores([candle(0)], 1, "?") == R.RET_SYMBOL_NOT_FOUND
    assert server.DeleteCandlesPeriod("?", 0, FIRST) == R.RET_SYMBOL_NOT_FOUND
    assert server.DeleteCandlesAll("?") == R.RET_SYMBOL_NOT_FOUND


def test_that_any_times_may_be_deleted(historian: Historian) -> None:
    historian.quote(0, 1.1)
    assert historian.write(historian.server.DeleteCandlesPeriod("EURUSD", -(2**63), 2**63 - 1)) == R.RET_OK
    assert historian.frames() == {frame: [] for frame in FRAMES}


UNWRITTEN = """
import resource, sys
from pathlib import Path
from tests.engine.native.market.historian import Historian, candle
historian = Historian(sys.argv[1])
assert historian.write(historian.server.SetCandles("EURUSD", [candle(0), candle(7)])) == 0
before = historian.frames()
size = max(path.stat().st_size for path in Path(sys.argv[1]).parent.iterdir())
resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
many = [candle(minute, 1.9) for minute in range(5, 20_000)]
assert historian.write(historian.server.ImportCandleStores(many, 1, "EURUSD")) == 0
assert historian.frames() == before
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
historian.quote(600, 1.1)
historian.quote(660, 1.1)
assert historian.minutes() == [0, 7, 10, 11]
historian.engine.close()
"""


def test_that_candles_that_cannot_be_written_stay_unchanged(tmp_path: Path) -> None:
    database = str(tmp_path / "server.db")
    done = run_script(UNWRITTEN, database)
    assert done.returncode == 0, done.stderr
    with opened(database) as historian:
        assert historian.minutes() == [0, 7, 10, 11]
        assert [bar[1] for bar in bars_of(historian.engine, "1M")] == [1.5, 1.5, 1.1, 1.1]


def test_that_candles_of_an_earlier_day_may_be_written_into_the_history(tmp_path: Path) -> None:
    database = str(tmp_path / "server.db")
    with opened(database) as historian:
        historian.quote(3 * 86_400, 1.3)
    with opened(database) as historian:
        earlier = [
            {"time": FIRST, "open": 1.1, "high": 1.1, "low": 1.1, "close": 1.1, "volume": 1.0},
            {"time": FIRST + 60, "open": 1.2, "high": 1.2, "low": 1.2, "close": 1.2, "volume": 1.0},
        ]
        historian.write(historian.server.SetCandles("EURUSD", earlier))
        week = (FIRST - 28_800, 1.1, 1.3, 1.1, 1.3, 3.0)
        assert bars_of(historian.engine, "1W") == [week]
    with opened(database) as historian:
        assert bars_of(historian.engine, "1W") == [week]
        assert historian.minutes() == [0, 1, 3 * 1_440]


def test_that_a_desk_reports_its_candles_by_symbol(desk: Desk) -> None:
    desk.tick("GBPUSD", 1.3, 1.4)
    assert [row.close for row in desk.engine.candles("GBPUSD", "1MN", 0, FOREVER)] == [1.3]
    assert desk.engine.candles("?", "1M", 0, FOREVER) == []
