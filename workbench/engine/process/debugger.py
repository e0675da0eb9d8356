"""Detects a debugger on a process, and waits for one before plugins are loaded."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

LOOK_SECONDS = 0.05


def is_held(pid: int | str) -> bool:
    """Returns whether a debugger is attached to a process (or to "self"). A stopped process then does not hang."""
    try:
        text = Path("/proc", str(pid), "status").read_text("utf-8", "replace")
    except OSError:
        # The process is gone, so no debugger is attached.
        return False
    status = dict(line.split(":\t", 1) for line in text.splitlines() if ":\t" in line)
    return status.get("TracerPid", "0").strip() != "0" or status.get("State", "").startswith("t")


def wait_for_debugger(given_up: Callable[[], bool], *, held: Callable[[], bool] = lambda: is_held("self")) -> bool:
    """Waits for a debugger on this process. Returns True once one is attached, False when `given_up`."""
    pause = threading.Event()
    while not held():
        if given_up():
            return False
        pause.wait(LOOK_SECONDS)
    return True
