"""Latency of every hook, event and server call: values since the start, rate, and p99 of the last minute."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from workbench.contract.generated.callbacks import CALLBACKS
from workbench.contract.generated.enums import CallKind
from workbench.telemetry.histogram import BINS, LatencyTable, bin_edges, percentile
from workbench.views.model import ViewModel
from workbench.views.plugin_list import PluginList

if TYPE_CHECKING:
    from workbench.telemetry.segment import Batch

FIGURES_INTERVAL_NANOS = 200_000_000
HISTORY_INTERVAL_NANOS = 1_000_000_000
HISTORY_SAMPLES = 60
NO_CALLS = np.nan
SPARK_LEAST_SAMPLES = 10
SPARK_LEAST_SPAN = 0.1

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


class Group(IntEnum):
    """Kinds of calls that are shown or hidden together. The numbers are those of CallKind."""

    HOOKS = 0
    EVENTS = 1
    SERVER_CALLS = 2
    LOADING = 3

    @property
    def title(self) -> str:
        """Label of the button."""
        return ("Hooks", "Events", "Server calls", "Loading")[self]


@dataclass(slots=True)
class TimingLine:
    """One row of the table: a callback of a plugin, or a server call of the plugin. Durations in nanoseconds."""

    plugin_index: int
    callback_number: int
    group: Group
    plugin: str = ""
    series: int = -1
    calls: int = 0
    rate: float = 0.0
    """Calls in the last second."""
    min_nanos: float = 0.0
    mean_nanos: float = 0.0
    p50_nanos: float = 0.0
    p95_nanos: float = 0.0
    p99_nanos: float = 0.0
    max_nanos: float = 0.0
    slow: int = 0
    changed: int = 0
    refused: int = 0
    failed: int = 0
    history_nanos: Floats = field(default_factory=lambda: np.full(HISTORY_SAMPLES, NO_CALLS))
    """p99 of each of the last 60 seconds, oldest first. NaN for a second without calls."""

    @property
    def callback(self) -> str:
        """Name of the callback."""
        known = self.callback_number < len(CALLBACKS)
        return CALLBACKS[self.callback_number].name if known else f"callback {self.callback_number}"

    @property
    def meaning(self) -> str:
        """Class and description of the callback, for a tooltip."""
        if self.callback_number >= len(CALLBACKS):
            return ""
        row = CALLBACKS[self.callback_number]
        return f"{row.class_name}::{row.name}\n{row.doc}" if row.class_name else row.doc

    @property
    def identity(self) -> tuple[int, int]:
        """Plugin index and callback number."""
        return self.plugin_index, self.callback_number


@dataclass(frozen=True)
class Histogram:
    """Durations of one callback, eight bars per doubling. `edges_nanos` has one entry more than `counts`."""

    edges_nanos: Floats
    counts: Counts
    budget_nanos: float
    """0 for a call without a budget."""
    p50_nanos: float
    p99_nanos: float


class HookTimingsModel(ViewModel):
    """Hooks, events, then server calls, each by plugin. `generation` changes with any value."""

    def __init__(self, plugin_list: PluginList) -> None:
        super().__init__(plugin_list)
        self.lines: list[TimingLine] = []
        self.generation = 0
        self._table = LatencyTable()
        self._by_key: dict[tuple[int, int], TimingLine] = {}
        self._fresh = False
        self._figures_nanos: int | None = None
        self._history_nanos: int | None = None
        self._second_ago: Counts = np.zeros((0, BINS), np.int64)

    @property
    def overhead_nanos(self) -> float:
        """Cost of timing one call, 0 while unknown."""
        return self.plugin_list.overhead_nanos

    def budget_nanos(self, line: TimingLine) -> float:
        """Returns the budget of a call in nanoseconds. 0 for server calls and entry points, which have none."""
        row = self.plugin_list.plugin_at(line.plugin_index)
        if row is None or line.group not in (Group.HOOKS, Group.EVENTS):
            return 0.0
        return row.budgets.get(line.callback, row.budget_millis) * 1e6

    def begin_server(self) -> None:
        """Resets the counts, because each server numbers its plugins differently."""
        self._table = LatencyTable()
        self._by_key.clear()
        self._second_ago = np.zeros((0, BINS), np.int64)
        self._history_nanos = None
        self._fresh = True

    def take(self, batch: "Batch") -> None:
        """Counts the calls of a frame."""
        if len(batch.calls):
            self._table.nanos_per_tick = self.plugin_list.nanos_per_tick
            self._table.add(batch.calls)
            self._fresh = True

    def frame(self, now_nanos: int) -> None:
        """Updates the durations at most five times a second, and the history once a second."""
        if self._history_nanos is None:
            self._history_nanos = now_nanos
        elapsed = now_nanos - self._history_nanos
        if elapsed >= HISTORY_INTERVAL_NANOS:
            self._list()
            self._remember(elapsed)
            self._history_nanos = now_nanos
            self._fresh = True
        due = self._figures_nanos is None or now_nanos - self._figures_nanos >= FIGURES_INTERVAL_NANOS
        if self._fresh and due:
            self._list()
            self._figure()
            self._figures_nanos, self._fresh = now_nanos, False
            self.generation += 1

    def histogram(self, line: TimingLine) -> Histogram:
        """Returns the histogram of a row, cut to the range of its calls plus a margin."""
        counts = self._table.histogram(*line.identity)
        edges = bin_edges()
        filled = np.flatnonzero(counts)
        budget = self.budget_nanos(line)
        if not len(filled):
            return Histogram(edges[:1], counts[:0], budget, 0.0, 0.0)
        first, last = max(0, int(filled[0]) - 4), min(BINS, int(filled[-1]) + 5)
        return Histogram(edges[first : last + 1], counts[first:last], budget, line.p50_nanos, line.p99_nanos)

    def _list(self) -> None:
        if len(self._by_key) == len(self._table) and len(self.lines) == len(self._table):
            return
        kinds = self._table.summary()["kind"].tolist()
        for key, kind in zip(self._table.keys(), kinds, strict=True):
            if key not in self._by_key:
                self._by_key[key] = TimingLine(*key, Group(CallKind(kind)))
        self.lines = sorted(self._by_key.values(), key=lambda line: (line.group, *line.identity))

    def _remember(self, elapsed_nanos: int) -> None:
        counts = self._table.counts()
        since = counts.copy()
        since[: len(self._second_ago)] -= self._second_ago
        self._second_ago = counts
        calls = since.sum(axis=1)
        p99 = np.where(calls > 0, percentile(since, 0.99), NO_CALLS) if len(since) else np.empty(0)
        for line, made, sample in zip(self._by_key.values(), calls.tolist(), p99.tolist(), strict=True):
            line.rate = made * 1e9 / elapsed_nanos
            line.history_nanos = np.append(line.history_nanos[1:], sample)

    def _figure(self) -> None:
        for line, row in zip(self._by_key.values(), self._table.summary(), strict=True):
            line.plugin = self.plugin_list.plugin_name(line.plugin_index)
            line.series = self.plugin_list.series_of_index(line.plugin_index)
            line.calls = int(row["calls"])
            for name in ("min", "mean", "p50", "p95", "p99", "max"):
                setattr(line, f"{name}_nanos", float(row[f"{name}_nanos"]))
            for name in ("slow", "changed", "refused", "failed"):
                setattr(line, name, int(row[name]))


def spark_points(history_nanos: Floats, width: float, height: float) -> list[list[tuple[float, float]]]:
    """Returns one line per unbroken run of seconds with calls: points in `width` x `height` pixels, y downwards.

    The highest sample reaches the top and the lowest the bottom. The oldest sample is at the left edge once there are
    SPARK_LEAST_SAMPLES.
    """
    known = np.isfinite(history_nanos)
    if not known.any():
        return []
    first = min(int(np.argmax(known)), len(known) - SPARK_LEAST_SAMPLES)
    history_nanos, known = history_nanos[max(0, first) :], known[max(0, first) :]
    low, high = float(np.nanmin(history_nanos)), float(np.nanmax(history_nanos))
    # Nearly constant samples appear as a level line instead of magnified noise.
    span = max(high - low, high * SPARK_LEAST_SPAN, 1.0)
    x = np.arange(len(history_nanos)) * (width / max(1, len(history_nanos) - 1))
    y = height / 2 - (history_nanos - (low + high) / 2) * (height / span)
    cuts = np.flatnonzero(np.diff(known.astype(np.int8))) + 1
    runs = (run for run in np.split(np.arange(len(known)), cuts) if known[run[0]])
    return [list(zip(x[run].tolist(), y[run].tolist(), strict=True)) for run in runs]
