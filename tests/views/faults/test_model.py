"""Faults as sentences."""

from typing import Any

import pytest

from workbench.engine.messages import FaultHappened, ThreadStack
from workbench.views.directory import Directory
from workbench.views.faults.model import FaultsModel, as_text, headline, registers, story, threads


def fault(kind: str, plugin: str = "", callback: str = "", **more: Any) -> FaultHappened:
    return FaultHappened(kind=kind, plugin=plugin, callback=callback, **more)


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
        (fault("hang", "a", "OnQuoteTick"), "a does not come back from OnQuoteTick"),
        (fault("hang"), "The server stopped answering"),
        (fault("crash", signal="SIGSEGV"), "The server crashed (SIGSEGV)"),
        (
            fault("failed to start", message="server.toml:41: bad"),
            "The server did not start: server.toml:41: bad",
        ),
    ],
)
def test_that_a_fault_is_told_in_one_sentence(happened: FaultHappened, sentence: str) -> None:
    assert headline(happened) == sentence


def test_that_the_whole_story_can_be_copied() -> None:
    happened = FaultHappened(
        kind="crash", plugin="a", callback="OnQuoteTick", stack=("one", "two"), last_calls=("call",), thread=7
    )
    assert as_text(happened).splitlines() == [
        "a crashed in OnQuoteTick",
        "Stack:",
        "  one",
        "  two",
        "What: crash",
        "Plugin: a",
        "Callback: OnQuoteTick",
        "Thread: 7",
        "Last calls:",
        "  call",
    ]


def test_that_what_is_learned_later_replaces_what_was_told_at_once() -> None:
    model = FaultsModel(Directory())
    model.on_event(fault("crash", "a", number=1, complete=False))
    model.on_event(fault("hang", "b", number=2))
    model.on_event(fault("crash", "a", number=1, stack=("rule (risk.cpp:12)",)))
    assert [(told.number, told.stack) for told in model.faults] == [(1, ("rule (risk.cpp:12)",)), (2, ())]
    assert model.generation == 1


def test_that_a_fault_whose_names_are_not_known_yet_says_so() -> None:
    assert dict(story(fault("crash", "a", complete=False)))["Stack"] == "being read"
    assert "Stack" not in dict(story(fault("crash", "a")))


def test_that_cause_action_and_quarantine_are_part_of_the_story() -> None:
    told = dict(story(fault("crash", "a", cause="A null pointer.", advice="Check it.", quarantined="a.so")))
    assert (told["Cause"], told["What to do"]) == ("A null pointer.", "Check it.")
    assert told["Left out"].startswith("a.so stays out")


def test_that_every_thread_is_named_with_its_stack() -> None:
    happened = fault(
        "hang",
        threads=(
            ThreadStack(tid=7, name="engine", owner="a", frames=("wait", "run")),
            ThreadStack(tid=9, name="feed"),
        ),
    )
    assert threads(happened) == (("engine (7, a)", "wait\nrun"), ("feed (9)", "no stack to be had"))


def test_that_registers_stand_four_to_a_line() -> None:
    happened = fault("crash", registers=tuple((name, 255) for name in ("rax", "rbx", "rcx", "rdx", "rip")))
    assert registers(happened).splitlines()[1] == "   rip 00000000000000ff"
