"""Which stretch of time the chart shows: following the newest quote, or held still by the user."""

from dataclasses import dataclass
from math import ceil

FREE_SHARE = 0.06
"""Part of the width left empty to the right of the newest quote."""
SHORTEST_SECONDS = 1e-5
LONGEST_SECONDS = 366 * 86400.0


@dataclass
class TimeRange:
    """A stretch of `span_seconds`; `stop_seconds` is its right end while the chart is held still.

    Seconds since the chart's origin. `newest_seconds` is that of the newest quote of all symbols.
    """

    span_seconds: float = 120.0
    stop_seconds: float = 0.0
    following: bool = True
    newest_seconds: float = 0.0

    def visible(self, pixels: int) -> tuple[float, float]:
        """Left and right end; while following they move by whole pixels, so that the picture does not shimmer."""
        if self.following:
            step = self.span_seconds / max(1, pixels)
            columns = ceil(self.newest_seconds / step) + ceil(FREE_SHARE * pixels)
            self.stop_seconds = columns * step
        return self.stop_seconds - self.span_seconds, self.stop_seconds

    def follow(self) -> None:
        """Keeps the newest quote in sight from now on."""
        self.following = True

    def hold(self) -> None:
        """Stays where it is."""
        self.following = False

    def pan(self, share: float) -> None:
        """Moves by a share of the visible stretch, forward when positive, and holds still."""
        self.hold()
        self.stop_seconds += share * self.span_seconds

    def zoom(self, factor: float, share: float) -> None:
        """Multiplies the stretch and holds still; the moment at `share` (0 left, 1 right) stays in place."""
        self.hold()
        self.widen(factor, share)

    def widen(self, factor: float, share: float = 1.0) -> None:
        """Multiplies the stretch; a chart that follows goes on following."""
        span = min(LONGEST_SECONDS, max(SHORTEST_SECONDS, self.span_seconds * factor))
        fixed = self.stop_seconds - (1 - share) * self.span_seconds
        self.span_seconds = span
        self.stop_seconds = fixed + (1 - share) * span

    def show(self, start_seconds: float, stop_seconds: float) -> None:
        """Shows a stretch with a little room on both sides and holds still."""
        self.hold()
        room = max(stop_seconds - start_seconds, SHORTEST_SECONDS) * 0.02
        self.span_seconds = stop_seconds - start_seconds + 2 * room
        self.stop_seconds = stop_seconds + room

    def bring(self, seconds: float) -> bool:
        """Holds still with that moment in the middle unless it is in sight; answers whether anything moved."""
        if self.stop_seconds - self.span_seconds <= seconds <= self.stop_seconds:
            return False
        self.hold()
        self.stop_seconds = seconds + self.span_seconds / 2
        return True
