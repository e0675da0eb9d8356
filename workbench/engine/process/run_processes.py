"""The processes of one run of a server: found by the environment they began with, and ended with the run."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

RUN = "WORKBENCH_RUN"
"""Variable that names the run; processes that plugins start inherit it, whatever group or session they move to."""
_MOST_ROUNDS = 20


def end_processes(run: str) -> None:
    """Kills every process of that run but the calling one."""
    ended: set[int] = set()
    for _round in range(_MOST_ROUNDS):
        found = {pid for pid in processes_of(run) if pid not in ended}
        if not found:
            return
        for pid in found:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        # One that forked meanwhile has a child that the next round finds.
        ended |= found


def processes_of(run: str) -> Iterator[int]:
    """The processes of that run that live, but the calling one."""
    sign = os.fsencode(f"{RUN}={run}")
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        # Gone meanwhile, or somebody else's.
        with contextlib.suppress(OSError):
            if sign in (folder / "environ").read_bytes().split(b"\0"):
                yield int(folder.name)
