"""Call records that a reader polling 60 times per second loses to a writer at full speed."""

from __future__ import annotations

import subprocess
import sys
from time import monotonic

from workbench.bench.child import offscreen
from workbench.bench.native import loops
from workbench.bench.result import Result, Unmeasurable
from workbench.telemetry.segment import Segment, SegmentReader

RECORDS_PER_SECOND = 1_000_000
SECONDS = 10.0
QUICK_SECONDS = 0.2
FRAME_SECONDS = 1 / 60


def measure(*, quick: bool) -> Result:
    """Measures lost records. The reference is the number of written records, the ratio the share of read records."""
    loops()
    segment = Segment.create()
    try:
        reader = SegmentReader(segment.path)
        written, read = _flood(segment, reader, QUICK_SECONDS if quick else SECONDS)
    finally:
        segment.unlink()
    ratio = read / written
    return Result(
        name="ring_loss",
        value=float(written - read),
        unit="records",
        reference=float(written),
        ratio=ratio,
        goal=f"no record lost at {RECORDS_PER_SECOND:,} records/s",
        holds=read == written,
        details={"reader_says_lost": float(reader.lost)},
    )


def _flood(segment: Segment, reader: SegmentReader, seconds: float) -> tuple[int, int]:
    """Returns the records written by another process and the records read meanwhile."""
    command = [sys.executable, "-m", "workbench.engine.bench_support"]
    command += [str(segment.path), str(RECORDS_PER_SECOND), str(seconds)]
    read = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=offscreen()) as writer:
        while writer.poll() is None:
            due = monotonic() + FRAME_SECONDS
            read += len(reader.drain().calls)
            try:
                writer.wait(timeout=max(0.0, due - monotonic()))
            except subprocess.TimeoutExpired:
                continue
        assert writer.stdout is not None
        written = writer.stdout.read().strip()
    if writer.returncode or not written.isdigit():
        raise Unmeasurable(f"the writing process ended with exit code {writer.returncode}")
    return int(written), read + len(reader.drain().calls)
