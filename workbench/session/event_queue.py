"""Events on their way to the client, and the plugin rows that they contain."""

from __future__ import annotations

import threading

import msgspec

from workbench.engine.messages import AnyEvent, FaultHappened, JournalWritten, PluginChanged, PluginRow

MAX_EVENTS = 100_000


class EventQueue:
    """Keeps events until the client takes them. Any thread. Drops the oldest journal lines first beyond MAX_EVENTS."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: list[AnyEvent] = []
        self._rows: dict[str, PluginRow] = {}
        self._faults = 0

    def put(self, event: AnyEvent) -> None:
        """Adds an event. A fault without a number gets the next number."""
        if isinstance(event, FaultHappened) and not event.number:
            event = msgspec.structs.replace(event, number=self.next_fault())
        with self._lock:
            if isinstance(event, PluginChanged):
                self._rows[event.row.file] = event.row
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

    def forget_rows(self) -> None:
        """Clears the plugin rows before the next server, whose plugins get new numbers."""
        with self._lock:
            self._rows.clear()

    def end_plugins(self, crashed_file: str, nanos: int) -> None:
        """Reports that no plugin runs any more: `crashed_file` crashed, the others stopped."""
        for row in self.rows().values():
            if row.index >= 0 and row.state in ("running", "loading", "changed on disk", "restart needed"):
                state = "crashed" if row.file == crashed_file else "stopped"
                self.put(PluginChanged(nanos=nanos, row=msgspec.structs.replace(row, state=state)))


def _without_oldest_journal(events: list[AnyEvent]) -> list[AnyEvent]:
    half = len(events) // 2
    older: list[AnyEvent] = [event for event in events[:half] if not isinstance(event, JournalWritten)]
    return older + events[half:] if len(older) < half else events[half:]
