"""Lines, divisions and the stretch of time on the pixel grid."""

import numpy as np
import pytest

from tests.support.charts import START, make, ticks
from workbench.views.tick_chart.picture import (
    Mapping,
    PriceRange,
    candle_shapes,
    price_divisions,
    step_lines,
    time_divisions,
    volume_bars,
)
from workbench.views.tick_chart.ticks import BID
from workbench.views.tick_chart.time_range import TimeRange

MINUTE = 60 * 10**9


def test_that_a_quiet_market_is_drawn_with_few_lines() -> None:
    model = make()
    model.take(ticks([0, 50], [1.1, 1.2]))
    mapping = Mapping(0.0, 100.0, 1.0, 1.3, 100.0, 320.0)
    lines = step_lines(model.window(0, 0.0, 100.0, 100), BID, mapping, model.newest_seconds)
    assert sorted(map(tuple, lines.tolist())) == [(0, 220, 0, 220), (0, 220, 50, 220), (50, 220, 50, 120)]


def test_that_the_lines_of_a_busy_market_do_not_exceed_the_pixels() -> None:
    model = make()
    random = np.random.default_rng(1)
    model.take(ticks(np.sort(random.uniform(0, 100, 50_000)), 1.1 + random.normal(0, 1e-3, 50_000)))
    lines = step_lines(model.window(0, 0.0, 100.0, 300), BID, Mapping(0.0, 100.0, 1.0, 1.2, 300.0, 200.0), 100.0)
    assert len(lines) <= 2 * 300


def test_that_a_risen_candle_differs_from_a_fallen_one() -> None:
    model = make()
    model.take(ticks([0, 30, 60, 90], [1.1, 1.2, 1.2, 1.0]))
    candles, _ = model.candles(0, 0.0, 120.0, 60, 240)
    shapes = candle_shapes(candles, Mapping(0.0, 120.0, 1.0, 1.2, 240.0, 220.0))
    assert shapes.up_bodies.tolist() == [[0.0, 20.0, 117.0, 100.0]]
    assert shapes.down_bodies.tolist() == [[120.0, 20.0, 117.0, 200.0]]
    assert volume_bars(candles, Mapping(0.0, 120.0, 1.0, 1.2, 240.0, 220.0), gap=2)[:, 3].tolist() == [18.0, 18.0]


def test_that_the_price_range_moves_only_when_it_must() -> None:
    prices = PriceRange()
    prices.fit(1.10, 1.20, 1e-5)
    first = (prices.low, prices.high)
    prices.fit(1.11, 1.19, 1e-5)
    assert (prices.low, prices.high) == first
    prices.fit(1.11, 1.30, 1e-5)
    assert prices.low < 1.11 < 1.30 < prices.high
    prices.fit(1.20, 1.21, 1e-5)
    assert prices.high - prices.low < 0.02


def test_that_price_divisions_are_round_and_not_finer_than_a_point() -> None:
    coarse, fine = Mapping(0, 1, 1.08401, 1.08499, 1, 180), Mapping(0, 1, 1.084009, 1.084031, 1, 620)
    assert price_divisions(coarse, 5) == pytest.approx([1.0842, 1.0844, 1.0846, 1.0848])
    assert price_divisions(fine, 5) == pytest.approx([1.08401, 1.08402, 1.08403])


@pytest.mark.parametrize(
    ("span_nanos", "labels"),
    [
        (4 * MINUTE, ["08:00", "08:01", "08:02", "08:03"]),
        (2 * 10**9, ["08:00:00.000", "08:00:00.500", "08:00:01.000", "08:00:01.500"]),
        (48 * 60 * MINUTE, ["12:00", "Mar 3", "12:00", "Mar 4"]),
    ],
)
def test_that_time_divisions_are_as_precise_as_they_need_to_be(span_nanos: int, labels: list[str]) -> None:
    assert [text for _, text in time_divisions(START, START + span_nanos, 400.0)] == labels


def test_that_following_moves_by_whole_pixels() -> None:
    shown = TimeRange(span_seconds=100.0)
    starts = []
    for newest in (50.0, 50.01, 50.09, 50.11):
        shown.newest_seconds = newest
        starts.append(shown.visible(1000)[0])
    steps = np.diff(starts) / 0.1
    assert steps == pytest.approx(np.rint(steps), abs=1e-6)


def test_that_zooming_keeps_the_moment_under_the_pointer_and_holds_still() -> None:
    shown = TimeRange(span_seconds=100.0, newest_seconds=500.0)
    start, stop = shown.visible(1000)
    under = start + 0.25 * (stop - start)
    shown.zoom(0.5, 0.25)
    assert not shown.following
    start, stop = shown.visible(1000)
    assert (stop - start, start + 0.25 * (stop - start)) == pytest.approx((50.0, under))
    shown.newest_seconds = 900.0
    assert shown.visible(1000) == (start, stop)


def test_that_a_moment_out_of_sight_is_brought_to_the_middle() -> None:
    shown = TimeRange(span_seconds=10.0, newest_seconds=100.0)
    shown.visible(100)
    assert not shown.bring(95.0)
    assert shown.following
    assert shown.bring(20.0)
    assert shown.visible(100) == (15.0, 25.0)
