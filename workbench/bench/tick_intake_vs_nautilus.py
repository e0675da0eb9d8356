"""The engine's intake compared with nautilus_trader's backtest engine."""

from __future__ import annotations

from workbench.bench.against import NAUTILUS, intake_against
from workbench.bench.result import Result

LEAST_RATIO = 50.0


def measure(*, quick: bool) -> Result:
    """Measures quotes per second of both with one plugin or strategy that only returns."""
    return intake_against("tick_intake_vs_nautilus", NAUTILUS, least_ratio=LEAST_RATIO, quick=quick)
