"""The engine's intake without plugins compared with hftbacktest."""

from __future__ import annotations

from workbench.bench.against import HFTBACKTEST, intake_against
from workbench.bench.result import Result

LEAST_RATIO = 1.5


def measure(*, quick: bool) -> Result:
    """Measures quotes per second of the server's own work: checks, candles, the last quote and the record."""
    name = "hookless_intake_vs_hftbacktest"
    return intake_against(name, HFTBACKTEST, least_ratio=LEAST_RATIO, quick=quick, hooks=False)
