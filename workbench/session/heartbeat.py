"""Detects a hanging engine: neither its heartbeat counter nor the running calls change."""

from __future__ import annotations

import enum
from collections.abc import Callable

from workbench.telemetry.segment import SegmentReader

Heartbeat = tuple[int, ...]


class HeartbeatChange(enum.Enum):
    """A change that a look at the heartbeat finds. Each change is returned once."""

    STOPPED = enum.auto()
    MOVES_AGAIN = enum.auto()


class HeartbeatWatchdog:
    """Watches the heartbeat in a segment's header, or the running calls at the start and with a virtual clock."""

    def __init__(self, reader: SegmentReader, hang_seconds: float, *, held: Callable[[], bool] = lambda: False) -> None:
        """`held` returns whether a debugger or a signal has stopped the process. A stopped process does not hang."""
        self._reader, self._hang_seconds, self._held = reader, hang_seconds, held
        self._last: Heartbeat = ()
        self._since, self._reported = 0.0, False
        self.stood_seconds = 0.0
        """Seconds without a heartbeat when the last change was returned."""

    @property
    def reported(self) -> bool:
        """Whether the present hang is already reported."""
        return self._reported

    def look(self, now_seconds: float) -> HeartbeatChange | None:
        """Returns STOPPED once after `hang_seconds` without a heartbeat, and MOVES_AGAIN once when the hang is over.

        `now_seconds` comes from a monotonic clock.
        """
        heartbeat, reported = self._heartbeat(), self._reported
        if heartbeat != self._last or not heartbeat:
            if reported:
                self.stood_seconds = now_seconds - self._since
            self._last, self._since, self._reported = heartbeat, now_seconds, False
            return HeartbeatChange.MOVES_AGAIN if reported else None
        if reported or now_seconds - self._since < self._hang_seconds:
            return None
        if self._held():
            self._since = now_seconds
            return None
        self._reported, self.stood_seconds = True, now_seconds - self._since
        return HeartbeatChange.STOPPED

    def _heartbeat(self) -> Heartbeat:
        """Returns the value that must change; empty while nothing can hang."""
        rounds = int(self._reader.header["heartbeat"])
        return (rounds,) if rounds else tuple(call.call for call in self._reader.running() if call.depth > 0)
