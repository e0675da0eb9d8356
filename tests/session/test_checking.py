"""Checking mode: misuse of records is reported with thread and line, and the plugin continues."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.plugin_desk import plugin_file
from tests.support.talk import Talk, buy
from tests.support.waiting import PATIENCE_SECONDS, wait_until
from tests.support.workspaces import MakeWorkspace
from workbench.contract.generated.enums import ReturnCodes
from workbench.session import BreakBefore, CallCustomAction, DiagnosticFound, EngineStarted, InjectTick, StartOptions


@pytest.fixture
def misusing(open_child: Callable[..., Talk], make_workspace: MakeWorkspace) -> Callable[..., Talk]:
    def start(*, checking: bool = True, **config: bool) -> Talk:
        workspace = make_workspace([plugin_file("misusing")], config={"misusing.so": config})
        talk = open_child(workspace)
        talk.start(StartOptions(checking=checking))
        assert talk.ask(InjectTick(symbol="EURUSD", bid=1.1, ask=1.1002)).code == ReturnCodes.RET_OK
        return talk

    return start


def reported(talk: Talk, code: str) -> DiagnosticFound:
    """The diagnostic with this code; it needs a moment for its names."""
    talk.wait(lambda: any(event.code == code for event in talk.said(DiagnosticFound)))
    return next(event for event in talk.said(DiagnosticFound) if event.code == code)


def do(talk: Talk, what: str) -> None:
    answer = talk.ask(CallCustomAction(plugin="misusing", request={"do": what}))
    assert answer.code == ReturnCodes.RET_OK, answer


def test_that_a_write_to_a_constant_record_is_reported_and_discarded(misusing: Callable[..., Talk]) -> None:
    talk = misusing(writes=True)
    assert talk.ask(buy(10)).code == ReturnCodes.RET_OK
    found = reported(talk, "const-write")
    assert (found.severity, found.plugin) == ("error", "misusing")
    assert found.message == "HookTradeRequestOpen wrote to a read-only PluginTradeRecord (volume)"
    assert any("misusing.cpp:" in frame for frame in found.stack)
    assert talk.ask(buy(10)).code == ReturnCodes.RET_OK


def test_that_a_record_read_after_its_call_is_reported_and_unchanged(misusing: Callable[..., Talk]) -> None:
    talk = misusing(keeps=True)
    assert talk.ask(buy(10)).code == ReturnCodes.RET_OK
    answer = talk.ask(CallCustomAction(plugin="misusing", request={"do": "read"}))
    assert answer.data == {"digits": 5}
    found = reported(talk, "dangling")
    assert found.message == "HookTradeRequestOpen had ended when its PluginSymbolRecord was read (digits)"
    assert any("misusing.cpp:" in frame for frame in found.stack)


def test_that_misuse_on_a_plugins_own_thread_is_reported(misusing: Callable[..., Talk]) -> None:
    talk = misusing(keeps=True)
    assert talk.ask(buy(10)).code == ReturnCodes.RET_OK
    do(talk, "read on a thread")
    found = reported(talk, "dangling")
    assert "(symbol)" in found.message
    assert found.thread


def test_that_a_diff_written_after_its_call_is_reported(misusing: Callable[..., Talk]) -> None:
    talk = misusing(keeps=True)
    assert talk.ask(buy(10)).code == ReturnCodes.RET_OK
    do(talk, "write diff")
    assert reported(talk, "dangling").message == (
        "HookTradeRequestOpen had ended when its PluginTradeDiffRecord was written to (sl)"
    )


def test_that_the_server_lives_on_when_a_plugin_has_ruined_a_record_after_its_call(
    misusing: Callable[..., Talk],
) -> None:
    talk = misusing(keeps=True)
    assert talk.ask(buy(10)).code == ReturnCodes.RET_OK
    do(talk, "ruin diff")
    assert "was written to (comment)" in reported(talk, "dangling").message
    do(talk, "fill pages")
    assert talk.ask(buy(10)).code == ReturnCodes.RET_OK


def test_that_changes_through_the_diff_record_still_count(misusing: Callable[..., Talk]) -> None:
    talk = misusing()
    assert talk.ask(buy(10)).code == ReturnCodes.RET_OK
    assert [trade["comment"] for trade in talk.rows("open_trades")] == ["changed"]
    assert [event.code for event in talk.said(DiagnosticFound) if event.severity == "error"] == []


def test_that_nothing_is_checked_unless_asked(misusing: Callable[..., Talk]) -> None:
    talk = misusing(checking=False, keeps=True)
    assert talk.ask(buy(10)).code == ReturnCodes.RET_OK
    talk.session.stop()
    assert "dangling" not in {event.code for event in talk.said(DiagnosticFound)}


def test_that_a_stop_before_a_call_needs_a_debugger_and_a_method(misusing: Callable[..., Talk]) -> None:
    talk = misusing(checking=False)
    refused = talk.ask(BreakBefore(plugin="misusing", callback="HookTradeRequestOpen"))
    assert refused.error == "no debugger is attached to the server. Attach one first"
    assert "GetLogs is not a callback" in talk.ask(BreakBefore(plugin="misusing", callback="GetLogs")).error
    assert "no plugin 'nobody' is running" in talk.ask(BreakBefore(plugin="nobody", callback="CustomAction")).error


@pytest.fixture
def gdb(tmp_path: Path) -> Iterator[Callable[[int], subprocess.Popen[str]]]:
    """Attaches a debugger that stops at SIGTRAP, prints where, and lets the process go on."""
    started: list[subprocess.Popen[str]] = []

    def attach(pid: int) -> subprocess.Popen[str]:
        commands = [
            "set pagination off",
            "handle SIGSEGV nostop noprint pass",
            "echo attached\\n",
            "continue",
            "backtrace 8",
        ]
        words = ["gdb", "-q", "-nx", "-batch", "-p", str(pid)]
        for command in [*commands, "detach"]:
            words += ["-ex", command]
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        started.append(process)
        return process

    yield attach
    for process in started:
        with process:
            process.kill()


@pytest.mark.skipif(shutil.which("gdb") is None, reason="there is no gdb")
def test_that_the_debugger_stops_right_before_the_next_call(
    misusing: Callable[..., Talk], gdb: Callable[[int], subprocess.Popen[str]]
) -> None:
    talk = misusing(checking=False)
    debugger = gdb(talk.said(EngineStarted)[0].pid)
    assert debugger.stdout is not None
    for line in debugger.stdout:
        if "attached" in line:
            break
    wait_until(lambda: not talk.ask(BreakBefore(plugin="misusing", callback="HookTradeRequestOpen")).error)
    waiting = talk.session.request(buy(10))
    seen = debugger.stdout.read()
    assert "SIGTRAP" in seen
    assert "WatchedPlugin::HookTradeRequestOpen" in seen
    assert waiting.result(timeout=PATIENCE_SECONDS).code == ReturnCodes.RET_OK
