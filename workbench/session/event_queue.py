"""Events on their way to the client, and the plugin rows that they contain."""

from __future__ import annotations

import threading

import msgspec

from workbench.engine.messages import (
    IN_MEMORY,
    AnyEvent,
    DiagnosticFound,
    EngineStopped,
    FaultHappened,
    JournalWritten,
    PluginChanged,
    PluginRow,
)

MAX_EVENTS = 100_000
_REPORTS = (DiagnosticFound, FaultHappened, JournalWritten)
"""Events that stay true after the run that they are about. All others describe the server as it is now."""


class EventQueue:
    """Keeps events until the client takes them. Any thread. Drops the oldest journal lines first beyond MAX_EVENTS."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: list[AnyEvent] = []
        self._rows: dict[str, PluginRow] = {}
        self._faults = 0
        self._run: object = None

    def put(self, event: AnyEvent, *, run: object = None) -> None:
        """Adds an event of a run, or of the session itself (None). A fault without a number gets the next one.

        A fault or the end of the current run first ends its plugins. Of an earlier run only reports are added.
        """
        if isinstance(event, FaultHappened) and not event.number:
            event = msgspec.structs.replace(event, number=self.next_fault())
        with self._lock:
            stale = run is not None and run is not self._run
            if stale and not isinstance(event, _REPORTS):
                return
            match event:
                case PluginChanged(row=row):
                    self._rows[row.file] = row
                case EngineStopped():
                    self._end_plugins(event.nanos)
                case FaultHappened(kind=kind) if kind != "hang" and not stale:
                    self._end_plugins(event.nanos, event)
                case _:
                    pass
            self._events.append(event)
            if len(self._events) > MAX_EVENTS:
                self._events = _without_oldest_journal(self._events)

    def next_fault(self) -> int:
        """Returns the number of the next fault, counted from 1."""
        with self._lock:
            self._faults += 1
            return self._faults

    def take(self) -> list[AnyEvent]:
        """Returns the events since the last call, oldest first."""
        with self._lock:
            taken, self._events = self._events, []
        return taken

    def rows(self) -> dict[str, PluginRow]:
        """Returns the last row of each plugin by file."""
        with self._lock:
            return dict(self._rows)

    def begin_run(self, run: object) -> None:
        """Makes `run` the current one. Its plugins get rows and indexes of their own."""
        with self._lock:
            self._run = run
            self._rows.clear()

    def _end_plugins(self, nanos: int, fault: FaultHappened | None = None) -> None:
        """Adds the new state of each plugin in memory: the faulting one crashed, the others stopped."""
        for row in list(self._rows.values()):
            if row.index >= 0 and row.state in IN_MEMORY:
                state = "crashed" if fault is not None and _is_faulting(row, fault) else "stopped"
                ended = msgspec.structs.replace(row, state=state)
                self._rows[row.file] = ended
                self._events.append(PluginChanged(nanos=nanos, row=ended))


def _is_faulting(row: PluginRow, fault: FaultHappened) -> bool:
    return row.file == fault.file if fault.file else fault.plugin in (row.file, row.name)


def _without_oldest_journal(events: list[AnyEvent]) -> list[AnyEvent]:
    half = len(events) // 2
    older: list[AnyEvent] = [event for event in events[:half] if not isinstance(event, JournalWritten)]
    return older + events[half:] if len(older) < half else events[half:]
