"""Every way to end or block the server's process is distinguished, with its place, its cause and advice."""

import os
import re
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.support.plugin_desk import plugin_file
from tests.support.talk import TICK, OpenChild, Talk, buy, fault_of
from tests.support.workspaces import MakeWorkspace
from workbench.session import DiagnosticFound, EngineGone, EngineStarted, FaultHappened, StartOptions

pytestmark = pytest.mark.slow

ON_OWN_THREAD = ("thrown", "thrown without words", "thrown number", "no memory")
Die = Callable[..., FaultHappened]


@pytest.fixture
def open_dying(open_child: OpenChild, make_workspace: MakeWorkspace) -> Callable[..., Talk]:
    """Starts a server whose plugin ends the process in the configured way when a trade is opened."""

    def open_(how: str, where: str = "hook", **settings: float) -> Talk:
        workspace = make_workspace(
            [plugin_file("dying", "-fstack-protector-all")], config={"dying.so": {"how": how, "where": where}}
        )
        talk = open_child(workspace, **settings)
        talk.start()
        talk.ask(TICK)
        return talk

    return open_


@pytest.fixture
def die(open_dying: Callable[..., Talk]) -> Die:
    """Lets the plugin end the process and returns the final report."""

    def die_(how: str, where: str = "hook") -> FaultHappened:
        talk = open_dying(how, where)
        with pytest.raises(EngineGone):
            talk.ask(buy(1))
        return fault_of(talk)

    return die_


@pytest.mark.parametrize(
    ("how", "kind", "signal_name", "message", "cause"),
    [
        ("null read", "crash", "SIGSEGV", "null pointer: SIGSEGV, address not mapped, at 0x0", "null pointer"),
        ("null call", "crash", "SIGSEGV", "call through a null pointer", "called a function through a null pointer"),
        (
            "wild read",
            "crash",
            "SIGSEGV",
            "SIGSEGV, address not mapped, at 0x700000001234",
            "never set, or its target was freed",
        ),
        ("constant write", "crash", "SIGSEGV", "write to read-only memory", "wrote to read-only memory"),
        ("data call", "crash", "SIGSEGV", "no permission", "not executable"),
        ("division", "crash", "SIGFPE", "integer division by zero", "divided an integer by zero"),
        ("trap", "crash", "SIGILL", "illegal op", "an invalid instruction"),
        ("stack overflow", "crash", "SIGSEGV", "stack overflow", "endless recursion"),
        ("raise", "crash", "SIGSEGV", "the process sent SIGSEGV to itself", "dying raised the signal"),
        ("abort", "abort", "SIGABRT", "SIGABRT", r"called abort\(\)"),
        ("assert", "abort", "SIGABRT", "zero == 1 && .one is one", "assertion"),
        ("double free", "abort", "SIGABRT", "double free", "freed memory twice"),
        ("bad free", "abort", "SIGABRT", "invalid pointer|double free or corruption", "heap is damaged"),
        ("smashed", "abort", "SIGABRT", "stack smashing detected", "beyond the end of a local array"),
        (
            "pure virtual",
            "abort",
            "SIGABRT",
            "pure virtual method called",
            "during its construction or after its destruction",
        ),
        ("thrown", "abort", "SIGABRT", "std::runtime_error: nobody listens", "left a thread function"),
        ("thrown without words", "abort", "SIGABRT", r"Wordless: \(its what\(\) returned", "left a thread function"),
        ("thrown number", "abort", "SIGABRT", "uncaught exception: int", "left a thread function"),
        ("not joined", "abort", "SIGABRT", "std::terminate", "still joinable"),
        ("no memory", "out of memory", "SIGABRT", "std::bad_alloc", "allocation failed"),
        ("exit", "exit", "", r"dying called exit\(3\)", "ended the whole server process"),
        ("quick exit", "exit", "", r"dying called quick_exit\(\)", "ended the whole server process"),
        ("_exit", "exit", "", r"exit code 5 without calling exit\(\)", "_exit"),
        ("alarm", "killed", "SIGALRM", "the process sent SIGALRM to itself", "timer"),
        (
            "kill",
            "killed",
            "SIGKILL",
            "SIGKILL ended the process while dying HookTradeRequestOpen ran",
            "Another process",
        ),
    ],
)
def test_that_each_kind_of_death_is_distinguished(
    die: Die, how: str, kind: str, signal_name: str, message: str, cause: str
) -> None:
    fault = die(how)
    assert (fault.kind, fault.signal) == (kind, signal_name), fault
    assert fault.callback == ("" if how in ON_OWN_THREAD else "HookTradeRequestOpen")
    assert re.search(message, fault.message), fault.message
    assert re.search(cause, fault.cause), fault.cause
    assert fault.advice.endswith(".")
    if how == "kill":
        assert (fault.plugin, fault.file) == ("", "")
        return
    assert (fault.plugin, fault.file) == ("dying", "dying.so")
    # The alarm reaches any thread of the process.
    if how not in ("_exit", "alarm"):
        assert any("dying.cpp:" in frame for frame in fault.stack), fault.stack
        assert {"engine", "server", "requests"} <= {thread.name for thread in fault.threads}
        assert fault.threads[0].tid == fault.thread


@pytest.mark.parametrize("how", ["null read", "null call", "division", "thrown"])
def test_that_a_crash_on_a_thread_of_the_plugin_is_its_own(die: Die, how: str) -> None:
    fault = die(how, "thread")
    assert fault.plugin == "dying"
    assert any("dying.cpp:" in frame for frame in fault.stack)
    (engine,) = [thread for thread in fault.threads if thread.name == "engine"]
    assert engine.owner == "dying"
    if how != "thrown":
        assert fault.threads[0].name == "own"
        assert fault.threads[0].owner == "dying"


def test_that_a_stack_that_ends_on_a_plugins_own_thread_is_still_reported(die: Die) -> None:
    fault = die("stack overflow", "thread")
    assert (fault.kind, fault.signal, fault.plugin) == ("crash", "SIGSEGV", "dying")
    assert "recursion" in fault.cause
    # A thread that has never called the server has a signal stack as well.
    assert fault.threads[0].name == "own"
    assert any("dying.cpp:" in frame for frame in fault.stack), fault.stack


def test_that_a_crash_inside_a_server_call_names_the_plugin_that_made_it(die: Die) -> None:
    fault = die("null read", "server call")
    assert (fault.kind, fault.plugin, fault.callback) == ("crash", "dying", "GetAccountByLogin")
    assert any("Dying::HookTradeRequestOpen" in frame for frame in fault.stack)


@pytest.mark.parametrize(
    ("flag", "callback"), [("-DAT_LOAD", "dlopen"), ("-DAT_ABOUT", "AboutPlugin"), ("", "CreatePlugin")]
)
def test_that_a_crash_while_loading_has_its_step_and_its_line(
    open_child: OpenChild, make_workspace: MakeWorkspace, flag: str, callback: str
) -> None:
    plugin = plugin_file("dying", *filter(None, [flag]))
    talk = open_child(make_workspace([plugin], config={plugin.name: {"where": "create"}}))
    talk.session.start()
    fault = fault_of(talk)
    assert (fault.kind, fault.plugin, fault.callback, fault.file) == ("crash", "dying", callback, "dying.so")
    assert "read_through" in fault.stack[0]
    assert "dying.cpp:" in fault.stack[0]


def test_that_a_crash_while_the_server_stops_is_reported(open_dying: Callable[..., Talk]) -> None:
    talk = open_dying("null read", "destroy")
    talk.session.stop()
    fault = fault_of(talk)
    assert (fault.kind, fault.plugin, fault.callback) == ("crash", "dying", "DestroyPlugin")


def test_that_one_of_several_threads_that_crash_at_once_reports_it(die: Die) -> None:
    fault = die("many")
    assert (fault.kind, fault.signal, fault.plugin) == ("crash", "SIGSEGV", "dying")
    crashed = [thread for thread in fault.threads if any("read_through" in frame for frame in thread.frames)]
    assert len(crashed) >= 1


def test_that_150_threads_all_report_where_they_are(die: Die) -> None:
    fault = die("150 threads")
    bystanders = [thread for thread in fault.threads if thread.name == "bystander"]
    assert len(bystanders) == 150
    assert all(any("dying.cpp:" in frame for frame in thread.frames) for thread in bystanders)
    assert {thread.owner for thread in bystanders} == {"dying"}


def test_that_a_thread_that_blocks_signals_is_described_by_the_kernel(die: Die) -> None:
    fault = die("deaf thread")
    (deaf,) = [thread for thread in fault.threads if thread.name == "deaf"]
    assert "does not take signals" in deaf.frames[0]
    # The place as well; its name differs between C libraries.
    assert len(deaf.frames) == 2


def test_that_a_fault_is_reported_at_once_and_again_with_names(open_dying: Callable[..., Talk]) -> None:
    talk = open_dying("null read")
    with pytest.raises(EngineGone):
        talk.ask(buy(1))
    last = fault_of(talk)
    first = talk.said(FaultHappened)[0]
    assert (first.complete, last.complete, first.number) == (False, True, last.number)
    assert re.fullmatch(r"[0-9a-f]+-dying\.so\+0x[0-9a-f]+", first.stack[0])
    assert (first.cause, first.kind, first.pid) == (last.cause, last.kind, last.pid)
    registers = dict(first.registers)
    assert registers["rip"] != 0
    assert registers["rsp"] != 0


def test_that_the_process_that_killed_the_server_is_named(open_dying: Callable[..., Talk]) -> None:
    talk = open_dying("null read")
    os.kill(talk.said(EngineStarted)[-1].pid, signal.SIGABRT)
    fault = fault_of(talk)
    assert (fault.kind, fault.plugin) == ("killed", "")
    assert re.fullmatch(rf"process {os.getpid()} \(.+\) sent SIGABRT", fault.message)


@pytest.mark.parametrize(
    ("how", "cause"), [("loop", "does not return"), ("sleep", "sleeps"), ("lock", "waits for a lock")]
)
def test_that_a_hang_report_has_place_and_wait_reason(open_dying: Callable[..., Talk], how: str, cause: str) -> None:
    talk = open_dying(how, hang_seconds=0.3)
    talk.session.request(buy(1))
    fault = fault_of(talk)
    assert (fault.kind, fault.plugin, fault.callback) == ("hang", "dying", "HookTradeRequestOpen")
    assert cause in fault.cause, (fault.cause, fault.stack)
    own = [fault.stack[place] for place in fault.threads[0].own]
    assert own[0] == next(frame for frame in fault.stack if "dying.cpp:" in frame), fault.stack
    assert own[-1] == [frame for frame in fault.stack if "dying.cpp:" in frame][-1], fault.stack
    assert {"engine", "server", "requests"} <= {thread.name for thread in fault.threads}
    server = next(thread for thread in fault.threads if thread.name == "server")
    assert any("service.py:" in frame for frame in server.frames), server.frames
    talk.wait(lambda: bool(hangs(talk)))
    (diagnostic,) = hangs(talk)
    assert (diagnostic.severity, diagnostic.plugin) == ("error", "dying")
    assert diagnostic.stack == fault.stack
    assert diagnostic.thread.startswith("engine ")


SLEEPING_PLUGIN = """\
import time

from workbench.sdk import HookTrade, PluginInterface


class Sleeping(PluginInterface, HookTrade):
    def __init__(self, server, config):
        pass

    def HookTradeRequestOpen(self, trade, group, symbol, account, margin, diff):
        time.sleep(3600)
"""


CRASHING_PLUGIN = """\
import ctypes

from workbench.sdk import HookTrade, PluginInterface


class Crashing(PluginInterface, HookTrade):
    def __init__(self, server, config):
        pass

    def HookTradeRequestOpen(self, trade, group, symbol, account, margin, diff):
        ctypes.string_at(8)
"""


def test_that_a_crash_of_a_python_plugin_has_its_python_lines(
    open_child: OpenChild, make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    source = tmp_path / "crashing.py"
    source.write_text(CRASHING_PLUGIN, "utf-8")
    talk = open_child(make_workspace([source]))
    talk.start()
    talk.ask(TICK)
    with pytest.raises(EngineGone):
        talk.ask(buy(1))
    fault = fault_of(talk)
    assert (fault.kind, fault.signal, fault.file) == ("crash", "SIGSEGV", "crashing.py")
    assert any("HookTradeRequestOpen (" in frame and "crashing.py:11" in frame for frame in fault.stack), fault.stack


def test_that_a_hang_of_a_python_plugin_has_its_python_lines(
    open_child: OpenChild, make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    source = tmp_path / "sleeping.py"
    source.write_text(SLEEPING_PLUGIN, "utf-8")
    talk = open_child(make_workspace([source], server={"hang_seconds": 0.3}))
    talk.start()
    talk.ask(TICK)
    talk.session.request(buy(1))
    fault = fault_of(talk)
    assert (fault.kind, fault.callback, fault.file) == ("hang", "HookTradeRequestOpen", "sleeping.py")
    thread = fault.threads[0]
    (place,) = thread.own
    assert "HookTradeRequestOpen (" in thread.frames[place], thread
    assert "sleeping.py:11" in thread.frames[place], thread
    assert thread.owner == "sleeping"
    assert "sleeps" in fault.cause


def test_that_the_end_of_a_hang_is_reported(open_dying: Callable[..., Talk]) -> None:
    talk = open_dying("nap", hang_seconds=0.3)
    talk.ask(buy(1))
    # A busy machine may make it stand still more than once.
    talk.wait(lambda: [diagnostic.severity for diagnostic in hangs(talk)][:2] == ["error", "info"])
    assert talk.session.state == "running"


def hangs(talk: Talk) -> list[DiagnosticFound]:
    return [diagnostic for diagnostic in talk.said(DiagnosticFound) if diagnostic.code == "hang"]


def test_that_a_hung_server_is_ended_without_much_waiting(open_dying: Callable[..., Talk]) -> None:
    talk = open_dying("sleep", hang_seconds=0.3)
    talk.session.request(buy(1))
    fault_of(talk)
    talk.session.stop(timeout_seconds=60.0)
    assert talk.session.state == "stopped"


def test_that_processes_that_a_plugin_forked_end_with_the_server(open_dying: Callable[..., Talk]) -> None:
    talk = open_dying("child")
    group = talk.said(EngineStarted)[-1].pid
    before = members(group)
    talk.ask(buy(1))
    assert set(members(group)) - set(before)
    talk.session.stop()
    talk.wait(lambda: not members(group))


def members(group: int) -> Sequence[int]:
    """Living processes of a process group."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, of_group = path.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            # It ended while it was looked at.
            continue
        if int(of_group) == group and state != "Z":
            found.append(int(path.parent.name))
    return found


def test_that_the_death_of_a_forked_process_is_not_the_servers(open_dying: Callable[..., Talk]) -> None:
    talk = open_dying("child dies")
    talk.ask(buy(1))
    talk.ask(TICK)
    talk.session.stop()
    assert talk.said(FaultHappened) == []


def test_that_the_server_starts_again_while_the_fault_is_still_being_read(open_dying: Callable[..., Talk]) -> None:
    talk = open_dying("null read")
    with pytest.raises(EngineGone):
        talk.ask(buy(1))
    talk.session.restart(StartOptions(without=("dying.so",)))
    talk.wait(lambda: len(talk.said(EngineStarted)) == 2)
    assert "dying.cpp:" in fault_of(talk).stack[0]
