"""A server in a child process: what it says is heard, and its death is told as a fact."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from pathlib import Path

from workbench.engine.errors import StartError, failed_to_start
from workbench.engine.messages import Answer, AnyCommand, AnyEvent, StartOptions
from workbench.session.child import Child, Observer
from workbench.session.mailbox import Mailbox
from workbench.session.protocol import EngineGone
from workbench.telemetry.segment import SegmentReader

HANG_SECONDS = 5.0


class ProcessSession:
    """Session over a child process. A plugin that crashes ends the child only."""

    def __init__(self, workspace: Path, *, hang_seconds: float = HANG_SECONDS, settle_millis: int = 200) -> None:
        self.workspace = workspace
        self._hang_seconds, self._settle_millis = hang_seconds, settle_millis
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        """Held while the server is started or stopped, so that this happens in one order."""
        self._mailbox = Mailbox()
        self._child: Child | None = None
        self._options = StartOptions()
        self._restarting: list[threading.Thread] = []
        self._telling: list[Child] = []
        """Servers of which not everything may be told yet."""
        self._closed = False

    @property
    def state(self) -> str:
        """starting, running, stopping, stopped or crashed."""
        child = self._child
        return child.state if child is not None else "stopped"

    @property
    def telemetry(self) -> SegmentReader | None:
        """Reader of the last started server."""
        child = self._child
        return child.reader if child is not None else None

    @property
    def pid(self) -> int:
        """Process id of the last started server, 0 before the first."""
        child = self._child
        return child.pid if child is not None else 0

    def start(self, options: StartOptions = StartOptions()) -> None:
        """Starts the child; harmless when one is alive."""
        child = self._child
        if child is not None and child.alive and child.state in ("stopped", "crashed"):
            # It is still telling how it ended, which can take half a second.
            self.restart(options)
            return
        with self._turn:
            self._start(options)

    def _start(self, options: StartOptions) -> None:
        if self._closed or (self._child is not None and self._child.alive):
            return
        self._mailbox.forget_rows()
        observer = Observer(mailbox=self._mailbox, hang_seconds=self._hang_seconds)
        try:
            child = Child(self.workspace, options, observer, settle_millis=self._settle_millis)
        except OSError as error:
            # No room for the records, no more processes: told like every other reason why a server does not start.
            self._mailbox.put(failed_to_start(StartError(f"the server cannot be started: {error.strerror or error}")))
            return
        with self._lock:
            self._options, self._child = options, child
            self._telling = [other for other in self._telling if other.telling] + [child]

    def stop(self, *, timeout_seconds: float = 5.0) -> None:
        """Closes the child's socket and waits for it; kills it when it does not end in time."""
        with self._turn:
            if self._child is not None:
                self._child.stop(timeout_seconds)
                self._child.finish()

    def restart(self, options: StartOptions | None = None) -> None:
        """Stops and starts again from a thread of its own."""
        thread = threading.Thread(target=self._restart, args=(options,), name="restart")
        with self._lock:
            if self._closed:
                return
            self._restarting = [other for other in self._restarting if other.is_alive()] + [thread]
            thread.start()

    def _restart(self, options: StartOptions | None) -> None:
        with self._turn:
            if self._child is not None:
                self._child.stop(timeout_seconds=5.0)
            self._start(options or self._options)

    def request(self, command: AnyCommand) -> Future[Answer]:
        """Sends a command to the child."""
        with self._lock:
            child = self._child
        if child is not None:
            return child.request(command)
        gone: Future[Answer] = Future()
        gone.set_exception(EngineGone("the server is not running"))
        return gone

    def take_events(self) -> list[AnyEvent]:
        """What happened since the last call, oldest first."""
        return self._mailbox.take()

    def close(self) -> None:
        """Ends the child and every thread; removes the segment and the run folder."""
        with self._lock:
            self._closed = True
            restarting = list(self._restarting)
        for thread in restarting:
            thread.join()
        self.stop()
        for child in self._telling:
            child.finish()
