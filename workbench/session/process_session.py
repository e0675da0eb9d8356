"""A server in a child process. The session reports its events and its end as facts, and restarts it."""

from __future__ import annotations

from pathlib import Path

from workbench.engine.messages import StartOptions
from workbench.engine.process.arguments import SETTLE_MILLIS
from workbench.session.client import Client
from workbench.session.ending import STOP_SECONDS
from workbench.session.engine_process import SpareProcess
from workbench.session.lifecycle import RunningServer
from workbench.session.process_run import Child
from workbench.session.restart_policy import RestartPolicy, SupervisionSettings, read_settings, workspace_error
from workbench.session.supervisor import Supervisor

HANG_SECONDS = 5.0


class ProcessSession(RunningServer[Child]):
    """Session with a server in a child process. A plugin that crashes ends the child only.

    `supervision` defines what follows a fault or a changed plugin file where server.toml does not. None: nothing.
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
        """Servers whose reports may be pending."""
        self._replacing = False
        self._wanted = False
        """Whether the present server was not stopped on request, so that it may be restarted."""
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

    def _open(self, options: StartOptions, token: object) -> Child:
        client = Client(
            events=self._events,
            hang_seconds=self._settings().hang_seconds or self._hang_seconds,
            policy=self._policy,
            supervisor=self._supervisor,
            spare=self._spare,
        )
        self._wanted = True
        if self._supervisor is not None:
            # Before the child exists, because a child that ends at once reports its end before it is returned here.
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
        """starting, running, stopping, stopped or crashed. Also starting during an automatic restart."""
        return "starting" if self._replacing else super().state

    @property
    def pid(self) -> int:
        """Process id of the last started server, or 0 before the first start."""
        run = self._run
        return run.pid if run is not None else 0

    @property
    def run_folder(self) -> Path | None:
        """Folder with the private copies of the plugins of the last started server."""
        run = self._run
        return run.run_folder if run is not None else None

    @property
    def quarantine(self) -> tuple[str, ...]:
        """Plugin files that every start leaves out because of a fault."""
        return self._policy.quarantine if self._policy is not None else ()

    @property
    def reload_on_change(self) -> bool:
        """Whether a changed plugin file restarts the server."""
        return self._policy is not None and self._policy.settings().reloads

    @reload_on_change.setter
    def reload_on_change(self, on: bool) -> None:
        if self._policy is not None:
            self._policy.reload_on_change = on

    def _forgive(self, file: str) -> None:
        if self._policy is not None:
            self._policy.forgive(file)

    def _restart_after(self, token: object, timeout_seconds: float = STOP_SECONDS) -> str:
        """Restarts the server unless that run was stopped or replaced in the meantime.

        Returns the error in server.toml for which the restart has to wait, or an empty string.
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
        """Closes the child's socket and waits for its end. Kills the child after the timeout."""
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

        Takes little longer than CLOSE_SECONDS when a plugin does not end.
        """
        super().close()
        if self._supervisor is not None:
            self._supervisor.close()
        self._spare.close()
        for child in self._reporting:
            child.give_up()
            child.finish()
