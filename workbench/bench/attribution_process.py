"""A process that opens and closes market orders through three plugins, with the probe in it or without."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from workbench.bench.native import loops


def main(pairs: int, rounds: int) -> None:
    """Tells the shortest time for one pair."""
    native = loops()
    with tempfile.TemporaryDirectory() as folder:
        rates = [
            float(native.trade_pairs_per_second(pairs, "memory", str(Path(folder, f"{number}.db"))))
            for number in range(rounds)
        ]
    print(json.dumps({"pair_nanos": 1e9 / max(rates)}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
