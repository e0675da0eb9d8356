"""`workbench run`: the server without a window."""

from __future__ import annotations

import argparse
import contextlib
import json
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from workbench import __version__
from workbench.cli.exit_codes import CHECK_FAILED, DONE, PLUGIN_FAILED, WORKBENCH_FAILED, UsageError
from workbench.cli.run_summary import print_summary
from workbench.cli.workspaces import find_workspace
from workbench.engine.errors import INTERNAL
from workbench.session import AnyEvent, EngineStarted, EngineStopped, FaultHappened, Session, StartOptions
from workbench.session.run_report import RunReport
from workbench.telemetry.recorder import Recorder, RecordingError
from workbench.telemetry.segment import SegmentReader
from workbench.telemetry.threads import ThreadSampler

FRAME_SECONDS = 1 / 60
THREADS_SECONDS = 0.1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument(
        "workspace", nargs="?", metavar="WORKSPACE", help="folder with a server.toml (default: the sample one)"
    )
    parser.add_argument("--plugin", action="append", metavar="FILE", help="load just this file (may be given again)")
    parser.add_argument(
        "--for", dest="seconds", type=_positive, metavar="SECONDS", help="stop after so long (default: on Ctrl-C)"
    )
    parser.add_argument("--session", type=Path, metavar="FILE", help="record everything into a session file")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON; - is standard output")
    parser.add_argument("--speed", type=_positive, metavar="N", help="speed of the feed, 1 is real time")
    parser.add_argument("--seed", type=int, metavar="N", help="seed of the trader robot")
    parser.add_argument("--in-process", action="store_true", help="run the server in this process, for debuggers")


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value


def run(arguments: argparse.Namespace) -> int:
    """Runs the server until the time is over, it dies, or Ctrl-C; then the summary. The exit code says how it went."""
    workspace = find_workspace(arguments.workspace)
    plugins = _plugin_files(arguments.plugin, workspace)
    options = StartOptions(plugins=plugins, feed_speed=arguments.speed, seed=arguments.seed)
    _check_writable(arguments.json, arguments.session)
    session = _session(workspace, in_process=arguments.in_process)
    run = _Run(session, seconds=arguments.seconds, in_process=arguments.in_process)
    try:
        with _recording(arguments.session, workspace, options) as recorder, _interruptible(run.interrupt):
            run.play(options, recorder)
    except RecordingError as error:
        raise UsageError(str(error)) from error
    finally:
        session.close()
    for fault in run.report.faults:
        if fault.kind == "failed to start":
            return _failed_to_start(fault.message)
    _write_json(arguments.json, run.report.as_json())
    if arguments.json != Path("-"):
        print_summary(run.report, run.elapsed_seconds)
    return _exit_code(run.report, explicit=plugins is not None)


def _plugin_files(given: list[str] | None, workspace: Path) -> tuple[str, ...] | None:
    if given is None:
        return None
    files = []
    for name in given:
        path = Path(name)
        if not path.exists() and "/" not in name:
            path = workspace / "plugins" / name
        if not path.exists():
            raise UsageError(f"{name}: no such plugin file")
        files.append(str(path.absolute()))
    return tuple(files)


def _check_writable(*files: Path | None) -> None:
    for file in files:
        if file is not None and file != Path("-") and (file.is_dir() or not file.absolute().parent.is_dir()):
            raise UsageError(f"{file}: no such folder to write a file into")


def _session(workspace: Path, *, in_process: bool) -> Session:
    if in_process:
        from workbench.session.local import LocalSession

        return LocalSession(workspace)
    from workbench.session.process import ProcessSession

    return ProcessSession(workspace)


@contextlib.contextmanager
def _recording(file: Path | None, workspace: Path, options: StartOptions) -> Iterator[Recorder | None]:
    if file is None:
        yield None
        return
    manifest = {
        "workbench": __version__,
        "workspace": str(workspace),
        "options": msgspec.to_builtins(options),
        "started_nanos": time.time_ns(),
    }
    with Recorder(file, manifest) as recorder:
        yield recorder


@contextlib.contextmanager
def _interruptible(interrupt: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the run in order; a second Ctrl-C ends the program."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, _: Any) -> None:
        interrupt()
        signal.signal(number, signal.SIG_DFL)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Run:
    """One run: the loop that drains events and records until it is over."""

    def __init__(self, session: Session, *, seconds: float | None, in_process: bool) -> None:
        self.report = RunReport()
        self.elapsed_seconds = 0.0
        self._session, self._seconds, self._in_process = session, seconds, in_process
        self._over = threading.Event()
        self._recorder: Recorder | None = None
        self._sampler: ThreadSampler | None = None
        self._calibrated = False

    def interrupt(self) -> None:
        """Ends the run at the next look."""
        self._over.set()

    def play(self, options: StartOptions, recorder: Recorder | None) -> None:
        """Starts, drains until the end, stops, drains the rest."""
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
            if now >= next_sample and self._sampler is not None:
                self.report.threads(self._sampler.count())
                next_sample = now + THREADS_SECONDS
        self.elapsed_seconds = time.monotonic() - started
        if self._sampler is not None:
            self.report.threads(self._sampler.count())
        self._session.stop()
        self._drain()

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
            self._recorder.add(batch)

    def _learn(self, event: AnyEvent) -> None:
        self.report.on_event(event)
        if self._recorder is not None:
            data = msgspec.to_builtins(event)
            self._recorder.event(data.pop("type"), data, nanos=data.pop("nanos"))
        match event:
            case EngineStarted(pid=pid):
                self._sampler = ThreadSampler(pid)
            case FaultHappened() | EngineStopped():
                # A hang as well: what does not move for seconds would keep the run from ever ending.
                self._over.set()
            case _:
                # The rest is for the report and the recording only.
                return

    def _calibrate(self, recorder: Recorder, reader: SegmentReader) -> None:
        """Notes once what turns time stamps of this session into nanoseconds."""
        if self._calibrated or not reader.ready:
            return
        header = reader.header
        for name in ("nanos_per_tick", "overhead_nanos"):
            recorder.note(name, float(header[name]))
        for name in ("start_ticks", "start_nanos", "pid"):
            recorder.note(name, int(header[name]))
        self._calibrated = True


def _write_json(file: Path | None, report: dict[str, Any]) -> None:
    if file is None:
        return
    text = json.dumps(report, indent=1) + "\n"
    if file == Path("-"):
        sys.stdout.write(text)
        return
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from error


def _failed_to_start(message: str) -> int:
    if message.startswith(INTERNAL):
        print(f"workbench: {message}", file=sys.stderr)
        return WORKBENCH_FAILED
    raise UsageError(message)


def _exit_code(report: RunReport, *, explicit: bool) -> int:
    if report.faults:
        return PLUGIN_FAILED
    refused = [row.file for row in report.plugins.values() if row.state == "refused"]
    if explicit and refused:
        print(f"workbench: {', '.join(refused)}: refused", file=sys.stderr)
        return CHECK_FAILED
    return DONE
