"""Invalid data from the engine process ends the session as a fault with one line, and every request gets an outcome."""

import subprocess
import sys
from concurrent.futures import wait
from pathlib import Path
from typing import Any

import pytest

from tests.support.talk import QUIET, TICK, OpenChild, Talk, buy, fault_of
from tests.support.waiting import PATIENCE_SECONDS
from tests.support.workspaces import MakeWorkspace
from workbench.contract.generated.enums import ReturnCodes
from workbench.session import CallCustomAction, EngineGone, EngineStopped, FaultHappened
from workbench.session.process_run import TRUNCATED, Child

PLUGIN = """
import os, re, struct, sys
import msgspec
from workbench.sdk import HookTrade, PluginInterface


def send(data):
    os.write(int(sys.argv[1]), data)


def send_event(state):
    event = {"type": "StatePublished", "plugin": "damaging", "state": state}
    body = msgspec.msgpack.encode({"type": "Reported", "event": event})
    send(struct.pack("<I", len(body)) + body)


class Damaging(PluginInterface, HookTrade):
    def __init__(self, server, config):
        self.how = config["how"]

    def plugin_name(self):
        return "damaging"

    def HookTradeRequestOpen(self, trade, group, symbol, account, margin, diff):
        if self.how == "garbage":
            send(b"\\x01\\x02\\x03\\x04" * 50)
        elif self.how == "length":
            send(b"\\xff" * 4)
        elif self.how == "nested":
            send_event(msgspec.Raw(b"\\x91" * 2000 + b"\\xc0"))
        elif self.how == "unexpected":
            send_event("trigger")
        else:
            path = re.search(r"(/\\S+/workbench-[0-9]+-[0-9]+)$", open("/proc/self/maps").read(), re.M)[1]
            os.truncate(path, 100)
        return 0
"""


def start(open_child: OpenChild, make_workspace: MakeWorkspace, tmp_path: Path, how: str) -> Talk:
    plugin = tmp_path / "damaging.py"
    plugin.write_text(PLUGIN)
    talk = open_child(make_workspace([plugin], config={"damaging.py": {"how": how}}))
    talk.start(QUIET)
    talk.ask(TICK)
    return talk


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ("garbage", "a frame contains no message"),
        ("length", "a frame of 4294967295 bytes exceeds the limit"),
        ("nested", "recursion"),
    ],
)
def test_that_invalid_frames_end_the_session_with_one_line(
    open_child: OpenChild,
    make_workspace: MakeWorkspace,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    how: str,
    text: str,
) -> None:
    talk = start(open_child, make_workspace, tmp_path, how)
    pending = [talk.session.request(buy(1)) for _ in range(3)]
    fault = fault_of(talk)
    assert (fault.kind, fault.plugin, fault.signal) == ("killed", "", "")
    assert fault.message.startswith("the workbench ended the server: ")
    assert text in fault.message
    assert "\n" not in fault.message
    assert talk.session.state == "crashed"
    assert len(wait(pending, timeout=PATIENCE_SECONDS).done) == 3
    with pytest.raises(EngineGone):
        talk.ask(TICK)
    assert "Traceback" not in capfd.readouterr().err


def test_that_an_exception_while_an_event_is_handled_ends_the_session(
    open_child: OpenChild,
    make_workspace: MakeWorkspace,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard = Child._heard

    def fail(child: Child, event: Any) -> None:
        if getattr(event, "state", "") == "trigger":
            raise LookupError("no such row")
        heard(child, event)

    monkeypatch.setattr(Child, "_heard", fail)
    talk = start(open_child, make_workspace, tmp_path, "unexpected")
    talk.session.request(buy(1))
    assert fault_of(talk).message == "the workbench ended the server: LookupError: no such row"
    assert talk.session.state == "crashed"
    assert "Traceback" not in capfd.readouterr().err


def test_that_a_report_that_fails_still_ends_the_session(
    open_child: OpenChild, workspace: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise LookupError("no such\nrow")

    talk = open_child(workspace)
    started = talk.start(QUIET)
    monkeypatch.setattr(Child, "_report_death", fail)
    subprocess.run(["kill", "-9", str(started.pid)], check=True)
    assert fault_of(talk).message == "internal error: LookupError: no such row"
    assert talk.session.state == "crashed"
    assert "Traceback" not in capfd.readouterr().err


def test_that_a_truncated_segment_ends_the_session_with_one_line(
    open_child: OpenChild, make_workspace: MakeWorkspace, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    talk = start(open_child, make_workspace, tmp_path, "truncated")
    reader = talk.session.telemetry
    pending = talk.session.request(buy(1))
    fault = fault_of(talk)
    assert fault.message == f"the workbench ended the server: {TRUNCATED}"
    with pytest.raises(EngineGone):
        pending.result(timeout=PATIENCE_SECONDS)
    assert reader is not None
    assert not reader.drain()
    assert talk.session.state == "crashed"
    assert talk.said(EngineStopped) == []
    assert "Traceback" not in capfd.readouterr().err


def test_that_a_command_that_cannot_be_sent_is_answered(open_child: OpenChild, workspace: Path) -> None:
    talk = open_child(workspace)
    talk.start(QUIET)
    nested: list[Any] = []
    for _ in range(sys.getrecursionlimit() * 3):
        nested = [nested]
    for value in (2**80, object(), nested):
        answer = talk.ask(CallCustomAction(plugin="x", request=value))
        assert answer.code == ReturnCodes.RET_INVALID_DATA
        assert answer.error.startswith("The command cannot be sent: ")
    assert talk.ask(TICK).error == ""
    assert talk.said(FaultHappened) == []
