"""Shared memory that a plugin has overwritten: the end of the server is still reported."""

import mmap
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.engine.process.arguments import PYTHON_STACKS_FILE
from workbench.engine.symbolize.symbolizer import MAPS_FILE
from workbench.session.faults.report import describe_death, describe_hang, faulting_index
from workbench.session.heartbeat import HeartbeatWatchdog
from workbench.session.plugin_names import PluginNames
from workbench.telemetry.segment import Segment, SegmentReader

HEADER_BYTES = 512
DAMAGED_BYTES = 160_000
"""The header, the fault, the rings' heads, the running calls, the stacks."""


@pytest.fixture
def segment() -> Iterator[Segment]:
    made = Segment.create()
    yield made
    made.unlink()


def damage(segment: Segment, chance: random.Random, *, header: bool) -> None:
    """Writes random bytes, often few, sometimes all ones."""
    values = chance.choice([range(256), (0, 0, 0, 0, 1, 255), (255,)])
    first = 0 if header else HEADER_BYTES
    with segment.path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as memory:
        memory[first:DAMAGED_BYTES] = bytes(chance.choices(values, k=DAMAGED_BYTES - first))


@pytest.mark.parametrize("header", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_that_a_damaged_segment_still_gives_a_report(segment: Segment, tmp_path: Path, seed: int, header: bool) -> None:
    chance = random.Random(seed)
    maps = Path("/proc/self/maps").read_bytes()
    (tmp_path / MAPS_FILE).write_bytes(maps[: chance.randrange(len(maps))])
    (tmp_path / PYTHON_STACKS_FILE).write_bytes(chance.randbytes(1000))
    damage(segment, chance, header=header)
    reader = SegmentReader(segment.path)
    for exit_code in (-11, -9, -6, 0, 3):
        fault = describe_death(reader, exit_code, PluginNames({}), tmp_path, pid=4).first()
        assert fault.kind
        assert fault.cause
    assert describe_hang(reader, PluginNames({}), "no heartbeat", tmp_path).first().kind == "hang"
    assert faulting_index(reader) >= -1 or reader.running()
    HeartbeatWatchdog(reader, 1.0).look(3.0)
    assert len(reader.last_calls(200)) <= 200
    assert reader.drain().lost >= 0
