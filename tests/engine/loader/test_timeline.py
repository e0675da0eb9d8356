"""The steps of loading a plugin, on a clock of the test's own."""

import pytest

from workbench.engine.loader import diagnostics
from workbench.engine.loader.diagnostics import Refused
from workbench.engine.loader.timeline import Timeline


class Clock:
    def __init__(self) -> None:
        self.nanos = 1_000_000

    def __call__(self) -> int:
        return self.nanos


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_that_steps_count_from_the_first_one(clock: Clock) -> None:
    timeline = Timeline(clock)
    with timeline.step("read file") as note:
        clock.nanos += 5
        note.detail = "12 bytes"
    clock.nanos += 2
    with timeline.step("dlopen", ending=True):
        clock.nanos += 30
    first, second = timeline.steps
    assert (first.name, first.started_nanos, first.took_nanos, first.detail) == ("read file", 0, 5, "12 bytes")
    assert (second.name, second.started_nanos, second.took_nanos, second.ending) == ("dlopen", 7, 30, True)


def test_that_a_refusal_and_a_failure_end_their_step(clock: Clock) -> None:
    timeline = Timeline(clock)
    with pytest.raises(Refused), timeline.step("ELF checks"):
        raise Refused(diagnostics.MachineMismatch("not an ELF file"))
    with pytest.raises(OSError, match="no"), timeline.step("copy"):
        raise OSError("no\nspace")
    assert [(step.result, step.detail) for step in timeline.steps] == [
        ("refused", "not an ELF file"),
        ("failed", "no space"),
    ]


def test_that_a_step_with_a_diagnostic_says_so(clock: Clock) -> None:
    timeline = Timeline(clock)
    timeline.found()
    with timeline.step("ELF checks"):
        timeline.found()
    timeline.skip("CreatePlugin", "not enabled")
    assert [(step.name, step.result, step.detail) for step in timeline.steps] == [
        ("ELF checks", "found", ""),
        ("CreatePlugin", "skipped", "not enabled"),
    ]
