"""The writer of the segment: slots of threads, numbers of calls, and rings that overtake their reader."""

import mmap
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.plugin_desk import PluginDesk
from tests.support.waiting import wait_until
from workbench.contract.generated.dtypes import SEGMENT_HEADER
from workbench.contract.generated.enums import EngineState
from workbench.contract.generated.enums import Segment as Geometry
from workbench.engine import _core
from workbench.telemetry.segment import Segment, SegmentReader

MADV_POPULATE_WRITE = 23
HUGE_PAGE = 2 << 20


@pytest.fixture
def desk() -> Iterator[PluginDesk]:
    made = PluginDesk()
    yield made
    made.close()


def test_that_the_header_says_who_writes_and_how_long_a_tick_is(desk: PluginDesk) -> None:
    header = desk.reader.header
    assert desk.reader.ready
    assert header["state"] == EngineState.Running
    assert header["rings"] == 2 + Geometry.THREAD_SLOTS
    assert 0.05 < header["nanos_per_tick"] <= 1.0
    assert 0.0 < header["overhead_nanos"] < 10_000
    desk.engine.stop()
    assert header["state"] == EngineState.Stopped


def test_that_a_file_of_another_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "segment"
    path.write_bytes(b"\0" * 4096)
    with pytest.raises(RuntimeError, match=f"{path}: has 4096 bytes instead of"):
        _core.Engine(segment=str(path))
    with pytest.raises(RuntimeError, match="no_such_segment"):
        _core.Engine(segment=str(tmp_path / "no_such_segment"))


def test_that_calls_are_numbered_by_thread_and_shown_while_they_run(desk: PluginDesk) -> None:
    desk.load("answering")
    assert {call["thread"] for call in desk.read()} == {1}  # built outside the engine
    for _ in range(3):
        desk.open()
    calls = desk.read()
    numbers = [call["id"] & (1 << 56) - 1 for call in calls]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == len(numbers)
    assert {call["thread"] for call in calls} == {0}
    (slot,) = [slot for slot in desk.reader.running() if slot.slot == 0]
    assert (slot.depth, slot.call) == (0, calls[-1]["id"])


def test_that_a_thread_gives_its_slot_back(desk: PluginDesk) -> None:
    plugin = desk.load("asking")
    server = desk.engine.plugin_server(plugin)

    def ask() -> None:
        server.GetAllGroups()

    for _ in range(3 * Geometry.THREAD_SLOTS):
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    calls = desk.calls("GetAllGroups")
    assert len(calls) == 3 * Geometry.THREAD_SLOTS
    # 0 is the engine's, 1 this thread's; a thread that has been joined may still be on its way out.
    assert {call["thread"] for call in calls} <= {2, 3, 4}
    assert len({call["id"] for call in calls}) == len(calls)
    assert desk.reader.header["untraced"] == 0
    wait_until(lambda: [slot.slot for slot in desk.reader.running()] == [0, 1])


def test_that_calls_without_a_slot_are_made_and_counted(desk: PluginDesk) -> None:
    plugin = desk.load("asking")
    server = desk.engine.plugin_server(plugin)
    count = Geometry.THREAD_SLOTS + 8
    everyone = threading.Barrier(count)
    codes = []

    def ask() -> None:
        everyone.wait()
        codes.append(server.GetAllGroups()[0])
        everyone.wait()

    threads = [threading.Thread(target=ask) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [0] * count
    recorded = desk.calls("GetAllGroups")
    assert len(recorded) == Geometry.THREAD_SLOTS - 2
    assert len(recorded) + int(desk.reader.header["untraced"]) == count


def test_that_a_thread_that_found_no_slot_takes_one_that_is_given_back(desk: PluginDesk) -> None:
    plugin = desk.load("asking")
    server = desk.engine.plugin_server(plugin)
    ends, taken = threading.Event(), threading.Barrier(Geometry.THREAD_SLOTS)
    asks = [threading.Event(), threading.Event()]
    asked = [threading.Event(), threading.Event()]

    def hold() -> None:
        server.GetAllGroups()
        taken.wait()
        ends.wait()

    def come_late() -> None:
        for begin, end in zip(asks, asked, strict=True):
            begin.wait()
            server.GetAllGroups()
            server.GetAllGroups()
            end.set()

    holders = [threading.Thread(target=hold) for _ in range(Geometry.THREAD_SLOTS - 1)]
    late = threading.Thread(target=come_late)
    for thread in (*holders, late):
        thread.start()
    taken.wait()
    asks[0].set()
    asked[0].wait()
    before = int(desk.reader.header["untraced"])
    ends.set()
    for thread in holders:
        thread.join()
    # A thread that has been joined may still be on its way out.
    wait_until(lambda: len(desk.reader.running()) <= 2)
    asks[1].set()
    late.join()
    assert before >= 2
    assert int(desk.reader.header["untraced"]) == before
    assert len(desk.calls("GetAllGroups")) + before == len(holders) + 4


@pytest.mark.parametrize("counter", ["ticks_refused", "untraced"])
def test_that_a_counter_of_any_thread_has_a_cache_line_of_its_own(counter: str) -> None:
    fields = SEGMENT_HEADER.fields
    assert fields is not None
    lines = {name: facts[1] // 64 for name, facts in fields.items() if name not in ("gap", "second_gap", "spare")}
    own = lines.pop(counter)
    assert own not in lines.values()


def mapped_pages(path: Path) -> list[bool]:
    """Which pages of the segment this process has mapped for writing, in order."""
    (line,) = [
        line
        for line in Path("/proc/self/maps").read_text().splitlines()
        if line.endswith(str(path)) and " rw-s " in line
    ]
    begin, end = (int(address, 16) // mmap.PAGESIZE for address in line.split(maxsplit=1)[0].split("-"))
    with Path("/proc/self/pagemap").open("rb", buffering=0) as pagemap:
        pagemap.seek(begin * 8)
        entries = np.frombuffer(pagemap.read((end - begin) * 8), dtype="<u8")
    assert len(entries) == end - begin
    return [bool(entry >> 63) for entry in entries.tolist()]


def can_populate() -> bool:
    """Whether this kernel maps pages on demand of the process (Linux 5.14)."""
    with mmap.mmap(-1, mmap.PAGESIZE) as memory:
        try:
            memory.madvise(MADV_POPULATE_WRITE)
        except OSError:
            return False
    return True


@pytest.mark.skipif(not can_populate(), reason="the kernel is older than Linux 5.14")
def test_that_the_rings_of_the_engine_thread_are_mapped_before_the_first_quote() -> None:
    segment = Segment.create()
    engine: Any = _core.Engine(segment=str(segment.path), clock="virtual")
    try:
        mapped = mapped_pages(segment.path)
    finally:
        engine.close()
        segment.unlink()
    records = Geometry.TICK_CAPACITY + Geometry.MARK_CAPACITY + Geometry.ENGINE_CALL_CAPACITY
    of_engine = (Geometry.RECORDS_OFFSET + 64 * records) // mmap.PAGESIZE
    assert all(mapped[:of_engine])
    # Most threads that could be there never are. A huge page may reach beyond the end.
    assert not any(mapped[of_engine + HUGE_PAGE // mmap.PAGESIZE :])


def test_that_an_overtaken_reader_counts_what_it_lost_and_reads_no_torn_record() -> None:
    segment = Segment.create()
    reader = SegmentReader(segment.path)
    written = _core.bench.flood(str(segment.path), 4_000_000.0, 0.2)
    batch = reader.drain()
    segment.unlink()
    assert written > Geometry.ENGINE_CALL_CAPACITY
    assert len(batch.calls) + batch.lost == written
    assert np.array_equal(np.diff(batch.calls["id"]), np.ones(len(batch.calls) - 1, np.uint64))
    assert int(batch.calls["id"][-1]) == written
