"""Layout of the shared-memory segment: the place and the record type of each ring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from workbench.contract.generated import dtypes
from workbench.contract.generated.enums import CallFlag, Segment

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
