"""What it costs to know whose memory and threads are whose: a server that only trades, with the probe and without."""

from __future__ import annotations

from workbench.bench.child import measured_by
from workbench.bench.result import Result, Unmeasurable, smaller_is_better
from workbench.engine.attribution import PRELOAD, probe_file

PAIRS, ROUNDS, CHILDREN = 50_000, 3, 5
QUICK_PAIRS = 500
MOST = 1.03


def measure(*, quick: bool) -> Result:
    """Processor time for an order opened and closed by three plugins, without a pause; least of fifteen."""
    probe = probe_file()
    if probe is None:
        raise Unmeasurable("the probe cannot be preloaded here")
    # In turns, so that a slower minute of the machine meets both.
    children = [(_nanos(quick, ""), _nanos(quick, str(probe))) for _ in range(1 if quick else CHILDREN)]
    without, attributed = (min(times) for times in zip(*children, strict=True))
    return Result(
        name="attribution",
        value=attributed,
        unit="ns",
        reference=without,
        ratio=smaller_is_better(attributed, without),
        goal=f"value <= {MOST} times the reference",
        holds=attributed <= MOST * without,
    )


def _nanos(quick: bool, preload: str) -> float:
    pairs, rounds = (QUICK_PAIRS, 1) if quick else (PAIRS, ROUNDS)
    figures = measured_by(
        "workbench.bench.attribution_process", str(pairs), str(rounds), environment={PRELOAD: preload}
    )
    return figures["pair_nanos"]
