"""Quotes per second through three quote hooks while they value the open positions of many accounts."""

from __future__ import annotations

from workbench.bench.native import loops
from workbench.bench.result import Result, larger_is_better

TICKS = 2_000_000
QUICK_TICKS = 20_000
LEAST_RATE = 1e6


def measure(*, quick: bool) -> Result:
    """Measures quotes per second on one core with 100 positions in 100 accounts and margin checks."""
    value = float(loops().positions_intake_ticks_per_second(QUICK_TICKS if quick else TICKS))
    return Result(
        name="tick_intake_positions",
        value=value,
        unit="ticks/s",
        reference=LEAST_RATE,
        ratio=larger_is_better(value, LEAST_RATE),
        goal=f"value >= {LEAST_RATE:,.0f} ticks/s",
        holds=value >= LEAST_RATE,
    )
