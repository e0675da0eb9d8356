"""Memory and threads of a server's process have an owner, to the byte and to the thread."""

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.plugin_desk import plugin_file
from tests.support.talk import Talk, buy
from tests.support.waiting import wait_until
from tests.support.workspaces import MakeWorkspace
from workbench.contract.generated.callbacks import CALLBACKS
from workbench.session import CallCustomAction, DiagnosticFound, InjectTick
from workbench.session.local_session import LocalSession
from workbench.telemetry.segment import SegmentReader
from workbench.telemetry.usage import SERVER, Heap, OwnerUsage, Usage

NUMBERS = {callback.name: callback.number for callback in CALLBACKS}


class Holding:
    """A server in a child process with a plugin that allocates on request, and the previous figures."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk

    def do(self, what: str, **numbers: int) -> OwnerUsage:
        answer = self.talk.ask(CallCustomAction(plugin="holding", request={"do": what, **numbers}))
        assert answer.code == 0, answer
        return self.now()

    def usage(self) -> Usage:
        """Written after this call."""
        asked, reader = time.time_ns(), self.reader

        def look() -> Usage | None:
            usage = reader.usage()
            return usage if usage is not None and usage.nanos > asked else None

        usage = wait_until(look)
        assert usage is not None
        return usage

    @property
    def reader(self) -> SegmentReader:
        reader = self.talk.session.telemetry
        assert reader is not None
        return reader

    @property
    def pid(self) -> int:
        return int(self.reader.header["pid"])

    def now(self) -> OwnerUsage:
        own = self.usage().of(0)
        assert own is not None
        return own


def grown(before: OwnerUsage, after: OwnerUsage) -> tuple[int, int, int, int]:
    """Live bytes, live blocks, allocations and allocated bytes more than before."""
    old, new = heap(before), heap(after)
    return (
        new.live_bytes - old.live_bytes,
        new.live_blocks - old.live_blocks,
        new.allocations - old.allocations,
        new.allocated_bytes - old.allocated_bytes,
    )


def heap(usage: OwnerUsage) -> Heap:
    assert usage.heap is not None
    return usage.heap


@pytest.fixture
def holding(open_child: Callable[..., Talk], make_workspace: MakeWorkspace) -> Holding:
    talk = open_child(make_workspace([plugin_file("holding")]))
    talk.start()
    return Holding(talk)


def test_that_every_byte_a_plugin_takes_is_its_own(holding: Holding) -> None:
    before = holding.now()
    taken = holding.do("take", count=1000, bytes=33)
    assert grown(before, taken) == (33_000, 1000, 1000, 33_000)
    number = NUMBERS["CustomAction"]
    assert heap(taken).allocations_of[number] - heap(before).allocations_of.get(number, 0) == 1000
    assert grown(before, holding.do("give")) == (0, 0, 1000, 33_000)


def test_that_memory_taken_in_a_hook_is_counted_for_its_callback(holding: Holding) -> None:
    holding.talk.ask(InjectTick(symbol="EURUSD", bid=1.1, ask=1.1002))
    before = holding.now()
    for _ in range(5):
        assert holding.talk.ask(buy(10)).code == 0
    after = holding.now()
    assert grown(before, after) == (1500, 15, 15, 1500)
    assert heap(after).allocations_of[NUMBERS["HookTradeRequestOpen"]] == 15
    assert heap(after).live_bytes_of[NUMBERS["HookTradeRequestOpen"]] == 1500


@pytest.mark.parametrize("what", ["take aligned", "take by new"])
def test_that_every_way_to_allocate_counts(holding: Holding, what: str) -> None:
    before = holding.now()
    assert grown(before, holding.do(what, count=7, bytes=512))[:3] == (3584, 7, 7)
    assert grown(before, holding.do("resize", bytes=1024))[:3] == (7168, 7, 14)
    assert grown(before, holding.do("give"))[:2] == (0, 0)


def test_that_memory_belongs_to_its_allocator_even_if_another_plugin_frees_it(holding: Holding) -> None:
    before = holding.now()
    assert grown(before, holding.do("take on a thread", count=100, bytes=64))[:2] == (6400, 100)
    assert grown(before, holding.do("give"))[:2] == (0, 0)
    holding.do("take", count=100, bytes=64)
    assert grown(before, holding.do("give on a thread"))[:2] == (0, 0)


def test_that_memory_that_the_server_keeps_for_a_plugin_belongs_to_the_server(holding: Holding) -> None:
    before = holding.now()
    after = holding.do("log", bytes=100_000)
    # Only the text that it allocated and freed.
    assert grown(before, after)[:3] == (0, 0, 1)


def test_that_threads_belong_to_the_plugin_that_started_them(holding: Holding) -> None:
    def threads() -> tuple[int, int]:
        own = holding.now()
        return own.threads, own.threads_made

    holding.do("start", count=3)
    holding.do("start plainly", count=2)
    holding.do("promise")
    assert threads() == (6, 6)
    holding.do("start in a thread")
    assert threads() == (8, 8)
    holding.do("start shortly", count=2000)
    holding.do("start to leave", count=5)
    assert threads() == (8, 2013)
    holding.do("end threads")
    assert threads() == (0, 2013)


def test_that_the_table_names_each_thread_by_what_it_runs(holding: Holding) -> None:
    holding.do("start", count=1)
    holding.do("start plainly", count=1)
    holding.do("start in a thread", count=1)
    usage = holding.usage()
    own = {thread.tid: thread for thread in usage.threads if thread.owner == 0}
    kernel = {int(name) for name in os.listdir(f"/proc/{holding.pid}/task")}
    assert {thread.tid for thread in usage.threads} == kernel
    assert len(own) == 4
    names = sorted(thread.name for thread in own.values())
    assert sum("_State_impl" in name for name in names) == 3
    # A hidden function has no name in the process: the symbolizer finds it by file and offset.
    assert any(re.fullmatch(r".*\.so\+0x[0-9a-f]+|.*wait_plainly.*", name) for name in names)
    assert len([thread for thread in own.values() if thread.creator in own]) == 1
    assert holding.reader.thread_owners()[holding.pid].owner == SERVER
    holding.do("end threads")


def test_that_a_leak_is_reported_at_the_end_with_the_callback(holding: Holding) -> None:
    holding.do("take", count=10, bytes=1000)
    holding.talk.session.stop()
    found = [event for event in holding.talk.said(DiagnosticFound) if event.code == "memory-left"]
    assert [event.severity for event in found] == ["warning"]
    assert "10,000 bytes in 10 blocks allocated in CustomAction" in found[0].message


def test_that_threads_started_at_run_time_are_reported_when_they_remain(holding: Holding) -> None:
    holding.do("start plainly", count=2)
    holding.talk.session.stop()
    found = [event for event in holding.talk.said(DiagnosticFound) if event.code == "threads-left"]
    assert [event.severity for event in found] == ["warning"]
    assert found[0].message.startswith("still running after DestroyPlugin: 2 threads")


def test_that_a_plugin_that_frees_everything_is_not_reported(holding: Holding) -> None:
    holding.do("take", count=10, bytes=1000)
    holding.do("start shortly", count=10)
    holding.do("give")
    holding.talk.session.stop()
    assert [event.message for event in holding.talk.said(DiagnosticFound) if event.code == "memory-left"] == []


def test_that_the_cost_of_accounting_is_measured(holding: Holding) -> None:
    usage = holding.usage()
    assert 0 < usage.pair_nanos < 1000
    assert usage.accounting_seconds > 0


def test_that_nothing_is_attributed_when_it_is_switched_off(
    open_child: Callable[..., Talk], make_workspace: MakeWorkspace
) -> None:
    talk = open_child(make_workspace([plugin_file("holding")], server={"attribution": False}))
    talk.start()
    assert talk.session.telemetry is not None
    assert talk.session.telemetry.usage() is None
    assert talk.session.telemetry.thread_owners() == {}


def test_that_a_server_in_this_process_attributes_nothing(make_workspace: MakeWorkspace) -> None:
    session = LocalSession(make_workspace([plugin_file("holding")]))
    try:
        session.start()
        assert session.telemetry is not None
        assert session.telemetry.usage() is None
    finally:
        session.close()


@pytest.mark.skipif("LD_PRELOAD" in os.environ, reason="something is preloaded into everything here")
def test_that_programs_that_a_plugin_starts_have_no_probe(holding: Holding) -> None:
    assert "_probe.so" in Path(f"/proc/{holding.pid}/maps").read_text("utf-8")
    holding.do("look at the environment")
