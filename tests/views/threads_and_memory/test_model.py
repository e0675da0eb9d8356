"""Samples of a process, through its end."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from tests.support.recording import SYMBOLS
from workbench.engine.messages import EngineStarted
from workbench.telemetry.threads import ThreadInfo
from workbench.telemetry.usage import SERVER, Heap, OwnedThread, OwnerUsage, Usage
from workbench.views.plugin_list import PluginList
from workbench.views.threads_and_memory.model import ThreadsAndMemoryModel

QUARTER = 250_000_000


@dataclass
class Process:
    number: int = 12
    listed: list[ThreadInfo] = field(default_factory=list)

    def count(self) -> int:
        return self.number

    def threads(self) -> list[ThreadInfo]:
        return self.listed

    def resident_bytes(self) -> int:
        return self.number * 2**20


@pytest.fixture
def process() -> Process:
    return Process()


@pytest.fixture
def model(plugin_list: PluginList, process: Process) -> ThreadsAndMemoryModel:
    made = ThreadsAndMemoryModel(plugin_list, make_sampler=lambda _pid: process)
    started = EngineStarted(pid=7, segment="", symbols=SYMBOLS, threads_before=10)
    plugin_list.on_event(started)
    made.on_event(started)
    return made


def test_that_a_sample_is_taken_some_times_a_second(model: ThreadsAndMemoryModel, process: Process) -> None:
    for number in range(9):
        process.number = 12 + number
        model.frame(QUARTER * 4 + number * QUARTER // 2)
    seconds, counts, resident = model.history()
    assert counts.tolist() == [12, 14, 16, 18, 20]
    assert seconds.tolist() == [-1.0, -0.75, -0.5, -0.25, 0.0]
    assert resident[-1] == 20 * 2**20
    assert (model.threads_most, model.limit) == (20, 60)


def test_that_the_end_of_the_process_is_a_gap(model: ThreadsAndMemoryModel, process: Process) -> None:
    model.frame(QUARTER)
    process.number = 0
    model.frame(2 * QUARTER)
    model.frame(9 * QUARTER)
    _, counts, _ = model.history()
    assert counts[0] == 12
    assert np.isnan(counts[1])
    assert len(counts) == 2


def test_that_threads_are_listed_with_their_share_of_a_core(model: ThreadsAndMemoryModel, process: Process) -> None:
    process.listed = [ThreadInfo(7, "engine", 1.0)]
    model.list_threads(10**9, ())
    process.listed = [ThreadInfo(7, "engine", 1.5), ThreadInfo(9, "worker", 0.0)]
    model.list_threads(2 * 10**9, ())
    assert [(line.name, line.owner, line.busy) for line in model.lines] == [
        ("engine", "server", 0.5),
        ("worker", "", 0.0),
    ]


def usage(nanos: int, allocations: int) -> Usage:
    heap = Heap(4096, 2, allocations, 9000, {3: allocations, -1: 1}, {3: 4096})
    started = OwnedThread(9, 7, SERVER, 0, "NSt6thread11_State_implINS_8_InvokerISt5tupleIJPFvvEEEEEEE")
    return Usage(nanos, 10.0, (OwnerUsage(SERVER, 2, 5, heap),), (started,))


def test_that_a_thread_has_its_owner_and_what_it_runs(model: ThreadsAndMemoryModel, process: Process) -> None:
    process.listed = [ThreadInfo(9, "worker", 0.0)]
    model.list_threads(10**9, (), usage(10**9, 100))
    assert [(line.owner, line.runs) for line in model.lines] == [("server", "void (*)()")]


def test_that_memory_of_each_owner_has_a_rate(model: ThreadsAndMemoryModel, process: Process) -> None:
    model.list_threads(10**9, (), usage(10**9, 100))
    model.list_threads(3 * 10**9, (), usage(3 * 10**9, 500))
    assert model.owners is not None
    (line,) = model.owners
    assert (line.live_bytes, line.live_blocks, line.allocations_a_second) == (4096, 2, 200.0)
    assert model.accounting_share == pytest.approx(400 * 10e-9 / 2)


def test_that_what_is_not_attributed_is_not_zero(model: ThreadsAndMemoryModel) -> None:
    model.list_threads(10**9, ())
    assert model.owners is None
