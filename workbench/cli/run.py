"""`workbench run`: runs the server without a window."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from workbench import __version__
from workbench.cli.exit_codes import BAD_INPUT, CHECK_FAILED, DONE, PLUGIN_FAILED, WORKBENCH_FAILED, UsageError
from workbench.cli.output import write_out
from workbench.cli.run_loop import RunLoop
from workbench.cli.run_summary import summary
from workbench.cli.workspaces import find_workspace
from workbench.engine.consistency.database_check import UnreadableDatabase, check_database
from workbench.engine.errors import INTERNAL
from workbench.engine.plain_text import file_text, printable
from workbench.session import Session, StartOptions
from workbench.session.restart_policy import SupervisionSettings
from workbench.telemetry.recorder import Recorder, RecordingError

FASTEST = 1_000_000
STDOUT = Path("-")
DATABASE = Path("data", "server.db")
_RESTARTING = SupervisionSettings(restart_after_fault="quarantine", hang_action="restart")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument(
        "workspace", nargs="?", metavar="WORKSPACE", help="folder with a server.toml (default: the sample workspace)"
    )
    parser.add_argument("--plugin", action="append", metavar="FILE", help="load only this plugin file (repeatable)")
    parser.add_argument(
        "--for", dest="seconds", type=_seconds, metavar="SECONDS", help="stop after this time (default: on Ctrl-C)"
    )
    parser.add_argument("--record", type=Path, metavar="FILE", help="record the run into a new SQLite file")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write the run report as JSON (- for standard output)"
    )
    parser.add_argument("--speed", type=_speed, metavar="N", help="feed speed (1 is real time)")
    parser.add_argument("--seed", type=_seed, metavar="N", help="seed of the trader robot")
    parser.add_argument("--restart", action="store_true", help="restart after a fault without the faulting plugin")
    parser.add_argument(
        "--checking",
        action="store_true",
        help="detect writes to read-only records and use of records after the callback returned (slower)",
    )
    parser.add_argument(
        "--wait-for-debugger", action="store_true", help="load plugins after a debugger attaches to the server"
    )
    parser.add_argument("--in-process", action="store_true", help="run the server in this process, for debuggers")


def _seconds(text: str) -> float:
    return _number(text, "a time above 0 s", lambda value: 0 < value < float("inf"))


def _speed(text: str) -> float:
    return _number(text, f"a speed above 0 and at most {FASTEST}", lambda value: 0 < value <= FASTEST)


def _seed(text: str) -> int:
    return int(_number(text, "a whole number of at most 18 digits", lambda value: abs(value) < 10**18, int))


def _number(text: str, wanted: str, good: Callable[[Any], bool], type_: Callable[[str], float] = float) -> float:
    try:
        value = type_(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not {wanted}") from error
    if not good(value):
        raise argparse.ArgumentTypeError(f"{text!r} is not {wanted}")
    return value


def run(arguments: argparse.Namespace) -> int:
    """Runs the server until the time is over, a fault, or Ctrl-C, and prints the summary. Returns the exit code."""
    workspace = find_workspace(arguments.workspace)
    plugins = _plugin_files(arguments.plugin, workspace)
    options = StartOptions(
        plugins=plugins,
        feed_speed=arguments.speed,
        seed=arguments.seed,
        wait_for_debugger=arguments.wait_for_debugger,
        checking=arguments.checking or None,
    )
    if arguments.restart and arguments.in_process:
        raise UsageError("--restart: not possible with --in-process, because a crash ends this process")
    if arguments.record is not None and arguments.record == arguments.json:
        raise UsageError(f"{arguments.json}: --record and --json name the same file")
    _check_writable(arguments.json)
    recorder = _recorder(arguments.record, workspace, options)
    session = _session(workspace, in_process=arguments.in_process, restart=arguments.restart)
    loop = RunLoop(session, seconds=arguments.seconds, say=_say, restarts=arguments.restart)
    stuck = _play(loop, session, options, recorder)
    for fault in loop.report.faults:
        if fault.kind == "failed to start":
            return _failed_to_start(fault.message)
    _check_database(loop, workspace)
    if arguments.json != STDOUT:
        write_out("\n".join(map(printable, summary(loop.report, loop.elapsed_seconds))) + "\n")
    _write_json(arguments.json, loop.report.as_json())
    if stuck:
        # A thread of this process never returns from the plugin, so the interpreter cannot end in order.
        os._exit(PLUGIN_FAILED)
    return _exit_code(loop, explicit=plugins is not None)


def _play(loop: RunLoop, session: Session, options: StartOptions, recorder: Recorder | None) -> bool:
    """Runs the loop. Returns True when a server in this process could not be stopped."""
    try:
        try:
            with _interruptible(loop.interrupt):
                loop.play(options, recorder)
        finally:
            session.close()
    except TimeoutError:
        # Already reported as a fault.
        return True
    finally:
        loop.close_recording()
    return False


def _check_database(loop: RunLoop, workspace: Path) -> None:
    """Checks the databases on disk after the end of the server, unless they are not those of the run."""
    if loop.database_lost:
        return
    try:
        loop.report.database = check_database(workspace / DATABASE)
    except UnreadableDatabase as error:
        _say(str(error))


def _say(line: str) -> None:
    print(printable(f"workbench: {line}"), file=sys.stderr, flush=True)


def _plugin_files(given: list[str] | None, workspace: Path) -> tuple[str, ...] | None:
    if given is None:
        return None
    files = []
    for name in given:
        path = Path(name)
        if not path.exists() and "/" not in name:
            path = workspace / "plugins" / name
        if not path.exists():
            raise UsageError(f"{printable(name)}: no such plugin file")
        files.append(file_text(path.absolute()))
    return tuple(files)


def _check_writable(file: Path | None) -> None:
    """Checks before the run that the file can be written, so that the report is not lost."""
    if file is None or file == STDOUT:
        return
    try:
        with open(file, "ab"):
            pass
    except OSError as error:
        raise UsageError(f"{file}: cannot write: {error.strerror}") from error


def _session(workspace: Path, *, in_process: bool, restart: bool) -> Session:
    if in_process:
        from workbench.session.local_session import LocalSession

        return LocalSession(workspace)
    from workbench.session.process_session import ProcessSession

    return ProcessSession(workspace, supervision=_RESTARTING if restart else None)


def _recorder(file: Path | None, workspace: Path, options: StartOptions) -> Recorder | None:
    if file is None:
        return None
    manifest = {
        "workbench": __version__,
        "workspace": str(workspace),
        "options": msgspec.to_builtins(options),
        "started_nanos": time.time_ns(),
    }
    try:
        return Recorder(file, manifest)
    except RecordingError as error:
        raise UsageError(str(error)) from error


@contextlib.contextmanager
def _interruptible(interrupt: Callable[[], None]) -> Iterator[None]:
    """Ends the run in order on Ctrl-C and SIGTERM. A second signal ends the program."""
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


def _write_json(file: Path | None, report: dict[str, Any]) -> None:
    if file is None:
        return
    text = json.dumps(report, indent=1) + "\n"
    if file == STDOUT:
        write_out(text)
        return
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from error


def _failed_to_start(message: str) -> int:
    if message.startswith(INTERNAL):
        _say(message)
        return WORKBENCH_FAILED
    raise UsageError(message)


def _exit_code(loop: RunLoop, *, explicit: bool) -> int:
    report = loop.report
    if loop.database_lost:
        return WORKBENCH_FAILED
    if report.faults:
        return PLUGIN_FAILED
    if report.database is not None and not report.database.consistent:
        return WORKBENCH_FAILED
    if loop.ended_by_itself:
        _say(f"SIGTERM stopped the server after {loop.elapsed_seconds:.1f} s: another process or a plugin sent it")
        return WORKBENCH_FAILED
    refused = [row.file for row in report.plugins.values() if row.state == "refused"]
    if explicit and refused:
        _say(f"{', '.join(refused)}: refused")
        return CHECK_FAILED
    return BAD_INPUT if loop.recording_failed else DONE
