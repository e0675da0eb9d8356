"""Folding a time range must give what looking at every quote in it would give."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.views.tick_chart.ticks import ASK, BID, CHUNK, TickArena, TickSeries


def filled(
    times: list[float], seed: int, pieces: int, base: float = 1.0843
) -> tuple[TickSeries, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    seconds = np.sort(np.asarray(times))
    bid = base + random.normal(0, 1e-3, len(seconds))
    series = TickArena(8 * CHUNK).series()
    for part in np.array_split(np.arange(len(seconds)), pieces):
        series.append(seconds[part], bid[part], bid[part] + 2e-5)
    return series, seconds, bid


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(0, 1000), min_size=1, max_size=200),
    st.integers(0, 2**16),
    st.integers(1, 7),
    st.integers(1, 60),
)
def test_that_a_fold_equals_a_look_at_every_quote(times: list[float], seed: int, pieces: int, columns: int) -> None:
    series, seconds, bid = filled(times * 90, seed, pieces)
    edges = np.linspace(-1.0, 1001.0, columns + 1)
    bounds = series.locate(edges)
    assert bounds.tolist() == np.searchsorted(seconds, edges, "left").tolist()
    low, high = series.fold(bounds)
    for column in range(columns):
        held = bid[bounds[column] : bounds[column + 1]]
        if len(held):
            assert low[BID, column] == pytest.approx(held.min(), abs=1e-8)
            assert high[ASK, column] == pytest.approx(held.max() + 2e-5, abs=1e-8)
        else:
            assert low[BID, column] == np.inf


def test_that_quotes_of_one_moment_stay_together_across_chunks() -> None:
    series = TickArena(4 * CHUNK).series()
    same = np.full(CHUNK + 10, 5.0)
    series.append(np.concatenate(([1.0], same, [9.0])), np.full(CHUNK + 12, 1.1), np.full(CHUNK + 12, 1.2))
    assert series.locate(np.array([4.0, 5.0, 5.1, 9.5])).tolist() == [1, 1, CHUNK + 11, CHUNK + 12]


def test_that_a_large_price_keeps_its_cents() -> None:
    series = TickArena(CHUNK).series()
    bid = np.array([65012.34, 65012.35, 64999.99])
    series.append(np.arange(3.0), bid, bid + 0.07)
    assert series.prices_at(np.arange(3)) == pytest.approx(np.stack((bid, bid + 0.07)), abs=1e-4)


def test_that_the_oldest_quotes_of_all_symbols_are_given_up_when_memory_is_full() -> None:
    arena = TickArena(2 * CHUNK)
    quiet, busy = arena.series(), arena.series()
    quiet.append(np.array([0.0]), np.array([1.0]), np.array([1.1]))
    times = np.arange(1.0, 3 * CHUNK + 1)
    busy.append(times, times, times + 1)
    assert (len(quiet), busy.first, busy.end) == (0, CHUNK, 3 * CHUNK)
    assert arena.dropped == CHUNK + 1
    low, high = busy.fold(busy.locate(np.array([0.0, CHUNK + 1.0, 1e9])))
    assert low[BID].tolist() == [np.inf, CHUNK + 1]
    assert high[ASK, 1] == 3 * CHUNK + 1
    quiet.append(np.array([1e6]), np.array([2.0]), np.array([2.1]))
    assert quiet.prices_at(np.array([quiet.end - 1])) == pytest.approx(np.array([[2.0], [2.1]]))
