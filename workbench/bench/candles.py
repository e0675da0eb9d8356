"""Incremental candles of all frames compared with recomputed candles."""

from __future__ import annotations

from workbench.bench.native import loops
from workbench.bench.result import Result, larger_is_better

# The cost of a recomputation grows with the length of the day. Both loops play the same ticks, one per second.
TICKS = 1_000_000
QUICK_TICKS = 20_000
LEAST_RATIO = 10.0


def measure(*, quick: bool) -> Result:
    """Measures ticks per second with all nine frames read every minute. The reference recomputes all frames."""
    native = loops()
    ticks = QUICK_TICKS if quick else TICKS
    kept = float(native.kept_candles_ticks_per_second(ticks))
    folded = float(native.recomputed_candles_ticks_per_second(ticks))
    ratio = larger_is_better(kept, folded)
    return Result(
        name="candles",
        value=kept,
        unit="ticks/s",
        reference=folded,
        ratio=ratio,
        goal=f"ratio >= {LEAST_RATIO:g}",
        holds=ratio >= LEAST_RATIO,
    )
