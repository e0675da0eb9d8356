"""Threads of this process as the kernel counts them, including those of plugins."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

_TASKS = Path("/proc/self/task")
_LOOK_SECONDS = 0.005


def thread_count() -> int:
    """Returns the number of threads of this process."""
    return os.stat(_TASKS).st_nlink - 2


def name_thread(name: str) -> None:
    """Sets the name of the calling thread for system tools, at most 15 characters."""
    (_TASKS / str(threading.get_native_id()) / "comm").write_text(name, "utf-8")


def thread_ids() -> frozenset[int]:
    """Returns the kernel ids of this process's threads."""
    return frozenset(int(name) for name in os.listdir(_TASKS))


def python_threads() -> frozenset[int]:
    """Returns the kernel ids of threads that run Python, or of all threads if a Python thread has no known id."""
    threads = threading.enumerate()
    known = {thread.ident for thread in threads}
    if sys._current_frames().keys() - known:
        return thread_ids()
    return frozenset(thread.native_id for thread in threads if thread.native_id is not None)


def still_running(ids: frozenset[int], *, patience_seconds: float) -> dict[int, str]:
    """Returns the names of those threads that still run, by id. Waits a moment for threads that are about to end."""
    pause, deadline = threading.Event(), time.monotonic() + patience_seconds
    while ids & thread_ids() and time.monotonic() < deadline:
        pause.wait(_LOOK_SECONDS)
    return {tid: _name(tid) for tid in sorted(ids & thread_ids())}


def _name(tid: int) -> str:
    try:
        return (_TASKS / str(tid) / "comm").read_text("utf-8", "replace").strip()
    except OSError:
        # The thread has just ended.
        return "ended"
