"""A server in this process, for tests, notebooks and debuggers. A crash of a plugin ends this process."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path

from workbench.engine.errors import StartError, StartGivenUp, failed_to_start
from workbench.engine.messages import (
    Answer,
    AnyCommand,
    AnyEvent,
    EngineStarted,
    EngineStopped,
    PluginRow,
    Request,
    ServerState,
    StartOptions,
)
from workbench.engine.process.arguments import SETTLE_MILLIS
from workbench.engine.server.server import Server
from workbench.engine.server.service import Service
from workbench.session.ending import CLOSE_SECONDS, STOP_SECONDS, running_calls, wait_for_end
from workbench.session.faults.report import describe_hang
from workbench.session.lifecycle import RunningServer
from workbench.session.plugin_names import PluginNames
from workbench.session.protocol import EngineGone
from workbench.telemetry.segment import Segment, SegmentReader


class LocalSession(RunningServer["_Run"]):
    """Session with a server on a thread of this process. Plugins print to the output of this process.

    `stop` and `close` raise TimeoutError when a plugin prevents the end of the server.
    """

    def __init__(self, workspace: Path, *, settle_millis: int = SETTLE_MILLIS) -> None:
        super().__init__(workspace)
        self.reload_on_change = False
        self._settle_millis = settle_millis

    def _open(self, options: StartOptions, token: object) -> _Run:
        put = partial(self._events.put, run=token)
        return _Run(self.workspace, options, put, self._events.rows, settle_millis=self._settle_millis)


class _Run:
    """One server from start to stop, on one thread."""

    def __init__(
        self,
        workspace: Path,
        options: StartOptions,
        put: Callable[[AnyEvent], None],
        rows: Callable[[], dict[str, PluginRow]],
        *,
        settle_millis: int,
    ) -> None:
        self._put, self._rows, self._lock = put, rows, threading.Lock()
        self._futures: dict[int, Future[Answer]] = {}
        self._number = 0
        self._reported_hang = False
        self.state: ServerState = "starting"
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
        self._stop(timeout_seconds, blocked_seconds=timeout_seconds)

    def close(self) -> None:
        self._stop(STOP_SECONDS, blocked_seconds=CLOSE_SECONDS)

    def _stop(self, seconds: float, *, blocked_seconds: float) -> None:
        with self._lock:
            if self.state in ("starting", "running"):
                self.state = "stopping"
        self._service.stop()
        waited = wait_for_end(
            self._has_ended, partial(running_calls, self.reader), seconds=seconds, blocked_seconds=blocked_seconds
        )
        if self._thread.is_alive():
            message = f"the server did not stop within {waited:.1f} s"
            if not self._reported_hang:
                self._put(describe_hang(self.reader, PluginNames(self._rows()), message).first())
                self._reported_hang = True
            # The server thread may never remove them. Both sides keep them open.
            self._remove_files()
            raise TimeoutError(f"{message}: a plugin is still running")

    def _has_ended(self, seconds: float) -> bool:
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _main(self) -> None:
        try:
            self._server.start()
            self._service.run()
        except StartError as error:
            if not isinstance(error, StartGivenUp):
                self._put(failed_to_start(error))
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
                if not future.set_running_or_notify_cancel():
                    # The caller cancelled the request.
                    continue
                future.set_exception(EngineGone("the server ended before it answered"))
            if started:
                self._put(EngineStopped(nanos=time.time_ns()))
            self._remove_files()

    def _remove_files(self) -> None:
        self._segment.unlink()
        shutil.rmtree(self._run_folder, ignore_errors=True)

    def _heard(self, event: AnyEvent) -> None:
        if isinstance(event, EngineStarted):
            with self._lock:
                if self.state == "starting":
                    self.state = "running"
        self._put(event)

    def _answered(self, number: int, answer: Answer) -> None:
        with self._lock:
            future = self._futures.pop(number, None)
        if future is not None and future.set_running_or_notify_cancel():
            future.set_result(answer)
