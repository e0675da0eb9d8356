"""Threads and resident memory of the engine process over the last hour, and the fifty-thread line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from workbench.contract.generated.enums import CallFlag
from workbench.session import AnyEvent, EngineStarted
from workbench.telemetry.threads import ThreadInfo, ThreadSampler
from workbench.views.directory import Directory
from workbench.views.model import ViewModel

if TYPE_CHECKING:
    from workbench.telemetry.segment import Batch, RunningCall

INTERVAL_NANOS = 250_000_000
LIST_INTERVAL_NANOS = 1_000_000_000
CAPACITY = 4 * 3600
PLUGIN_THREADS_ALLOWED = 50
"""More threads than that, added by plugins, make the server slow (platform rule)."""


class Sampler(Protocol):
    """How a process is looked at; 0 or nothing once it is gone."""

    def count(self) -> int:
        """Number of threads."""

    def threads(self) -> list[ThreadInfo]:
        """Every thread."""

    def resident_bytes(self) -> int:
        """Resident set, bytes."""


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """One thread of the table. `busy` is its share of one core since the last list, 0 to 1."""

    tid: int
    name: str
    owner: str
    cpu_seconds: float
    busy: float


class ThreadsAndMemoryModel(ViewModel):
    """Samples some times a second, visible or not, because what happened before one looked matters most."""

    def __init__(self, directory: Directory, *, make_sampler: Callable[[int], Sampler] = ThreadSampler) -> None:
        super().__init__(directory)
        self.lines: list[ThreadLine] = []
        self.generation = 0
        self.threads_before = 0
        self.threads_now = 0
        self.threads_most = 0
        self.resident_bytes = 0
        self.resident_most = 0
        self._make_sampler = make_sampler
        self._sampler: Sampler | None = None
        self._times = np.zeros(CAPACITY, np.int64)
        self._counts = np.zeros(CAPACITY)
        self._bytes = np.zeros(CAPACITY)
        self._filled = 0
        self._sampled_nanos = 0
        self._listed_nanos = 0
        self._owner_of_slot: dict[int, str] = {}
        self._slot_of_tid: dict[int, int] = {}

    @property
    def limit(self) -> int:
        """Threads of the process with fifty added by plugins; 0 before the first start."""
        return self.threads_before + PLUGIN_THREADS_ALLOWED if self.threads_before else 0

    @property
    def samples(self) -> int:
        """Samples taken so far; grows with each."""
        return self._filled

    def on_event(self, event: AnyEvent) -> None:
        """Looks at the new process from its start."""
        if isinstance(event, EngineStarted):
            self._sampler = self._make_sampler(event.pid)
            self.threads_before = event.threads_before
            self.threads_most = self.resident_most = 0
            self._owner_of_slot.clear()

    def take(self, batch: "Batch") -> None:
        """Learns which plugin's own threads call the server."""
        calls = batch.calls
        foreign = calls[calls["flags"] & CallFlag.CALL_FOREIGN_THREAD != 0] if len(calls) else calls
        if len(foreign):
            for slot, plugin in set(zip(foreign["thread"].tolist(), foreign["plugin"].tolist(), strict=True)):
                self._owner_of_slot[slot] = self.directory.plugin_name(plugin)

    def frame(self, now_nanos: int) -> None:
        """Takes a sample when one is due."""
        if self._sampler is None or now_nanos - self._sampled_nanos < INTERVAL_NANOS:
            return
        self._sampled_nanos = now_nanos
        self.threads_now, self.resident_bytes = self._sampler.count(), self._sampler.resident_bytes()
        self.threads_most = max(self.threads_most, self.threads_now)
        self.resident_most = max(self.resident_most, self.resident_bytes)
        gone = self.threads_now == 0
        at = self._filled % CAPACITY
        self._times[at] = now_nanos
        self._counts[at] = np.nan if gone else self.threads_now
        self._bytes[at] = np.nan if gone else self.resident_bytes
        self._filled += 1
        if gone:
            self._sampler = None

    def list_threads(self, now_nanos: int, running: "Sequence[RunningCall]") -> None:
        """Reads the names of the threads once a second; for a visible table only, it costs a millisecond."""
        elapsed = now_nanos - self._listed_nanos
        if self._sampler is None or elapsed < LIST_INTERVAL_NANOS:
            return
        self._listed_nanos = now_nanos
        self._slot_of_tid = {call.tid: call.slot for call in running}
        used = {line.tid: line.cpu_seconds for line in self.lines}
        self.lines = [
            ThreadLine(each.tid, each.name, self._owner(each.tid), each.cpu_seconds, _busy(each, used, elapsed))
            for each in self._sampler.threads()
        ]
        self.generation += 1

    def history(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Seconds before the newest sample (0 or less), thread counts, resident bytes; NaN without a process."""
        if not self._filled:
            empty = np.empty(0)
            return empty, empty, empty
        first = max(0, self._filled - CAPACITY)
        order = np.arange(first, self._filled) % CAPACITY
        seconds = (self._times[order] - self._times[order[-1]]) / 1e9
        return seconds, self._counts[order], self._bytes[order]

    def _owner(self, tid: int) -> str:
        if tid == self.directory.pid:
            return "server"
        slot = self._slot_of_tid.get(tid)
        return "" if slot is None else self._owner_of_slot.get(slot, "server")


def _busy(thread: ThreadInfo, used: dict[int, float], elapsed_nanos: int) -> float:
    before = used.get(thread.tid, thread.cpu_seconds)
    return min(1.0, max(0.0, (thread.cpu_seconds - before) * 1e9 / elapsed_nanos))
