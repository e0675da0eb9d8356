"""Layout of the shared-memory segment: the place and the record type of each ring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from workbench.contract.generated import dtypes
from workbench.contract.generated.callbacks import CALLBACKS
from workbench.contract.generated.enums import CallFlag, CallKind, MarkKind, Segment

Records = npt.NDArray[np.void]

CALL = dtypes.CALL_RECORD
TICK = dtypes.TICK_RECORD
MARK = dtypes.MARK_RECORD
SLOT = dtypes.RUNNING_SLOT
RING = dtypes.RING_HEADER
FAULT = dtypes.FAULT_RECORD
STACK = dtypes.STACK_RECORD
HEADER = dtypes.SEGMENT_HEADER
USAGE = dtypes.USAGE_HEADER
OWNER_USAGE = dtypes.OWNER_USAGE
CALLBACK_USAGE = dtypes.CALLBACK_USAGE
OWNED_THREAD = dtypes.OWNED_THREAD

KINDS: tuple[np.dtype[Any], ...] = (CALL, TICK, MARK)
"""Record types by RingHeader.kind."""

MAGIC = int(Segment.SEGMENT_MAGIC)
THREAD_SLOTS = int(Segment.THREAD_SLOTS)
FAULT_OFFSET = int(Segment.FAULT_OFFSET)
RINGS_OFFSET = int(Segment.RINGS_OFFSET)
SLOTS_OFFSET = int(Segment.SLOTS_OFFSET)
STACKS = int(Segment.STACKS)
STACKS_OFFSET = int(Segment.STACKS_OFFSET)
USAGE_OFFSET = int(Segment.USAGE_OFFSET)
USAGE_OWNERS = int(Segment.USAGE_OWNERS)
USAGE_OWNERS_OFFSET = int(Segment.USAGE_OWNERS_OFFSET)
USAGE_CALLBACKS_OFFSET = int(Segment.USAGE_CALLBACKS_OFFSET)
USAGE_THREADS = int(Segment.USAGE_THREADS)
USAGE_THREADS_OFFSET = int(Segment.USAGE_THREADS_OFFSET)
RECORDS_OFFSET = int(Segment.RECORDS_OFFSET)

OUTCOME_BITS = {
    "changed": int(CallFlag.CALL_CHANGED),
    "refused": int(CallFlag.CALL_REFUSED),
    "failed": int(CallFlag.CALL_FAILED),
    "slow": int(CallFlag.CALL_SLOW),
}


MAX_PLUGINS = 1024
"""Most plugins of one engine process, `Host::kMaxPlugins`."""
MAX_SYMBOLS = 65_000
"""Most symbols of one server, `kMaxSymbols`."""


def valid_calls(calls: Records) -> npt.NDArray[np.bool_]:
    """Returns which call records have a plugin, callback, thread and kind that exist, so that they can be indexes."""
    known: npt.NDArray[np.bool_] = (calls["plugin"] < MAX_PLUGINS) & (calls["callback"] < len(CALLBACKS))
    return known & (calls["thread"] < THREAD_SLOTS) & (calls["kind"] < len(CallKind))


def valid_ticks(ticks: Records) -> npt.NDArray[np.bool_]:
    """Returns which tick records have a possible symbol and time. A stored quote also needs finite prices."""
    priced: npt.NDArray[np.bool_] = ticks["code"] != 0
    priced |= np.isfinite([ticks[name] for name in ("bid", "ask", "raw_bid", "raw_ask")]).all(axis=0)
    return priced & (ticks["symbol"] < MAX_SYMBOLS) & (ticks["server_nanos"] >= 0)


def valid_marks(marks: Records) -> npt.NDArray[np.bool_]:
    """Returns which mark records have a kind that exists and a possible time."""
    known: npt.NDArray[np.bool_] = marks["kind"] < len(MarkKind)
    return known & (marks["server_nanos"] >= 0)


VALID = (valid_calls, valid_ticks, valid_marks)
"""Checks of the records by RingHeader.kind."""


@dataclass(frozen=True)
class Ring:
    """Place of one ring's records, in bytes from the start of the segment."""

    kind: int
    capacity: int
    offset: int

    @property
    def dtype(self) -> np.dtype[Any]:
        """Returns the numpy layout of one record."""
        return KINDS[self.kind]


def _rings() -> tuple[tuple[Ring, ...], int]:
    """Returns ring 0 (ticks), ring 1 (marks) and rings 2+s (calls of thread slot s), and the end of the last one."""
    sizes = [(1, int(Segment.TICK_CAPACITY)), (2, int(Segment.MARK_CAPACITY)), (0, int(Segment.ENGINE_CALL_CAPACITY))]
    sizes += [(0, int(Segment.CALL_CAPACITY))] * (THREAD_SLOTS - 1)
    rings, offset = [], RECORDS_OFFSET
    for kind, capacity in sizes:
        rings.append(Ring(kind, capacity, offset))
        offset += capacity * KINDS[kind].itemsize
    return tuple(rings), offset


RINGS, SEGMENT_BYTES = _rings()
