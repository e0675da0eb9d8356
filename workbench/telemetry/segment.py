"""The shared-memory segment between the engine process and its client process, for the client process."""

from __future__ import annotations

import errno
import itertools
import math
import mmap
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from workbench.telemetry import layout
from workbench.telemetry.layout import Records
from workbench.telemetry.usage import OwnedThread, Usage, UsageArea

SHARED_MEMORY = Path("/dev/shm")

_numbers = itertools.count(1)


class Segment:
    """The file of a segment. The client creates it, both processes map it, and `unlink` removes it from the folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def create(cls, folder: Path | None = None) -> Segment:
        """Creates a zeroed segment in shared memory, or in the temporary folder if there is no space. Else OSError."""
        places = [folder] if folder is not None else _places()
        for place in places:
            _remove_orphans(place)
            try:
                return cls(_reserved(place / f"workbench-{os.getpid()}-{next(_numbers)}"))
            except OSError as error:
                if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EROFS):
                    raise
        where = " nor in ".join(map(str, places))
        raise OSError(errno.ENOSPC, f"no space for {layout.SEGMENT_BYTES // 1_000_000} MB of records in {where}")

    def unlink(self) -> None:
        """Removes the file. Mappings stay usable. Harmless if the file does not exist."""
        self.path.unlink(missing_ok=True)


def _reserved(path: Path) -> Path:
    """Allocates the whole file, because a write to a page without disk space ends the writer with SIGBUS."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        os.posix_fallocate(descriptor, 0, layout.SEGMENT_BYTES)
    except OSError:
        path.unlink()
        raise
    finally:
        os.close(descriptor)
    return path


def _places() -> list[Path]:
    """Returns shared memory (unless it is too small, as in many containers) and the temporary folder."""
    temporary = Path(tempfile.gettempdir())
    if SHARED_MEMORY.is_dir() and os.access(SHARED_MEMORY, os.W_OK):
        room = os.statvfs(SHARED_MEMORY)
        if room.f_bavail * room.f_frsize > 2 * layout.SEGMENT_BYTES:
            return [SHARED_MEMORY, temporary]
    return [temporary]


def _remove_orphans(folder: Path) -> None:
    """Removes segments that killed client processes left."""
    for path in folder.glob("workbench-*-*"):
        owner = path.name.split("-")[1]
        if owner.isdecimal() and not Path("/proc", owner).exists() and path.stat().st_uid == os.getuid():
            path.unlink(missing_ok=True)


@dataclass(frozen=True)
class Batch:
    """Records since the last drain: calls (in order per thread), ticks, marks. `lost`: overwritten unread.

    `invalid` counts records that the reader dropped because no server writes such values.
    """

    calls: Records
    ticks: Records
    marks: Records
    lost: int = 0
    invalid: int = 0

    def __bool__(self) -> bool:
        return bool(self.lost or self.invalid or len(self.calls) or len(self.ticks) or len(self.marks))


EMPTY_BATCH = Batch(np.empty(0, layout.CALL), np.empty(0, layout.TICK), np.empty(0, layout.MARK))


@dataclass(frozen=True)
class RunningCall:
    """The current call of one thread of the engine process. `depth` 0: no plugin code."""

    slot: int
    tid: int
    depth: int
    plugin: int
    callback: int
    call: int
    start_ticks: int
    server_nanos: int
    login: int
    order: int
    name: str
    step: int = 0


class SegmentReader:
    """A reader of one segment, for one thread at a time. It works after the writer's end and after `unlink`.

    Plugins can overwrite and truncate the segment. The reader drops and counts invalid records, and a truncated segment
    reads as zeros.
    """

    def __init__(self, path: Path | str) -> None:
        self._truncated = False
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size < layout.SEGMENT_BYTES:
                self._read_zeros()
            else:
                self._map(mmap.mmap(file.fileno(), layout.SEGMENT_BYTES, prot=mmap.PROT_READ))
        self._read = [0] * len(layout.RINGS)
        self.lost = 0
        """Total number of records that this reader lost."""
        self.invalid = 0
        """Total number of records that this reader dropped as invalid."""

    def _map(self, memory: mmap.mmap) -> None:
        self._memory = memory
        self._header = self._view(layout.HEADER, 0, 1)
        self._fault = self._view(layout.FAULT, layout.FAULT_OFFSET, 1)
        self._stacks = self._view(layout.STACK, layout.STACKS_OFFSET, layout.STACKS)
        self._usage = UsageArea(self._memory)
        self._heads = self._view(layout.RING, layout.RINGS_OFFSET, len(layout.RINGS))["head"]
        self._slots = self._view(layout.SLOT, layout.SLOTS_OFFSET, layout.THREAD_SLOTS)
        self._rings = [self._view(ring.dtype, ring.offset, ring.capacity) for ring in layout.RINGS]

    def _read_zeros(self) -> None:
        flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
        self._map(mmap.mmap(-1, layout.SEGMENT_BYTES, flags=flags, prot=mmap.PROT_READ))
        # Last, because another thread reads the old memory until this is set.
        self._truncated = True

    @property
    def truncated(self) -> bool:
        """Whether the file became too short. An access beyond its end would end this process with SIGBUS."""
        self._check_size()
        return self._truncated

    def _check_size(self) -> None:
        """Replaces a truncated segment. Call it before each access to the memory."""
        if not self._truncated and self._memory.size() < layout.SEGMENT_BYTES:
            self._read_zeros()

    def _view(self, dtype: np.dtype[Any], offset: int, count: int) -> Records:
        return np.frombuffer(self._memory, dtype, count, offset)

    @property
    def header(self) -> Any:
        """Returns the SegmentHeader as a live numpy record: reading a field reads shared memory."""
        self._check_size()
        return self._header[0]

    @property
    def nanos_per_tick(self) -> float:
        """Returns the length of one time stamp counter tick in nanoseconds. 1 while it is unknown or invalid."""
        return self._positive("nanos_per_tick", 1.0)

    @property
    def overhead_nanos(self) -> float:
        """Returns the cost of timing one call in nanoseconds. 0 while it is unknown or invalid."""
        return self._positive("overhead_nanos", 0.0)

    def _positive(self, name: str, otherwise: float) -> float:
        value = float(self.header[name])
        return value if 0.0 < value < math.inf else otherwise

    @property
    def ready(self) -> bool:
        """Returns whether the engine has filled in the header."""
        return int(self.header["magic"]) == layout.MAGIC

    @property
    def fault(self) -> Any:
        """Returns a copy of the FaultRecord. `signal` is 0 if no fatal signal was caught."""
        self._check_size()
        return self._fault[0].copy()

    def stacks(self, count: int) -> Records:
        """Returns copies of the first StackRecords."""
        self._check_size()
        return self._stacks[:count].copy()

    def usage(self) -> Usage | None:
        """Returns memory and threads by owner, at most a quarter of a second old. None without attribution."""
        self._check_size()
        return self._usage.read()

    def thread_owners(self) -> dict[int, OwnedThread]:
        """Returns the first 256 threads by kernel id, empty without attribution."""
        usage = self.usage()
        return {thread.tid: thread for thread in usage.threads if thread.tid} if usage is not None else {}

    def running(self) -> list[RunningCall]:
        """Returns the used thread slots with their innermost calls, including threads that ended inside a call."""
        self._check_size()
        slots = self._slots.copy()
        used = (slots["tid"] != 0) | (slots["depth"] > 0)
        return [_running(number, slots[number]) for number in np.flatnonzero(used).tolist()]

    def drain(self) -> Batch:
        """Returns copies of the records since the last drain."""
        self._check_size()
        heads = self._heads.tolist()
        parts: list[list[Records]] = [[], [], []]
        lost = 0
        for number, head in enumerate(heads):
            if head != self._read[number]:
                records, overtaken = self._copy(number, head)
                parts[layout.RINGS[number].kind] += records
                lost += overtaken
        if not lost and not any(parts):
            return EMPTY_BATCH
        self.lost += lost
        joined = [_joined(records, dtype) for records, dtype in zip(parts, layout.KINDS, strict=True)]
        calls, ticks, marks = (_valid(records, valid) for records, valid in zip(joined, layout.VALID, strict=True))
        invalid = sum(map(len, joined)) - len(calls) - len(ticks) - len(marks)
        self.invalid += invalid
        return Batch(calls, ticks, marks, lost, invalid)

    def last_calls(self, count: int) -> Records:
        """Returns the newest calls of all threads, oldest first, without draining them. Callable from any thread."""
        self._check_size()
        newest: list[Records] = []
        for number, ring in enumerate(layout.RINGS):
            if ring.kind == 0:
                head = int(self._heads[number])
                wanted = min(head, count, ring.capacity - 1)
                index = ((head - wanted) % ring.capacity + np.arange(wanted)) % ring.capacity
                newest.append(self._rings[number][index])
        calls = np.concatenate(newest)
        return calls[np.argsort(calls["start_ticks"], kind="stable")][-count:]

    def _copy(self, number: int, head: int) -> tuple[list[Records], int]:
        """Returns the readable records of one ring up to `head`, oldest first, and the number of overwritten ones."""
        ring, capacity = self._rings[number], layout.RINGS[number].capacity
        if head < self._read[number]:
            # Only an overwritten head moves back.
            self._read[number] = head
            return [], 0
        first = max(self._read[number], head - capacity)
        begin, end = first % capacity, head % capacity
        if head - first == 0:
            pieces = []
        elif begin < end:
            pieces = [ring[begin:end].copy()]
        else:
            pieces = [ring[begin:].copy(), ring[:end].copy()]
        # The record at index head_now may be partly written over that of index head_now - capacity.
        safe = int(self._heads[number]) - capacity + 1
        overtaken = max(0, min(safe, head) - self._read[number])
        skip = max(0, min(safe, head) - first)
        self._read[number] = head
        return _without_first(pieces, skip), overtaken

    def nanos(self, ticks: Any) -> Any:
        """Converts time stamp counter differences (a number or an array) to nanoseconds."""
        return ticks * self.nanos_per_tick

    def wall_nanos(self, start_ticks: Any) -> Any:
        """Converts time stamp counter values to wall time, nanoseconds since the Unix epoch (int64)."""
        header = self.header
        since = np.asarray(start_ticks, np.uint64).astype(np.int64) - np.int64(header["start_ticks"])
        return header["start_nanos"] + np.asarray(self.nanos(since)).astype(np.int64)


def _running(number: int, slot: Any) -> RunningCall:
    return RunningCall(
        slot=number,
        tid=int(slot["tid"]),
        depth=int(slot["depth"]),
        plugin=int(slot["plugin"]),
        callback=int(slot["callback"]),
        call=int(slot["call"]),
        start_ticks=int(slot["start_ticks"]),
        server_nanos=int(slot["server_nanos"]),
        login=int(slot["login"]),
        order=int(slot["order"]),
        step=int(slot["step"]),
        name=bytes(slot["name"]).split(b"\0")[0].decode("utf-8", "replace"),
    )


def _without_first(pieces: list[Records], skip: int) -> list[Records]:
    kept: list[Records] = []
    for piece in pieces:
        if skip < len(piece):
            kept.append(piece[skip:])
        skip = max(0, skip - len(piece))
    return kept


def _valid(records: Records, valid: Callable[[Records], npt.NDArray[np.bool_]]) -> Records:
    """Returns the valid records, without a copy when all are."""
    if not len(records):
        return records
    chosen = valid(records)
    return records if chosen.all() else records[chosen]


def _joined(pieces: list[Records], dtype: np.dtype[Any]) -> Records:
    match pieces:
        case []:
            return np.empty(0, dtype)
        case [only]:
            return only
    return np.concatenate(pieces)
