"""Tells faults of one engine process: at once with addresses, and again with names from a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

import msgspec

from workbench.engine.loader.diagnostics import Hanging
from workbench.engine.messages import AnyEvent, FaultHappened
from workbench.session.faults.report import FaultReport


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

    def death(self, fault_report: FaultReport, then: Callable[[], None]) -> FaultHappened:
        """Tells how the process ended; `then` runs when its files are not needed any more."""
        first = self._first(fault_report)

        def report_again() -> None:
            try:
                self._again(fault_report, first)
            finally:
                then()

        self._start(report_again)
        return first

    def hang(self, look: Callable[[], FaultReport]) -> None:
        """Tells a standstill. `look` asks the threads where they are, which may take a moment as well."""
        reported = threading.Event()
        self._firsts.append(reported)

        def report() -> None:
            try:
                fault_report = look()
                first = self._first(fault_report)
            finally:
                reported.set()
            self._diagnostic(self._again(fault_report, first))

        self._start(report)

    def hang_now(self, fault_report: FaultReport) -> None:
        """The same for a report that is there already and a process that is about to be ended."""
        first = self._first(fault_report)
        self._start(lambda: self._diagnostic(self._again(fault_report, first)))

    def afterwards(self, event: AnyEvent) -> None:
        """Tells something that comes after all that is being told."""
        earlier = list(self._threads)

        def report() -> None:
            for thread in earlier:
                thread.join()
            self._put(event)

        self._start(report)

    def wait_for_first(self) -> None:
        """Waits until everything so far is told, if only with addresses."""
        for reported in self._firsts:
            reported.wait()

    @property
    def busy(self) -> bool:
        """Whether there is something left to tell."""
        return any(thread.is_alive() for thread in self._threads)

    def join(self) -> None:
        """Waits until everything is told."""
        for thread in self._threads:
            thread.join()

    def _start(self, report: Callable[[], None]) -> None:
        thread = threading.Thread(target=report, name="fault report", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _first(self, fault_report: FaultReport) -> FaultHappened:
        first = self._judge(fault_report.first())
        self._put(first)
        return first

    def _again(self, fault_report: FaultReport, first: FaultHappened) -> FaultHappened:
        if first.complete:
            return first
        complete = fault_report.complete(first.number, given_up=self._given_up)
        reported = msgspec.structs.replace(complete, file=first.file, quarantined=first.quarantined)
        self._put(reported)
        return reported

    def _diagnostic(self, fault: FaultHappened) -> None:
        at_fault = next((thread for thread in fault.threads if thread.tid == fault.thread), None)
        name = f"{at_fault.name} {at_fault.tid}" if at_fault else ""
        where = f"{fault.callback}: " if fault.callback else ""
        self._put(Hanging(where + fault.message, thread=name, stack=fault.stack).event(fault.plugin))
