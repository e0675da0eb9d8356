"""Latency of every callback as log-bucket histograms: percentiles, counts and outcomes by plugin and callback."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from workbench.contract.generated.callbacks import CALLBACKS
from workbench.telemetry import layout
from workbench.telemetry.layout import Records

MANTISSA_BITS = 3
STEPS = 1 << MANTISSA_BITS
OCTAVES = 40
BINS = OCTAVES * STEPS
"""From 1 ns to 2^40 ns (18 minutes). Each octave has eight equal steps, so a bin is at most 12.5 % wide."""

_FLAGS = 16
_CALLBACKS = 1 << 8
assert len(CALLBACKS) <= _CALLBACKS
_SHIFT = 52 - MANTISSA_BITS
_BIAS = 1023 << MANTISSA_BITS

Counts = npt.NDArray[np.int64]

SUMMARY = np.dtype(
    [("plugin", "u2"), ("callback", "u2"), ("kind", "u1"), ("calls", "i8")]
    + [(f"{name}_nanos", "f8") for name in ("min", "mean", "p50", "p95", "p99", "max", "total")]
    + [(name, "i8") for name in ("changed", "refused", "failed", "slow")]
)


def bin_of(nanos: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Returns the histogram bin of each duration in nanoseconds."""
    bits = np.maximum(nanos, 1.0).view(np.int64)
    # A duration that is not a number would have a negative bin.
    bins: npt.NDArray[np.int64] = np.clip((bits >> _SHIFT) - _BIAS, 0, BINS - 1)
    return bins


def bin_edges() -> npt.NDArray[np.float64]:
    """Returns the BINS + 1 borders between bins, in nanoseconds."""
    octave, step = np.divmod(np.arange(BINS + 1), STEPS)
    edges: npt.NDArray[np.float64] = np.ldexp(1.0 + step / STEPS, octave)
    return edges


_EDGES = bin_edges()


def percentile(counts: Counts, share: float) -> npt.NDArray[np.float64]:
    """Returns the duration in nanoseconds that `share` (0..1) of the calls in each row of `counts` stay below.

    0 for an empty row.
    """
    rows = np.atleast_2d(counts)
    reached = np.cumsum(rows, axis=1)
    wanted = reached[:, -1] * share
    found = np.minimum((reached < wanted[:, None]).sum(axis=1), BINS - 1)
    index = np.arange(len(rows))
    inside = rows[index, found]
    before = reached[index, found] - inside
    part = np.divide(wanted - before, inside, out=np.zeros(len(rows)), where=inside > 0)
    value: npt.NDArray[np.float64] = _EDGES[found] + part * (_EDGES[found + 1] - _EDGES[found])
    return np.where(reached[:, -1] > 0, value, 0.0)


class LatencyTable:
    """Durations and outcomes of calls: one row for each plugin and callback, in order of first appearance."""

    def __init__(self, nanos_per_tick: float = 1.0) -> None:
        self.nanos_per_tick = nanos_per_tick
        self._row_of = np.full(0, -1, np.int64)
        self._keys = np.empty(0, np.int64)
        self._kinds = np.empty(0, np.uint8)
        self._counts: Counts = np.zeros((0, BINS), np.int64)
        self._flags: Counts = np.zeros((0, _FLAGS), np.int64)
        self._total = np.empty(0)
        self._least = np.empty(0)
        self._most = np.empty(0)

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, calls: Records) -> None:
        """Counts CallRecords. A duration is `took_ticks` times `nanos_per_tick`."""
        if not len(calls):
            return
        keys = calls["plugin"].astype(np.int64) * _CALLBACKS + calls["callback"]
        rows = self._rows(keys, calls["kind"])
        nanos = calls["took_ticks"] * self.nanos_per_tick
        size = len(self._keys)
        self._counts += np.bincount(rows * BINS + bin_of(nanos), minlength=size * BINS).reshape(size, BINS)
        flags = calls["flags"] & (_FLAGS - 1)
        self._flags += np.bincount(rows * _FLAGS + flags, minlength=size * _FLAGS).reshape(size, _FLAGS)
        self._total += np.bincount(rows, nanos, minlength=size)
        np.minimum.at(self._least, rows, nanos)
        np.maximum.at(self._most, rows, nanos)

    def _rows(self, keys: npt.NDArray[np.int64], kinds: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
        highest = int(keys.max())
        if highest >= len(self._row_of):
            grown = np.full(highest + _CALLBACKS, -1, np.int64)
            grown[: len(self._row_of)] = self._row_of
            self._row_of = grown
        rows = self._row_of[keys]
        if rows.min() < 0:
            new, first = np.unique(keys[rows < 0], return_index=True)
            order = np.argsort(first, kind="stable")
            self._append(new[order], kinds[rows < 0][first[order]])
            rows = self._row_of[keys]
        return rows

    def _append(self, keys: npt.NDArray[np.int64], kinds: npt.NDArray[np.uint8]) -> None:
        more = len(keys)
        self._row_of[keys] = np.arange(len(self._keys), len(self._keys) + more)
        self._keys = np.concatenate([self._keys, keys])
        self._kinds = np.concatenate([self._kinds, kinds])
        self._counts = np.concatenate([self._counts, np.zeros((more, BINS), np.int64)])
        self._flags = np.concatenate([self._flags, np.zeros((more, _FLAGS), np.int64)])
        self._total = np.concatenate([self._total, np.zeros(more)])
        self._least = np.concatenate([self._least, np.full(more, np.inf)])
        self._most = np.concatenate([self._most, np.zeros(more)])

    def keys(self) -> list[tuple[int, int]]:
        """Returns plugin index and callback number of each row."""
        return [divmod(int(key), _CALLBACKS) for key in self._keys]

    def calls(self) -> Counts:
        """Returns the number of calls of each row."""
        total: Counts = self._counts.sum(axis=1)
        return total

    def counts(self) -> Counts:
        """Returns a copy of the histograms, rows of BINS counts. Two copies' difference covers the time between."""
        return self._counts.copy()

    def histogram(self, plugin: int, callback: int) -> Counts:
        """Returns the counts of one row, zeros if there was no such call. Borders: `bin_edges`."""
        key = plugin * _CALLBACKS + callback
        row = int(self._row_of[key]) if key < len(self._row_of) else -1
        return self._counts[row].copy() if row >= 0 else np.zeros(BINS, np.int64)

    def percentile(self, share: float) -> npt.NDArray[np.float64]:
        """Returns a percentile of each row in nanoseconds, `share` 0..1, within 12.5 % and the measured extremes."""
        return np.clip(percentile(self._counts, share), self._least, self._most) if len(self) else np.empty(0)

    def summary(self) -> npt.NDArray[Any]:
        """Returns one SUMMARY record for each row."""
        table = np.zeros(len(self), SUMMARY)
        if not len(self):
            return table
        calls = self.calls()
        table["plugin"], table["callback"] = np.divmod(self._keys, _CALLBACKS)
        table["kind"], table["calls"] = self._kinds, calls
        table["min_nanos"], table["max_nanos"] = self._least, self._most
        table["total_nanos"], table["mean_nanos"] = self._total, self._total / calls
        for name, share in (("p50", 0.50), ("p95", 0.95), ("p99", 0.99)):
            table[f"{name}_nanos"] = self.percentile(share)
        for name, bit in layout.OUTCOME_BITS.items():
            table[name] = self._flags[:, (np.arange(_FLAGS) & bit) != 0].sum(axis=1)
        return table
