"""Measurements in a separate process: a fresh import of Qt, a cold start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from workbench.bench.result import Unmeasurable

LONGEST_SECONDS = 300.0


def measured_by(module: str, *arguments: str, environment: dict[str, str] | None = None) -> dict[str, float]:
    """Runs a module off screen and returns the values of its last line, JSON. Unmeasurable when it fails."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            env=offscreen(environment),
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unmeasurable(f"{module} took longer than {LONGEST_SECONDS:g} s") from error
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        last = (done.stderr.strip().splitlines() or ["no output"])[-1]
        raise Unmeasurable(f"{module} ended with exit code {done.returncode}: {last}")
    figures: dict[str, float] = json.loads(lines[-1])
    return figures


def offscreen(environment: dict[str, str] | None = None) -> dict[str, str]:
    """Returns the environment of a child that draws off screen and finds this package."""
    root = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
    return os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": path} | (environment or {})
