"""One engine process from its start to its end: its segment, its heartbeat and its fault report."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import threading
import time
from collections.abc import Hashable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from workbench.contract.generated.enums import EngineState
from workbench.engine.errors import INTERNAL, internal_error
from workbench.engine.loader.diagnostics import HangOver
from workbench.engine.messages import (
    AnyEvent,
    EngineStarted,
    EngineStopped,
    FaultHappened,
    JournalLine,
    JournalWritten,
    Request,
    StartOptions,
)
from workbench.engine.process import probe_preload
from workbench.engine.process.arguments import EXIT_STUCK, ChildArguments
from workbench.engine.process.debugger import is_held
from workbench.engine.server.journal import Journal
from workbench.session.client import Client
from workbench.session.connection import EngineConnection, Receiver
from workbench.session.ending import is_stopped
from workbench.session.faults import thread_stacks
from workbench.session.faults.last_calls import callback_name
from workbench.session.faults.report import FaultReport, describe_death, describe_hang, faulting_index
from workbench.session.faults.report_delivery import FaultReporter
from workbench.session.heartbeat import HeartbeatChange, HeartbeatWatchdog
from workbench.session.memory_pressure import out_of_memory_kills
from workbench.session.program_watch import ProgramWatch
from workbench.session.sanitizers.reports import Report
from workbench.session.sanitizers.runtimes import needed_by
from workbench.session.sanitizers.watch import SanitizerWatch
from workbench.session.server_run import ACTIVE, ServerRun

KEPT_OUTPUT_LINES = 50
TRUNCATED = "the file with the shared memory was truncated"
_log = logging.getLogger(__name__)
HUNG_SECONDS = 0.5
"""Seconds that a hanging server has to end before it is killed."""


class Child(ServerRun):
    """A started engine process. Its thread ends with the process."""

    def __init__(
        self, workspace: Path, options: StartOptions, client: Client, *, token: object, settle_millis: int
    ) -> None:
        """`token` identifies this run without a reference to it."""
        # Holds no reference to this run: a reference cycle would keep the segment mapped long after the end.
        super().__init__(partial(client.put, token))
        self._client, self._workspace, self.token = client, workspace, token
        self._output: list[str] = []
        self._violation = ""
        """Why the client killed the process. Empty while its data is valid."""
        self._reported_fault = self._came_up = self._hang_reported = False
        self._given_up = threading.Event()
        """Set when no client reads further reports of this process."""
        self._silent = threading.Event()
        """Set when the stacks of the threads are no longer needed."""
        self._reporter = FaultReporter(client.judged, self._put, self._given_up)
        self._rounds = thread_stacks.rounds()
        self._kills_before = out_of_memory_kills()
        with contextlib.ExitStack() as undo:
            undo.callback(self._remove_files)
            sanitizers = needed_by(workspace, options)
            engine = client.spare.take(sanitizers, self._run_folder, attributed=probe_preload.is_wanted(workspace))
            undo.callback(engine.discard)
            engine.begin(self._arguments(options, settle_millis))
            self._connection = EngineConnection(engine)
            undo.pop_all()
        self._reports = SanitizerWatch(self._run_folder, self._put, client.names, self._given_up)
        if sanitizers:
            self._reports.start()
        self._program, self._replaced_by = ProgramWatch(self.pid, self._segment.path), ""
        self._watchdog = HeartbeatWatchdog(self.reader, client.hang_seconds, held=partial(is_held, self.pid))
        self._thread = threading.Thread(target=self._listen, name=f"engine {self.pid}", daemon=True)
        self._thread.start()

    def _arguments(self, options: StartOptions, settle_millis: int) -> ChildArguments:
        return ChildArguments(
            segment=str(self._segment.path),
            workspace=str(self._workspace),
            run_folder=str(self._run_folder),
            options=options,
            settle_millis=settle_millis,
        )

    @property
    def pid(self) -> int:
        """Process id."""
        return self._connection.pid

    def close(self) -> None:
        """Ends the process when no client reads its reports. Does not wait for a plugin that does not end."""
        self.give_up()
        super().close()

    def give_up(self) -> None:
        """Stops the search for function names in pending reports."""
        self._given_up.set()
        self._silent.set()

    @property
    def reporting(self) -> bool:
        """Whether the process runs or a report about it is pending."""
        return self.alive or self._reporter.busy

    def finish(self) -> None:
        """Waits until its end is reported completely."""
        self._reporter.join()

    def _post(self, request: Request) -> None:
        self._connection.post(request)

    def _begin_stop(self, seconds: float) -> float:
        self._connection.end()
        # A hanging process gets only a short time, in case the hang is over.
        self._hang_reported = self._watchdog.reported
        return min(seconds, HUNG_SECONDS) if self._hang_reported else seconds

    def _blocking(self) -> set[Hashable]:
        loading = {"loading"} if not self._came_up else set()
        return super()._blocking() | loading | ({"stopped"} if is_stopped(self.pid) else set())

    def _give_up_stop(self, waited_seconds: float) -> None:
        if waited_seconds and not self._hang_reported:
            self._reporter.hang_now(self._hang_report(f"the server did not stop within {waited_seconds:.1f} s"))
        self._connection.kill()
        self._thread.join()

    # The following methods run on the child's own thread.

    def _listen(self) -> None:
        receiver = Receiver(
            answered=self._answered,
            heard=self._heard,
            printed=self._printed,
            idle=self._check_process,
            failed=self._failed,
        )
        try:
            self._conclude(self._connection.listen(receiver))
        except Exception as error:  # noqa: BLE001 - a session must not say "running" after its listener ended
            _log.debug("the end of engine process %d cannot be described", self.pid, exc_info=True)
            self._connection.kill()
            with self._lock:
                self.state = "crashed"
            message = str(internal_error(error))
            fault = FaultHappened(nanos=time.time_ns(), kind="killed", plugin="", callback="", message=message)
            self._put(fault)
        finally:
            self._fail_requests()

    def _failed(self, violation: str) -> None:
        self._violation = self._violation or violation

    def _check_process(self) -> None:
        if self.reader.truncated:
            self._failed(TRUNCATED)
            self._connection.kill()
        elif self.reader.ready and not self._replaced_by and (program := self._program.replaced_by()):
            # The program answers no request and knows no orderly end.
            self._replaced_by = program
            self._connection.kill()
        self._check_heartbeat()

    def _heard(self, event: AnyEvent) -> None:
        self._reported_fault = self._reported_fault or isinstance(event, FaultHappened)
        self._came_up = self._came_up or isinstance(event, EngineStarted)
        super()._heard(event)

    def _check_heartbeat(self) -> None:
        if self.state not in ACTIVE:
            return
        match self._watchdog.look(time.monotonic()):
            case HeartbeatChange.STOPPED:
                since = datetime.now().astimezone() - timedelta(seconds=self._watchdog.stood_seconds)
                message = f"no heartbeat for {self._watchdog.stood_seconds:.1f} s, since {since:%H:%M:%S}"
                self._reporter.hang(partial(self._hang_report, message))
            case HeartbeatChange.MOVES_AGAIN:
                over = HangOver(f"the server runs again after {self._watchdog.stood_seconds:.1f} s")
                # The report of the hang may still be incomplete.
                self._reporter.afterwards(over.event(""))

    def _hang_report(self, message: str) -> FaultReport:
        """Collects the stacks of all threads and describes the hang."""
        thread_stacks.ask_python(self.pid, self._run_folder, given_up=self._silent)
        threads = thread_stacks.asked(self.pid, self.reader, next(self._rounds), given_up=self._silent)
        closed = self._came_up and not _has_database(self.pid)
        return describe_hang(self.reader, self._client.names(), message, self._run_folder, threads, closed=closed)

    def _printed(self, type_: str, lines: list[str]) -> None:
        """Writes what the process and its plugins print into the journal."""
        if not lines:
            return
        self._output = (self._output + [line for line in lines if type_ == "stderr"])[-KEPT_OUTPUT_LINES:]
        nanos, server_nanos = time.time_ns(), int(self.reader.header["server_nanos"])
        written = tuple(
            JournalLine(nanos=nanos, server_nanos=server_nanos, level="info", type=type_, plugin="", text=line)
            for line in lines
        )
        self._put(JournalWritten(nanos=nanos, lines=written))
        # The server itself reports a full disk. These lines are already on screen.
        with contextlib.suppress(OSError):
            Journal(self._workspace / "data" / "journal.log", workspace=self._workspace).write(written)

    def _conclude(self, exit_code: int) -> None:
        """Reports the end, then fails every pending request."""
        self._silent.set()
        # The report of a hang needs the plugin rows of this run. The next start clears them.
        self._reporter.wait_for_first()
        report = self._reports.finish()
        if self.reader.truncated:
            self._failed(TRUNCATED)
        with self._lock:
            ordered, started = self._in_order(exit_code), self.state != "starting"
            failed_to_start = self._reported_fault or (
                exit_code >= 0 and not started and faulting_index(self.reader) < 0
            )
            self.state = "stopped" if ordered or failed_to_start else "crashed"
        if ordered:
            self._put(EngineStopped(nanos=time.time_ns(), exit_code=exit_code))
        self._segment.unlink()
        if ordered or self._reported_fault:
            self._remove_run_folder()
        else:
            self._report_death(exit_code, started, report)

    def _in_order(self, exit_code: int) -> bool:
        if self._violation or self._replaced_by or (exit_code == 0 and self._ended_in_plugin()):
            return False
        if self.state == "stopping":
            return exit_code in (0, EXIT_STUCK, -signal.SIGKILL)
        # SIGTERM also ends the process in order. A plugin that calls exit(0) does not.
        return exit_code == 0 and int(self.reader.header["state"]) in (EngineState.Stopping, EngineState.Stopped)

    def _ended_in_plugin(self) -> bool:
        """Whether the process ended without an end of the server: by exit(), or by a short program after exec()."""
        if int(self.reader.header["state"]) == EngineState.Running:
            return True
        # The server returns from this call before it ends.
        return any(call.depth > 0 and callback_name(call.callback) == "DestroyPlugin" for call in self.reader.running())

    def _report_death(self, exit_code: int, started: bool, report: Report | None) -> None:
        last_output = self._output[-1] if self._output else ""
        fault_report = describe_death(
            self.reader,
            exit_code,
            self._client.names(),
            self._run_folder,
            pid=self.pid,
            printed=last_output,
            out_of_memory_kills=out_of_memory_kills() - self._kills_before,
            violation=self._violation,
            replaced_by=self._replaced_by,
        ).with_sanitizer(report)
        if exit_code >= 0 and not started and fault_report.faulting < 0:
            fault_report = fault_report.failed_to_start(INTERNAL + last_output)
        self._reporter.death(fault_report, self._remove_run_folder)


def _has_database(pid: int) -> bool:
    """Whether the process has its database open. Returns True when /proc does not show it."""
    try:
        descriptors = list(Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return True
    return any(_target(descriptor).endswith("/server.db") for descriptor in descriptors)


def _target(link: Path) -> str:
    try:
        return os.readlink(link)
    except FileNotFoundError:
        # Closed in the meantime.
        return ""
