"""Tells faults of one engine process: at once with addresses, and again with names from a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

import msgspec

from workbench.engine.loader.diagnostics import Hanging
from workbench.engine.messages import AnyEvent, FaultHappened
from workbench.session.faults.report import Story


class FaultReporter:
    """Reading debug information takes tenths of a second: nobody waits for it but `join`."""

    def __init__(
        self,
        judge: Callable[[FaultHappened], FaultHappened],
        put: Callable[[AnyEvent], None],
        given_up: threading.Event,
    ) -> None:
        """`judge` makes of a fault that is new what is to be told of it; `put` tells. `given_up`: names are not wanted
        any more.
        """
        self._judge, self._put, self._given_up = judge, put, given_up
        self._threads: list[threading.Thread] = []
        self._firsts: list[threading.Event] = []
        """For each standstill: that it is told, with names or without."""

    def death(self, story: Story, then: Callable[[], None]) -> FaultHappened:
        """Tells how the process ended; `then` runs when its files are not needed any more."""
        first = self._first(story)

        def tell_again() -> None:
            try:
                self._again(story, first)
            finally:
                then()

        self._start(tell_again)
        return first

    def hang(self, look: Callable[[], Story]) -> None:
        """Tells a standstill. `look` asks the threads where they are, which may take a moment as well."""
        told = threading.Event()
        self._firsts.append(told)

        def tell() -> None:
            try:
                story = look()
                first = self._first(story)
            finally:
                told.set()
            self._finding(self._again(story, first))

        self._start(tell)

    def hang_now(self, story: Story) -> None:
        """The same for a story that is there already and a process that is about to be ended."""
        first = self._first(story)
        self._start(lambda: self._finding(self._again(story, first)))

    def afterwards(self, event: AnyEvent) -> None:
        """Tells something that comes after all that is being told."""
        earlier = list(self._threads)

        def tell() -> None:
            for thread in earlier:
                thread.join()
            self._put(event)

        self._start(tell)

    def wait_for_first(self) -> None:
        """Waits until everything so far is told, if only with addresses."""
        for told in self._firsts:
            told.wait()

    @property
    def busy(self) -> bool:
        """Whether there is something left to tell."""
        return any(thread.is_alive() for thread in self._threads)

    def join(self) -> None:
        """Waits until everything is told."""
        for thread in self._threads:
            thread.join()

    def _start(self, tell: Callable[[], None]) -> None:
        thread = threading.Thread(target=tell, name="fault story", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _first(self, story: Story) -> FaultHappened:
        first = self._judge(story.first())
        self._put(first)
        return first

    def _again(self, story: Story, first: FaultHappened) -> FaultHappened:
        if first.complete:
            return first
        complete = story.complete(first.number, given_up=self._given_up)
        told = msgspec.structs.replace(complete, file=first.file, quarantined=first.quarantined)
        self._put(told)
        return told

    def _finding(self, fault: FaultHappened) -> None:
        blamed = next((thread for thread in fault.threads if thread.tid == fault.thread), None)
        name = f"{blamed.name} {blamed.tid}" if blamed else ""
        where = f"{fault.callback}: " if fault.callback else ""
        self._put(Hanging(where + fault.message, thread=name, stack=fault.stack).event(fault.plugin))
