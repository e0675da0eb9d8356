"""The processes that servers run in: started, handed to who wants one, and one kept ready for the next server."""

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
from workbench.engine.process.attribution import PRELOAD, preloaded
from workbench.engine.process.frames import encode
from workbench.engine.process.run_processes import RUN
from workbench.session.ending import is_stopped
from workbench.session.sanitizers.runtimes import NO_SANITIZERS, Sanitizers


class EngineProcess:
    """A process of the engine's program that waits to be told which server to be."""

    def __init__(
        self,
        scanner: ScannerProcess,
        sanitizers: Sanitizers = NO_SANITIZERS,
        run_folder: Path = Path(),
        *,
        attributed: bool,
    ) -> None:
        """OSError when there is no room for it. Sanitizers write their reports to `run_folder`.

        `attributed`: threads and memory have owners in it.
        """
        self.environment = _environment(attributed)
        self.run = uuid.uuid4().hex
        """Names it in the environment of whatever its plugins start."""
        # -P: a file of the current folder must not pass for a module of the library.
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
                    # What a plugin forks is in the same group, and ends with it.
                    process_group=0,
                )
        except OSError:
            self.socket.close()
            raise

    def begin(self, arguments: ChildArguments) -> None:
        """Makes it a server. A process that is gone already is found by whoever listens to it."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.socket.sendall(encode(arguments))

    def usable(self, *, attributed: bool) -> bool:
        """Whether it lives, nobody has stopped it, and it is what would be started now."""
        lives = self.process.poll() is None and not is_stopped(self.process.pid)
        return lives and self.environment == _environment(attributed)

    def discard(self) -> None:
        """Ends it, in whatever state it is."""
        self.socket.close()
        with self.process as process:
            process.kill()


class SpareProcess:
    """At most one process that has its interpreter and modules ready: most of a start is loading these."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spare: EngineProcess | None = None
        self._closed = False
        self._attributed = True
        # Of all of them: the next one asks one that knows the files already.
        self._scanner = ScannerProcess()

    def prepare(self) -> None:
        """Has one ready, as the last one was. Without room there is none: the next start tells that when it matters."""
        with self._lock, contextlib.suppress(OSError):
            if self._spare is None and not self._closed:
                self._spare = EngineProcess(self._scanner, attributed=self._attributed)

    def take(self, sanitizers: Sanitizers, run_folder: Path, *, attributed: bool) -> EngineProcess:
        """The one that is ready, else a new one. OSError when there is no room for it."""
        if sanitizers:
            # Their runtimes come first in a process or not at all.
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
        """Ends the spare one; there will be none any more."""
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
