"""Starts, stops and restarts a server, serialized across threads, for servers in this and in child processes."""

from __future__ import annotations

import contextlib
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from workbench.engine.errors import StartError, failed_to_start
from workbench.engine.loader.diagnostics import RestartWaits
from workbench.engine.messages import Answer, AnyCommand, AnyEvent, StartOptions
from workbench.session.ending import STOP_SECONDS
from workbench.session.event_queue import EventQueue
from workbench.session.protocol import EngineGone
from workbench.session.restart_policy import workspace_error
from workbench.session.server_run import ACTIVE, ServerRun
from workbench.telemetry.segment import SegmentReader

R = TypeVar("R", bound=ServerRun)


class RunningServer(Generic[R]):
    """Common part of all sessions. Subclasses define what a run is."""

    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace
        self._lock = threading.Lock()
        self._turn = threading.RLock()
        """Held while the server starts or stops, so that these steps do not overlap."""
        self._events = EventQueue()
        self._run: R | None = None
        self._options = StartOptions()
        self._restarting: list[threading.Thread] = []
        self._closed = False

    def _open(self, options: StartOptions, token: object) -> R:
        """Starts a run. Raises OSError when the system cannot start it. `token` identifies it to the event queue."""
        raise NotImplementedError

    @property
    def state(self) -> str:
        """starting, running, stopping, stopped or, for a child process, crashed."""
        run = self._run
        return run.state if run is not None else "stopped"

    @property
    def telemetry(self) -> SegmentReader | None:
        """Reader of the last started server."""
        run = self._run
        return run.reader if run is not None else None

    @property
    def quarantine(self) -> tuple[str, ...]:
        """Plugin files that every start leaves out because of a fault."""
        return ()

    def start(self, options: StartOptions = StartOptions()) -> None:
        """Starts the server. Does nothing while a server runs."""
        run = self._run
        if run is not None and run.alive and run.state in ("stopped", "crashed"):
            # The last run still reports its end, which can take half a second.
            self.restart(options)
            return
        with self._turn:
            self._start(options)

    def _start(self, options: StartOptions) -> None:
        if self._closed or (self._run is not None and self._run.alive):
            return
        token = object()
        self._events.begin_run(token)
        try:
            run = self._open(_leaving_out(options, self.quarantine), token)
        except OSError as error:
            # No shared memory for the records, or no more processes.
            self._events.put(failed_to_start(StartError(f"cannot start the server: {error.strerror or error}")))
            return
        with self._lock:
            self._options, self._run = options, run

    def stop(self, *, timeout_seconds: float = STOP_SECONDS) -> None:
        """Stops the server and waits for its end."""
        with self._turn:
            if self._run is not None:
                self._run.stop(timeout_seconds)

    def restart(self, options: StartOptions | None = None) -> None:
        """Restarts the server on a separate thread. Keeps a running server when server.toml has an error."""
        thread = threading.Thread(target=self._restart, args=(options,), name="restart")
        with self._lock:
            if self._closed:
                return
            self._restarting = [other for other in self._restarting if other.is_alive()] + [thread]
            thread.start()

    def _restart(self, options: StartOptions | None) -> None:
        with self._turn:
            running = self._run is not None and self._run.state in ACTIVE
            if running and (error := workspace_error(self.workspace)):
                # The next server could not start, so the running server stays.
                self._events.put(RestartWaits(f"{error}. The running server was not restarted").event(""))
                return
            self._replace(options, STOP_SECONDS)

    def _replace(self, options: StartOptions | None, timeout_seconds: float) -> None:
        # A server that does not stop is already reported as a hang. The start then finds it running.
        with contextlib.suppress(TimeoutError):
            if self._run is not None:
                self._run.stop(timeout_seconds)
        self._start(options or self._options)

    def retry(self, file: str) -> None:
        """Ends a plugin's quarantine and restarts the server with it. Does not block the caller."""
        self._forgive(file)
        self.restart()

    def _forgive(self, file: str) -> None:
        """Removes a file from quarantine."""

    def request(self, command: AnyCommand) -> Future[Answer]:
        """Sends a command to the server. The future fails with EngineGone when no server runs."""
        with self._lock:
            run = self._run
        if run is not None:
            return run.request(command)
        gone: Future[Answer] = Future()
        gone.set_exception(EngineGone("the server is not running"))
        return gone

    def take_events(self) -> list[AnyEvent]:
        """Returns the events since the last call, oldest first."""
        return self._events.take()

    def close(self) -> None:
        """Stops the server, ends every thread and frees all resources."""
        with self._lock:
            self._closed = True
            restarting, run = list(self._restarting), self._run
        try:
            # Without the lock: its holder may wait for the end of this run.
            if run is not None:
                run.close()
        finally:
            for thread in restarting:
                thread.join()
            with self._turn:
                if self._run is not None and self._run is not run:
                    # This run was starting when the session was closed.
                    self._run.close()


def _leaving_out(options: StartOptions, quarantined: tuple[str, ...]) -> StartOptions:
    if not quarantined:
        return options
    left_out = tuple(dict.fromkeys((*options.without, *quarantined)))
    return msgspec.structs.replace(options, without=left_out, quarantined=quarantined)
