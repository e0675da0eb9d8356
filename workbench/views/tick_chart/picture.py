"""Converts folded prices to lines on a pixel grid: mapping, price and time divisions, steps, candles, volume."""

from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil, floor, log10

import numpy as np
from numpy.typing import NDArray

from workbench.views.tick_chart.model import Columns
from workbench.views.tick_chart.ticks import BID, Floats

Segments = NDArray[np.float64]
"""Lines as (x0, y0, x1, y1), or rectangles as (x, y, width, height), in pixels, one per row."""

HEADER_PIXELS = 20
VOLUME_PIXELS = 18
_SECOND = 1_000_000_000
_DAY = 86400
_STEPS = (
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200,
    _DAY, 2 * _DAY, 7 * _DAY, 28 * _DAY,
)  # fmt: skip


@dataclass(frozen=True)
class Mapping:
    """Maps seconds and prices to a plot of `width` x `height` pixels. The strip at the top holds the heading."""

    start: float
    stop: float
    low: float
    high: float
    width: float
    height: float

    def x(self, seconds: Floats) -> Floats:
        """Returns pixels from the left edge."""
        return (seconds - self.start) * (self.width / (self.stop - self.start))

    def y(self, prices: Floats) -> Floats:
        """Returns whole pixels from the top edge, so that equal prices make a straight line."""
        scale = (self.height - HEADER_PIXELS) / (self.high - self.low)
        return np.rint(self.height - (prices - self.low) * scale)

    def seconds(self, x: float) -> float:
        """Returns the time at a pixel."""
        return self.start + x * (self.stop - self.start) / max(1.0, self.width)

    def price(self, y: float) -> float:
        """Returns the price at a pixel."""
        return self.low + (self.height - y) * (self.high - self.low) / max(1.0, self.height - HEADER_PIXELS)


class PriceRange:
    """Lowest and highest price of a plot. Changes only when prices leave it or need less than half of it."""

    def __init__(self) -> None:
        self.low = 0.0
        self.high = 0.0

    def fit(self, low: float, high: float, point: float) -> None:
        """Extends or shrinks the range for prices from `low` to `high`. `point` is the smallest price step."""
        needed = max(high - low, 4 * point)
        held = self.high - self.low
        if low >= self.low and high <= self.high and needed > 0.5 * held:
            return
        middle = (low + high) / 2
        self.low, self.high = middle - 0.65 * needed, middle + 0.6 * needed


def price_extent(columns: Columns) -> tuple[float, float] | None:
    """Returns the lowest visible bid and the highest visible ask, or None."""
    low, high = columns.low[np.isfinite(columns.low)], columns.high[np.isfinite(columns.high)]
    return (float(low.min()), float(high.max())) if len(low) and len(high) else None


def step_lines(columns: Columns, side: int, mapping: Mapping, newest_seconds: float) -> Segments:
    """Returns a price as steps: a vertical line in each pixel column with quotes, horizontal lines between them."""
    x = np.rint(mapping.x(columns.seconds))
    filled = np.flatnonzero((columns.counts > 0) & np.isfinite(columns.low[side]))
    upright = np.empty((len(filled), 4))
    upright[:, 0] = upright[:, 2] = x[filled]
    upright[:, 1] = mapping.y(columns.low[side, filled])
    upright[:, 3] = mapping.y(columns.high[side, filled])
    end = np.rint(mapping.x(np.array([min(newest_seconds, columns.seconds[-1])])))
    return np.concatenate((upright, _levels(columns, side, mapping, x[filled], filled, x[0], float(end[0]))))


def _levels(
    columns: Columns, side: int, mapping: Mapping, x: Floats, filled: NDArray[np.int64], left: float, right: float
) -> Segments:
    starts = np.concatenate(([left], x))
    stops = np.concatenate((x, [right]))
    prices = np.concatenate((columns.first[side, :1], columns.last[side, filled]))
    kept = (stops - starts > 1) & np.isfinite(prices)
    level = np.empty((int(kept.sum()), 4))
    level[:, 0], level[:, 2] = starts[kept], stops[kept]
    level[:, 1] = level[:, 3] = mapping.y(prices[kept])
    return level


@dataclass(frozen=True)
class Candles:
    """Candles as wicks (lines) and bodies (rectangles), separated into risen or unchanged and fallen candles."""

    up_wicks: Segments
    up_bodies: Segments
    down_wicks: Segments
    down_bodies: Segments


def candle_shapes(columns: Columns, mapping: Mapping) -> Candles:
    """Returns the candles of the bid."""
    filled = columns.counts > 0
    left = np.rint(mapping.x(columns.seconds[:-1][filled]))
    right = np.rint(mapping.x(columns.seconds[1:][filled]))
    opened, closed = columns.first[BID, filled], columns.last[BID, filled]
    low, high = mapping.y(columns.low[BID, filled]), mapping.y(columns.high[BID, filled])
    width = np.maximum(1.0, right - left - 2)
    middle = left + np.floor(width / 2)
    y_open, y_close = mapping.y(opened), mapping.y(closed)
    wicks = np.stack((middle, high, middle, np.minimum(y_open, y_close)), axis=1)
    below = np.stack((middle, np.maximum(y_open, y_close), middle, low), axis=1)
    bodies = np.stack((left, np.minimum(y_open, y_close), width - 1, np.abs(y_open - y_close)), axis=1)
    up = closed >= opened
    return Candles(
        np.concatenate((wicks[up], below[up])), bodies[up], np.concatenate((wicks[~up], below[~up])), bodies[~up]
    )


def volume_bars(columns: Columns, mapping: Mapping, *, gap: int) -> Segments:
    """Returns the number of quotes of each column as a bar at the bottom edge, with `gap` pixels between bars."""
    filled = columns.counts > 0
    if not filled.any():
        return np.empty((0, 4))
    left = np.rint(mapping.x(columns.seconds[:-1][filled]))
    right = np.rint(mapping.x(columns.seconds[1:][filled]))
    counts = columns.counts[filled]
    tall = np.ceil(counts * (VOLUME_PIXELS / counts.max()))
    return np.stack((left, mapping.height - tall, np.maximum(1.0, right - left - gap), tall), axis=1)


def price_divisions(mapping: Mapping, digits: int, apart_pixels: float = 24.0) -> list[float]:
    """Returns round prices at least `apart_pixels` apart."""
    room = (mapping.high - mapping.low) * apart_pixels / max(1.0, mapping.height - HEADER_PIXELS)
    step = max(_round_up(room), 10.0**-digits)
    first = ceil(mapping.low / step)
    return [number * step for number in range(first, floor(mapping.high / step) + 1)]


def _round_up(value: float) -> float:
    power = 10.0 ** floor(log10(value))
    return next(power * digit for digit in (1, 2, 5, 10) if power * digit >= value * 0.999999)


def time_divisions(
    start_nanos: int, stop_nanos: int, width: float, apart_pixels: float = 92.0
) -> list[tuple[int, str]]:
    """Returns round server times at least `apart_pixels` apart with their labels. The label at midnight is the date."""
    room = (stop_nanos - start_nanos) * apart_pixels / max(1.0, width)
    step = _time_step(room)
    first = -(-start_nanos // step) * step
    return [(nanos, time_label(nanos, step)) for nanos in range(first, stop_nanos, step)]


def _time_step(room_nanos: float) -> int:
    if room_nanos < _SECOND:
        return max(1000, round(_round_up(room_nanos)))
    whole_days = ceil(room_nanos / _SECOND / _DAY) * _DAY
    return next((step for step in _STEPS if step * _SECOND >= room_nanos), whole_days) * _SECOND


def time_label(nanos: int, step_nanos: int) -> str:
    """Formats a time with the precision of the step between labels."""
    moment = datetime.fromtimestamp(nanos // _SECOND, UTC)
    if nanos % (_DAY * _SECOND) == 0:
        return f"{moment:%b} {moment.day}"
    if step_nanos >= 60 * _SECOND:
        return f"{moment:%H:%M}"
    digits = 0 if step_nanos >= _SECOND else 3 if step_nanos >= 1_000_000 else 6
    fraction = f".{nanos % _SECOND // 10 ** (9 - digits):0{digits}d}" if digits else ""
    return f"{moment:%H:%M:%S}{fraction}"
