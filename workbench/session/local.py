"""A server in this very process, for tests, notebooks and debuggers: no crash of a plugin is survived."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from concurrent.futures import Future
from pathlib import Path

from workbench.engine.errors import StartError, failed_to_start
from workbench.engine.messages import (
    Answer,
    AnyCommand,
    AnyEvent,
    EngineStarted,
    EngineStopped,
    Request,
    StartOptions,
)
from workbench.engine.server import Server
from workbench.engine.service import Service
from workbench.session.faults import Names, describe_hang
from workbench.session.mailbox import Mailbox
from workbench.session.protocol import EngineGone
from workbench.telemetry.segment import Segment, SegmentReader


class LocalSession:
    """Session over a thread of this process. What plugins print goes where this process prints."""

    def __init__(self, workspace: Path, *, settle_millis: int = 200) -> None:
        self.workspace = workspace
        self._settle_millis = settle_millis
        self._lock, self._turn = threading.Lock(), threading.Lock()
        self._mailbox = Mailbox()
        self._run: _Run | None = None
        self._options = StartOptions()
        self._restarting: list[threading.Thread] = []
        self._closed = False

    @property
    def state(self) -> str:
        """starting, running, stopping or stopped."""
        return self._run.state if self._run is not None else "stopped"

    @property
    def telemetry(self) -> SegmentReader | None:
        """Reader of the last started server."""
        return self._run.reader if self._run is not None else None

    def start(self, options: StartOptions = StartOptions()) -> None:
        """Starts the server's thread; harmless when it runs."""
        with self._turn:
            self._start(options)

    def _start(self, options: StartOptions) -> None:
        if self._closed or (self._run is not None and self._run.alive):
            return
        self._mailbox.forget_rows()
        try:
            run = _Run(self.workspace, options, self._mailbox, self._settle_millis)
        except OSError as error:
            self._mailbox.put(failed_to_start(StartError(f"the server cannot be started: {error.strerror or error}")))
            return
        with self._lock:
            self._options, self._run = options, run

    def stop(self, *, timeout_seconds: float = 5.0) -> None:
        """Stops the server and waits for it; TimeoutError when a plugin does not let it end."""
        with self._turn:
            if self._run is not None:
                self._run.stop(timeout_seconds)

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
            if self._run is not None:
                self._run.stop(5.0)
            self._start(options or self._options)

    def request(self, command: AnyCommand) -> Future[Answer]:
        """Hands a command to the server's thread."""
        with self._lock:
            run = self._run
        if run is not None:
            return run.request(command)
        gone: Future[Answer] = Future()
        gone.set_exception(EngineGone("the server is not running"))
        return gone

    def take_events(self) -> list[AnyEvent]:
        """What happened since the last call, oldest first."""
        return self._mailbox.take()

    def close(self) -> None:
        """Stops the server and ends every thread."""
        with self._lock:
            self._closed = True
            restarting = list(self._restarting)
        for thread in restarting:
            thread.join()
        self.stop()


class _Run:
    """One server from start to stop, on one thread."""

    def __init__(self, workspace: Path, options: StartOptions, mailbox: Mailbox, settle_millis: int) -> None:
        self._mailbox, self._lock = mailbox, threading.Lock()
        self._futures: dict[int, Future[Answer]] = {}
        self._number = 0
        self._told_hang = False
        self.state = "starting"
        self._segment = Segment.create()
        self.reader = SegmentReader(self._segment.path)
        self._run_folder = Path(tempfile.mkdtemp(prefix="workbench-run-"))
        self._server = Server(
            workspace,
            str(self._segment.path),
            options,
            self._heard,
            run_folder=self._run_folder,
            settle_millis=settle_millis,
        )
        self._service = Service(self._server, self._answered)
        self._thread = threading.Thread(target=self._main, name="server", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def request(self, command: AnyCommand) -> Future[Answer]:
        future: Future[Answer] = Future()
        with self._lock:
            if self.state not in ("starting", "running"):
                future.set_exception(EngineGone("the server is not running"))
                return future
            self._number += 1
            self._futures[self._number] = future
            self._service.post(Request(self._number, command))
        return future

    def stop(self, timeout_seconds: float) -> None:
        with self._lock:
            if self.state in ("starting", "running"):
                self.state = "stopping"
        self._service.stop()
        self._thread.join(timeout_seconds)
        if self._thread.is_alive():
            message = f"the server did not stop within {timeout_seconds:.1f} s"
            if not self._told_hang:
                self._mailbox.put(describe_hang(self.reader, Names(self._mailbox.rows()), message).first())
                self._told_hang = True
            # Its thread may never come to remove them; both sides have them open.
            self._remove_files()
            raise TimeoutError(f"{message}: a plugin is still running")

    def _main(self) -> None:
        try:
            self._server.start()
            self._service.run()
        except StartError as error:
            self._mailbox.put(failed_to_start(error))
        finally:
            self._end()

    def _end(self) -> None:
        started = self._server.started
        try:
            self._server.close()
        finally:
            with self._lock:
                self.state = "stopped"
                futures, self._futures = self._futures, {}
            for future in futures.values():
                future.set_exception(EngineGone("the server ended before it answered"))
            if started:
                self._mailbox.end_plugins(-1, time.time_ns())
                self._mailbox.put(EngineStopped(nanos=time.time_ns()))
            self._remove_files()

    def _remove_files(self) -> None:
        self._segment.unlink()
        shutil.rmtree(self._run_folder, ignore_errors=True)

    def _heard(self, event: AnyEvent) -> None:
        if isinstance(event, EngineStarted):
            with self._lock:
                if self.state == "starting":
                    self.state = "running"
        self._mailbox.put(event)

    def _answered(self, number: int, answer: Answer) -> None:
        with self._lock:
            future = self._futures.pop(number, None)
        if future is not None and future.set_running_or_notify_cancel():
            future.set_result(answer)
