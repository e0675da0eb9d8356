"""The engine's intake with one exactly timed hook against hftbacktest."""

from __future__ import annotations

from workbench.bench.against import HFTBACKTEST, intake_against
from workbench.bench.result import Result

LEAST_RATIO = 0.9


def measure(*, quick: bool) -> Result:
    """Quotes a second; the hook and the other program's loop do nothing with a quote, and only the hook is timed."""
    return intake_against("tick_intake_vs_hftbacktest", HFTBACKTEST, least_ratio=LEAST_RATIO, quick=quick)
