"""A child process that dies or hangs: its report, and the continued session."""

import os
import select
import shutil
import signal
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest

from tests.support.compiler import CompilePlugin
from tests.support.small_plugins import plugin_source
from tests.support.talk import TICK, OpenChild, Talk, buy, fault_of
from tests.support.waiting import PATIENCE_SECONDS, wait_until
from tests.support.workspaces import MakeWorkspace
from workbench.contract.generated.enums import ReturnCodes
from workbench.engine.process.arguments import EXIT_STUCK, ChildArguments
from workbench.engine.server.main import end_by_force
from workbench.session import (
    EngineGone,
    EngineStarted,
    EngineStopped,
    FaultHappened,
    JournalWritten,
    Login,
    StartOptions,
)
from workbench.telemetry.threads import ThreadSampler


@pytest.mark.parametrize(
    ("volume", "kind", "signal_name"), [(11, "crash", "SIGSEGV"), (12, "abort", "SIGABRT"), (13, "exit", "")]
)
def test_that_a_plugin_that_ends_the_process_is_named(
    open_child: OpenChild, make_workspace: MakeWorkspace, killer: Path, volume: int, kind: str, signal_name: str
) -> None:
    talk = open_child(make_workspace([killer]))
    talk.start()
    talk.ask(TICK)
    talk.ask(buy(1))
    with pytest.raises(EngineGone):
        talk.ask(buy(volume))
    fault = fault_of(talk)
    assert (fault.kind, fault.plugin, fault.callback) == (kind, "killer", "HookTradeRequestOpen")
    assert fault.signal == signal_name
    assert any("killer HookTradeRequestOpen" in call and "login 1001" in call for call in fault.last_calls)
    if kind == "crash":
        assert "killer.cpp" in fault.stack[0], fault.stack
    assert talk.session.state == "crashed"
    assert talk.plugin_states() == {"killer.so": "crashed"}


@pytest.mark.parametrize("count", [2, 3, 8])
def test_that_threads_that_crash_at_the_same_time_keep_no_stack_from_being_reported(
    open_child: OpenChild, make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin, count: int
) -> None:
    begin = f"""  static std::atomic<int> there = 0;
  for (int n = 0; n < {count}; ++n) std::thread([given] {{
    given->LogsOut("killer", "there");
    for (++there; there < {count};) std::this_thread::yield();
    *static_cast<volatile int*>(nullptr) = 1;
  }}).detach();
  std::this_thread::sleep_for(std::chrono::seconds(20));
"""
    source = plugin_source("killer").replace("  server = given;\n", begin)
    talk = open_child(make_workspace([compiled_plugin("#include <atomic>\n" + source, name="many")]))
    talk.session.start()
    fault = fault_of(talk)
    assert (fault.kind, fault.plugin) == ("crash", "killer")
    talk.wait(lambda: talk.said(FaultHappened)[-1].complete)
    # The crashing threads, the one that creates the plugin, and the one that reads requests.
    reported = talk.said(FaultHappened)[-1].threads
    assert len([thread for thread in reported if thread.owner == "killer" and thread.frames]) >= count
    assert any(thread.name == "requests" and thread.frames for thread in reported)


def test_that_recorded_data_stays_readable_after_a_crash(
    open_child: OpenChild, make_workspace: MakeWorkspace, killer: Path
) -> None:
    talk = open_child(make_workspace([killer]))
    talk.start()
    talk.ask(TICK)
    talk.ask(buy(1))
    with pytest.raises(EngineGone):
        talk.ask(buy(11))
    fault_of(talk)
    reader = talk.session.telemetry
    assert reader is not None
    batch = reader.drain()
    assert len(batch.ticks) == 1
    assert len(batch.calls) > 0
    assert int(reader.header["opened"]) == 1


def test_that_the_server_starts_again_without_the_plugin_and_keeps_its_trades(
    open_child: OpenChild, make_workspace: MakeWorkspace, killer: Path
) -> None:
    talk = open_child(make_workspace([killer]))
    talk.start()
    talk.ask(TICK)
    order = talk.ask(buy(1)).order
    with pytest.raises(EngineGone):
        talk.ask(buy(11))
    fault_of(talk)
    talk.session.restart(StartOptions(without=("killer.so",)))
    talk.wait(lambda: len(talk.said(EngineStarted)) == 2)
    assert talk.plugin_states() == {"killer.so": "stopped"}
    assert [trade["order"] for trade in talk.rows("open_trades")] == [order]
    talk.ask(TICK)
    assert talk.ask(buy(11)).code == ReturnCodes.RET_OK


def test_that_a_killed_process_is_reported_and_nothing_is_lost(
    open_child: OpenChild, make_workspace: MakeWorkspace, talker: Path
) -> None:
    talk = open_child(make_workspace([talker]))
    started = talk.start()
    talk.ask(TICK)
    order = talk.ask(buy(10)).order
    os.kill(started.pid, signal.SIGKILL)
    fault = fault_of(talk)
    assert (fault.kind, fault.signal) == ("killed", "SIGKILL")
    talk.session.restart()
    talk.wait(lambda: len(talk.said(EngineStarted)) == 2)
    assert [trade["order"] for trade in talk.rows("open_trades")] == [order]


def test_that_a_start_right_after_the_fault_is_not_lost(open_child: OpenChild, workspace: Path) -> None:
    talk = open_child(workspace)
    talk.start()
    for times in range(1, 6):
        os.kill(talk.said(EngineStarted)[-1].pid, signal.SIGKILL)
        talk.wait(partial(reported, talk, FaultHappened, times))
        talk.session.start()
        talk.wait(partial(reported, talk, EngineStarted, times + 1))


def reported(talk: Talk, kind: type[EngineStarted | FaultHappened], times: int) -> bool:
    said = talk.said(kind)
    return len({fault.number if isinstance(fault, FaultHappened) else fault.pid for fault in said}) == times


def test_that_a_terminated_process_ends_in_order(open_child: OpenChild, workspace: Path) -> None:
    talk = open_child(workspace)
    os.kill(talk.start().pid, signal.SIGTERM)
    talk.wait(lambda: bool(talk.said(EngineStopped)))
    assert talk.said(FaultHappened) == []
    assert talk.session.state == "stopped"


def test_that_a_hang_is_reported_and_the_process_keeps_running(
    open_child: OpenChild, make_workspace: MakeWorkspace, killer: Path
) -> None:
    talk = open_child(make_workspace([killer]), hang_seconds=0.5)
    talk.start()
    talk.ask(TICK)
    waiting = talk.session.request(buy(14))
    fault = fault_of(talk)
    assert (fault.kind, fault.plugin, fault.callback) == ("hang", "killer", "HookTradeRequestOpen")
    assert talk.session.state == "running"
    assert not waiting.done()
    talk.session.stop(timeout_seconds=0.5)
    assert isinstance(waiting.exception(timeout=PATIENCE_SECONDS), EngineGone)
    assert talk.said(EngineStopped)[-1].exit_code == -signal.SIGKILL


def test_that_no_request_waits_for_a_server_that_does_not_listen(open_child: OpenChild, workspace: Path) -> None:
    talk = open_child(workspace)
    started = talk.start()
    os.kill(started.pid, signal.SIGSTOP)
    # Far more than a socket buffer holds: a blocking write would wait for ever here.
    asked = [talk.session.request(TICK) for _ in range(20_000)]
    os.kill(started.pid, signal.SIGKILL)
    assert fault_of(talk).kind == "killed"
    assert isinstance(asked[-1].exception(timeout=PATIENCE_SECONDS), EngineGone)


def test_that_a_crash_while_a_plugin_is_loaded_is_reported_with_the_step(
    open_child: OpenChild, make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin
) -> None:
    source = plugin_source("killer") + "int dies = std::raise(SIGSEGV);\n"
    talk = open_child(make_workspace([compiled_plugin(source, name="stillborn")]))
    talk.session.start()
    fault = fault_of(talk)
    assert (fault.kind, fault.plugin, fault.callback, fault.signal) == ("crash", "stillborn", "dlopen", "SIGSEGV")
    talk.session.restart(StartOptions(without=("stillborn.so",)))
    talk.wait(lambda: bool(talk.said(EngineStarted)))


def test_that_a_plugin_that_never_gets_created_is_reported(
    open_child: OpenChild, make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin
) -> None:
    source = plugin_source("killer").replace("  server = given;", "  for (volatile bool on = true; on;) sched_yield();")
    talk = open_child(make_workspace([compiled_plugin(source, name="sleeper")]), hang_seconds=0.5)
    talk.session.start()
    fault = fault_of(talk)
    assert (fault.kind, fault.plugin, fault.callback) == ("hang", "killer", "CreatePlugin")
    assert talk.session.state == "starting"
    talk.session.stop(timeout_seconds=0.2)
    assert talk.session.state == "stopped"


def test_that_nothing_remains_after_the_client_process_is_killed(
    workspace: Path, make_workspace: MakeWorkspace, talker: Path, tmp_path: Path
) -> None:
    make_workspace([talker])
    code = """
import sys, threading
from pathlib import Path
from workbench.session import EngineStarted
from workbench.session.process_session import ProcessSession
session = ProcessSession(Path(sys.argv[1]))
session.start()
while True:
    for event in session.take_events():
        if isinstance(event, EngineStarted):
            print(event.pid, event.segment, flush=True)
            threading.Event().wait()
"""
    environment = os.environ | {"TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    command = [sys.executable, "-c", code, str(workspace)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as client:
        assert client.stdout is not None
        pid, segment = client.stdout.readline().split()
        end = os.pidfd_open(int(pid))
        client.kill()
    assert select.select([end], [], [], 20)[0], "the server outlives its client process"
    os.close(end)
    assert not Path(segment).exists()
    assert list(tmp_path.glob("workbench-run-*")) == []


def test_that_a_hanging_server_without_a_client_process_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: list[int] = []
    monkeypatch.setattr(os, "_exit", codes.append)
    segment, folder = tmp_path / "segment", tmp_path / "run"
    segment.touch()
    folder.mkdir()
    (folder / "copy.so").touch()
    end_by_force(ChildArguments(segment=str(segment), workspace="", run_folder=str(folder), options=StartOptions()))
    assert codes == [EXIT_STUCK]
    assert list(tmp_path.iterdir()) == []


def test_that_output_of_a_plugin_becomes_journal_lines(
    open_child: OpenChild, make_workspace: MakeWorkspace, talker: Path
) -> None:
    workspace = make_workspace([talker])
    talk = open_child(workspace)
    talk.start()
    assert talk.ask(Login(login=1002)).code == ReturnCodes.RET_OK

    def printed() -> list[tuple[str, str]]:
        lines = [line for event in talk.said(JournalWritten) for line in event.lines]
        return [(line.type, line.text) for line in lines if line.type == "stdout"]

    talk.wait(lambda: ("stdout", "login of 1002") in printed())
    talk.session.stop()
    assert "stdout login of 1002" in (workspace / "data" / "journal.log").read_text()


def test_that_the_threads_of_the_server_have_names(open_child: OpenChild, workspace: Path) -> None:
    talk = open_child(workspace)
    # A thread names itself, a moment after it was started.
    sampler = ThreadSampler(talk.start().pid)
    talk.wait(lambda: {"server", "engine", "requests"} <= set(sampler.names()))


def test_that_a_closed_session_leaves_no_file(open_child: OpenChild, workspace: Path) -> None:
    talk = open_child(workspace)
    segment = Path(talk.start().segment)
    assert segment.exists()
    talk.session.close()
    assert not segment.exists()
    talk.session.start()
    assert talk.session.state == "stopped"


EXEC_IN_HOOK = ("if (trade.volume == 13) std::exit(0);", "if (trade.volume == 13) {call}; (void)diff;")


def executing(compiled_plugin: CompilePlugin, call: str) -> Path:
    """A plugin that calls exec() in a hook for a volume of 13."""
    old, new = EXEC_IN_HOOK
    source = "#include <unistd.h>\n" + plugin_source("killer").replace(old, new.replace("{call}", call))
    return compiled_plugin(source, name="execs")


def test_that_a_program_that_replaces_the_server_is_reported(
    open_child: OpenChild, make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin
) -> None:
    talk = open_child(make_workspace([executing(compiled_plugin, 'execlp("sleep", "sleep", "600", nullptr)')]))
    talk.start()
    talk.ask(TICK)
    with pytest.raises(EngineGone):
        talk.ask(buy(13))
    fault = fault_of(talk)
    assert (fault.kind, fault.plugin, fault.callback) == ("exit", "killer", "HookTradeRequestOpen")
    assert fault.message == f"exec() replaced the server by {os.path.realpath(str(shutil.which('sleep')))}"
    assert fault.cause.startswith("A call of exec() ended the whole server process in killer HookTradeRequestOpen")
    assert talk.session.state == "crashed"


def test_that_the_same_program_that_replaces_the_server_is_recognised(
    open_child: OpenChild, make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin
) -> None:
    python = f'execl("{sys.executable}", "python", "-c", "import time; time.sleep(600)", nullptr)'
    talk = open_child(make_workspace([executing(compiled_plugin, python)]))
    talk.start()
    talk.ask(TICK)
    with pytest.raises(EngineGone):
        talk.ask(buy(13))
    assert fault_of(talk).message.startswith("exec() replaced the server by ")


def test_that_a_short_program_in_place_of_the_server_is_reported(
    open_child: OpenChild, make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin
) -> None:
    talk = open_child(make_workspace([executing(compiled_plugin, 'execlp("true", "true", nullptr)')]))
    talk.start()
    talk.ask(TICK)
    with pytest.raises(EngineGone):
        talk.ask(buy(13))
    fault = fault_of(talk)
    assert (fault.kind, fault.plugin) == ("exit", "killer")
    assert "exec()" in fault.message + fault.cause


def test_that_a_short_program_during_a_stop_is_no_orderly_end(
    open_child: OpenChild, make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin, tmp_path: Path
) -> None:
    go = tmp_path / "go"
    call = f'while (access("{go}", F_OK) != 0) std::this_thread::yield(); execlp("true", "true", nullptr)'
    talk = open_child(make_workspace([executing(compiled_plugin, f"{{ {call}; }}")]))
    talk.start()
    talk.ask(TICK)
    talk.session.request(buy(13))
    reader = talk.session.telemetry
    assert reader is not None
    talk.wait(lambda: any(call.depth > 0 for call in reader.running()))
    stop = threading.Thread(target=partial(talk.session.stop, timeout_seconds=PATIENCE_SECONDS))
    stop.start()
    wait_until(lambda: talk.session.state == "stopping")
    go.touch()
    stop.join()
    fault = fault_of(talk)
    assert (fault.kind, fault.plugin, fault.callback) == ("exit", "killer", "HookTradeRequestOpen")


@pytest.mark.parametrize(
    "ending", ['execlp("sleep", "sleep", "600", nullptr)', 'execlp("true", "true", nullptr)', "std::exit(0)"]
)
def test_that_a_plugin_that_ends_the_process_while_it_is_destroyed_is_reported(
    open_child: OpenChild, make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin, ending: str
) -> None:
    source = "#include <unistd.h>\n" + plugin_source("killer").replace(
        "{ delete static_cast<Plugin*>(plugin); }", f"{{ if (plugin != nullptr) {ending}; }}"
    )
    talk = open_child(make_workspace([compiled_plugin(source, name="late")]))
    talk.start()
    talk.session.stop(timeout_seconds=PATIENCE_SECONDS)
    fault = fault_of(talk)
    assert (fault.kind, fault.plugin, fault.callback) == ("exit", "killer", "DestroyPlugin")
