"""The process whose start is timed: the program itself, which prints the time of its first paint and closes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

SHOWN_SECONDS = 3.0


def main(arguments: list[str]) -> int:
    """`WORKSPACE`: prints the monotonic time of the first paint as one line of JSON."""
    from workbench.ui.app import run_gui

    painted: list[int] = []
    code = run_gui(Path(arguments[0]), run_seconds=SHOWN_SECONDS, painted=painted.append)
    if not painted:
        print(f"no paint with a running server within {SHOWN_SECONDS:g} s", file=sys.stderr)
        return code or 1
    print(json.dumps({"painted_nanos": painted[0]}))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
