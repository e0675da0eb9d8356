"""Attaching debuggers: the command, a terminal for it, settings for editors that lose nothing."""

import json
import os
import shlex
import shutil
import signal
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.talk import Talk
from tests.support.waiting import PATIENCE_SECONDS, wait_until
from tests.support.workspaces import MakeWorkspace
from workbench.engine.process.debugger import is_held
from workbench.session import DiagnosticFound, EngineStarted, FaultHappened, Query, StartOptions
from workbench.session.debugging import (
    NAME,
    DebugCommand,
    DebuggingError,
    debug_command,
    gdb_server_command,
    open_terminal,
    write_clion,
    write_vscode,
)
from workbench.session.local_session import LocalSession
from workbench.session.process_session import ProcessSession

NEEDS_GDB = pytest.mark.skipif(shutil.which("gdb") is None, reason="gdb is not installed")


class Running:
    state, pid = "running", 4711


class Stopped:
    state, pid = "stopped", 4711


def test_that_the_command_names_the_process_and_the_sources(tmp_path: Path) -> None:
    command = debug_command(Running(), sources=[tmp_path / "my plugin"])
    assert command.argv[:3] == ("gdb", "-p", "4711")
    # As gdb splits words itself.
    assert f"directory '{tmp_path}/my plugin'" in command.argv
    assert tuple(shlex.split(command.text)) == command.argv
    assert gdb_server_command(Running()).argv[-1] == "4711"


def test_that_there_is_no_command_for_a_server_that_does_not_run() -> None:
    with pytest.raises(DebuggingError, match="Start the server first"):
        debug_command(Stopped())


@NEEDS_GDB
def test_that_gdb_attaches_to_the_server_and_detaches(open_child: Callable[..., Talk], workspace: Path) -> None:
    talk = open_child(workspace, hang_seconds=0.3)
    pid = talk.start().pid
    argv = [*debug_command(talk.session).argv, "-batch", "-ex", "info threads"]
    shown = subprocess.run(argv, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
    assert f"process {pid}" in shown.stdout or f"LWP {pid}" in shown.stdout, shown.stdout + shown.stderr
    assert talk.rows("symbols")


def test_that_no_terminal_is_opened_without_a_display() -> None:
    assert not open_terminal(DebugCommand(("true",)), environment={})
    assert not open_terminal(DebugCommand(("true",)), environment={"DISPLAY": ":0"}, find=lambda name: None)


def test_that_the_preferred_terminal_runs_the_command(tmp_path: Path) -> None:
    terminal, said = tmp_path / "myterm", tmp_path / "said"
    terminal.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {said}.part && mv {said}.part {said}\n')
    terminal.chmod(0o700)
    environment = {"DISPLAY": ":0", "TERMINAL": "myterm"}
    assert open_terminal(DebugCommand(("gdb", "-p", "1")), environment=environment, find=lambda name: str(terminal))
    wait_until(said.exists)
    assert said.read_text().split() == ["-e", "gdb", "-p", "1"]


def test_that_clion_gets_a_configuration_that_connects(tmp_path: Path) -> None:
    path = write_clion(tmp_path)
    assert path.parent == tmp_path / ".run"
    configuration = ET.parse(path).getroot().find("configuration")
    assert configuration is not None
    assert (configuration.get("name"), configuration.get("type")) == (NAME, "CLion_Remote")
    assert write_clion(tmp_path) == path


def test_that_the_configurations_of_vs_code_are_kept(tmp_path: Path) -> None:
    path = tmp_path / ".vscode" / "launch.json"
    path.parent.mkdir()
    mine = {"name": "Mine", "type": "cppdbg", "request": "launch"}
    path.write_text(json.dumps({"version": "0.2.0", "configurations": [mine], "compounds": [1]}))
    for _ in range(2):
        write_vscode(tmp_path, Running())
    document = json.loads(path.read_text())
    assert document["compounds"] == [1]
    assert document["configurations"][0] == mine
    (ours,) = document["configurations"][1:]
    assert (ours["request"], ours["processId"], ours["MIMode"]) == ("attach", "4711", "gdb")


def test_that_a_new_project_gets_a_configuration_that_asks_for_the_process(tmp_path: Path) -> None:
    document = json.loads(write_vscode(tmp_path).read_text())
    assert document["configurations"][0]["processId"] == "${command:pickProcess}"


@pytest.mark.parametrize("text", ['{\n  // mine\n  "configurations": []\n}', "[]", '{"configurations": 1}', "\xff"])
def test_that_a_file_that_would_lose_content_is_not_changed(tmp_path: Path, text: str) -> None:
    path = tmp_path / ".vscode" / "launch.json"
    path.parent.mkdir()
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(DebuggingError, match=r"launch\.json"):
        write_vscode(tmp_path)
    assert path.read_bytes() == text.encode("latin-1")


@NEEDS_GDB
def test_that_a_server_that_a_debugger_has_stopped_does_not_hang(
    open_child: Callable[..., Talk], workspace: Path
) -> None:
    talk = open_child(workspace, hang_seconds=0.3)
    pid = talk.start().pid
    # Held until gdb's input is closed, which is longer than the time limit of a hang.
    with subprocess.Popen(
        ["gdb", "-q", "-p", str(pid)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ):
        talk.wait(lambda: is_held(pid))
        waiting = talk.session.request(Query(what="symbols"))
        with pytest.raises(TimeoutError):
            waiting.result(timeout=1.0)
        assert talk.said(FaultHappened) == []
    assert waiting.result(timeout=PATIENCE_SECONDS).data
    assert not is_held(pid)


@NEEDS_GDB
def test_that_a_server_waits_for_a_debugger_before_it_loads_plugins(
    open_child: Callable[..., Talk], make_workspace: MakeWorkspace, talker: Path
) -> None:
    talk = open_child(make_workspace([talker]), hang_seconds=0.3)
    talk.session.start(StartOptions(wait_for_debugger=True))
    talk.wait(lambda: any(found.code == "debugger" for found in talk.said(DiagnosticFound)))
    (pid,) = {int(found.message.split()[-1]) for found in talk.said(DiagnosticFound) if found.code == "debugger"}
    assert "running" not in talk.plugin_states().values()
    # Attached for as long as its input is open; the process goes on meanwhile.
    command = ["gdb", "-q", "-p", str(pid), "-ex", "continue"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as gdb:
        talk.wait(lambda: bool(talk.said(EngineStarted)))
        assert talk.plugin_states() == {"talker.so": "running"}
        gdb.send_signal(signal.SIGINT)
    assert talk.said(FaultHappened) == []


@pytest.mark.parametrize("place", ["local", "process"])
def test_that_stopping_ends_the_waiting_for_a_debugger(workspace: Path, place: str) -> None:
    talk = Talk(LocalSession(workspace) if place == "local" else ProcessSession(workspace))
    try:
        talk.session.start(StartOptions(wait_for_debugger=True))
        talk.wait(lambda: any(found.code == "debugger" for found in talk.said(DiagnosticFound)))
        talk.session.stop()
        assert talk.session.state == "stopped"
        assert talk.said(EngineStarted) == []
        assert talk.said(FaultHappened) == []
    finally:
        talk.session.close()


def test_that_a_pipe_in_place_of_launch_json_is_reported(tmp_path: Path) -> None:
    (tmp_path / ".vscode").mkdir()
    os.mkfifo(tmp_path / ".vscode" / "launch.json")
    with pytest.raises(DebuggingError, match=r"launch\.json: not a regular file, but a pipe\.$"):
        write_vscode(tmp_path)
