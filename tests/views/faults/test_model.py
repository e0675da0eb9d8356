"""Faults as sentences."""

import pytest

from workbench.engine.messages import FaultHappened
from workbench.views.faults.model import as_text, headline


def fault(kind: str, plugin: str = "", callback: str = "", **more: str) -> FaultHappened:
    return FaultHappened(kind=kind, plugin=plugin, callback=callback, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("happened", "sentence"),
    [
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
        "What: crash",
        "Plugin: a",
        "Callback: OnQuoteTick",
        "Thread: 7",
        "Stack:",
        "  one",
        "  two",
        "Last calls: call",
    ]
