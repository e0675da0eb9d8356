"""Market orders opened and closed per second, each through three plugins that hook every step."""

from __future__ import annotations

import tempfile
from pathlib import Path

from workbench.bench.native import loops
from workbench.bench.result import Result, larger_is_better

PAIRS, DURABLE_PAIRS = 300_000, 20_000
QUICK_PAIRS = 500
LEAST_BEHIND, LEAST_DURABLE = 100_000.0, 5_000.0


def measure(*, quick: bool) -> Result:
    """Measures pairs per second with write-behind (`sync = memory`). Details: one commit per request (`normal`)."""
    native = loops()
    with tempfile.TemporaryDirectory() as folder:
        behind = float(
            native.trade_pairs_per_second(QUICK_PAIRS if quick else PAIRS, "memory", str(Path(folder, "memory.db")))
        )
        durable = float(
            native.trade_pairs_per_second(
                QUICK_PAIRS if quick else DURABLE_PAIRS, "normal", str(Path(folder, "normal.db"))
            )
        )
    return Result(
        name="trade_pairs",
        value=behind,
        unit="pairs/s",
        reference=LEAST_BEHIND,
        ratio=larger_is_better(behind, LEAST_BEHIND),
        goal=f"value >= {LEAST_BEHIND:,.0f} pairs/s with sync = memory and {LEAST_DURABLE:,.0f} with sync = normal",
        holds=behind >= LEAST_BEHIND and durable >= LEAST_DURABLE,
        details={"normal_pairs_per_second": durable},
    )
