"""Whether the engine still gets on: rounds of its thread, or calls into plugins that come to an end."""

from __future__ import annotations

import enum
from collections.abc import Callable

from workbench.telemetry.segment import SegmentReader

Heartbeat = tuple[int, ...]


class HeartbeatChange(enum.Enum):
    """What a look at the pulse may find, each once."""

    STOPPED = enum.auto()
    MOVES_AGAIN = enum.auto()


class HeartbeatWatchdog:
    """Watches the heartbeat in a segment's header; without one (at the start, virtual clock) the running calls."""

    def __init__(self, reader: SegmentReader, hang_seconds: float, *, held: Callable[[], bool] = lambda: False) -> None:
        """`held` is asked before a standstill is told: whether somebody, as a debugger, has stopped the process."""
        self._reader, self._hang_seconds, self._held = reader, hang_seconds, held
        self._last: Heartbeat = ()
        self._since, self._reported = 0.0, False
        self.stood_seconds = 0.0
        """How long nothing had moved when that was told, or when it moved again."""

    @property
    def reported(self) -> bool:
        """Whether the standstill of this moment was told already."""
        return self._reported

    def look(self, now_seconds: float) -> HeartbeatChange | None:
        """STOPPED once for each time nothing moves for `hang_seconds`, MOVES_AGAIN when that is over.

        `now_seconds` is of any clock that does not go back.
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
        """What has to change; empty while there is nothing that could hang."""
        rounds = int(self._reader.header["heartbeat"])
        return (rounds,) if rounds else tuple(call.call for call in self._reader.running() if call.depth > 0)
