"""The timeline of one plugin's loading and ending: named steps with their durations and results."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from workbench.engine.loader.diagnostics import Refused
from workbench.engine.messages import LoadStep, StepResult
from workbench.engine.plain_text import printable


@dataclass
class Note:
    """Detail text and result of a running step."""

    result: StepResult = "good"
    detail: str = ""


class Timeline:
    """Steps of one plugin in order. Times count from the first step."""

    def __init__(self, clock: Callable[[], int] = time.monotonic_ns) -> None:
        self._clock = clock
        self._began: int | None = None
        self._note: Note | None = None
        self.steps: tuple[LoadStep, ...] = ()

    @contextmanager
    def step(self, name: str, *, ending: bool = False) -> Iterator[Note]:
        """Times the body. If the body refuses the plugin or raises, the step keeps that as its result."""
        note, outer = Note(), self._note
        started = self._clock()
        self._began = started if self._began is None else self._began
        self._note = note
        try:
            yield note
        except Refused as refusal:
            note.result, note.detail = "refused", note.detail or str(refusal)
            raise
        except BaseException as error:
            note.result, note.detail = "failed", note.detail or " ".join(str(error).split())
            raise
        finally:
            self._note = outer
            took = self._clock() - started
            self._add(name, started - self._began, took, note, ending)

    def skip(self, name: str, why: str, *, ending: bool = False) -> None:
        """Adds a step that this plugin does not need, or that is impossible."""
        now = self._clock()
        self._began = now if self._began is None else self._began
        self._add(name, now - self._began, 0, Note("skipped", why), ending)

    def found(self) -> None:
        """Notes that the running step reported a diagnostic."""
        if self._note is not None and self._note.result == "good":
            self._note.result = "found"

    def _add(self, name: str, started: int, took: int, note: Note, ending: bool) -> None:
        step = LoadStep(
            name=name,
            started_nanos=started,
            took_nanos=took,
            result=note.result,
            detail=printable(note.detail),
            ending=ending,
        )
        self.steps = (*self.steps, step)
