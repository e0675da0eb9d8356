"""Faults as sentences."""

import pytest

from tests.support.events import fault
from workbench.engine.messages import FaultHappened, ThreadStack
from workbench.views.faults.model import (
    FaultsModel,
    Frame,
    as_text,
    calls,
    fault_report,
    first_threads,
    headline,
    registers,
    stack,
)
from workbench.views.plugin_list import PluginList


@pytest.mark.parametrize(
    ("happened", "sentence"),
    [
        (fault("out of memory", "a", "OnQuoteTick"), "a ran out of memory in OnQuoteTick"),
        (fault("sanitizer", "a", "OnQuoteTick"), "a was stopped by its sanitizer in OnQuoteTick"),
        (
            fault("crash", "risk_guard", "HookTradeRequestOpen", signal="SIGSEGV"),
            "risk_guard crashed in HookTradeRequestOpen (SIGSEGV)",
        ),
        (fault("abort", "a", "OnQuoteTick", signal="SIGABRT"), "a aborted in OnQuoteTick (SIGABRT)"),
        (fault("exit", "a", "OnQuoteTick"), "a ended the server process in OnQuoteTick"),
        (fault("killed", signal="SIGKILL"), "The server process was killed (SIGKILL)"),
        (fault("hang", "a", "OnQuoteTick"), "a does not return from OnQuoteTick"),
        (fault("hang"), "The server stopped answering"),
        (fault("crash", signal="SIGSEGV"), "The server crashed (SIGSEGV)"),
        (
            fault("failed to start", message="server.toml:41: bad"),
            "The server did not start: server.toml:41: bad",
        ),
    ],
)
def test_that_a_fault_is_reported_in_one_sentence(happened: FaultHappened, sentence: str) -> None:
    assert headline(happened) == sentence


def test_that_the_whole_report_can_be_copied() -> None:
    happened = FaultHappened(
        kind="crash", plugin="a", callback="OnQuoteTick", stack=("one", "two"), last_calls=("call",), thread=7
    )
    assert as_text(happened).splitlines() == [
        "a crashed in OnQuoteTick",
        "Kind: crash",
        "Plugin: a",
        "Callback: OnQuoteTick",
        "Thread: 7",
        "Stack:",
        "  one",
        "  two",
        "Last calls, newest first:",
        "  call",
    ]


def test_that_later_details_replace_the_first_report() -> None:
    model = FaultsModel(PluginList())
    model.on_event(fault("crash", "a", number=1, complete=False))
    model.on_event(fault("hang", "b", number=2))
    model.on_event(fault("crash", "a", number=1, stack=("rule (risk.cpp:12)",)))
    assert [(reported.number, reported.stack) for reported in model.faults] == [(1, ("rule (risk.cpp:12)",)), (2, ())]
    assert model.generation == 1


def test_that_a_fault_whose_names_are_not_known_yet_says_so() -> None:
    assert dict(fault_report(fault("crash", "a", complete=False)))["Stack"] == "Reading symbols…"
    assert "Stack" not in dict(fault_report(fault("crash", "a")))


def test_that_cause_action_and_quarantine_are_part_of_the_report() -> None:
    reported = dict(fault_report(fault("crash", "a", cause="A null pointer.", advice="Check it.", quarantined="a.so")))
    assert (reported["Cause"], reported["What to do"]) == ("A null pointer.", "Check it.")
    assert reported["Quarantine"].startswith("a.so is excluded")


def test_that_every_thread_is_named_in_the_copied_report() -> None:
    happened = fault(
        "hang",
        threads=(
            ThreadStack(tid=7, name="engine", owner="a", frames=("wait", "rule", "run"), own=(1,)),
            ThreadStack(tid=9, name="feed"),
        ),
        stack=("wait", "rule", "run"),
    )
    assert as_text(happened).splitlines()[-6:] == [
        "Thread engine (7, a):",
        "    wait",
        "  > rule",
        "    run",
        "Thread feed (9):",
        "  no stack available",
    ]


def test_that_a_page_of_threads_is_cut_between_threads() -> None:
    threads = tuple(ThreadStack(tid=tid, name="worker", frames=("a",) * 9) for tid in range(5))
    assert len(first_threads(fault("crash", threads=threads), 39)) == 3
    assert len(first_threads(fault("crash", threads=threads), 50)) == 5
    assert len(first_threads(fault("crash", threads=threads), 1)) == 1
    assert first_threads(fault("crash"), 1) == ()


def test_that_a_report_shows_the_stack_as_far_as_it_is_the_plugins() -> None:
    thread = ThreadStack(tid=7, name="engine", frames=("raise", "check", "OnQuoteTick", "host", "core"), own=(1, 2))
    happened = fault("crash", "a", stack=thread.frames, threads=(thread,))
    assert stack(happened) == (
        Frame("raise"),
        Frame("check", own=True, at_fault=True),
        Frame("OnQuoteTick", own=True),
        Frame("… 2 more in Threads"),
    )
    assert dict(fault_report(happened))["Stack"].splitlines() == [
        "  raise",
        "> check",
        "  OnQuoteTick",
        "  … 2 more in Threads",
    ]


def test_that_a_stack_without_a_plugin_or_by_a_sanitizer_is_shown_unchanged() -> None:
    thread = ThreadStack(tid=7, name="engine", frames=("core", "main"))
    assert stack(fault("crash", stack=thread.frames, threads=(thread,))) == (Frame("core"), Frame("main"))
    report = fault("sanitizer", "a", stack=("heap-use-after-free", "at rule"), threads=(thread,))
    assert stack(report) == (Frame("heap-use-after-free"), Frame("at rule"))
    assert "Stack:\n  heap-use-after-free\n  at rule" in as_text(report)


def test_that_a_hang_has_the_command_for_the_debugger() -> None:
    assert dict(fault_report(fault("hang", "a", pid=4711)))["Debugger"] == "gdb -p 4711"
    assert "Debugger" not in dict(fault_report(fault("crash", "a", pid=4711)))


def test_that_the_last_calls_stand_in_columns_the_newest_on_top() -> None:
    reported = ("a b dlopen 109 µs", "risk_guard HookTradeRequestOpen 3.57 ms RET_OK login 1001", "not a call")
    assert calls(fault("crash", last_calls=reported)).splitlines() == [
        "not a call",
        "risk_guard  HookTradeRequestOpen  3.57 ms  RET_OK login 1001",
        "a b         dlopen                 109 µs",
    ]


def test_that_registers_stand_four_to_a_line() -> None:
    happened = fault("crash", registers=tuple((name, 255) for name in ("rax", "rbx", "rcx", "rdx", "rip")))
    assert registers(happened).splitlines()[1] == "   rip 00000000000000ff"
