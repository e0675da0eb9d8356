"""A process that opens and closes market orders through three plugins, with or without the probe."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from workbench.bench.native import loops


def main(pairs: int, rounds: int) -> None:
    """Prints the least processor time of one pair, which excludes the load of other processes."""
    native = loops()
    shortest = float("inf")
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            start = time.process_time_ns()
            native.trade_pairs_per_second(pairs, "memory", str(Path(folder, f"{number}.db")))
            shortest = min(shortest, (time.process_time_ns() - start) / pairs)
    print(json.dumps({"pair_nanos": shortest}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
