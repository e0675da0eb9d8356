"""Whether the engine thread still makes rounds."""

from __future__ import annotations

from workbench.telemetry.segment import SegmentReader


class Pulse:
    """Watches the heartbeat in a segment's header. An engine under a virtual clock has none to lose."""

    def __init__(self, reader: SegmentReader, hang_seconds: float) -> None:
        self._reader, self._hang_seconds = reader, hang_seconds
        self._last, self._since, self._told = 0, 0.0, False

    def stopped(self, now_seconds: float) -> bool:
        """True once for each time the heartbeat stands still for `hang_seconds`; any clock that does not go back."""
        beat = int(self._reader.header["heartbeat"])
        if beat != self._last or self._since == 0.0:
            self._last, self._since, self._told = beat, now_seconds, False
            return False
        if beat == 0 or self._told or now_seconds - self._since < self._hang_seconds:
            return False
        self._told = True
        return True
