"""The engine's intake of quotes beside that of another program."""

from __future__ import annotations

from workbench.bench import references
from workbench.bench.native import loops
from workbench.bench.result import Result, larger_is_better
from workbench.bench.tick_intake import QUICK_TICKS, TICKS

RUNS = 3


def intake_against(package: str, script: str, quotes: int, least_ratio: float, quick: bool) -> Result:
    """Quotes a second of both, best of three runs each; without the other one the ratio is None and says why."""
    native = loops()
    ticks, runs = (QUICK_TICKS, 1) if quick else (TICKS, RUNS)
    value = max(float(native.engine_intake_ticks_per_second(ticks)) for _ in range(runs))
    reference, reason = None, ""
    try:
        reference = references.measured(package, script, str(quotes), str(runs))
    except references.NoReference as error:
        reason = str(error)
    ratio = None if reference is None else larger_is_better(value, reference)
    return Result(
        name=f"tick_intake_vs_{package.split('_')[0]}",
        value=value,
        unit="ticks/s",
        reference=reference,
        ratio=ratio,
        goal=f"ratio >= {least_ratio:g}",
        holds=None if ratio is None else ratio >= least_ratio,
        reason=reason,
    )
