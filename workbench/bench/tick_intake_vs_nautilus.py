"""How many times more quotes a second the engine takes than nautilus_trader's backtest engine."""

from __future__ import annotations

from workbench.bench.against import intake_against
from workbench.bench.result import Result

QUOTES, QUICK_QUOTES = 300_000, 5_000


def measure(*, quick: bool) -> Result:
    """Both with one plugin or strategy that does nothing but return."""
    return intake_against("nautilus_trader", "reference_nautilus.py", QUICK_QUOTES if quick else QUOTES, 50.0, quick)
