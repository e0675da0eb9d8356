"""One engine process from its start to its end: its socket, its output, its segment and its last words."""

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
"""How long a server that is known to hang may take to end after all."""
_END = "end of the process"


@dataclass(frozen=True, kw_only=True)
class Client:
    """What the runs of one session report to."""

    events: EventQueue
    hang_seconds: float
    policy: RestartPolicy | None = None
    supervisor: Supervisor | None = None
    spare: SpareProcess = field(default_factory=SpareProcess)

    def names(self) -> PluginNames:
        """Plugins by what records and stacks say of them."""
        return PluginNames(self.events.rows())

    def put(self, token: object, event: AnyEvent) -> None:
        """That run tells something."""
        self.events.put(event)
        if self.supervisor is not None:
            self.supervisor.heard(token, event)

    def judged(self, fault: FaultHappened) -> FaultHappened:
        """A new fault with its number and the faulting file, while the rows still tell what was being loaded."""
        numbered = msgspec.structs.replace(fault, number=self.events.next_fault())
        if self.policy is not None:
            judged = self.policy.judge(numbered, self.events.rows())
        else:
            judged = msgspec.structs.replace(numbered, file=faulting_plugin(numbered, self.events.rows()))
        if judged.kind != "hang":
            self.events.end_plugins(judged.file, judged.nanos)
        return judged


class Child:
    """A started engine process. Its thread ends with the process."""

    def __init__(
        self, workspace: Path, options: StartOptions, client: Client, *, token: object, settle_millis: int
    ) -> None:
        """`token` stands for this run where somebody only wants to know which one it was."""
        self._client, self._workspace, self.token = client, workspace, token
        # Bound to nothing of this run: one that refers to itself keeps its segment mapped long after its end.
        self._put = partial(client.put, self.token)
        self._lock = threading.Lock()
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._futures: dict[int, Future[Answer]] = {}
        self._number = 0
        self._output: list[str] = []
        self._reported_fault = self._came_up = False
        self._given_up = threading.Event()
        """Nobody reads any more what is told of it."""
        self._silent = threading.Event()
        """Its threads need not be asked any more where they are."""
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
        # A server that hangs lets the socket fill up: only this thread may wait for it.
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
        """Where it keeps the private copies of its plugins."""
        return self._run_folder

    @property
    def alive(self) -> bool:
        """Whether its end has not been told yet."""
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
        """Sends what was requested, until None: then the process is asked to end."""
        # A closed socket means that the process is gone; the listener then fails what waits for an answer.
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
        """Ends the process in order; with SIGKILL when it takes longer."""
        self._stop(timeout_seconds, blocked_seconds=timeout_seconds)

    def close(self) -> None:
        """The same when nobody reads any more what is told of it: a plugin that does not end is not waited for."""
        self.give_up()
        self._stop(STOP_SECONDS, blocked_seconds=CLOSE_SECONDS)

    def give_up(self) -> None:
        """Looks for no names any more in what is still to be told."""
        self._given_up.set()
        self._silent.set()

    def _stop(self, seconds: float, *, blocked_seconds: float) -> None:
        with self._lock:
            if self.state in ("starting", "running"):
                self.state = "stopping"
        self._outbox.put(None)
        # One that is known to hang gets a moment only, in case that the hang is over.
        seconds, reported = (min(seconds, HUNG_SECONDS), True) if self._watchdog.reported else (seconds, False)
        waited = wait_for_end(self._has_ended, self._blocking, seconds=seconds, blocked_seconds=blocked_seconds)
        if self._thread.is_alive():
            if waited and not reported:
                self._reporter.hang_now(self._hang_report(f"the server did not stop within {waited:.1f} s"))
            self._process.kill()
            self._thread.join()

    def _blocking(self) -> set[Hashable]:
        """What is in the way of an end besides the server's own work, which must not be lost."""
        loading = {"loading"} if not self._came_up else set()
        return running_calls(self.reader) | loading | ({"stopped"} if is_stopped(self.pid) else set())

    def _has_ended(self, seconds: float) -> bool:
        self._thread.join(seconds)
        return not self._thread.is_alive()

    @property
    def reporting(self) -> bool:
        """Whether it lives, or there is still something to tell of it."""
        return self.alive or self._reporter.busy

    def finish(self) -> None:
        """Waits until everything about its end is told."""
        self._reporter.join()

    def _close(self) -> None:
        """Gives back what is left after the end: the run folder, whose files name the functions of a fault."""
        shutil.rmtree(self._run_folder, ignore_errors=True)

    # What follows runs on the child's own thread.

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
        """Also when a process that a plugin forked keeps the other end open."""
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
                # A process that a plugin forked may keep the socket open; what was sent is read first.
                self._socket.setblocking(False)
                while self._receive(frames):
                    pass
                return
            if self.state in ("starting", "running"):
                self._check_heartbeat()

    def _receive(self, frames: Any) -> bool:
        """Takes what is there; False at the end."""
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
            self._printed("stderr", [f"the engine process does not speak the protocol: {error}"])
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
                message = f"nothing has moved for {self._watchdog.stood_seconds:.1f} s, since {since:%H:%M:%S}"
                self._reporter.hang(partial(self._hang_report, message))
            case HeartbeatChange.MOVES_AGAIN:
                over = HangOver(f"it moves again after {self._watchdog.stood_seconds:.1f} s")
                # Names of the hang's report may still be looked up.
                self._reporter.afterwards(over.event(""))

    def _hang_report(self, message: str) -> FaultReport:
        """Asks every thread where it is."""
        thread_stacks.ask_python(self.pid, self._run_folder, given_up=self._silent)
        threads = thread_stacks.asked(self.pid, self.reader, next(self._rounds), given_up=self._silent)
        closed = self._came_up and not _has_database(self.pid)
        return describe_hang(self.reader, self._client.names(), message, self._run_folder, threads, closed=closed)

    def _printed(self, type_: str, lines: list[str]) -> None:
        """What plugins print becomes journal lines."""
        if not lines:
            return
        self._output = (self._output + [line for line in lines if type_ == "stderr"])[-KEPT_OUTPUT_LINES:]
        nanos, server_nanos = time.time_ns(), int(self.reader.header["server_nanos"])
        written = tuple(
            JournalLine(nanos=nanos, server_nanos=server_nanos, level="info", type=type_, plugin="", text=line)
            for line in lines
        )
        self._put(JournalWritten(nanos=nanos, lines=written))
        # A full disk is told by the server itself; these lines are on screen.
        with contextlib.suppress(OSError):
            Journal(self._workspace / "data" / "journal.log").write(written)

    def _wait(self, outputs: dict[str, OutputLines]) -> int:
        """Exit code. The socket closes a moment before the process is gone; what it prints then must not stop it."""
        while not select.select([self._end], [], [], LOOK_SECONDS)[0]:
            for name, lines in outputs.items():
                self._printed(name, lines.read())
        # While its number is still its own: nobody else's group may be hit.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        # Those that left the group, as a daemon does.
        end_processes(self._run)
        os.close(self._end)
        return self._process.wait()

    def _conclude(self, exit_code: int) -> None:
        """Tells how it ended; then every waiting future fails."""
        self._silent.set()
        # A standstill is told of the plugins of this run, which are forgotten when the next one starts.
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
            self._client.events.end_plugins("", time.time_ns())
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
        # SIGTERM ends it in order as well; a plugin that calls exit(0) does not.
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
        ).reported(report)
        if exit_code >= 0 and not started and fault_report.faulting < 0:
            fault_report = fault_report.failed_to_start(INTERNAL + last_output)
        self._reporter.death(fault_report, self._close)


def _has_database(pid: int) -> bool:
    """Whether the process has its database open; also when that cannot be known any more."""
    try:
        descriptors = list(Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return True
    return any(_target(descriptor).endswith("/server.db") for descriptor in descriptors)


def _target(link: Path) -> str:
    try:
        return os.readlink(link)
    except FileNotFoundError:
        # Closed meanwhile.
        return ""
