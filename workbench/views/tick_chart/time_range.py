"""The visible time range of the chart: following the newest quote, or fixed by the user."""

from dataclasses import dataclass
from math import ceil

FREE_SHARE = 0.06
"""Empty share of the width to the right of the newest quote."""
SHORTEST_SECONDS = 1e-5
LONGEST_SECONDS = 366 * 86400.0


@dataclass
class TimeRange:
    """A time range of `span_seconds`. `stop_seconds` is its right end while the range is fixed.

    Seconds since the chart's origin. `newest_seconds` is the time of the newest quote of all symbols.
    """

    span_seconds: float = 120.0
    stop_seconds: float = 0.0
    following: bool = True
    newest_seconds: float = 0.0

    def visible(self, pixels: int) -> tuple[float, float]:
        """Returns left and right end. They move by whole pixels while following, which avoids flicker."""
        if self.following:
            step = self.span_seconds / max(1, pixels)
            columns = ceil(self.newest_seconds / step) + ceil(FREE_SHARE * pixels)
            self.stop_seconds = columns * step
        return self.stop_seconds - self.span_seconds, self.stop_seconds

    def follow(self) -> None:
        """Follows the newest quote."""
        self.following = True

    def hold(self) -> None:
        """Fixes the present range."""
        self.following = False

    def pan(self, share: float) -> None:
        """Pans by a share of the visible range, forward when positive, and fixes the range."""
        self.hold()
        self.stop_seconds += share * self.span_seconds

    def zoom(self, factor: float, share: float) -> None:
        """Multiplies the span and fixes the range. The time at `share` (0 left, 1 right) stays in place."""
        self.hold()
        self.widen(factor, share)

    def widen(self, factor: float, share: float = 1.0) -> None:
        """Multiplies the span. A following chart keeps following."""
        span = min(LONGEST_SECONDS, max(SHORTEST_SECONDS, self.span_seconds * factor))
        fixed = self.stop_seconds - (1 - share) * self.span_seconds
        self.span_seconds = span
        self.stop_seconds = fixed + (1 - share) * span

    def show(self, start_seconds: float, stop_seconds: float) -> None:
        """Shows a range with a small margin on both sides and fixes it."""
        self.hold()
        room = max(stop_seconds - start_seconds, SHORTEST_SECONDS) * 0.02
        self.span_seconds = stop_seconds - start_seconds + 2 * room
        self.stop_seconds = stop_seconds + room

    def bring(self, seconds: float) -> bool:
        """Centres and fixes the range at a time that is out of view. Returns whether the range changed."""
        if self.stop_seconds - self.span_seconds <= seconds <= self.stop_seconds:
            return False
        self.hold()
        self.stop_seconds = seconds + self.span_seconds / 2
        return True
