"""Quotes per second through the engine with one quote hook and no open trades."""

from __future__ import annotations

from workbench.bench.native import loops
from workbench.bench.result import Result, larger_is_better

TICKS = 5_000_000
QUICK_TICKS = 50_000
LEAST_RATE = 7e6
LEAST_RATIO = 0.50


def measure(*, quick: bool) -> Result:
    """Measures quotes per second on one core. The reference is a minimal pipeline of the same steps."""
    native = loops()
    ticks = QUICK_TICKS if quick else TICKS
    bare = float(native.bare_intake_ticks_per_second(ticks))
    value = float(native.engine_intake_ticks_per_second(ticks))
    ratio = larger_is_better(value, bare)
    return Result(
        name="tick_intake",
        value=value,
        unit="ticks/s",
        reference=bare,
        ratio=ratio,
        goal=f"value >= {LEAST_RATE:,.0f} ticks/s or ratio >= {LEAST_RATIO}",
        holds=value >= LEAST_RATE or ratio >= LEAST_RATIO,
    )
