"""Memory and threads of the engine process by owner: a plugin, or the server itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from workbench.contract.generated.enums import Segment, UsageFlag
from workbench.telemetry import layout
from workbench.telemetry.layout import Records

SERVER = 0xFFFF
"""Index that stands for the server itself, as in call records."""
OTHERS = 0xFFFE
"""Index that stands for all plugins after the first 64 together."""
_PLUGINS = int(Segment.USAGE_PLUGINS)
_OUTSIDE = int(Segment.USAGE_CALLBACKS) - 1
_TRIES = 100


@dataclass(frozen=True, slots=True)
class Heap:
    """Memory of one owner: live bytes and blocks, and all blocks and bytes that it ever allocated.

    `allocations_of` counts the blocks allocated during calls of each callback, by its number. -1 is code outside of any
    callback. It is empty for the server.
    """

    live_bytes: int
    live_blocks: int
    allocations: int
    allocated_bytes: int
    allocations_of: dict[int, int]
    live_bytes_of: dict[int, int]


NO_HEAP = Heap(0, 0, 0, 0, {}, {})
"""Returns the usage of a plugin that never allocated anything."""


@dataclass(frozen=True, slots=True)
class OwnerUsage:
    """Memory and threads of a plugin (by its index), SERVER or OTHERS. `heap` None: no attribution of memory."""

    owner: int
    threads: int
    threads_made: int
    heap: Heap | None


@dataclass(frozen=True, slots=True)
class OwnedThread:
    """A thread and its creator. `name` is the mangled type that a std::thread runs, or a function's name."""

    tid: int
    creator: int
    owner: int
    entry: int
    name: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Memory and threads of all owners at one moment. `pair_nanos` is the cost of the accounting for each block."""

    nanos: int
    pair_nanos: float
    owners: tuple[OwnerUsage, ...]
    threads: tuple[OwnedThread, ...]

    def of(self, owner: int) -> OwnerUsage | None:
        """Returns the usage of one plugin, None if it never had any."""
        return next((usage for usage in self.owners if usage.owner == owner), None)

    @property
    def accounting_seconds(self) -> float:
        """Returns the processor time that the accounting has cost since the process started, for all threads."""
        return sum(usage.heap.allocations for usage in self.owners if usage.heap) * self.pair_nanos / 1e9


class UsageArea:
    """Reads the usage part of a segment."""

    def __init__(self, memory: Any) -> None:
        view = np.frombuffer(memory, np.uint8, layout.RECORDS_OFFSET - layout.USAGE_OFFSET, layout.USAGE_OFFSET)
        self._bytes: npt.NDArray[np.uint8] = view
        self._sequence = view[:8].view(np.uint64)
        self._read = -1
        self._last: Usage | None = None

    def read(self) -> Usage | None:
        """Returns the usage at one moment. None without attribution, or if the writer died during a write."""
        for _ in range(_TRIES):
            before = int(self._sequence[0])
            if before == self._read:
                return self._last
            copy = self._bytes.copy()
            if before % 2 == 0 and int(self._sequence[0]) == before:
                self._read, self._last = before, _usage(copy)
                return self._last
        return None


def _usage(area: npt.NDArray[np.uint8]) -> Usage | None:
    header = _part(area, layout.USAGE, layout.USAGE_OFFSET, 1)[0]
    flags = int(header["flags"])
    if not flags & UsageFlag.USAGE_THREADS_KNOWN:
        return None
    owners = _part(area, layout.OWNER_USAGE, layout.USAGE_OWNERS_OFFSET, layout.USAGE_OWNERS)
    cells = _part(area, layout.CALLBACK_USAGE, layout.USAGE_CALLBACKS_OFFSET, _PLUGINS * (_OUTSIDE + 1))
    callbacks = cells.reshape(_PLUGINS, _OUTSIDE + 1)
    threads = _part(area, layout.OWNED_THREAD, layout.USAGE_THREADS_OFFSET, layout.USAGE_THREADS)
    heap_known = bool(flags & UsageFlag.USAGE_HEAP_KNOWN)
    used = (owners["allocations"] > 0) | (owners["threads_made"] > 0)
    return Usage(
        nanos=int(header["nanos"]),
        pair_nanos=float(header["pair_nanos"]),
        owners=tuple(_owner(int(place), owners, callbacks, heap_known) for place in np.flatnonzero(used)),
        threads=tuple(_thread(thread) for thread in threads[: int(header["threads"])]),
    )


def _part(area: npt.NDArray[np.uint8], dtype: np.dtype[Any], offset: int, count: int) -> Records:
    start = offset - layout.USAGE_OFFSET
    return area[start : start + dtype.itemsize * count].view(dtype)


def _index(place: int) -> int:
    return place if place < _PLUGINS else SERVER if place == _PLUGINS else OTHERS


def _owner(place: int, owners: Records, callbacks: Records, heap_known: bool) -> OwnerUsage:
    record = owners[place]
    own = callbacks[place] if place < _PLUGINS else callbacks[:0].reshape(-1)
    return OwnerUsage(
        owner=_index(place),
        threads=int(record["threads"]),
        threads_made=int(record["threads_made"]),
        heap=_heap(record, own) if heap_known else None,
    )


def _heap(record: Any, callbacks: Records) -> Heap:
    return Heap(
        live_bytes=int(record["live_bytes"]),
        live_blocks=int(record["live_blocks"]),
        allocations=int(record["allocations"]),
        allocated_bytes=int(record["allocated_bytes"]),
        allocations_of=_by_callback(callbacks["allocations"]),
        live_bytes_of=_by_callback(callbacks["live_bytes"]),
    )


def _by_callback(column: npt.NDArray[Any]) -> dict[int, int]:
    return {-1 if number == _OUTSIDE else int(number): int(column[number]) for number in np.flatnonzero(column)}


def _thread(record: Any) -> OwnedThread:
    return OwnedThread(
        tid=int(record["tid"]),
        creator=int(record["creator"]),
        owner=_index(int(record["owner"])),
        entry=int(record["entry"]),
        name=bytes(record["name"]).split(b"\0")[0].decode("utf-8", "replace"),
    )
