"""Duration of one frame of the tick chart, update and paint, while quotes arrive."""

from __future__ import annotations

import tempfile
from pathlib import Path

from workbench.bench.child import measured_by
from workbench.bench.result import Result, smaller_is_better

QUOTES = 10_000_000
QUICK_QUOTES = 50_000
FRAMES = 600
QUICK_FRAMES = 5
FRAME_MILLIS = 16.7
MEDIAN_MILLIS = 8.0


def measure(*, quick: bool) -> Result:
    """Measures the p99 frame time in milliseconds in a separate process. The reference is one frame at 60 Hz."""
    quotes, frames = (QUICK_QUOTES, QUICK_FRAMES) if quick else (QUOTES, FRAMES)
    with tempfile.TemporaryDirectory() as folder:
        settings = {"WORKBENCH_SETTINGS": str(Path(folder) / "settings.ini")}
        found = measured_by("workbench.bench.chart_frame_process", str(quotes), str(frames), environment=settings)
    ratio = smaller_is_better(found["p99_millis"], FRAME_MILLIS)
    return Result(
        name="chart_frame",
        value=found["p99_millis"],
        unit="ms",
        reference=FRAME_MILLIS,
        ratio=ratio,
        goal=f"p99 <= {FRAME_MILLIS} ms and p50 <= {MEDIAN_MILLIS:g} ms",
        holds=found["p99_millis"] <= FRAME_MILLIS and found["p50_millis"] <= MEDIAN_MILLIS,
        details=found,
    )
