"""A server in a child process: what it says is heard, its death is told as a fact, and it is started again."""

from __future__ import annotations

from pathlib import Path

from workbench.engine.messages import StartOptions
from workbench.engine.process.arguments import SETTLE_MILLIS
from workbench.session.child import Child, Client
from workbench.session.ending import STOP_SECONDS
from workbench.session.engine_process import SpareProcess
from workbench.session.lifecycle import RunningServer
from workbench.session.restart_policy import RestartPolicy, SupervisionSettings, read_settings, workspace_error
from workbench.session.supervisor import Supervisor

HANG_SECONDS = 5.0


class ProcessSession(RunningServer[Child]):
    """Session over a child process. A plugin that crashes ends the child only.

    `supervision` says what a fault and a changed plugin file lead to where server.toml does not; None: to nothing.
    """

    def __init__(
        self,
        workspace: Path,
        *,
        hang_seconds: float = HANG_SECONDS,
        settle_millis: int = SETTLE_MILLIS,
        supervision: SupervisionSettings | None = None,
    ) -> None:
        super().__init__(workspace)
        self._hang_seconds, self._settle_millis = hang_seconds, settle_millis
        self._spare = SpareProcess()
        self._reporting: list[Child] = []
        """Servers of which not everything may be told yet."""
        self._replacing = False
        self._wanted = False
        """Whether nobody has stopped the present server, so that it may be started again."""
        self._policy: RestartPolicy | None = None
        self._supervisor: Supervisor | None = None
        if supervision is not None:
            self._policy = RestartPolicy(workspace, supervision)
            self._supervisor = Supervisor(
                self._policy,
                restart=self._restart_after,
                put=self._events.put,
                rows=self._events.rows,
                workspace=workspace,
                settle_millis=settle_millis,
                prepare=self._spare.prepare,
            )

    def _open(self, options: StartOptions) -> Child:
        client = Client(
            events=self._events,
            hang_seconds=self._settings().hang_seconds or self._hang_seconds,
            policy=self._policy,
            supervisor=self._supervisor,
            spare=self._spare,
        )
        token = object()
        self._wanted = True
        if self._supervisor is not None:
            # Before it is there: one that ends at once tells that before it is handed over here.
            self._supervisor.opened(token)
        child = Child(self.workspace, options, client, token=token, settle_millis=self._settle_millis)
        self._reporting = [other for other in self._reporting if other.reporting] + [child]
        return child

    def _settings(self) -> SupervisionSettings:
        if self._policy is not None:
            return self._policy.settings()
        return read_settings(self.workspace) or SupervisionSettings()

    @property
    def state(self) -> str:
        """starting, running, stopping, stopped or crashed; starting as well while a restart of its own goes on."""
        return "starting" if self._replacing else super().state

    @property
    def pid(self) -> int:
        """Process id of the last started server, 0 before the first."""
        run = self._run
        return run.pid if run is not None else 0

    @property
    def run_folder(self) -> Path | None:
        """Where the last started server keeps the private copies of its plugins."""
        run = self._run
        return run.run_folder if run is not None else None

    @property
    def quarantine(self) -> tuple[str, ...]:
        """Plugin files that every start leaves out because of a fault."""
        return self._policy.quarantine if self._policy is not None else ()

    @property
    def reload_on_change(self) -> bool:
        """Whether a plugin file that has changed starts the server again."""
        return self._policy is not None and self._policy.settings().reloads

    @reload_on_change.setter
    def reload_on_change(self, on: bool) -> None:
        if self._policy is not None:
            self._policy.reload_on_change = on

    def _forgive(self, file: str) -> None:
        if self._policy is not None:
            self._policy.forgive(file)

    def _restart_after(self, token: object, timeout_seconds: float = STOP_SECONDS) -> str:
        """Restarts unless somebody else has stopped or replaced that run meanwhile.

        Why it has to wait, empty otherwise: a server.toml that cannot be used.
        """
        with self._turn:
            run = self._run
            if run is None or run.token is not token or run.state == "stopped" or not self._wanted:
                return ""
            if error := workspace_error(self.workspace):
                return error
            self._replacing = True
            try:
                self._replace(None, timeout_seconds)
            finally:
                self._replacing = False
        return ""

    def stop(self, *, timeout_seconds: float = STOP_SECONDS) -> None:
        """Closes the child's socket and waits for it; kills it when it does not end in time."""
        with self._turn:
            self._wanted = False
            if self._supervisor is not None:
                self._supervisor.forget()
            super().stop(timeout_seconds=timeout_seconds)
            reporting = list(self._reporting)
        for child in reporting:
            child.finish()

    def close(self) -> None:
        """Ends the child and every thread; removes the segment and the run folder.

        Takes little longer than CLOSE_SECONDS where a plugin does not come to an end.
        """
        super().close()
        if self._supervisor is not None:
            self._supervisor.close()
        self._spare.close()
        for child in self._reporting:
            child.give_up()
            child.finish()
