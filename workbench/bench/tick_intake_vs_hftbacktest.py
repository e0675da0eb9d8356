"""The engine's intake with one exactly timed hook compared with hftbacktest."""

from __future__ import annotations

from workbench.bench.against import HFTBACKTEST, intake_against
from workbench.bench.result import Result

LEAST_RATIO = 0.9


def measure(*, quick: bool) -> Result:
    """Measures quotes per second. The hook and the other program's loop do nothing; only the hook is timed."""
    return intake_against("tick_intake_vs_hftbacktest", HFTBACKTEST, least_ratio=LEAST_RATIO, quick=quick)
