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


class WorkspaceLock:
    """Held by a process from `take` to `release`, or until the process ends in any way.

    It belongs to the open file, not to the process: a plugin that opens and closes the file does not release it.
    A process that a plugin forks shares it, and the end of the run ends that process.
    """

    def __init__(self, data_folder: Path) -> None:
        self._path = data_folder / FILE
        self._descriptor = -1

    def take(self, *, patience_seconds: float = 2.0) -> None:
        """Takes the lock. Waits for a server that is ending. StartError with the process that keeps the lock."""
        pause, deadline = threading.Event(), time.monotonic() + patience_seconds
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        while True:
            try:
                fcntl.fcntl(self._descriptor, fcntl.F_OFD_SETLK, _whole_file(fcntl.F_WRLCK))
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
        if self._descriptor >= 0:
            # Closing is not enough, because a forked process of a plugin may keep the file open.
            fcntl.fcntl(self._descriptor, fcntl.F_OFD_SETLK, _whole_file(fcntl.F_UNLCK))
            os.close(self._descriptor)
            self._descriptor = -1


def _whole_file(kind: int) -> bytes:
    """Returns struct flock of 64-bit Linux for the start to the end of the file."""
    return struct.pack("@hhqqi0q", kind, os.SEEK_SET, 0, 0, 0)
