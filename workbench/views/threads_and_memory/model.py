"""Threads and resident memory of the engine process over the last hour, and the limit of fifty plugin threads."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from workbench.contract.generated.callbacks import CALLBACKS
from workbench.contract.generated.enums import CallFlag
from workbench.engine.loader.elf.demangle import demangle
from workbench.session import AnyEvent, EngineStarted
from workbench.telemetry.threads import ThreadInfo, ThreadSampler
from workbench.telemetry.usage import OTHERS, SERVER
from workbench.views.model import ViewModel
from workbench.views.plugin_list import PluginList

if TYPE_CHECKING:
    from workbench.telemetry.segment import Batch, RunningCall
    from workbench.telemetry.usage import Heap, OwnedThread, OwnerUsage, Usage

_CALLBACK_NAMES = {callback.number: callback.name for callback in CALLBACKS}
_STD_THREAD = re.compile(r"std::thread::_State_impl<std::thread::_Invoker<std::tuple<(.*)> ?> ?>$")

INTERVAL_NANOS = 250_000_000
LIST_INTERVAL_NANOS = 1_000_000_000
CAPACITY = 4 * 3600
PLUGIN_THREADS_ALLOWED = 50
"""Plugins that add more threads slow the server down (platform rule)."""


class Sampler(Protocol):
    """Reads measurements of a process. Returns 0 or nothing after its end."""

    def count(self) -> int:
        """Returns the number of threads."""

    def threads(self) -> list[ThreadInfo]:
        """Returns every thread."""

    def resident_bytes(self) -> int:
        """Returns the resident set in bytes."""


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """One row of the thread table. `busy` is its share of one core since the last list, 0 to 1.

    `runs` is its start function, or the type of the callable of a std::thread; "" when unknown.
    """

    tid: int
    name: str
    owner: str
    cpu_seconds: float
    busy: float
    runs: str = ""


@dataclass(frozen=True, slots=True)
class OwnerLine:
    """Memory and threads of one plugin, or of the server. Memory is None when only threads are attributed.

    `allocations_a_second` counts since the last list. `busiest` is the callback with most allocations, or "".
    """

    owner: str
    threads: int
    threads_made: int
    live_bytes: int | None
    live_blocks: int | None
    allocations: int | None
    allocations_a_second: float
    busiest: str


class ThreadsAndMemoryModel(ViewModel):
    """Takes four samples a second, visible or not, so that the history is complete when the panel opens."""

    def __init__(self, plugin_list: PluginList, *, make_sampler: Callable[[int], Sampler] = ThreadSampler) -> None:
        super().__init__(plugin_list)
        self.lines: list[ThreadLine] = []
        self.owners: list[OwnerLine] | None = None
        """Usage in the order of the plugins, the server last. None: this server has no attribution."""
        self.accounting_share = 0.0
        """Share of one core that attribution used since the last list."""
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
        self._usage: Usage | None = None

    @property
    def limit(self) -> int:
        """Thread limit of the process, with fifty threads of plugins. 0 before the first start."""
        return self.threads_before + PLUGIN_THREADS_ALLOWED if self.threads_before else 0

    @property
    def samples(self) -> int:
        """Number of samples taken."""
        return self._filled

    def on_event(self, event: AnyEvent) -> None:
        """Starts sampling a new process."""
        if isinstance(event, EngineStarted):
            self._sampler = self._make_sampler(event.pid)
            self.threads_before = event.threads_before
            self.threads_most = self.resident_most = 0
            self._usage, self.owners, self.accounting_share = None, None, 0.0

    def begin_server(self) -> None:
        """Clears the owners of the thread slots, which a new server assigns again."""
        self._owner_of_slot.clear()

    def take(self, batch: "Batch") -> None:
        """Records which plugin's own threads call the server."""
        calls = batch.calls
        foreign = calls[calls["flags"] & CallFlag.CALL_FOREIGN_THREAD != 0] if len(calls) else calls
        if len(foreign):
            for slot, plugin in set(zip(foreign["thread"].tolist(), foreign["plugin"].tolist(), strict=True)):
                self._owner_of_slot[slot] = self.plugin_list.plugin_name(plugin)

    def frame(self, now_nanos: int) -> None:
        """Takes a sample every INTERVAL_NANOS."""
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

    def list_threads(self, now_nanos: int, running: "Sequence[RunningCall]", usage: "Usage | None" = None) -> None:
        """Reads the threads once a second. Takes a millisecond, so call it for a visible table only."""
        elapsed = now_nanos - self._listed_nanos
        if self._sampler is None or elapsed < LIST_INTERVAL_NANOS:
            return
        self._listed_nanos = now_nanos
        self._slot_of_tid = {call.tid: call.slot for call in running}
        used = {line.tid: line.cpu_seconds for line in self.lines}
        owned = {thread.tid: thread for thread in usage.threads} if usage is not None else {}
        self.lines = [
            ThreadLine(
                each.tid,
                each.name,
                self._owner(each.tid, owned.get(each.tid)),
                each.cpu_seconds,
                _busy(each, used, elapsed),
                _runs(owned.get(each.tid)),
            )
            for each in self._sampler.threads()
        ]
        self._list_owners(usage)
        self.generation += 1

    def _list_owners(self, usage: "Usage | None") -> None:
        before, self._usage = self._usage, usage
        if usage is None:
            self.owners = None
            return
        elapsed = (usage.nanos - before.nanos) / 1e9 if before is not None else 0.0
        if before is not None and elapsed > 0:
            self.accounting_share = (usage.accounting_seconds - before.accounting_seconds) / elapsed
        old = {own.owner: own for own in before.owners} if before is not None else {}
        self.owners = [self._owner_line(own, old.get(own.owner), elapsed) for own in usage.owners]

    def _owner_line(self, own: "OwnerUsage", before: "OwnerUsage | None", elapsed: float) -> OwnerLine:
        heap = own.heap
        allocated = heap.allocations - before.heap.allocations if heap and before and before.heap else 0
        return OwnerLine(
            owner=self._owner_name(own.owner),
            threads=own.threads,
            threads_made=own.threads_made,
            live_bytes=heap.live_bytes if heap else None,
            live_blocks=heap.live_blocks if heap else None,
            allocations=heap.allocations if heap else None,
            allocations_a_second=allocated / elapsed if elapsed > 0 else 0.0,
            busiest=_busiest(heap),
        )

    def _owner_name(self, owner: int) -> str:
        if owner == SERVER:
            return "server"
        return "other plugins" if owner == OTHERS else self.plugin_list.plugin_name(owner)

    def history(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Returns seconds before the newest sample (0 or less), thread counts, resident bytes; NaN without process."""
        if not self._filled:
            empty = np.empty(0)
            return empty, empty, empty
        first = max(0, self._filled - CAPACITY)
        order = np.arange(first, self._filled) % CAPACITY
        seconds = (self._times[order] - self._times[order[-1]]) / 1e9
        return seconds, self._counts[order], self._bytes[order]

    def _owner(self, tid: int, owned: "OwnedThread | None") -> str:
        if owned is not None:
            return self._owner_name(owned.owner)
        if tid == self.plugin_list.pid:
            return "server"
        slot = self._slot_of_tid.get(tid)
        return "" if slot is None else self._owner_of_slot.get(slot, "server")


def _runs(thread: "OwnedThread | None") -> str:
    if thread is None:
        return ""
    # std::type_info::name() has no _Z prefix, unlike the mangled name of a function.
    name = demangle(f"_Z{thread.name}") if thread.name.startswith("NSt") else demangle(thread.name)
    started = _STD_THREAD.search(name)
    return started[1] if started else name


def _busiest(heap: "Heap | None") -> str:
    inside = {callback: count for callback, count in heap.allocations_of.items() if callback >= 0} if heap else {}
    return _CALLBACK_NAMES[max(inside, key=lambda callback: inside[callback])] if inside else ""


def _busy(thread: ThreadInfo, used: dict[int, float], elapsed_nanos: int) -> float:
    before = used.get(thread.tid, thread.cpu_seconds)
    return min(1.0, max(0.0, (thread.cpu_seconds - before) * 1e9 / elapsed_nanos))
