"""Failures outside the plugin's code: full disks, kills in the middle of trading, hanging stops."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import Future, wait
from pathlib import Path

import pytest

from tests.support.compiler import CompilePlugin
from tests.support.small_disk import fill
from tests.support.small_plugins import plugin_source
from tests.support.talk import QUIET, TICK, OpenChild, Talk, buy, close, fault_of
from tests.support.waiting import PATIENCE_SECONDS
from tests.support.workspaces import MakeWorkspace
from workbench.contract.generated.enums import ReturnCodes
from workbench.engine.configuration.server_toml import load_workspace
from workbench.session import (
    Answer,
    ChangeBalance,
    ConfigurationChanged,
    DiagnosticFound,
    EngineGone,
    EngineStarted,
    FaultHappened,
    JournalWritten,
    Query,
    StartOptions,
)
from workbench.telemetry import layout

ROUNDS = int(os.environ.get("WORKBENCH_KILL_ROUNDS", "4"))
CREATE = "  server = given;\n"
BUSY_EDITOR = '''\
"""Edits the configuration on each quote."""

from typing import Any

from workbench.sdk import EventQuote, PluginInterface


class Editor(PluginInterface, EventQuote):
    """Edits on each quote."""

    def __init__(self, server: Any, config: dict[str, Any]) -> None:
        self.server, self.seen = server, 0

    def plugin_name(self) -> str:
        return "busy"

    def OnQuoteTick(self, symbol: Any, tick: Any) -> None:
        self.seen += 1
        code, known = self.server.GetSymbol("EURUSD")
        known.description = f"change {self.seen}"
        self.server.UpdateSymbol(known)


def create_plugin(server: Any, config: dict[str, Any]) -> Editor:
    """Makes the plugin."""
    return Editor(server, config)
'''


@pytest.mark.parametrize("volume", [13, 15])
def test_that_an_exit_while_created_is_reported_with_the_plugin(
    open_child: OpenChild, make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin, volume: int
) -> None:
    ending = "  std::exit(0);\n" if volume == 13 else "  _exit(7);\n"
    source = "#include <unistd.h>\n" + plugin_source("killer").replace(CREATE, ending)
    talk = open_child(make_workspace([compiled_plugin(source, name="quitter")]))
    talk.session.start()
    fault = fault_of(talk)
    assert (fault.kind, fault.plugin, fault.callback) == ("exit", "killer", "CreatePlugin")
    assert talk.session.state == "crashed"
    assert talk.plugin_states() == {"quitter.so": "crashed"}


@pytest.mark.parametrize("place", ["hook", "DestroyPlugin"])
def test_that_a_plugin_that_keeps_the_server_from_stopping_is_reported(
    open_child: OpenChild, make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin, place: str
) -> None:
    source = plugin_source("killer")
    if place == "DestroyPlugin":
        source = source.replace("{ delete static_cast<Plugin*>(plugin); }", "{ for (;;) sleep(plugin ? 9 : 8); }")
    talk = open_child(make_workspace([compiled_plugin("#include <unistd.h>\n" + source, name="stayer")]))
    talk.start()
    talk.ask(TICK)
    if place == "hook":
        talk.session.request(buy(14))
        reader = talk.session.telemetry
        assert reader is not None
        talk.wait(lambda: any(call.depth > 0 for call in reader.running()))
    talk.session.stop(timeout_seconds=0.5)
    fault = fault_of(talk)
    callback = "HookTradeRequestOpen" if place == "hook" else "DestroyPlugin"
    assert (fault.kind, fault.plugin, fault.callback) == ("hang", "killer", callback)
    assert fault.message == "the server did not stop within 0.5 s"


def test_that_a_full_disk_is_reported_once_and_survived(
    open_child: OpenChild, workspace: Path, small_disk: Path
) -> None:
    for name in ("server.toml", "ticks.csv"):
        (small_disk / name).write_bytes((workspace / name).read_bytes())
    talk = open_child(small_disk)
    talk.start(QUIET)
    talk.ask(TICK)
    first = talk.ask(buy(10)).order
    ballast = small_disk / "ballast"
    fill(ballast)
    answers = [talk.ask(buy(10)) for _ in range(60)]
    # Requests that still fit into the write-ahead log are accepted and kept.
    accepted = [first, *(answer.order for answer in answers if answer.code == ReturnCodes.RET_OK)]
    refused = [answer for answer in answers if answer.code != ReturnCodes.RET_OK]
    assert {answer.code for answer in refused} == {ReturnCodes.RET_ERR_DISK}
    ballast.unlink()
    accepted.append(talk.ask(buy(10)).order)
    assert [row["order"] for row in talk.rows("open_trades")] == accepted
    lines = [line.text for event in talk.said(JournalWritten) for line in event.lines if "database" in line.text]
    assert len(lines) == 2, lines
    assert lines[0].startswith("the database cannot be written; the server refuses requests: ")
    assert lines[1] == "the database is writable again"
    diagnostics = [event.message for event in talk.said(DiagnosticFound) if event.code == "storage"]
    assert diagnostics[0] == lines[0]
    talk.session.close()
    again = open_child(small_disk)
    again.start(QUIET)
    assert [row["order"] for row in again.rows("open_trades")] == accepted


def test_that_kills_in_the_middle_of_trading_lose_nothing_acknowledged(open_child: OpenChild, workspace: Path) -> None:
    opened, closed, deposits = set[int](), set[int](), 0.0
    before = 0.0
    for number in range(ROUNDS):
        talk = open_child(workspace)
        started = talk.start(QUIET)
        if number == 0:
            before = sum(row["balance"] for row in talk.rows("accounts"))
        talk.ask(TICK)
        opening = [talk.session.request(buy(1, login=1002)) for _ in range(150)]
        paying = [talk.session.request(ChangeBalance(login=1001, amount=1.0)) for _ in range(50)]
        closing = {order: talk.session.request(close(order, login=1002)) for order in sorted(opened - closed)[:20]}
        # Some have been answered, most have not.
        wait(opening[: 20 + 30 * number])
        os.kill(started.pid, signal.SIGKILL)
        fault_of(talk)
        wait([*opening, *paying, *closing.values()], timeout=PATIENCE_SECONDS)
        opened |= {future.result().order for future in opening if acknowledged(future)}
        closed |= {order for order, future in closing.items() if acknowledged(future)}
        deposits += sum(1.0 for future in paying if acknowledged(future))
        talk.session.close()
    talk = open_child(workspace)
    talk.start(QUIET)
    open_now = {row["order"] for row in talk.rows("open_trades")}
    history = talk.rows("closed_trades")
    closed_now = {row["order"] for row in history}
    assert len(opened) >= 20 * ROUNDS
    assert opened <= open_now | closed_now
    assert closed <= closed_now
    assert not open_now & closed_now
    accounts = {row["login"]: row["balance"] for row in talk.rows("accounts")}
    results = sum(row["profit"] + row["commission"] + row["storage"] + row["taxes"] for row in history)
    paid = sum(accounts.values()) - before - results
    assert paid == pytest.approx(round(paid), abs=1e-6)
    assert round(paid) >= deposits
    assert accounts[1002] == pytest.approx(100_000.0 + results, abs=1e-6)


def acknowledged(future: Future[Answer]) -> bool:
    """Returns whether the server acknowledged the request before it was killed."""
    error = future.exception(timeout=PATIENCE_SECONDS)
    if error is not None:
        assert isinstance(error, EngineGone)
        return False
    return future.result().code == ReturnCodes.RET_OK


def test_that_missing_space_for_records_is_one_message(
    open_session: Callable[[Path], Talk], workspace: Path, monkeypatch: pytest.MonkeyPatch, small_disk: Path
) -> None:
    monkeypatch.setattr("workbench.telemetry.segment._places", lambda: [small_disk])
    talk = open_session(workspace)
    talk.session.start()
    fault = fault_of(talk)
    megabytes = layout.SEGMENT_BYTES // 1_000_000
    assert fault.kind == "failed to start"
    assert fault.message == f"cannot start the server: no space for {megabytes} MB of records in {small_disk}"
    assert talk.session.state == "stopped"
    assert list(small_disk.iterdir()) == []


def test_that_a_second_server_on_a_workspace_is_refused(open_child: OpenChild, workspace: Path) -> None:
    first = open_child(workspace)
    started = first.start(QUIET)
    second = open_child(workspace)
    second.session.start(QUIET)
    fault = fault_of(second)
    assert fault.message == f"{workspace}: another server uses this workspace (process {started.pid})"
    assert first.ask(TICK).code == ReturnCodes.RET_OK
    first.session.close()
    third = open_child(workspace)
    third.start(QUIET)
    assert third.said(EngineStarted)
    assert third.said(FaultHappened) == []


POOL = """
#include <unistd.h>
#include <thread>
static struct Pool { Pool() { std::thread([] { for (;;) pause(); }).detach(); } } pool;
"""
IMPORTS_POOL = """import ctypes, threading
from workbench.sdk import PluginInterface
class Pools(PluginInterface):
    def __init__(self):
        @START@
"""


@pytest.mark.parametrize("own_thread", [False, True])
def test_that_only_the_own_threads_of_a_python_plugin_are_reported_as_left(
    open_child: OpenChild,
    make_workspace: MakeWorkspace,
    compiled_plugin: CompilePlugin,
    tmp_path: Path,
    own_thread: bool,
) -> None:
    library = f"ctypes.CDLL({str(compiled_plugin(POOL, name='pool'))!r})"
    start = "threading.Thread(target=threading.Event().wait, daemon=True).start()" if own_thread else library
    plugin = tmp_path / "pools.py"
    plugin.write_text(IMPORTS_POOL.replace("@START@", start))
    talk = open_child(make_workspace([plugin]))
    talk.start(QUIET)
    talk.session.stop()
    assert ("threads-left" in {event.code for event in talk.said(DiagnosticFound)}) == own_thread


def test_that_resources_that_a_plugin_leaves_behind_are_reported(
    open_child: OpenChild, make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin
) -> None:
    begin = CREATE + '  std::thread([given] { for (;;) { usleep(500); given->LogsOut("x", "y"); } }).detach();\n'
    source = "#include <unistd.h>\n" + plugin_source("talker").replace(CREATE, begin)
    talk = open_child(make_workspace([compiled_plugin(source, name="leaver")]))
    talk.start(QUIET)
    talk.session.stop()
    diagnostics = {event.code: event.message for event in talk.said(DiagnosticFound) if event.severity != "info"}
    assert diagnostics["threads-left"].startswith("still running after DestroyPlugin: 1 thread (")
    assert diagnostics["after-destroy"].startswith("LogsOut was called after DestroyPlugin had returned")
    assert talk.said(FaultHappened) == []
    assert talk.session.state == "stopped"


def test_that_a_plugin_that_edits_on_each_quote_keeps_no_command_waiting(
    open_child: OpenChild, make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    file = tmp_path / "busy.py"
    file.write_text(BUSY_EDITOR, "utf-8")
    workspace = make_workspace([file])
    toml = workspace / "server.toml"
    toml.write_text(toml.read_text("utf-8").replace("loop = false", "loop = true"), "utf-8")
    talk = open_child(workspace)
    talk.start(StartOptions(feed_playing=True, feed_speed=1000, robot=False))
    reader = talk.session.telemetry
    assert reader is not None
    for ticks in range(100, 600, 100):
        talk.wait(lambda ticks=ticks: int(reader.header["ticks"]) >= ticks)  # type: ignore[misc]
        talk.ask(Query(what="accounts"))
    talk.session.stop()
    assert talk.said(FaultHappened) == []
    last = [event for event in talk.said(ConfigurationChanged) if event.by][-1]
    assert load_workspace(workspace).symbols[0].description == last.after["description"]
