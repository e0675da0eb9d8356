"""Starts a server on the databases at a path in this process. Prints the duration and the memory."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import workbench.engine.server.main  # noqa: F401  part of the memory of an engine process
from workbench.engine.bench_support import start_large_server
from workbench.telemetry.segment import Segment, SegmentReader


def resident_megabytes() -> float:
    """Returns the resident memory of this process in megabytes."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    kilobytes = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
    return kilobytes * 1024 / 1e6


def main(database: str) -> None:
    """Measures one start."""
    segment = Segment.create()
    begin = time.perf_counter()
    engine = start_large_server(database, str(segment.path))
    figures = {
        "start_seconds": time.perf_counter() - begin,
        "resident_megabytes": resident_megabytes(),
        "open_trades": float(SegmentReader(segment.path).header["open_trades"]),
    }
    engine.close()
    segment.unlink()
    print(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1])
