"""Time from the start of the program to its first paint with a running server."""

from __future__ import annotations

import shutil
import statistics
import tempfile
from pathlib import Path
from time import monotonic_ns

from workbench.bench.child import measured_by
from workbench.bench.result import Result, Unmeasurable, smaller_is_better

LONGEST_SECONDS = 1.5
STARTS = 5
SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"


def measure(*, quick: bool) -> Result:
    """Measures seconds, median of several starts on a copy of the sample workspace. The reference is the goal."""
    if not (SAMPLE / "server.toml").is_file():
        raise Unmeasurable("no sample workspace found")
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "sample_data"
        shutil.copytree(SAMPLE, workspace, ignore=shutil.ignore_patterns("data", "out", "zoo"))
        # The first start creates the databases and fills the disk cache. It is not counted.
        starts = [_seconds(workspace, Path(folder)) for _ in range(1 if quick else STARTS + 1)]
    value = statistics.median(starts[1:] or starts)
    return Result(
        name="first_paint",
        value=value,
        unit="s",
        reference=LONGEST_SECONDS,
        ratio=smaller_is_better(value, LONGEST_SECONDS),
        goal=f"value <= {LONGEST_SECONDS} s",
        holds=value <= LONGEST_SECONDS,
        details={"first_start_seconds": starts[0], "slowest_seconds": max(starts)},
    )


def _seconds(workspace: Path, folder: Path) -> float:
    settings = {"WORKBENCH_SETTINGS": str(folder / "settings.ini")}
    begun = monotonic_ns()
    found = measured_by("workbench.bench.first_paint_process", str(workspace), environment=settings)
    return (found["painted_nanos"] - begun) / 1e9
