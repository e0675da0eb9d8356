"""The processes of one run of a server: finds them by inherited marks, and ends them with the run."""

from __future__ import annotations

import contextlib
import os
import re
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

RUN = "WORKBENCH_RUN"
"""Variable that identifies the run. Processes that plugins start inherit it, whatever group or session they join."""
_LIMIT = 10
"""RLIMIT_LOCKS: Linux has ignored it since 2.4.25, but every process inherits it. Its value identifies the run for
programs that start with an environment of their own."""
_LIMIT_LINE = re.compile(rb"^Max file locks +(\d+)", re.MULTILINE)
_LIMIT_DIGITS = 15
_MOST_ROUNDS = 20


def mark_process(pid: int, run: str) -> None:
    """Makes every later child of that process a process of the run. Where the system forbids that, only RUN does."""
    with contextlib.suppress(OSError, ValueError):
        _, hard = resource.prlimit(pid, _LIMIT)
        resource.prlimit(pid, _LIMIT, (_limit(run), hard))


def end_processes(run: str) -> None:
    """Kills every process of that run except the calling one."""
    ended: set[int] = set()
    for _round in range(_MOST_ROUNDS):
        found = {pid for pid in processes_of(run) if pid not in ended}
        if not found:
            return
        for pid in found:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        # A process that forked meanwhile has a child that the next pass finds.
        ended |= found


def processes_of(run: str) -> Iterator[int]:
    """Returns the running processes of that run, except the calling one."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid() and _is_of(folder, run):
            yield int(folder.name)


def _is_of(folder: Path, run: str) -> bool:
    # The process is gone, or belongs to another user.
    with contextlib.suppress(OSError):
        limit = _LIMIT_LINE.search((folder / "limits").read_bytes())
        if limit is not None and int(limit[1]) == _limit(run):
            return True
        return os.fsencode(f"{RUN}={run}") in (folder / "environ").read_bytes().split(b"\0")
    return False


def _limit(run: str) -> int:
    return int(run[:_LIMIT_DIGITS], 16)
