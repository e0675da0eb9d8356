"""Threads of this process as the kernel counts them, those of plugins included."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

_TASKS = Path("/proc/self/task")
_LOOK_SECONDS = 0.005


def thread_count() -> int:
    """Number of threads of this process."""
    return os.stat(_TASKS).st_nlink - 2


def name_thread(name: str) -> None:
    """Names the calling thread for whoever looks at the process; at most 15 characters."""
    (_TASKS / str(threading.get_native_id()) / "comm").write_text(name, "utf-8")


def thread_ids() -> frozenset[int]:
    """Kernel ids of the threads of this process."""
    return frozenset(int(name) for name in os.listdir(_TASKS))


def python_threads() -> frozenset[int]:
    """Kernel ids of the threads that run Python. All, when one of them is not known by its id."""
    threads = threading.enumerate()
    known = {thread.ident for thread in threads}
    if sys._current_frames().keys() - known:
        return thread_ids()
    return frozenset(thread.native_id for thread in threads if thread.native_id is not None)


def still_running(ids: frozenset[int], *, patience_seconds: float) -> dict[int, str]:
    """Names of those threads that have not ended, by id. One that is about to end is waited for."""
    pause, deadline = threading.Event(), time.monotonic() + patience_seconds
    while ids & thread_ids() and time.monotonic() < deadline:
        pause.wait(_LOOK_SECONDS)
    return {tid: _name(tid) for tid in sorted(ids & thread_ids())}


def _name(tid: int) -> str:
    try:
        return (_TASKS / str(tid) / "comm").read_text("utf-8", "replace").strip()
    except OSError:
        # It has just ended.
        return "ended"
