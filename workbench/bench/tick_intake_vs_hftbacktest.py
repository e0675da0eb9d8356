"""How many times more quotes a second the engine takes than hftbacktest."""

from __future__ import annotations

from workbench.bench.against import intake_against
from workbench.bench.result import Result

QUOTES, QUICK_QUOTES = 2_000_000, 20_000


def measure(*, quick: bool) -> Result:
    """Both with one plugin or loop that does nothing with a quote; only here a server does its own work."""
    return intake_against("hftbacktest", "reference_hftbacktest.py", QUICK_QUOTES if quick else QUOTES, 3.0, quick)
