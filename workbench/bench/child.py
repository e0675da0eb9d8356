"""Measurements that need a process of their own: a Qt that nobody has imported yet, a start from nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from workbench.bench.result import Unmeasurable

LONGEST_SECONDS = 300.0


def measured_by(module: str, *arguments: str, environment: dict[str, str] | None = None) -> dict[str, float]:
    """Runs a module off screen and answers with the figures of its last line, JSON. Unmeasurable when it fails."""
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
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise Unmeasurable(f"{module} ended with {done.returncode}: {last}")
    figures: dict[str, float] = json.loads(lines[-1])
    return figures


def offscreen(environment: dict[str, str] | None = None) -> dict[str, str]:
    """The environment of a child that draws off screen and finds this package."""
    root = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
    return os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": path} | (environment or {})
