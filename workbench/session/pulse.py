"""Whether the engine still gets on: rounds of its thread, or calls into plugins that come to an end."""

from __future__ import annotations

from workbench.telemetry.segment import SegmentReader

Beat = tuple[int, ...]


class Pulse:
    """Watches the heartbeat in a segment's header; without one (at the start, virtual clock) the running calls."""

    def __init__(self, reader: SegmentReader, hang_seconds: float) -> None:
        self._reader, self._hang_seconds = reader, hang_seconds
        self._last: Beat = ()
        self._since, self._told = 0.0, False

    @property
    def told(self) -> bool:
        """Whether the standstill of this moment was told already."""
        return self._told

    def stopped(self, now_seconds: float) -> bool:
        """True once for each time nothing moves for `hang_seconds`; any clock that does not go back."""
        beat = self._beat()
        if beat != self._last or not beat:
            self._last, self._since, self._told = beat, now_seconds, False
            return False
        if self._told or now_seconds - self._since < self._hang_seconds:
            return False
        self._told = True
        return True

    def _beat(self) -> Beat:
        """What has to change; empty while there is nothing that could hang."""
        rounds = int(self._reader.header["heartbeat"])
        return (rounds,) if rounds else tuple(call.call for call in self._reader.running() if call.depth > 0)
