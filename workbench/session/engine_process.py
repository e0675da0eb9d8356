"""Processes for servers: starts them, hands them out, and keeps one ready for the next server."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
import uuid
from pathlib import Path

import workbench
from workbench.engine.loader.scanner import ScannerProcess
from workbench.engine.process.arguments import ChildArguments
from workbench.engine.process.frames import encode
from workbench.engine.process.probe_preload import PRELOAD, preloaded
from workbench.engine.process.run_processes import RUN, mark_process
from workbench.session.ending import is_stopped
from workbench.session.sanitizers.runtimes import NO_SANITIZERS, Sanitizers


class EngineProcess:
    """A process of the engine program that waits for the arguments of its server."""

    def __init__(
        self,
        scanner: ScannerProcess,
        sanitizers: Sanitizers = NO_SANITIZERS,
        run_folder: Path = Path(),
        *,
        attributed: bool,
    ) -> None:
        """Raises OSError when the system cannot start the process. Sanitizers write their reports to `run_folder`.

        `attributed`: the process attributes threads and memory to plugins.
        """
        self.environment = _environment(attributed)
        self.run = uuid.uuid4().hex
        """Marks each process that its plugins start."""
        # -P: a file in the current folder must not shadow a module of the library.
        command = [sys.executable, "-P", "-m", "workbench.engine"]
        self.socket, theirs = socket.socketpair()
        try:
            with theirs, scanner.connect() as looking:
                self.process = subprocess.Popen(
                    sanitizers.wrapped([*command, str(theirs.fileno()), str(looking.fileno())]),
                    pass_fds=(theirs.fileno(), looking.fileno()),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    env=self.environment | {RUN: self.run} | sanitizers.environment(run_folder, self.environment),
                    # A process that a plugin forks is in the same group and ends with it.
                    process_group=0,
                )
        except OSError:
            self.socket.close()
            raise
        mark_process(self.process.pid, self.run)

    def begin(self, arguments: ChildArguments) -> None:
        """Sends the server's arguments. The listener reports a process that has already ended."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.socket.sendall(encode(arguments))

    def usable(self, *, attributed: bool) -> bool:
        """Whether the process runs, is not stopped, and has the environment that a new process would have."""
        lives = self.process.poll() is None and not is_stopped(self.process.pid)
        return lives and self.environment == _environment(attributed)

    def discard(self) -> None:
        """Ends the process in any state."""
        self.socket.close()
        with self.process as process:
            process.kill()


class SpareProcess:
    """At most one process with a loaded interpreter and modules, because loading them takes most of a start."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spare: EngineProcess | None = None
        self._closed = False
        self._attributed = True
        # Shared by all processes, so that the next process uses the cached results.
        self._scanner = ScannerProcess()

    def prepare(self) -> None:
        """Starts a spare process like the last one. Ignores an OSError, which the next start reports."""
        with self._lock, contextlib.suppress(OSError):
            if self._spare is None and not self._closed:
                self._spare = EngineProcess(self._scanner, attributed=self._attributed)

    def take(self, sanitizers: Sanitizers, run_folder: Path, *, attributed: bool) -> EngineProcess:
        """Returns the spare process, or a new one. Raises OSError when the system cannot start it."""
        if sanitizers:
            # A sanitizer's runtime must be the first library of a process.
            return EngineProcess(self._scanner, sanitizers, run_folder, attributed=attributed)
        with self._lock:
            self._attributed = attributed
            spare, self._spare = self._spare, None
        if spare is not None and spare.usable(attributed=attributed):
            return spare
        if spare is not None:
            spare.discard()
        return EngineProcess(self._scanner, attributed=attributed)

    def close(self) -> None:
        """Ends the spare process and starts no further one."""
        with self._lock:
            spare, self._spare, self._closed = self._spare, None, True
        if spare is not None:
            spare.discard()
        self._scanner.close()


def _environment(attributed: bool) -> dict[str, str]:
    home = str(Path(workbench.__file__).resolve().parent.parent)
    path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
    environment = os.environ | {"PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}
    libraries = preloaded(os.environ.get(PRELOAD, ""), wanted=attributed)
    return environment | ({PRELOAD: libraries} if libraries else {})
