"""The client process's end of the shared-memory rings."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from workbench.telemetry import layout
from workbench.telemetry.segment import Segment, SegmentReader


class Writer:
    """Writes records the way the engine does: the record first, then the head."""

    def __init__(self, path: Path) -> None:
        self.memory = np.memmap(path, np.uint8, "r+", shape=(layout.SEGMENT_BYTES,))

    def header(self) -> np.ndarray:
        return self.memory[: layout.HEADER.itemsize].view(layout.HEADER)

    def slots(self) -> np.ndarray:
        size = layout.THREAD_SLOTS * layout.SLOT.itemsize
        return self.memory[layout.SLOTS_OFFSET : layout.SLOTS_OFFSET + size].view(layout.SLOT)

    def records(self, number: int) -> np.ndarray:
        ring = layout.RINGS[number]
        return self.memory[ring.offset : ring.offset + ring.capacity * ring.dtype.itemsize].view(ring.dtype)

    def heads(self) -> np.ndarray:
        heads: np.ndarray = self.memory[layout.RINGS_OFFSET : layout.RINGS_OFFSET + 64 * len(layout.RINGS)]
        return heads.view(layout.RING)["head"]

    def write(self, number: int, first: int, count: int) -> None:
        ring = layout.RINGS[number]
        size = ring.capacity * ring.dtype.itemsize
        records = self.memory[ring.offset : ring.offset + size].view(ring.dtype)
        index = np.arange(first, first + count)
        names = ring.dtype.names
        assert names is not None
        records[names[0]][index % ring.capacity] = index
        heads = self.memory[layout.RINGS_OFFSET : layout.RINGS_OFFSET + 64 * len(layout.RINGS)].view(layout.RING)
        heads["head"][number] = first + count


@pytest.fixture
def segment() -> Iterator[Segment]:
    made = Segment.create()
    yield made
    made.unlink()


def test_that_a_drain_returns_what_was_written_since_the_last_one(segment: Segment) -> None:
    writer, reader = Writer(segment.path), SegmentReader(segment.path)
    assert not reader.drain()
    writer.write(2, 0, 5)
    writer.write(3, 0, 2)
    writer.write(0, 0, 3)
    batch = reader.drain()
    assert (len(batch.calls), len(batch.ticks), len(batch.marks), batch.lost) == (7, 3, 0, 0)
    assert batch.ticks["sequence"].tolist() == [0, 1, 2]
    assert not reader.drain()
    writer.write(2, 5, 1)
    assert reader.drain().calls["id"].tolist() == [5]


def test_that_records_around_the_end_of_the_ring_come_in_order(segment: Segment) -> None:
    writer, reader = Writer(segment.path), SegmentReader(segment.path)
    capacity = layout.RINGS[1].capacity
    writer.write(1, 0, capacity - 2)
    reader.drain()
    writer.write(1, capacity - 2, 5)
    batch = reader.drain()
    assert batch.marks["sequence"].tolist() == list(range(capacity - 2, capacity + 3))
    assert batch.lost == 0


def test_that_overtaken_records_are_dropped_and_counted(segment: Segment) -> None:
    writer, reader = Writer(segment.path), SegmentReader(segment.path)
    capacity = layout.RINGS[1].capacity
    writer.write(1, 0, capacity)
    writer.write(1, capacity, 10)
    batch = reader.drain()
    # One more than the ring holds is gone: the slot that the writer may be writing now.
    assert batch.lost == 11
    assert batch.marks["sequence"][0] == 11
    assert len(batch.marks) + batch.lost == capacity + 10
    assert reader.lost == 11
    assert reader.drain().lost == 0


def test_that_the_segment_stays_readable_after_it_was_unlinked(segment: Segment) -> None:
    writer, reader = Writer(segment.path), SegmentReader(segment.path)
    segment.unlink()
    segment.unlink()
    writer.write(2, 0, 4)
    assert len(reader.drain().calls) == 4
    assert not segment.path.exists()


def test_that_running_slots_name_the_call_of_each_thread(segment: Segment) -> None:
    writer, reader = Writer(segment.path), SegmentReader(segment.path)
    assert reader.running() == []
    slot = writer.slots()[3:4]
    slot["tid"], slot["depth"], slot["plugin"], slot["callback"] = 77, 2, 5, 12
    slot["name"][0, :3] = list(b"eng")
    (running,) = reader.running()
    assert (running.slot, running.tid, running.depth, running.plugin, running.callback) == (3, 77, 2, 5, 12)
    assert running.name == "eng"


def test_that_ticks_become_nanoseconds_and_wall_time(segment: Segment) -> None:
    writer, reader = Writer(segment.path), SegmentReader(segment.path)
    header = writer.header()
    assert not reader.ready
    header["nanos_per_tick"], header["start_ticks"], header["start_nanos"] = 0.5, 1000, 10_000
    header["magic"] = layout.MAGIC
    assert reader.ready
    assert reader.nanos(30) == 15.0
    assert reader.wall_nanos(np.array([1000, 1200], np.uint64)).tolist() == [10_000, 10_100]


def test_that_the_client_falls_back_when_a_folder_cannot_hold_the_segment(tmp_path: Path) -> None:
    segment = Segment.create(tmp_path)
    assert segment.path.parent == tmp_path
    assert segment.path.stat().st_size == layout.SEGMENT_BYTES
    segment.unlink()


@pytest.mark.parametrize(
    ("ring", "field", "value"),
    [
        (2, "plugin", 0xFFFF), (2, "callback", 0xFFFF), (2, "kind", 200), (2, "thread", 32), (5, "plugin", 1024),
        (0, "symbol", 0xFFFF), (0, "bid", np.nan), (0, "raw_ask", np.inf), (0, "server_nanos", -1),
        (1, "kind", 14), (1, "server_nanos", -(2**63)),
    ],
)  # fmt: skip
def test_that_a_record_that_no_server_writes_is_dropped_and_counted(
    segment: Segment, ring: int, field: str, value: float
) -> None:
    writer, reader = Writer(segment.path), SegmentReader(segment.path)
    writer.write(ring, 0, 3)
    writer.records(ring)[field][1] = value
    batch = reader.drain()
    kept = (batch.calls, batch.ticks, batch.marks)[layout.RINGS[ring].kind]
    assert (len(kept), batch.invalid, batch.lost) == (2, 1, 0)
    writer.write(ring, 3, 1)
    writer.records(ring)[field][3] = value
    assert reader.drain()
    assert reader.invalid == 2


def test_that_a_refused_quote_may_have_any_price(segment: Segment) -> None:
    writer, reader = Writer(segment.path), SegmentReader(segment.path)
    writer.write(0, 0, 1)
    writer.records(0)["bid"][0], writer.records(0)["code"][0] = np.nan, 5
    assert len(reader.drain().ticks) == 1


def test_that_random_records_reach_no_client_with_impossible_numbers(segment: Segment) -> None:
    writer, reader = Writer(segment.path), SegmentReader(segment.path)
    chance = np.random.default_rng(1)
    for number in (0, 1, 2):
        records = writer.records(number)
        records.view(np.uint8)[:] = chance.integers(0, 256, records.nbytes, np.uint8)
        writer.heads()[number] = layout.RINGS[number].capacity - 1
    batch = reader.drain()
    assert batch.calls["plugin"].max(initial=0) < layout.MAX_PLUGINS
    assert batch.marks["kind"].max(initial=0) < 14
    assert batch.invalid > 100_000


def test_that_a_head_that_moves_back_gives_no_records_twice(segment: Segment) -> None:
    writer, reader = Writer(segment.path), SegmentReader(segment.path)
    writer.write(1, 0, 100)
    reader.drain()
    writer.heads()[1] = 40
    assert not reader.drain()
    writer.write(1, 40, 2)
    assert reader.drain().marks["sequence"].tolist() == [40, 41]


@pytest.mark.parametrize("value", [np.nan, np.inf, -1.0, 0.0])
def test_that_an_impossible_calibration_counts_as_unknown(segment: Segment, value: float) -> None:
    writer, reader = Writer(segment.path), SegmentReader(segment.path)
    writer.header()["nanos_per_tick"] = writer.header()["overhead_nanos"] = value
    assert (reader.nanos_per_tick, reader.overhead_nanos) == (1.0, 0.0)


@pytest.mark.parametrize("opened", [False, True])
def test_that_a_truncated_segment_reads_as_zeros(segment: Segment, opened: bool) -> None:
    # Without the check, the first access would end this process with SIGBUS.
    Writer(segment.path).header()["magic"] = layout.MAGIC
    reader = SegmentReader(segment.path) if opened else None
    os.truncate(segment.path, 100)
    reader = reader or SegmentReader(segment.path)
    assert reader.truncated
    assert not reader.ready
    assert not reader.drain()
    assert (reader.running(), reader.usage(), reader.thread_owners()) == ([], None, {})
    assert (int(reader.fault["kind"]), len(reader.last_calls(10)), len(reader.stacks(3))) == (0, 0, 3)


def test_that_the_limit_of_plugins_is_that_of_the_host() -> None:
    host = Path(__file__).parents[2] / "workbench/engine/native/plugins/host.h"
    found = re.search(r"kMaxPlugins = (\d+);", host.read_text("utf-8"))
    assert found is not None
    assert int(found[1]) == layout.MAX_PLUGINS
