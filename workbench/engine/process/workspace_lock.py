"""A lock of a workspace's databases for one server. Two servers would overwrite each other's trades and balances."""

from __future__ import annotations

import contextlib
import fcntl
import os
import struct
import threading
import time
from pathlib import Path

from workbench.engine.errors import StartError

FILE = "server.lock"
_LOOK_SECONDS = 0.02

_holding = threading.Lock()
_users: dict[tuple[int, ...], int] = {}
"""Number of servers of this process that hold the lock of a file."""
_descriptors: dict[tuple[int, ...], list[int]] = {}
"""Descriptors of released locks. One of them may carry the lock that other servers of this process still share."""


class WorkspaceLock:
    """Held by a process from `take` to `release`, or until the process ends in any way.

    It belongs to the open file, not to the process: a plugin that opens and closes the file does not release it.
    A process that a plugin forks shares it, and the end of the run ends that process. The servers of one process
    share it.
    """

    def __init__(self, data_folder: Path) -> None:
        self._path = data_folder / FILE
        self._descriptor = -1
        self._key: tuple[int, ...] | None = None

    def take(self, *, patience_seconds: float = 2.0) -> None:
        """Takes the lock. Waits for a server that is ending. StartError with the process that keeps the lock."""
        pause, deadline = threading.Event(), time.monotonic() + patience_seconds
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        while True:
            try:
                self._lock()
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    holder = os.pread(self._descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
                    self.release()
                    folder = self._path.parent.parent
                    raise StartError(f"{folder}: another server uses this workspace (process {holder})") from None
                pause.wait(_LOOK_SECONDS)
        # The number is information for users only. A full disk must not prevent the start here.
        with contextlib.suppress(OSError):
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, b"%d\n" % os.getpid(), 0)

    def release(self) -> None:
        """Releases the lock. Harmless when it is not held."""
        if self._descriptor < 0:
            return
        with _holding:
            key, self._key = self._key, None
            if key is None:
                os.close(self._descriptor)
            else:
                _descriptors[key].append(self._descriptor)
                _users[key] -= 1
                if not _users[key]:
                    _unlock(key)
        self._descriptor = -1

    def _lock(self) -> None:
        """BlockingIOError if another process holds the lock."""
        with _holding:
            facts = os.fstat(self._descriptor)
            # A forked process is another process, although it inherits the numbers below.
            key = (os.getpid(), facts.st_dev, facts.st_ino)
            if not _users.get(key):
                fcntl.fcntl(self._descriptor, fcntl.F_OFD_SETLK, _whole_file(fcntl.F_WRLCK))
            _users[key] = _users.get(key, 0) + 1
            _descriptors.setdefault(key, [])
            self._key = key


def _unlock(key: tuple[int, ...]) -> None:
    for descriptor in _descriptors.pop(key):
        # Closing is not enough, because a forked process of a plugin may keep the file open.
        fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, _whole_file(fcntl.F_UNLCK))
        os.close(descriptor)
    del _users[key]


def _whole_file(kind: int) -> bytes:
    """Returns struct flock of 64-bit Linux for the start to the end of the file."""
    return struct.pack("@hhqqi0q", kind, os.SEEK_SET, 0, 0, 0)
