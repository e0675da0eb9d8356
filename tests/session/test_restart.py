"""A supervised server that crashes, hangs or is killed, and restarts by itself."""

import errno
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.support.compiler import CompilePlugin
from tests.support.small_plugins import plugin_source
from tests.support.talk import TICK, OpenChild, Talk, buy
from tests.support.waiting import PATIENCE_SECONDS
from tests.support.workspaces import MakeWorkspace
from workbench.contract.generated.enums import ReturnCodes
from workbench.session import (
    AnyEvent,
    DiagnosticFound,
    EnablePlugin,
    EngineGone,
    EngineStarted,
    FaultHappened,
)
from workbench.session.faults import thread_stacks
from workbench.session.faults.report import FaultReport
from workbench.session.process_run import Child
from workbench.session.restart_policy import WINDOW, RestartPolicy, SupervisionSettings
from workbench.session.supervisor import Supervisor
from workbench.views.faults.model import FaultsModel
from workbench.views.plugin_list import PluginList

pytestmark = pytest.mark.slow

RESTARTING = SupervisionSettings(restart_after_fault="quarantine", hang_action="restart", reload_on_change=True)


def started(talk: Talk, times: int) -> None:
    talk.wait(lambda: len(talk.said(EngineStarted)) == times)


def crash(talk: Talk) -> None:
    talk.ask(TICK)
    with pytest.raises(EngineGone):
        talk.ask(buy(11))


def test_that_a_crash_leaves_out_the_plugin_and_the_rest_goes_on(
    open_child: OpenChild, make_workspace: MakeWorkspace, killer: Path, talker: Path
) -> None:
    talk = open_child(make_workspace([talker, killer]), supervision=WINDOW)
    talk.start()
    talk.ask(TICK)
    order = talk.ask(buy(1)).order
    crash(talk)
    started(talk, 2)
    talk.wait(lambda: talk.said(FaultHappened)[-1].complete)
    reported = {(fault.number, fault.file, fault.quarantined) for fault in talk.said(FaultHappened)}
    assert reported == {(1, "killer.so", "killer.so")}
    assert talk.session.quarantine == ("killer.so",)
    assert talk.plugin_states() == {"talker.so": "running", "killer.so": "quarantined"}
    assert [trade["order"] for trade in talk.rows("open_trades")] == [order]
    talk.ask(TICK)
    assert talk.ask(buy(11)).code == ReturnCodes.RET_OK


def test_that_the_complete_report_of_a_fault_leaves_the_plugins_of_the_next_server_running(
    open_child: OpenChild, make_workspace: MakeWorkspace, killer: Path, talker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete, restarted = FaultReport.complete, threading.Event()

    def complete_late(report: FaultReport, *arguments: Any, **more: Any) -> FaultHappened:
        assert restarted.wait(PATIENCE_SECONDS)
        return complete(report, *arguments, **more)

    monkeypatch.setattr(FaultReport, "complete", complete_late)
    talk = open_child(make_workspace([talker, killer]), supervision=WINDOW)
    talk.start()
    crash(talk)
    started(talk, 2)
    restarted.set()
    talk.wait(lambda: talk.said(FaultHappened)[-1].complete)
    shown, faults = PluginList(), FaultsModel(PluginList())
    for event in talk.events:
        shown.on_event(event)
        faults.on_event(event)
    order = [type(event) for event in talk.events if isinstance(event, FaultHappened | EngineStarted)]
    assert order == [EngineStarted, FaultHappened, EngineStarted, FaultHappened]
    assert {row.file: row.state for row in shown.plugins.values()} == {
        "talker.so": "running",
        "killer.so": "quarantined",
    }
    assert [(fault.number, fault.complete) for fault in faults.faults] == [(1, True)]


def test_that_a_quarantined_plugin_runs_again_when_it_is_tried_again(
    open_child: OpenChild, make_workspace: MakeWorkspace, killer: Path
) -> None:
    talk = open_child(make_workspace([killer]), supervision=WINDOW)
    talk.start()
    crash(talk)
    started(talk, 2)
    talk.session.restart()
    started(talk, 3)
    assert talk.plugin_states() == {"killer.so": "quarantined"}
    talk.session.retry("killer.so")
    started(talk, 4)
    assert talk.plugin_states() == {"killer.so": "running"}
    assert talk.session.quarantine == ()


def test_that_disabling_a_plugin_ends_its_quarantine(
    open_child: OpenChild, make_workspace: MakeWorkspace, killer: Path
) -> None:
    talk = open_child(make_workspace([killer]), supervision=WINDOW)
    talk.start()
    crash(talk)
    started(talk, 2)
    talk.ask(EnablePlugin(file="killer.so", enabled=False))
    talk.wait(lambda: talk.session.quarantine == ())
    assert talk.plugin_states() == {"killer.so": "available"}
    talk.ask(EnablePlugin(file="killer.so", enabled=True))
    talk.wait(lambda: talk.plugin_states() == {"killer.so": "restart needed"})


def test_that_a_plugin_that_crashes_while_it_is_loaded_is_left_out_at_once(
    open_child: OpenChild, make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin, talker: Path
) -> None:
    source = plugin_source("killer") + "int dies = std::raise(SIGSEGV);\n"
    talk = open_child(make_workspace([compiled_plugin(source, name="stillborn"), talker]), supervision=WINDOW)
    talk.session.start()
    started(talk, 1)
    assert talk.plugin_states() == {"stillborn.so": "quarantined", "talker.so": "running"}


def test_that_a_hanging_server_is_replaced_when_that_is_wanted(
    open_child: OpenChild, make_workspace: MakeWorkspace, killer: Path
) -> None:
    talk = open_child(make_workspace([killer]), hang_seconds=0.5, supervision=RESTARTING)
    talk.start()
    talk.ask(TICK)
    waiting = talk.session.request(buy(14))
    started(talk, 2)
    assert isinstance(waiting.exception(timeout=PATIENCE_SECONDS), EngineGone)
    assert {fault.kind for fault in talk.said(FaultHappened)} == {"hang"}
    assert talk.plugin_states() == {"killer.so": "quarantined"}


def test_that_a_server_that_ends_at_once_is_started_again(
    open_child: OpenChild, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, act, ended, heard = Child.__init__, Supervisor._act, list[int](), threading.Event()

    def hear_and_act(supervisor: Supervisor, token: object, event: AnyEvent) -> None:
        heard.set()
        act(supervisor, token, event)

    def start_and_end(child: Child, *arguments: Any, **more: Any) -> None:
        start(child, *arguments, **more)
        if not ended:
            ended.append(child.pid)
            os.kill(child.pid, signal.SIGKILL)
            assert heard.wait(PATIENCE_SECONDS)

    monkeypatch.setattr(Child, "__init__", start_and_end)
    monkeypatch.setattr(Supervisor, "_act", hear_and_act)
    talk = open_child(workspace, supervision=WINDOW)
    talk.session.start()
    started(talk, 1)
    assert [fault.pid for fault in talk.said(FaultHappened)] == ended
    assert talk.said(EngineStarted)[0].pid != ended[0]


def test_that_a_hang_is_attributed_to_the_server_that_hung(
    open_child: OpenChild, make_workspace: MakeWorkspace, killer: Path, talker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pids: list[int] = []

    def asked(pid: int, *_: object, given_up: threading.Event) -> list[object]:
        # It ends while the stacks of its threads are requested.
        pids.append(pid)
        os.kill(pid, signal.SIGKILL)
        assert given_up.wait(PATIENCE_SECONDS)
        return []

    monkeypatch.setattr(thread_stacks, "asked", asked)
    talk = open_child(make_workspace([talker, killer]), hang_seconds=0.5, supervision=WINDOW)
    talk.start()
    talk.ask(TICK)
    talk.session.request(buy(14))
    started(talk, 2)
    reported = [(fault.kind, fault.number, fault.file, fault.pid) for fault in talk.said(FaultHappened)]
    assert reported[0] == ("hang", 1, "killer.so", pids[0])
    assert {fault[:2] for fault in reported[1:]} == {("killed", 2)}
    order = [type(event) for event in talk.events if isinstance(event, FaultHappened | EngineStarted)]
    assert order[-1] is EngineStarted


def test_that_a_server_killed_again_and_again_is_given_up(open_child: OpenChild, workspace: Path) -> None:
    talk = open_child(workspace, supervision=WINDOW)
    talk.start()
    for times in range(2, 5):
        os.kill(talk.said(EngineStarted)[-1].pid, signal.SIGKILL)
        started(talk, times)
    os.kill(talk.said(EngineStarted)[-1].pid, signal.SIGKILL)
    talk.wait(lambda: any(found.code == "restart" for found in talk.said(DiagnosticFound)))
    assert talk.session.state == "crashed"
    # A person may still start it.
    talk.session.start()
    started(talk, 5)


def test_that_a_server_that_came_again_after_a_crash_stays_stopped_when_it_is_stopped(
    open_child: OpenChild, make_workspace: MakeWorkspace, killer: Path
) -> None:
    talk = open_child(make_workspace([killer]), supervision=WINDOW)
    talk.start()
    crash(talk)
    started(talk, 2)
    talk.session.stop()
    assert talk.session.state == "stopped"
    talk.session.start()
    started(talk, 3)
    talk.session.stop()
    assert talk.session.state == "stopped"
    assert [event.pid for event in talk.said(EngineStarted) if psutil.pid_exists(event.pid)] == []


def test_that_a_stop_between_a_crash_and_the_next_start_prevents_the_start(
    open_child: OpenChild, make_workspace: MakeWorkspace, killer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided, stopped = threading.Event(), threading.Event()

    def may_restart(*_: object) -> bool:
        decided.set()
        return stopped.wait(PATIENCE_SECONDS)

    monkeypatch.setattr(RestartPolicy, "may_restart", may_restart)
    talk = open_child(make_workspace([killer]), supervision=WINDOW)
    talk.start()
    crash(talk)
    assert decided.wait(PATIENCE_SECONDS)
    talk.session.stop()
    stopped.set()
    # Ends the thread that had decided to start it.
    talk.session.close()
    assert len(talk.said(EngineStarted)) == 1


class Toml:
    """The server.toml of a workspace, half typed and completed again."""

    def __init__(self, talk: Talk) -> None:
        self._file = talk.session.workspace / "server.toml"
        self._good = self._file.read_text("utf-8")

    def half_typed(self, text: str = '[[groups]]\ngroup = "re') -> None:
        self._file.write_text(self._good + text, "utf-8")

    def good(self) -> None:
        self._file.write_text(self._good, "utf-8")


def waits(talk: Talk) -> list[str]:
    return [found.message for found in talk.said(DiagnosticFound) if found.code == "restart-waits"]


@pytest.mark.parametrize("text", ['[[groups]]\ngroup = "re', "[robots]\n"])
def test_that_a_rebuilt_plugin_does_not_stop_a_server_whose_file_is_half_typed(
    open_child: OpenChild, make_workspace: MakeWorkspace, killer: Path, text: str
) -> None:
    talk = open_child(make_workspace([killer]), settle_millis=40, supervision=WINDOW)
    talk.start()
    toml, pid = Toml(talk), talk.said(EngineStarted)[0].pid
    toml.half_typed(text)
    file = talk.session.workspace / "plugins" / "killer.so"
    file.write_bytes(file.read_bytes() + b"\0")
    talk.wait(lambda: bool(waits(talk)))
    (message,) = waits(talk)
    assert message.startswith("server.toml:")
    assert message.endswith("The server restarts as soon as the file is valid")
    assert talk.ask(TICK).error == ""
    assert [event.pid for event in talk.said(EngineStarted)] == [pid]
    toml.good()
    started(talk, 2)
    assert talk.plugin_states() == {"killer.so": "running"}


def test_that_a_crash_while_the_file_is_half_typed_is_followed_by_a_start_when_it_is_good(
    open_child: OpenChild, make_workspace: MakeWorkspace, killer: Path, talker: Path
) -> None:
    talk = open_child(make_workspace([talker, killer]), supervision=WINDOW)
    talk.start()
    toml = Toml(talk)
    toml.half_typed()
    crash(talk)
    talk.wait(lambda: bool(waits(talk)))
    assert talk.session.state == "crashed"
    toml.good()
    started(talk, 2)
    assert talk.plugin_states() == {"talker.so": "running", "killer.so": "quarantined"}


def test_that_a_restart_by_hand_keeps_the_server_while_the_file_is_half_typed(
    open_session: Callable[[Path], Talk], workspace: Path
) -> None:
    talk = open_session(workspace)
    talk.start()
    toml = Toml(talk)
    toml.half_typed()
    talk.session.restart()
    talk.wait(lambda: bool(waits(talk)))
    assert waits(talk)[0].endswith("The running server was not restarted")
    assert talk.ask(TICK).error == ""
    toml.good()
    talk.session.restart()
    started(talk, 2)


def test_that_a_rebuilt_plugin_is_loaded_without_a_file_system_notification(
    open_child: OpenChild, make_workspace: MakeWorkspace, killer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(*_: object, **__: object) -> None:
        raise OSError(errno.EMFILE, "inotify instance limit reached")

    # The window's own watch after a fault; the server has one in its process.
    monkeypatch.setattr("workbench.engine.plugins.watcher.Observer", none_left)
    settings = SupervisionSettings(restart_after_fault="off", reload_on_change=True)
    talk = open_child(make_workspace([killer]), settle_millis=40, supervision=settings)
    talk.start()
    crash(talk)
    talk.wait(lambda: any(found.code == "watching" for found in talk.said(DiagnosticFound)))
    file = talk.session.workspace / "plugins" / "killer.so"
    file.write_bytes(file.read_bytes() + b"\0")
    started(talk, 2)
