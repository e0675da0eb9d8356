"""One run of a server without a window: drains events and records until the time is over or the server ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import msgspec

from workbench.engine.loader.diagnostics import DatabaseLost, FilesPolled, GivenUp, RestartWaits, WaitsForDebugger
from workbench.engine.plain_text import printable
from workbench.session import (
    AnyEvent,
    ConfigurationFileChanged,
    DiagnosticFound,
    EngineStarted,
    EngineStopped,
    FaultHappened,
    Session,
    StartOptions,
)
from workbench.session.ending import STOP_SECONDS
from workbench.session.run_report import RunReport
from workbench.telemetry.recorder import Recorder, RecordingError
from workbench.telemetry.segment import SegmentReader
from workbench.telemetry.threads import ThreadSampler

FRAME_SECONDS = 1 / 60
THREADS_SECONDS = 0.1


class RunLoop:
    """Runs a server with `play`. `report` and the other attributes contain the results."""

    def __init__(
        self, session: Session, *, seconds: float | None, say: Callable[[str], None], restarts: bool = False
    ) -> None:
        """`seconds` None: runs until interrupted. `say` prints one line for the user at once.

        `restarts`: the session restarts the server after a fault, and the run continues.
        """
        self.report = RunReport()
        self.elapsed_seconds = 0.0
        self.ended_by_itself = False
        """Whether the server ended in order without a stop, for example after SIGTERM to its process."""
        self.database_lost = False
        """Whether the server ended because another program moved, deleted, replaced or overwrote its database."""
        self.recording_failed = False
        self._session, self._seconds, self._say, self._restarts = session, seconds, say, restarts
        self._over = threading.Event()
        self._stopping = False
        self._recorder: Recorder | None = None
        self._sampler: ThreadSampler | None = None
        self._calibrated = False

    def interrupt(self) -> None:
        """Ends the run within FRAME_SECONDS."""
        self._over.set()

    def play(self, options: StartOptions, recorder: Recorder | None) -> None:
        """Starts the server, drains until the end, stops it, drains the rest. TimeoutError when it does not stop."""
        self._recorder = recorder
        self._session.start(options)
        started, next_sample = time.monotonic(), 0.0
        while not self._over.wait(FRAME_SECONDS):
            self._drain()
            now = time.monotonic()
            if not self.report.started:
                started = now
            elif self._seconds is not None and now - started >= self._seconds:
                break
            if now >= next_sample:
                self._sample_threads()
                next_sample = now + THREADS_SECONDS
        self.elapsed_seconds = time.monotonic() - started
        self._sample_threads()
        self._stopping = True
        hangs = any(fault.kind == "hang" for fault in self.report.faults)
        try:
            # A hanging server gets no time to stop.
            self._session.stop(timeout_seconds=0.0 if hangs else STOP_SECONDS)
        finally:
            self._drain()

    def _sample_threads(self) -> None:
        if self._sampler is not None:
            self.report.threads(self._sampler.count())

    def _drain(self) -> None:
        for event in self._session.take_events():
            self._learn(event)
        reader = self._session.telemetry
        if reader is None:
            return
        batch = reader.drain()
        self.report.take(batch, reader)
        if self._recorder is not None:
            self._calibrate(self._recorder, reader)
            self._recording(lambda recorder: recorder.add(batch))

    def _learn(self, event: AnyEvent) -> None:
        self.report.on_event(event)
        if self._recorder is not None:
            data = msgspec.to_builtins(event)
            self._recorder.event(data.pop("type"), data, nanos=data.pop("nanos"))
        match event:
            case EngineStarted(pid=pid):
                self._sampler = ThreadSampler(pid)
            case EngineStopped() if self._restarts and self._session.state != "stopped":
                # The session has already begun the next run.
                return
            case EngineStopped():
                self.ended_by_itself = not self._stopping
                self._over.set()
            case FaultHappened() if self._goes_on(event):
                self._say(_restart_line(event))
            case DiagnosticFound(code=WaitsForDebugger.code | RestartWaits.code):
                self._say(event.message)
            case DiagnosticFound(code=FilesPolled.code):
                self._say(f"{event.message}. {event.advice}")
            case DiagnosticFound() if DatabaseLost.is_in(event):
                self.database_lost = True
                self._say(f"{event.message}. {event.advice}")
            case ConfigurationFileChanged(error=error) if error:
                self._say(f"{error}. The server keeps its present configuration.")
            case DiagnosticFound(code=GivenUp.code):
                self._over.set()
            case FaultHappened():
                # Also for a hang, because a hanging server would never end the run.
                self._over.set()
            case _:
                # Other events are for the report and the recording only.
                return

    def _goes_on(self, fault: FaultHappened) -> bool:
        if not self._restarts or fault.kind == "failed to start":
            return False
        return fault.kind != "hang" or fault.quarantined != ""

    def close_recording(self) -> None:
        """Writes the rest of the recording."""
        if self._recorder is not None:
            self._recording(lambda recorder: recorder.close())
            if self.recording_failed:
                self._say(f"{self._recorder.path}: the recording is incomplete")

    def _recording(self, act: Callable[[Recorder], None]) -> None:
        """Runs a step of the recording. After an error, reports it once and retries with the next step."""
        if self._recorder is None:
            return
        try:
            act(self._recorder)
        except RecordingError as error:
            if not self.recording_failed:
                self._say(f"{error}. The server continues, and the recording is buffered in memory.")
            self.recording_failed = True
            return
        if self.recording_failed and not self._recorder.failing:
            self.recording_failed = False
            lost = f"{self._recorder.lost} records lost" if self._recorder.lost else "no records lost"
            self._say(f"{self._recorder.path}: recording resumed, {lost}")

    def _calibrate(self, recorder: Recorder, reader: SegmentReader) -> None:
        """Records once how to convert the time stamps of this run to nanoseconds."""
        if self._calibrated or not reader.ready:
            return
        header = reader.header
        for name in ("nanos_per_tick", "overhead_nanos"):
            recorder.note(name, float(header[name]))
        for name in ("start_ticks", "start_nanos", "pid"):
            recorder.note(name, int(header[name]))
        self._calibrated = True


def _restart_line(fault: FaultHappened) -> str:
    without = f" without {printable(fault.quarantined)}" if fault.quarantined else ""
    return f"{fault.kind}: {printable(fault.message)}. The server restarts{without}."
