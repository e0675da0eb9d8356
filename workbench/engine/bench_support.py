"""The native measuring loops of the benchmark suite: cost of the guard, rate of the intake, floods of records."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any


class NotBuilt(Exception):
    """The compiled server is missing or has no measuring loops."""


def native_loops() -> Any:
    """Returns the compiled module `bench` of the server. NotBuilt if it is missing.

    `bare_hook_nanos(calls)`, `guarded_hook_nanos(calls)`, `guarded_chain_nanos(chains, plugins)`: nanoseconds per call;
    `slotless_hook_nanos(calls)`: the same on a thread without a slot;
    `bare_intake_ticks_per_second(ticks)`, `engine_intake_ticks_per_second(ticks)`,
    `hookless_intake_ticks_per_second(ticks)`, `positions_intake_ticks_per_second(ticks)`;
    `trade_pairs_per_second(pairs, sync, database)`: orders opened and closed per second;
    `fill_database(path, accounts, trades)`, `read_accounts_millis(database)` of such a file;
    `flood(path, records_per_second, seconds)`: number of records.
    """
    try:
        return import_module("workbench.engine._core").bench
    except (ImportError, AttributeError) as error:
        raise NotBuilt(f"the compiled server has no measuring loops: {error}") from error


def start_large_server(database: str, segment: str) -> Any:
    """Starts only the compiled server, on a file of `fill_database`, with a first quote."""
    engine = import_module("workbench.engine._core").Engine(clock="wall", database=database, segment=segment)
    engine.put_symbol({"symbol": "EURUSD", "digits": 5, "trade": 2, "contract_size": 100_000.0})
    engine.put_group({"group": "real", "enable": 1, "currency": "USD", "default_leverage": 100})
    engine.start()
    engine.inject_tick({"symbol": "EURUSD", "bid": 1.1, "ask": 1.1001, "volume": 1.0})
    return engine


def main(arguments: list[str]) -> int:
    """Floods the segment at a path: `PATH RECORDS_PER_SECOND SECONDS`. Prints the number of records written."""
    path, rate, seconds = arguments
    print(native_loops().flood(path, float(rate), float(seconds)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
