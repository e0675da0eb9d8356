"""A server in this process, for tests, notebooks and debuggers. A crash of a plugin ends this process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from workbench.engine.errors import StartError, StartGivenUp, failed_to_start
from workbench.engine.messages import AnyEvent, EngineStopped, PluginRow, Request, StartOptions
from workbench.engine.process.arguments import SETTLE_MILLIS
from workbench.engine.server.server import Server
from workbench.engine.server.service import Service
from workbench.session.faults.report import describe_hang
from workbench.session.lifecycle import RunningServer
from workbench.session.plugin_names import PluginNames
from workbench.session.server_run import ServerRun


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


class _Run(ServerRun):
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
        super().__init__(put)
        self._rows = rows
        self._hang_reported = False
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

    def _post(self, request: Request) -> None:
        self._service.post(request)

    def _begin_stop(self, seconds: float) -> float:
        self._service.stop()
        return seconds

    def _give_up_stop(self, waited_seconds: float) -> None:
        message = f"the server did not stop within {waited_seconds:.1f} s"
        if not self._hang_reported:
            self._put(describe_hang(self.reader, PluginNames(self._rows()), message).first())
            self._hang_reported = True
        # The server thread may never remove them. Both sides keep them open.
        self._remove_files()
        raise TimeoutError(f"{message}: a plugin is still running")

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
            self._fail_requests()
            if started:
                self._put(EngineStopped(nanos=time.time_ns()))
            self._remove_files()
