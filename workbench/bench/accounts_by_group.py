"""Time to read all accounts of a large server with their margin states."""

from __future__ import annotations

import tempfile
from pathlib import Path

from workbench.bench.native import loops
from workbench.bench.result import Result, smaller_is_better

ACCOUNTS, TRADES = 10_000, 100_000
QUICK_ACCOUNTS, QUICK_TRADES = 10, 100
LONGEST_MILLIS = 10.0


def measure(*, quick: bool) -> Result:
    """Measures `GetAccountsByGroup("*")` in milliseconds, best of five."""
    native = loops()
    accounts, trades = (QUICK_ACCOUNTS, QUICK_TRADES) if quick else (ACCOUNTS, TRADES)
    with tempfile.TemporaryDirectory() as folder:
        database = str(Path(folder, "server.db"))
        native.fill_database(database, accounts, trades)
        millis = float(native.read_accounts_millis(database))
    return Result(
        name="accounts_by_group",
        value=millis,
        unit="ms",
        reference=LONGEST_MILLIS,
        ratio=smaller_is_better(millis, LONGEST_MILLIS),
        goal=f"value <= {LONGEST_MILLIS:g} ms",
        holds=millis <= LONGEST_MILLIS,
    )
