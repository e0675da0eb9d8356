"""The end of a session: nothing remains, the wait for plugins is short, and the server's own work completes."""

import os
import signal
import threading
from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from tests.support.compiler import CompilePlugin
from tests.support.small_plugins import plugin_source
from tests.support.talk import TICK, OpenChild, Talk, buy
from tests.support.waiting import PATIENCE_SECONDS
from tests.support.workspaces import MakeWorkspace
from workbench.session import EngineGone, EngineStarted, FaultHappened
from workbench.session.ending import CLOSE_SECONDS, STOP_SECONDS, is_stopped, wait_for_end
from workbench.session.lifecycle import RunningServer
from workbench.session.process_session import ProcessSession
from workbench.session.restart_policy import WINDOW


@dataclass
class Ending:
    """A server that ends at a time, and what it does until then: (slot, call) from second to second."""

    ends: float
    calls: list[tuple[float, float, int, int]] = field(default_factory=list)
    now: float = 100.0

    def ended(self, seconds: float) -> bool:
        self.now += seconds
        return self.now - 100.0 >= self.ends

    def blocking(self) -> set[Hashable]:
        since = self.now - 100.0
        return {(slot, call) for begin, end, slot, call in self.calls if begin <= since < end}

    def waited(self) -> float:
        return wait_for_end(
            self.ended,
            self.blocking,
            seconds=STOP_SECONDS,
            blocked_seconds=CLOSE_SECONDS,
            clock=lambda: self.now,
        )


@pytest.mark.parametrize(
    ("ending", "waited"),
    [
        (Ending(ends=0.3), 0.3),
        # The server writes its databases.
        (Ending(ends=3.0), 3.0),
        (Ending(ends=9.0), 5.0),
        # One call that lasts, from the beginning or later on.
        (Ending(ends=9.0, calls=[(0, 9, 0, 7)]), 1.0),
        (Ending(ends=9.0, calls=[(0.5, 9, 0, 7)]), 1.5),
        # Many short ones, and two threads that take turns.
        (Ending(ends=2.0, calls=[(n / 10, (n + 1) / 10, 0, n) for n in range(20)]), 2.0),
        (Ending(ends=2.0, calls=[(0.0, 0.9, 0, 7), (0.9, 1.8, 1, 7)]), 2.0),
    ],
)
def test_that_only_a_long_running_call_ends_the_wait(ending: Ending, waited: float) -> None:
    assert ending.waited() == pytest.approx(waited, abs=0.05)


def test_that_a_process_stopped_by_a_signal_is_recognised(open_child: OpenChild, workspace: Path) -> None:
    talk = open_child(workspace)
    pid = talk.start().pid
    assert not is_stopped(pid)
    os.kill(pid, signal.SIGSTOP)
    talk.wait(lambda: is_stopped(pid))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM, signal.SIGSTOP])
def test_that_an_unusable_standby_process_is_replaced(
    open_child: OpenChild, workspace: Path, number: signal.Signals
) -> None:
    talk = open_child(workspace, supervision=WINDOW)
    talk.start()
    talk.wait(lambda: len(standing_by(talk)) == 1)
    (spare,) = standing_by(talk)
    spare.send_signal(number)
    talk.wait(lambda: not spare.is_running() or spare.status() in (psutil.STATUS_ZOMBIE, psutil.STATUS_STOPPED))
    talk.session.restart()
    talk.wait(lambda: len(talk.said(EngineStarted)) == 2)
    assert talk.said(FaultHappened) == []


def standing_by(talk: Talk) -> list[psutil.Process]:
    """Engine processes that are not a server yet."""
    assert isinstance(talk.session, ProcessSession)
    engines = [each for each in psutil.Process().children() if each.cmdline()[-4:-2] == ["-m", "workbench.engine"]]
    return [engine for engine in engines if engine.pid != talk.session.pid]


def left_behind(talk: Talk) -> list[Path]:
    """Files of the last server that are still there; its processes are the business of every test."""
    assert isinstance(talk.session, ProcessSession)
    segments = [Path(event.segment) for event in talk.said(EngineStarted)]
    return [path for path in (talk.session.run_folder, *segments) if path is not None and path.exists()]


@pytest.fixture(autouse=True)
def endless_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """An end in order may take an hour, so that a test which waits for what it must not wait for does not end."""
    monkeypatch.setattr("workbench.session.server_run.STOP_SECONDS", 3600.0)
    monkeypatch.setattr(RunningServer._restart, "__defaults__", (3600.0,))


def test_that_a_hang_that_was_not_reported_yet_is_not_waited_for(
    open_child: OpenChild, make_workspace: MakeWorkspace, killer: Path
) -> None:
    talk = open_child(make_workspace([killer]), hang_seconds=60, supervision=WINDOW)
    talk.start()
    talk.ask(TICK)
    waiting = talk.session.request(buy(14))
    reader = talk.session.telemetry
    assert reader is not None
    talk.wait(lambda: any(call.depth > 0 for call in reader.running()))
    talk.session.close()
    assert isinstance(waiting.exception(timeout=PATIENCE_SECONDS), EngineGone)
    reported = {(fault.number, fault.kind, fault.plugin) for fault in talk.said(FaultHappened)}
    assert reported == {(1, "hang", "killer")}
    assert left_behind(talk) == []


def test_that_a_restart_that_waits_for_a_plugin_is_not_waited_for(
    open_child: OpenChild, make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin
) -> None:
    source = plugin_source("killer").replace(
        "{ delete static_cast<Plugin*>(plugin); }", "{ for (;;) sleep(plugin ? 9 : 8); }"
    )
    stayer = compiled_plugin("#include <unistd.h>\n" + source, name="stayer")
    talk = open_child(make_workspace([stayer]), supervision=WINDOW)
    talk.start()
    talk.session.restart()
    talk.wait(lambda: talk.session.state == "stopping")
    talk.session.close()
    assert len(talk.said(EngineStarted)) == 1
    assert left_behind(talk) == []


@pytest.mark.parametrize("moment", ["starting", "running"])
def test_that_a_stopped_process_is_not_waited_for(open_child: OpenChild, workspace: Path, moment: str) -> None:
    talk = open_child(workspace, supervision=WINDOW)
    if moment == "running":
        talk.start()
    else:
        talk.session.start()
    assert isinstance(talk.session, ProcessSession)
    os.kill(talk.session.pid, signal.SIGSTOP)
    talk.session.close()
    assert left_behind(talk) == []


def test_that_names_are_not_waited_for_when_the_session_ends(
    open_child: OpenChild, make_workspace: MakeWorkspace, killer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Debug information that takes very long to read.
    called = tmp_path / "called"
    program = tmp_path / "addr2line"
    program.write_text(f"#!/bin/sh\n: > {called}\nexec sleep 600\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    talk = open_child(make_workspace([killer]))
    talk.start()
    talk.ask(TICK)
    with pytest.raises(EngineGone):
        talk.ask(buy(11))
    talk.wait(called.exists)
    talk.session.close()
    first, last = talk.said(FaultHappened)
    assert (first.number, first.complete) == (last.number, False)
    assert last.complete
    assert left_behind(talk) == []


def test_that_a_session_closed_while_it_starts_leaves_nothing(open_child: OpenChild, workspace: Path) -> None:
    talk = open_child(workspace, supervision=WINDOW)
    opener = threading.Thread(target=talk.session.start)
    opener.start()
    talk.session.close()
    opener.join()
    talk.session.close()
    assert left_behind(talk) == []
