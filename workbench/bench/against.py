"""The engine's intake of quotes compared with another program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workbench.bench import references
from workbench.bench.native import loops
from workbench.bench.result import Result, larger_is_better
from workbench.bench.tick_intake import QUICK_TICKS, TICKS

RUNS = 3


@dataclass(frozen=True, kw_only=True)
class Other:
    """Another program: its package, its measuring script, and the number of quotes of one run."""

    package: str
    script: str
    quotes: int
    quick_quotes: int


HFTBACKTEST = Other(package="hftbacktest", script="reference_hftbacktest.py", quotes=2_000_000, quick_quotes=20_000)
NAUTILUS = Other(package="nautilus_trader", script="reference_nautilus.py", quotes=300_000, quick_quotes=5_000)


def intake_against(name: str, other: Other, *, least_ratio: float, quick: bool, hooks: bool = True) -> Result:
    """Measures quotes per second of both in turn, best of three runs each, with one hook or without plugins.

    Without the other program the ratio is None and `reason` explains why.
    """
    native = loops()
    intake = native.engine_intake_ticks_per_second if hooks else native.hookless_intake_ticks_per_second
    runs = _runs(other, intake, quick)
    value, reference = max(runs.own), max(runs.others, default=None)
    ratio = None if reference is None else larger_is_better(value, reference)
    return Result(
        name=name,
        value=value,
        unit="ticks/s",
        reference=reference,
        ratio=ratio,
        goal=f"ratio >= {least_ratio:g}",
        holds=None if ratio is None else ratio >= least_ratio,
        reason=runs.reason,
    )


@dataclass(frozen=True)
class _Runs:
    own: list[float]
    others: list[float]
    reason: str = ""


def _runs(other: Other, intake: Callable[[int], Any], quick: bool) -> _Runs:
    """Alternates both, so that other load of the machine affects both equally."""
    ticks, quotes, rounds = (QUICK_TICKS, other.quick_quotes, 1) if quick else (TICKS, other.quotes, RUNS)
    runs = _Runs([], [])
    for _ in range(rounds):
        runs.own.append(float(intake(ticks)))
        try:
            runs.others.append(references.measured(other.package, other.script, str(quotes), "1"))
        except references.NoReference as error:
            return _Runs(runs.own, [], str(error))
    return runs
