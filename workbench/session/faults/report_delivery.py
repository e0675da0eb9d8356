"""Reports faults of one engine process: at once with addresses, later with function names from a worker thread."""

from __future__ import annotations

import threading
from collections.abc import Callable

import msgspec

from workbench.engine.loader.diagnostics import Hanging
from workbench.engine.messages import AnyEvent, FaultHappened
from workbench.session.faults.report import FaultReport


class FaultReporter:
    """Reports faults. Reading debug information takes tenths of a second; only `join` waits for it."""

    def __init__(
        self,
        judge: Callable[[FaultHappened], FaultHappened],
        put: Callable[[AnyEvent], None],
        given_up: threading.Event,
    ) -> None:
        """`judge` completes a new fault before it is reported. `put` sends an event to the client.

        `given_up` is set when function names are no longer wanted.
        """
        self._judge, self._put, self._given_up = judge, put, given_up
        self._threads: list[threading.Thread] = []
        self._firsts: list[threading.Event] = []
        """One for each hang: set once the hang is reported, with or without function names."""

    def death(self, fault_report: FaultReport, then: Callable[[], None]) -> FaultHappened:
        """Reports the end of the process. `then` runs when the files of the process are no longer needed."""
        first = self._first(fault_report)

        def report_again() -> None:
            try:
                self._again(fault_report, first)
            finally:
                then()

        self._start(report_again)
        return first

    def hang(self, look: Callable[[], FaultReport]) -> None:
        """Reports a hang. `look` collects the stacks of the threads, which may take up to a second."""
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
        """Reports a hang whose report already exists, before the process is ended."""
        first = self._first(fault_report)
        self._start(lambda: self._diagnostic(self._again(fault_report, first)))

    def afterwards(self, event: AnyEvent) -> None:
        """Sends an event after all reports that are in progress."""
        earlier = list(self._threads)

        def report() -> None:
            for thread in earlier:
                thread.join()
            self._put(event)

        self._start(report)

    def wait_for_first(self) -> None:
        """Waits until each fault so far is reported at least with addresses."""
        for reported in self._firsts:
            reported.wait()

    @property
    def busy(self) -> bool:
        """Whether a report is in progress."""
        return any(thread.is_alive() for thread in self._threads)

    def join(self) -> None:
        """Waits until every report is complete."""
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
        complete = msgspec.structs.replace(complete, file=first.file, quarantined=first.quarantined)
        self._put(complete)
        return complete

    def _diagnostic(self, fault: FaultHappened) -> None:
        at_fault = next((thread for thread in fault.threads if thread.tid == fault.thread), None)
        name = f"{at_fault.name} {at_fault.tid}" if at_fault else ""
        where = f"{fault.callback}: " if fault.callback else ""
        self._put(Hanging(where + fault.message, thread=name, stack=fault.stack).event(fault.plugin))
