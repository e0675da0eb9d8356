"""Events on their way to the client, and the plugin rows that they contain."""

from __future__ import annotations

import threading
import time
from collections import Counter

import msgspec

from workbench.engine.messages import (
    IN_MEMORY,
    AnyEvent,
    DiagnosticFound,
    EngineStopped,
    FaultHappened,
    JournalLine,
    JournalWritten,
    MailSent,
    MarginCalled,
    MessageSent,
    NewsPublished,
    PluginChanged,
    PluginRow,
    StatePublished,
)

MAX_BULK = 100_000
"""Most events in `_BULK` that wait for the client, each journal line counted."""
_BULK = (StatePublished, JournalWritten, MessageSent, MailSent, NewsPublished, MarginCalled)
"""Events that a plugin can send in any number. All others are facts about the server and are never dropped."""
_COUNTED_PLUGINS = 1000
_REPORTS = (DiagnosticFound, FaultHappened, JournalWritten)
"""Events that stay true after the run that they are about. All others describe the server as it is now."""


class EventQueue:
    """Keeps events until the client takes them. Any thread.

    Beyond MAX_BULK it keeps the last state of each plugin and drops the oldest bulk events. Each `take` that follows
    reports the numbers of dropped events in the journal.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: list[AnyEvent] = []
        self._bulk = 0
        self._dropped: Counter[tuple[str, str]] = Counter()
        """Dropped events by plugin and type."""
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
            self._bulk += _weight(event)
            if self._bulk > MAX_BULK:
                self._drop_bulk()

    def next_fault(self) -> int:
        """Returns the number of the next fault, counted from 1."""
        with self._lock:
            self._faults += 1
            return self._faults

    def take(self) -> list[AnyEvent]:
        """Returns the events since the last call, oldest first."""
        with self._lock:
            taken, self._events, self._bulk = self._events, [], 0
            dropped, self._dropped = self._dropped, Counter()
        return [*taken, _drop_report(dropped)] if dropped else taken

    def rows(self) -> dict[str, PluginRow]:
        """Returns the last row of each plugin by file."""
        with self._lock:
            return dict(self._rows)

    def begin_run(self, run: object) -> None:
        """Makes `run` the current one. Its plugins get rows and indexes of their own."""
        with self._lock:
            self._run = run
            self._rows.clear()

    def _drop_bulk(self) -> None:
        """Halves the bulk events: drops the states that a later one replaces, then the oldest."""
        last = {event.plugin: event for event in self._events if isinstance(event, StatePublished)}
        wanted, kept = MAX_BULK // 2, list[AnyEvent]()
        excess = self._bulk - wanted
        # Every state but the last of each plugin. These need no second pass when they are enough.
        for event in self._events:
            if isinstance(event, StatePublished) and last[event.plugin] is not event:
                excess -= self._count_dropped(event)
            else:
                kept.append(event)
        self._events = []
        for event in kept:
            if excess > 0 and _weight(event):
                excess -= self._count_dropped(event)
            else:
                self._events.append(event)
        self._bulk = wanted + excess

    def _count_dropped(self, event: AnyEvent) -> int:
        """Counts a dropped event and returns its weight."""
        lines = event.lines if isinstance(event, JournalWritten) else (event,)
        for line in lines:
            key = (getattr(line, "plugin", ""), _TYPES.get(type(event), "events"))
            # An engine that invents plugin names must not fill the memory.
            self._dropped[key if key in self._dropped or len(self._dropped) < _COUNTED_PLUGINS else ("", key[1])] += 1
        return _weight(event)

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


_TYPES: dict[type, str] = {StatePublished: "published states", JournalWritten: "journal lines"}


def _weight(event: AnyEvent) -> int:
    """Returns how many bulk events an event counts as. 0 for a fact about the server."""
    if isinstance(event, JournalWritten):
        return max(1, len(event.lines))
    return int(isinstance(event, _BULK))


def _drop_report(dropped: Counter[tuple[str, str]]) -> JournalWritten:
    """Returns one journal line for each plugin and type of dropped events."""
    nanos = time.time_ns()
    lines = (
        JournalLine(
            nanos=nanos,
            server_nanos=0,
            level="warning",
            type="workbench",
            plugin=plugin,
            text=f"{count:,} {what} dropped because they arrived faster than the client read them",
        )
        for (plugin, what), count in dropped.most_common()
    )
    return JournalWritten(nanos=nanos, lines=tuple(lines))
