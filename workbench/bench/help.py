"""Duration of `workbench --help`, and a check that it does not import Qt."""

from __future__ import annotations

import statistics
import subprocess
import sys
from time import perf_counter

from workbench.bench.child import offscreen
from workbench.bench.result import Result, Unmeasurable, smaller_is_better

LONGEST_SECONDS = 0.2
STARTS = 9
QUICK_STARTS = 1
_HEAVY = ("PySide6", "pyqtgraph", "sqlite_utils")


def measure(*, quick: bool) -> Result:
    """Measures seconds, median of several starts. The reference is an empty Python program."""
    starts = QUICK_STARTS if quick else STARTS
    value = _seconds(starts, "-m", "workbench", "--help")
    reference = _seconds(starts, "-c", "pass")
    imported = _imported_heavy()
    return Result(
        name="help",
        value=value,
        unit="s",
        reference=reference,
        ratio=smaller_is_better(value, reference),
        goal=f"value <= {LONGEST_SECONDS} s and no import of {', '.join(_HEAVY)}",
        holds=value <= LONGEST_SECONDS and not imported,
        details={"heavy_modules_imported": float(len(imported))},
    )


def _seconds(starts: int, *arguments: str) -> float:
    took = []
    for _ in range(starts):
        begun = perf_counter()
        _run(*arguments)
        took.append(perf_counter() - begun)
    return statistics.median(took)


def _imported_heavy() -> list[str]:
    imports = _run("-X", "importtime", "-m", "workbench", "--help").stderr
    names = [line.rpartition("|")[2].strip() for line in imports.splitlines() if line.startswith("import time:")]
    return [name for name in names if name.partition(".")[0] in _HEAVY]


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([sys.executable, *arguments], env=offscreen(), capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no output"])[-1]
        raise Unmeasurable(f"python {' '.join(arguments)} ended with exit code {done.returncode}: {last}")
    return done
