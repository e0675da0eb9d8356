"""Percentiles and outcomes of callbacks."""

import tracemalloc

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workbench.contract.generated.callbacks import CALLBACKS
from workbench.telemetry import layout
from workbench.telemetry.histogram import BINS, LatencyTable, bin_edges, bin_of


def calls(plugin: int, callback: int, took: list[int], flags: int = 0) -> np.ndarray:
    records = np.zeros(len(took), layout.CALL)
    records["plugin"], records["callback"], records["took_ticks"], records["flags"] = plugin, callback, took, flags
    return records


def test_that_every_row_has_its_own_figures() -> None:
    table = LatencyTable(nanos_per_tick=2.0)
    table.add(calls(1, 20, [100] * 99 + [5000]))
    table.add(calls(0, 20, [10]))
    table.add(calls(1, 20, [100], flags=1 | 8))
    summary = table.summary()
    assert table.keys() == [(1, 20), (0, 20)]
    assert summary["calls"].tolist() == [101, 1]
    assert summary["min_nanos"].tolist() == [200.0, 20.0]
    assert summary["max_nanos"].tolist() == [10_000.0, 20.0]
    assert summary["changed"].tolist() == [1, 0]
    assert summary["slow"].tolist() == [1, 0]
    assert summary["refused"].tolist() == [0, 0]
    assert abs(summary["mean_nanos"][0] - (100 * 200 + 10_000) / 101) < 1e-6
    assert 200 <= summary["p50_nanos"][0] <= 225
    assert summary["p99_nanos"][0] <= 10_000


def test_that_an_empty_table_has_no_rows() -> None:
    table = LatencyTable()
    table.add(np.empty(0, layout.CALL))
    assert len(table.summary()) == 0
    assert len(table.percentile(0.5)) == 0
    assert table.histogram(3, 4).sum() == 0


def test_that_the_difference_of_two_copies_is_the_time_between_them() -> None:
    table = LatencyTable()
    table.add(calls(0, 1, [100]))
    before = table.counts()
    table.add(calls(0, 1, [100, 900]))
    assert (table.counts() - before).sum() == 2
    assert table.histogram(0, 1).sum() == 3


@given(st.lists(st.integers(1, 2**39), min_size=1, max_size=200), st.floats(0.01, 1.0))
def test_that_percentiles_are_within_an_eighth_of_the_truth(took: list[int], share: float) -> None:
    table = LatencyTable()
    table.add(calls(0, 1, took))
    found = float(table.percentile(share)[0])
    truth = float(np.quantile(np.array(took, float), share, method="inverted_cdf"))
    assert truth / 1.126 <= found <= truth * 1.126


@given(st.floats(1.0, 2.0**40))
def test_that_a_duration_lies_between_the_borders_of_its_bin(nanos: float) -> None:
    found = int(bin_of(np.array([nanos]))[0])
    edges = bin_edges()
    assert 0 <= found < BINS
    assert edges[found] <= nanos < edges[found + 1] or found == BINS - 1


def test_that_the_table_stays_small_for_the_last_plugin_and_callback() -> None:
    tracemalloc.start()
    table = LatencyTable()
    table.add(calls(layout.MAX_PLUGINS - 1, len(CALLBACKS) - 1, [5]))
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert table.keys() == [(layout.MAX_PLUGINS - 1, len(CALLBACKS) - 1)]
    assert most < 10_000_000


def test_that_a_duration_that_is_not_a_number_has_a_bin() -> None:
    assert set(bin_of(np.array([np.nan, -np.nan, np.inf, -np.inf]))) <= set(range(BINS))
