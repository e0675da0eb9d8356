"""Start time and memory of a server with 10,000 accounts and 100,000 open trades in its databases."""

from __future__ import annotations

import tempfile
from pathlib import Path

from workbench.bench.child import measured_by
from workbench.bench.native import loops
from workbench.bench.result import Result, smaller_is_better

ACCOUNTS, TRADES = 10_000, 100_000
QUICK_ACCOUNTS, QUICK_TRADES = 10, 100
LONGEST_SECONDS = 2.0
MOST_MEGABYTES = 400.0


def measure(*, quick: bool) -> Result:
    """Measures seconds until the server is ready in a separate process. The details contain its memory."""
    accounts, trades = (QUICK_ACCOUNTS, QUICK_TRADES) if quick else (ACCOUNTS, TRADES)
    with tempfile.TemporaryDirectory() as folder:
        database = str(Path(folder, "server.db"))
        loops().fill_database(database, accounts, trades)
        figures = measured_by("workbench.bench.large_server_process", database)
    seconds, megabytes = figures["start_seconds"], figures["resident_megabytes"]
    return Result(
        name="large_server",
        value=seconds,
        unit="s",
        reference=LONGEST_SECONDS,
        ratio=smaller_is_better(seconds, LONGEST_SECONDS),
        goal=f"value <= {LONGEST_SECONDS:g} s and resident <= {MOST_MEGABYTES:g} MB",
        holds=seconds <= LONGEST_SECONDS and megabytes <= MOST_MEGABYTES,
        details=figures,
    )
