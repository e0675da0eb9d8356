"""Quotes and marks of every symbol since the start, folded to the pixel columns of the visible time range."""

from dataclasses import dataclass
from math import isclose
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from workbench.engine.messages import AnyEvent, EngineStarted
from workbench.views.model import ViewModel
from workbench.views.plugin_list import PluginList
from workbench.views.tick_chart.marks import MarkLog, Marks, quote_marks, trade_marks
from workbench.views.tick_chart.ticks import Floats, TickArena, TickSeries

if TYPE_CHECKING:
    from workbench.telemetry.segment import Batch

CAPACITY_TICKS = 2**24
CAPACITY_MARKS = 2**16
_MINUTE = 60
FRAMES = {
    "Ticks": 0, "1M": _MINUTE, "5M": 5 * _MINUTE, "15M": 15 * _MINUTE, "30M": 30 * _MINUTE, "1H": 60 * _MINUTE,
    "4H": 240 * _MINUTE, "1D": 1440 * _MINUTE,
}  # fmt: skip
"""Length of each candle in seconds. 0 draws the quotes themselves."""
CANDLE_PIXELS = 4
"""Minimum width of a candle. Narrower candles are joined."""


@dataclass(frozen=True)
class Columns:
    """A time range cut into columns or candles. Prices have the shape (2, n): bid, ask. Unknown prices are not finite.

    `low` and `high` of a column include its first price, so neighbouring columns always touch.
    """

    seconds: Floats
    """Left edges and the last right edge, n + 1 of them."""
    first: Floats
    low: Floats
    high: Floats
    last: Floats
    counts: NDArray[np.int64]
    """Quotes in each column."""

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.counts)

    def part(self, start: int, stop: int) -> "Columns":
        """Returns the columns [start, stop), or none when stop <= start."""
        stop = max(start, stop)
        first, low, high, last = (side[:, start:stop] for side in (self.first, self.low, self.high, self.last))
        return Columns(self.seconds[start : stop + 1], first, low, high, last, self.counts[start:stop])

    def joined(self, other: "Columns", edges: Floats) -> "Columns":
        """Returns these columns followed by the others. `edges` are the edges of both."""
        pairs = ((self.first, other.first), (self.low, other.low), (self.high, other.high), (self.last, other.last))
        first, low, high, last = (np.concatenate(pair, axis=1) for pair in pairs)
        return Columns(edges, first, low, high, last, np.concatenate((self.counts, other.counts)))


_NO_PRICES = np.empty((2, 0))
NO_COLUMNS = Columns(np.zeros(1), _NO_PRICES, _NO_PRICES, _NO_PRICES, _NO_PRICES, np.empty(0, np.int64))


@dataclass(frozen=True)
class Quote:
    """One stored quote. `seconds` since the chart's origin."""

    seconds: float
    bid: float
    ask: float


class TickChartModel(ViewModel):
    """All data of the chart. Times are seconds since `origin_nanos`, the server time of the first quote."""

    def __init__(
        self, plugin_list: PluginList, *, capacity_ticks: int = CAPACITY_TICKS, capacity_marks: int = CAPACITY_MARKS
    ) -> None:
        super().__init__(plugin_list)
        self.origin_nanos: int | None = None
        self.newest_seconds = 0.0
        self.revision = 0
        """Increases whenever there is something new to draw."""
        self._arena = TickArena(capacity_ticks)
        self._series: dict[int, TickSeries] = {}
        self._names: dict[int, str] = {}
        # Thousands of changed quotes must not displace the marks of trades.
        self._trades = MarkLog(capacity_marks)
        self._quotes = MarkLog(capacity_marks)
        self._folded: dict[int, _Folded] = {}
        self._restarted = False
        self.beginnings = 0
        """Increases with every `clear`, which makes earlier time ranges meaningless."""

    @property
    def dropped(self) -> int:
        """Quotes dropped because the memory for quotes is full."""
        return self._arena.dropped

    @property
    def held(self) -> int:
        """Number of held quotes."""
        return sum(map(len, self._series.values()))

    @property
    def oldest_seconds(self) -> float:
        """Time of the oldest held quote, or 0."""
        return min((series.first_seconds for series in self._series.values() if len(series)), default=0.0)

    def symbols(self) -> list[int]:
        """Returns the numbers of the symbols with quotes, in the server's order."""
        return sorted(number for number, series in self._series.items() if len(series))

    def name(self, symbol: int) -> str:
        """Returns the name of a symbol."""
        row = self.plugin_list.symbol(symbol)
        return row.symbol if row else f"symbol {symbol}"

    def digits(self, symbol: int) -> int:
        """Returns the number of decimals of a symbol's prices."""
        row = self.plugin_list.symbol(symbol)
        return row.digits if row else 5

    def count(self, symbol: int) -> int:
        """Returns the number of held quotes of a symbol."""
        return len(self._series[symbol]) if symbol in self._series else 0

    def on_event(self, event: AnyEvent) -> None:
        """Clears the chart when a new engine process numbers its symbols differently. Otherwise keeps the quotes."""
        if isinstance(event, EngineStarted):
            numbers = {row.symbol: row.number for row in event.symbols}
            if any(numbers.get(name) != number for number, name in self._names.items()):
                self.clear()
            self._names = {row.number: row.symbol for row in event.symbols}
            self._restarted = True
            self.revision += 1

    def clear(self) -> None:
        """Removes every quote and mark."""
        for series in self._series.values():
            series.clear()
        self._folded.clear()
        self._trades.clear()
        self._quotes.clear()
        self._arena.dropped = 0
        self.origin_nanos = None
        self.newest_seconds = 0.0
        self.beginnings += 1
        self.revision += 1

    def take(self, batch: "Batch") -> None:
        """Adds the quotes and marks of one frame."""
        if len(batch.ticks):
            self._take_ticks(batch.ticks)
        if len(batch.marks):
            self._take_marks(batch.marks)

    def seconds(self, server_nanos: int) -> float:
        """Converts a server time to seconds since the origin."""
        return (server_nanos - (self.origin_nanos or 0)) / 1e9

    def nanos(self, seconds: float) -> int:
        """Converts seconds since the origin to server time, nanoseconds since the Unix epoch."""
        return (self.origin_nanos or 0) + round(seconds * 1e9)

    def _offsets(self, server_nanos: NDArray[Any]) -> Floats:
        if self._restarted and server_nanos[0] < self.nanos(self.newest_seconds):
            self.clear()
        self._restarted = False
        if self.origin_nanos is None:
            self.origin_nanos = int(server_nanos[0])
        return np.asarray((server_nanos - self.origin_nanos) / 1e9)

    def _take_ticks(self, ticks: NDArray[Any]) -> None:
        seconds = self._offsets(ticks["server_nanos"])
        marks = quote_marks(ticks, seconds)
        if len(marks):
            self._quotes.append(marks)
        stored = ticks["code"] == 0
        if not stored.all():
            ticks, seconds = ticks[stored], seconds[stored]
        order = np.argsort(ticks["symbol"], kind="stable")
        numbers = ticks["symbol"][order]
        cuts = np.flatnonzero(np.diff(numbers)) + 1
        for part in np.split(order, cuts):
            if len(part):
                self._append(int(ticks["symbol"][part[0]]), seconds[part], ticks["bid"][part], ticks["ask"][part])
        self.revision += 1

    def _append(self, symbol: int, seconds: Floats, bid: Floats, ask: Floats) -> None:
        if symbol not in self._series:
            self._series[symbol] = self._arena.series()
        series = self._series[symbol]
        # After the clock is set back, drawing continues at the last time instead of over existing quotes.
        seconds = np.maximum.accumulate(np.maximum(seconds, series.newest_seconds))
        series.append(seconds, bid, ask)
        self.newest_seconds = max(self.newest_seconds, float(seconds[-1]))

    def _take_marks(self, records: NDArray[Any]) -> None:
        seconds = self._offsets(records["server_nanos"])
        # The marks of changed and refused quotes come from the quotes, which contain the received price.
        self._trades.append(trade_marks(records, seconds))
        self.revision += 1

    def window(self, symbol: int, start: float, stop: float, pixels: int) -> Columns:
        """Folds [start, stop) seconds to `pixels` columns. The duration depends on `pixels` only.

        Each column has the lowest and highest bid and ask. Columns lie on a fixed grid, so that a moving chart does not
        flicker. The range may begin up to half a column later than requested.
        """
        folded = self._folded.get(symbol)
        step = (stop - start) / pixels
        if folded is not None and isclose(step, folded.step, rel_tol=1e-9):
            # The difference of two times varies by rounding, but the grid must not.
            step = folded.step
        number = round(start / step)
        edges = np.arange(number, number + pixels + 1, dtype=np.float64) * step
        series = self._series.get(symbol) or self._arena.empty
        final = self._final(symbol, step, number, pixels)
        fresh = _fold(series, edges[final.width :], touching=True)
        columns = final.joined(fresh, edges)
        closed = int(np.searchsorted(edges[1:], series.newest_seconds, "right"))
        self._folded[symbol] = _Folded(step, number, closed, columns)
        return columns

    def candles(self, symbol: int, start: float, stop: float, frame_seconds: int, pixels: int) -> tuple[Columns, int]:
        """Returns the candles that touch [start, stop) seconds, and the number of frames in each candle.

        Candles begin at whole multiples of the frame in server time. Candles narrower than `CANDLE_PIXELS` are joined.
        """
        joined = max(1, int(np.ceil((stop - start) / frame_seconds * CANDLE_PIXELS / pixels)))
        length = joined * frame_seconds
        origin_seconds = (self.origin_nanos or 0) / 1e9
        phase = origin_seconds % length
        first = np.floor((start + phase) / length)
        last = np.ceil((min(stop, self.newest_seconds + length) + phase) / length)
        edges = np.arange(first, max(last, first) + 1) * length - phase
        return _fold(self._series.get(symbol) or self._arena.empty, edges, touching=False), joined

    def marks(self, symbol: int, start: float, stop: float, pixels: int) -> Marks:
        """Returns the marks of [start, stop) seconds, trades last, at most one of each kind per pixel column."""
        quotes = self._quotes.between(symbol, start, stop, pixels)
        return np.concatenate((quotes, self._trades.between(symbol, start, stop, pixels)))

    def quote_at(self, symbol: int, seconds: float) -> Quote | None:
        """Returns the current quote at that time, or None before the first quote."""
        series = self._series.get(symbol)
        if series is None or not len(series):
            return None
        number = int(series.locate(np.array([np.nextafter(seconds, np.inf)]))[0]) - 1
        return _quote(series, number) if number >= series.first else None

    def newest(self, symbol: int) -> Quote | None:
        """Returns the newest quote of a symbol, or None before the first quote."""
        series = self._series.get(symbol)
        return _quote(series, series.end - 1) if series is not None and len(series) else None

    def _final(self, symbol: int, step: float, number: int, pixels: int) -> Columns:
        """Returns the leading columns of the last fold that no further quote can change."""
        folded = self._folded.get(symbol)
        series = self._series.get(symbol)
        if folded is None or series is None or not len(series) or folded.step != step or number < folded.number:
            return NO_COLUMNS
        if series.first > 0 and series.first_seconds > number * step:
            return NO_COLUMNS
        return folded.columns.part(number - folded.number, min(folded.closed, number - folded.number + pixels))


@dataclass(frozen=True)
class _Folded:
    """Columns of the last fold. The first `closed` columns are final."""

    step: float
    number: int
    closed: int
    columns: Columns


def _quote(series: TickSeries, number: int) -> Quote:
    numbers = np.array([number])
    bid, ask = series.prices_at(numbers)[:, 0].tolist()
    return Quote(float(series.seconds_at(numbers)[0]), bid, ask)


def _fold(series: TickSeries, edges: Floats, *, touching: bool) -> Columns:
    bounds = series.locate(edges)
    low, high = series.fold(bounds)
    known = series.prices_at(bounds - 1)
    before, last = known[:, :-1], known[:, 1:]
    if touching:
        low, high = np.fmin(low, before), np.fmax(high, before)
        first = before
    else:
        first = series.prices_at(bounds[:-1])
    return Columns(edges, first, low, high, last, np.diff(bounds))
