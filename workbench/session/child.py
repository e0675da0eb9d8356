"""One engine process from its start to its end: its socket, its output, its segment and its fault report."""

from __future__ import annotations

import contextlib
import os
import queue
import select
import selectors
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from workbench.contract.generated.enums import EngineState
from workbench.engine.errors import INTERNAL
from workbench.engine.loader.diagnostics import HangOver
from workbench.engine.messages import (
    Answer,
    AnyCommand,
    AnyEvent,
    EngineStarted,
    EngineStopped,
    FaultHappened,
    JournalLine,
    JournalWritten,
    Request,
    Response,
    ServerState,
    StartOptions,
)
from workbench.engine.process import attribution
from workbench.engine.process.arguments import EXIT_STUCK, ChildArguments
from workbench.engine.process.debugger import is_held
from workbench.engine.process.frames import FrameError, encode, frame_reader
from workbench.engine.process.run_processes import end_processes
from workbench.engine.server.journal import Journal
from workbench.session.ending import CLOSE_SECONDS, STOP_SECONDS, is_stopped, running_calls, wait_for_end
from workbench.session.engine_process import SpareProcess
from workbench.session.event_queue import EventQueue
from workbench.session.faults import thread_stacks
from workbench.session.faults.report import FaultReport, describe_death, describe_hang, faulting_index
from workbench.session.faults.reporter import FaultReporter
from workbench.session.heartbeat import HeartbeatChange, HeartbeatWatchdog
from workbench.session.memory_pressure import out_of_memory_kills
from workbench.session.output import OutputLines
from workbench.session.plugin_names import PluginNames
from workbench.session.protocol import EngineGone
from workbench.session.restart_policy import RestartPolicy, faulting_plugin
from workbench.session.sanitizers.reports import Report
from workbench.session.sanitizers.runtimes import needed_by
from workbench.session.sanitizers.watch import SanitizerWatch
from workbench.session.supervisor import Supervisor
from workbench.telemetry.segment import Segment, SegmentReader

LOOK_SECONDS = 0.25
KEPT_OUTPUT_LINES = 50
HUNG_SECONDS = 0.5
"""Seconds that a hanging server has to end before it is killed."""
_END = "end of the process"


@dataclass(frozen=True, kw_only=True)
class Client:
    """Receives the events of the runs of one session."""

    events: EventQueue
    hang_seconds: float
    policy: RestartPolicy | None = None
    supervisor: Supervisor | None = None
    spare: SpareProcess = field(default_factory=SpareProcess)

    def names(self) -> PluginNames:
        """Returns the plugin names for the numbers and files in records and stacks."""
        return PluginNames(self.events.rows())

    def put(self, token: object, event: AnyEvent) -> None:
        """Takes an event of the run with this token."""
        self.events.put(event, run=token)
        if self.supervisor is not None:
            self.supervisor.heard(token, event)

    def judged(self, fault: FaultHappened) -> FaultHappened:
        """Returns a new fault with its number and the faulting file.

        Call it while the plugin rows still show which plugin was loading.
        """
        numbered = msgspec.structs.replace(fault, number=self.events.next_fault())
        if self.policy is not None:
            return self.policy.judge(numbered, self.events.rows())
        return msgspec.structs.replace(numbered, file=faulting_plugin(numbered, self.events.rows()))


class Child:
    """A started engine process. Its thread ends with the process."""

    def __init__(
        self, workspace: Path, options: StartOptions, client: Client, *, token: object, settle_millis: int
    ) -> None:
        """`token` identifies this run without a reference to it."""
        self._client, self._workspace, self.token = client, workspace, token
        # Holds no reference to this run: a reference cycle would keep the segment mapped long after the end.
        self._put = partial(client.put, self.token)
        self._lock = threading.Lock()
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._futures: dict[int, Future[Answer]] = {}
        self._number = 0
        self._output: list[str] = []
        self._reported_fault = self._came_up = False
        self._given_up = threading.Event()
        """Set when no client reads further reports of this process."""
        self._silent = threading.Event()
        """Set when the stacks of the threads are no longer needed."""
        self._reporter = FaultReporter(client.judged, self._put, self._given_up)
        self._rounds = thread_stacks.rounds()
        self._kills_before = out_of_memory_kills()
        self.state: ServerState = "starting"
        sanitizers = needed_by(workspace, options)
        with contextlib.ExitStack() as undo:
            self._segment = Segment.create()
            undo.callback(self._segment.unlink)
            self.reader = SegmentReader(self._segment.path)
            self._run_folder = Path(tempfile.mkdtemp(prefix="workbench-run-"))
            undo.callback(shutil.rmtree, self._run_folder)
            engine = client.spare.take(sanitizers, self._run_folder, attributed=attribution.is_wanted(workspace))
            undo.callback(engine.discard)
            self._socket, self._process, self._run = engine.socket, engine.process, engine.run
            self._end = os.pidfd_open(self._process.pid)
            engine.begin(self._arguments(options, settle_millis))
            undo.pop_all()
        self._reports = SanitizerWatch(self._run_folder, self._put, client.names, self._given_up)
        if sanitizers:
            self._reports.start()
        self._watchdog = HeartbeatWatchdog(self.reader, client.hang_seconds, held=partial(is_held, self.pid))
        # The socket fills up while the server hangs. Only this thread may wait for it.
        self._sender = threading.Thread(target=self._send, name=f"engine {self.pid} requests", daemon=True)
        self._thread = threading.Thread(target=self._listen, name=f"engine {self.pid}", daemon=True)
        self._sender.start()
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
        return self._process.pid

    @property
    def run_folder(self) -> Path:
        """Folder with the private copies of its plugins."""
        return self._run_folder

    @property
    def alive(self) -> bool:
        """Whether its end is not reported yet."""
        return self._thread.is_alive()

    def request(self, command: AnyCommand) -> Future[Answer]:
        """Sends a command; the future fails with EngineGone when the process ends first."""
        future: Future[Answer] = Future()
        with self._lock:
            if self.state not in ("starting", "running"):
                future.set_exception(EngineGone("the server is not running"))
                return future
            self._number += 1
            number = self._number
            self._futures[number] = future
            self._outbox.put(encode(Request(number, command)))
        return future

    def _send(self) -> None:
        """Sends the queued requests until None, then asks the process to end."""
        # A closed socket means that the process ended. The listener then fails the futures without an answer.
        with contextlib.suppress(OSError):
            while (frame := self._outbox.get()) is not None:
                self._socket.sendall(frame)
            self._socket.shutdown(socket.SHUT_WR)

    def _fail(self, futures: dict[int, Future[Answer]]) -> None:
        for number, future in futures.items():
            with self._lock:
                self._futures.pop(number, None)
            if future.set_running_or_notify_cancel():
                future.set_exception(EngineGone("the server ended before it answered"))

    def stop(self, timeout_seconds: float) -> None:
        """Ends the process in order, or with SIGKILL after the timeout."""
        self._stop(timeout_seconds, blocked_seconds=timeout_seconds)

    def close(self) -> None:
        """Ends the process when no client reads its reports. Does not wait for a plugin that does not end."""
        self.give_up()
        self._stop(STOP_SECONDS, blocked_seconds=CLOSE_SECONDS)

    def give_up(self) -> None:
        """Stops the search for function names in pending reports."""
        self._given_up.set()
        self._silent.set()

    def _stop(self, seconds: float, *, blocked_seconds: float) -> None:
        with self._lock:
            if self.state in ("starting", "running"):
                self.state = "stopping"
        self._outbox.put(None)
        # A hanging process gets only a short time, in case the hang is over.
        seconds, reported = (min(seconds, HUNG_SECONDS), True) if self._watchdog.reported else (seconds, False)
        waited = wait_for_end(self._has_ended, self._blocking, seconds=seconds, blocked_seconds=blocked_seconds)
        if self._thread.is_alive():
            if waited and not reported:
                self._reporter.hang_now(self._hang_report(f"the server did not stop within {waited:.1f} s"))
            self._process.kill()
            self._thread.join()

    def _blocking(self) -> set[Hashable]:
        """Returns what delays the end besides the server's own work, which must not be lost."""
        loading = {"loading"} if not self._came_up else set()
        return running_calls(self.reader) | loading | ({"stopped"} if is_stopped(self.pid) else set())

    def _has_ended(self, seconds: float) -> bool:
        self._thread.join(seconds)
        return not self._thread.is_alive()

    @property
    def reporting(self) -> bool:
        """Whether the process runs or a report about it is pending."""
        return self.alive or self._reporter.busy

    def finish(self) -> None:
        """Waits until its end is reported completely."""
        self._reporter.join()

    def _close(self) -> None:
        """Removes the run folder. Its files are needed for the function names of a fault report."""
        shutil.rmtree(self._run_folder, ignore_errors=True)

    # The following methods run on the child's own thread.

    def _listen(self) -> None:
        frames = frame_reader()
        with self._process, self._socket, selectors.DefaultSelector() as selector:
            selector.register(self._socket, selectors.EVENT_READ, None)
            selector.register(self._end, selectors.EVENT_READ, _END)
            pipes = {"stdout": self._process.stdout, "stderr": self._process.stderr}
            outputs = {name: OutputLines(pipe) for name, pipe in pipes.items() if pipe is not None}
            for name, lines in outputs.items():
                selector.register(lines.file, selectors.EVENT_READ, name)
            self._hear(selector, frames, outputs)
            exit_code = self._wait(outputs)
            for name, lines in outputs.items():
                self._printed(name, lines.rest())
            self._end_sender()
        self._conclude(exit_code)

    def _end_sender(self) -> None:
        """Ends the sender thread, even when a process that a plugin forked keeps the other end open."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._outbox.put(None)
        self._sender.join()

    def _hear(self, selector: selectors.BaseSelector, frames: Any, outputs: dict[str, OutputLines]) -> None:
        """Reads until the socket closes."""
        while True:
            for key, _ in selector.select(LOOK_SECONDS):
                if key.data == _END:
                    continue
                if key.data is not None:
                    self._printed(key.data, outputs[key.data].read())
                    if outputs[key.data].ended:
                        selector.unregister(key.fileobj)
                elif not self._receive(frames):
                    return
            if select.select([self._end], [], [], 0)[0]:
                # A process that a plugin forked may keep the socket open. Read what the engine has sent.
                self._socket.setblocking(False)
                while self._receive(frames):
                    pass
                return
            if self.state in ("starting", "running"):
                self._check_heartbeat()

    def _receive(self, frames: Any) -> bool:
        """Reads the available data. Returns False at the end of the stream."""
        try:
            data = self._socket.recv(1 << 18)
            for frame in frames.feed(data):
                if isinstance(frame, Response):
                    self._answered(frame)
                else:
                    self._heard(frame.event)
        except (ConnectionResetError, BlockingIOError):
            return False
        except FrameError as error:
            self._printed("stderr", [f"the engine process violated the protocol: {error}"])
            self._process.kill()
            return False
        return bool(data)

    def _answered(self, response: Response) -> None:
        with self._lock:
            future = self._futures.pop(response.number, None)
        if future is not None and future.set_running_or_notify_cancel():
            future.set_result(response.answer)

    def _heard(self, event: AnyEvent) -> None:
        if isinstance(event, FaultHappened):
            self._reported_fault = True
        if isinstance(event, EngineStarted):
            self._came_up = True
            with self._lock:
                if self.state == "starting":
                    self.state = "running"
        self._put(event)

    def _check_heartbeat(self) -> None:
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
            Journal(self._workspace / "data" / "journal.log").write(written)

    def _wait(self, outputs: dict[str, OutputLines]) -> int:
        """Waits for the end and returns the exit code. Reads the output meanwhile, so that a full pipe cannot block."""
        while not select.select([self._end], [], [], LOOK_SECONDS)[0]:
            for name, lines in outputs.items():
                self._printed(name, lines.read())
        # The process is not reaped yet, so its number cannot belong to another process group.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        # Processes that left the group, such as daemons.
        end_processes(self._run)
        os.close(self._end)
        return self._process.wait()

    def _conclude(self, exit_code: int) -> None:
        """Reports the end, then fails every pending future."""
        self._silent.set()
        # The report of a hang needs the plugin rows of this run. The next start clears them.
        self._reporter.wait_for_first()
        report = self._reports.finish()
        with self._lock:
            ordered, started = self._in_order(exit_code), self.state != "starting"
            failed_to_start = self._reported_fault or (
                exit_code >= 0 and not started and faulting_index(self.reader) < 0
            )
            self.state = "stopped" if ordered or failed_to_start else "crashed"
            futures = dict(self._futures)
        if ordered:
            self._put(EngineStopped(nanos=time.time_ns(), exit_code=exit_code))
        self._segment.unlink()
        try:
            if ordered or self._reported_fault:
                self._close()
            else:
                self._report_death(exit_code, started, report)
        finally:
            self._fail(futures)

    def _in_order(self, exit_code: int) -> bool:
        if self.state == "stopping":
            return exit_code in (0, EXIT_STUCK, -signal.SIGKILL)
        # SIGTERM also ends the process in order. A plugin that calls exit(0) does not.
        return exit_code == 0 and int(self.reader.header["state"]) in (EngineState.Stopping, EngineState.Stopped)

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
        ).with_sanitizer(report)
        if exit_code >= 0 and not started and fault_report.faulting < 0:
            fault_report = fault_report.failed_to_start(INTERNAL + last_output)
        self._reporter.death(fault_report, self._close)


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
