"""Quotes of many symbols in one bounded block of memory, with summaries that fold any time range quickly."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Prices = NDArray[np.float32]
Indices = NDArray[np.int64]

BLOCK: Final = 16
BLOCK_BITS: Final = 4
LEVELS: Final = 3
CHUNK: Final = BLOCK**LEVELS
CHUNK_BITS: Final = BLOCK_BITS * LEVELS
BID: Final = 0
ASK: Final = 1
FEW: Final = 8
"""Up to this number, times or ranges are processed one by one, which is faster than vectorized."""
_STEPS: Final = np.arange(BLOCK, dtype=np.int64)[:, None]


class TickArena:
    """Chunks of 4,096 quotes for all series. When all are in use, the arena drops its oldest chunk.

    A quote takes 16 bytes, plus about 1 byte for its share of the summary. The arena never copies data to grow: the
    operating system commits pages at their first write.
    """

    def __init__(self, capacity: int) -> None:
        """`capacity` in quotes, rounded up to whole chunks."""
        chunks = max(1, -(-capacity // CHUNK))
        self.capacity = chunks * CHUNK
        self.dropped = 0
        self.seconds: Floats = np.empty(self.capacity, np.float64)
        prices: Prices = np.empty((2, self.capacity), np.float32)
        sizes = [self.capacity >> (BLOCK_BITS * level) for level in range(1, LEVELS + 1)]
        self.lows: list[Prices] = [prices, *(np.empty((2, size), np.float32) for size in sizes)]
        self.highs: list[Prices] = [prices, *(np.empty((2, size), np.float32) for size in sizes)]
        self._free = list(range(chunks - 1, -1, -1))
        self._series: list[TickSeries] = []
        self.empty = TickSeries(self)
        """A series without quotes, for a symbol without quotes."""

    def series(self) -> "TickSeries":
        """Returns a new empty series of quotes in this arena."""
        made = TickSeries(self)
        self._series.append(made)
        return made

    def take_row(self) -> int:
        """Returns a free chunk, or takes the oldest chunk of all series."""
        if not self._free:
            oldest = min((series for series in self._series if series.chunks), key=lambda series: series.first_seconds)
            self.dropped += oldest.drop_chunk()
        return self._free.pop()

    def give_row(self, row: int) -> None:
        """Marks a chunk as free."""
        self._free.append(row)


class TickSeries:
    """The quotes of one symbol in time order.

    Quotes are numbered from 0 since the start of the series; numbers below `first` were dropped. Prices are kept as
    single-precision distances from `base`, so large prices keep their decimals.
    """

    def __init__(self, arena: TickArena) -> None:
        self._arena = arena
        self._rows: Indices = np.empty(0, np.int64)
        self._starts: Floats = np.empty(0, np.float64)
        self.first = 0
        self.end = 0
        self.base = 0.0
        self.newest_seconds = -np.inf

    def __len__(self) -> int:
        return self.end - self.first

    @property
    def chunks(self) -> int:
        """Number of held chunks."""
        return len(self._rows)

    @property
    def first_seconds(self) -> float:
        """Time of the oldest held quote."""
        return float(self._starts[0])

    def append(self, seconds: Floats, bid: Floats, ask: Floats) -> None:
        """Adds quotes. Times must not decrease. All three arrays have the same length."""
        if not len(seconds):
            return
        if self.end == 0:
            self.base = float(bid[0])
        prices = np.empty((2, len(seconds)), np.float32)
        np.subtract(bid, self.base, out=prices[BID], casting="unsafe")
        np.subtract(ask, self.base, out=prices[ASK], casting="unsafe")
        done = 0
        while done < len(seconds):
            done += self._append_piece(seconds[done:], prices[:, done:])
        self.newest_seconds = float(seconds[-1])

    def _append_piece(self, seconds: Floats, prices: Prices) -> int:
        start = self.end % CHUNK
        if start == 0:
            self._add_chunk(float(seconds[0]))
        count = min(len(seconds), CHUNK - start)
        row = int(self._rows[-1])
        at = row * CHUNK + start
        self._arena.seconds[at : at + count] = seconds[:count]
        self._arena.lows[0][:, at : at + count] = prices[:, :count]
        self.end += count
        self._summarise(row, start, start + count)
        return count

    def _add_chunk(self, seconds: float) -> None:
        row = self._arena.take_row()
        self._rows = np.append(self._rows, row)
        self._starts = np.append(self._starts, seconds)

    def _summarise(self, row: int, start: int, stop: int) -> None:
        arena = self._arena
        base = row * CHUNK
        for level in range(1, LEVELS + 1):
            block, block_stop = start >> BLOCK_BITS, -(-stop >> BLOCK_BITS)
            source = slice(base + block * BLOCK, base + stop)
            cuts = np.arange(0, stop - block * BLOCK, BLOCK)
            base >>= BLOCK_BITS
            target = slice(base + block, base + block_stop)
            np.minimum.reduceat(arena.lows[level - 1][:, source], cuts, axis=1, out=arena.lows[level][:, target])
            np.maximum.reduceat(arena.highs[level - 1][:, source], cuts, axis=1, out=arena.highs[level][:, target])
            start, stop = block, block_stop

    def drop_chunk(self) -> int:
        """Frees the oldest chunk. Returns the number of its quotes."""
        count = min(CHUNK, len(self))
        self._arena.give_row(int(self._rows[0]))
        self._rows, self._starts = self._rows[1:], self._starts[1:]
        self.first += count
        if not len(self._rows):
            # A new series must start at a chunk boundary, because its numbers determine positions in chunks.
            self.first = self.end = -(-self.end // CHUNK) * CHUNK
        return count

    def clear(self) -> None:
        """Removes every quote."""
        while self.chunks:
            self.drop_chunk()
        self.first = self.end = 0
        self.newest_seconds = -np.inf

    def _flat(self, numbers: Indices, level: int) -> Indices:
        bits = CHUNK_BITS - BLOCK_BITS * level
        chunk = (numbers >> bits) - (self.first >> CHUNK_BITS)
        flat: Indices = (self._rows[chunk] << bits) | (numbers & ((1 << bits) - 1))
        return flat

    def seconds_at(self, numbers: Indices) -> Floats:
        """Returns the times of quotes by number. The quotes must be held."""
        return self._arena.seconds[self._flat(numbers, 0)]

    def prices_at(self, numbers: Indices) -> Floats:
        """Returns bid and ask, shape (2, n), of quotes by number. NaN for a quote that is not held."""
        held = (numbers >= self.first) & (numbers < self.end)
        found = np.full((2, len(numbers)), np.nan)
        if len(self):
            found[:, held] = np.take(self._arena.lows[0], self._flat(numbers[held], 0), axis=1)
            # Add in double precision, because single precision plus a number stays single.
            found += self.base
        return found

    def locate(self, edges: Floats) -> Indices:
        """Returns the number of the first quote at or after each time, or `end`. The times must increase."""
        found = np.full(len(edges), self.end, np.int64)
        inside = int(np.searchsorted(edges, self.newest_seconds, "right")) if len(self) else 0
        if inside:
            chunks = np.maximum(np.searchsorted(self._starts, edges[:inside], "left") - 1, 0)
            search = self._search_each if inside <= FEW else self._search_together
            found[:inside] = search(edges[:inside], chunks)
        return found

    def _search_each(self, edges: Floats, chunks: Indices) -> list[int]:
        numbers = []
        for edge, chunk in zip(edges.tolist(), chunks.tolist(), strict=True):
            at = int(self._rows[chunk]) * CHUNK
            first = self.first + chunk * CHUNK
            held = self._arena.seconds[at : at + min(CHUNK, self.end - first)]
            numbers.append(first + int(np.searchsorted(held, edge, "left")))
        return numbers

    def _search_together(self, edges: Floats, chunks: Indices) -> Indices:
        place = self.first + chunks * CHUNK
        stop = np.minimum(place + CHUNK, self.end)
        step = CHUNK
        while step:
            candidate = place + step
            before = self._flat(np.minimum(candidate, stop) - 1, 0)
            place = np.where((candidate <= stop) & (self._arena.seconds[before] < edges), candidate, place)
            step >>= 1
        return place

    def fold(self, bounds: Indices) -> tuple[Floats, Floats]:
        """Returns the lowest and highest bid and ask of each range of quote numbers, both of shape (2, n).

        Range i is [bounds[i], bounds[i + 1]). An empty range gives +inf and -inf. The duration depends on the number of
        ranges, not on the number of quotes.
        """
        ranges = np.flatnonzero(bounds[:-1] < bounds[1:])
        start, stop = bounds[:-1][ranges], bounds[1:][ranges]
        lows = np.full((2, len(bounds) - 1), np.inf, np.float32)
        highs = np.full((2, len(bounds) - 1), -np.inf, np.float32)
        if len(ranges) <= FEW and bounds[-1] - bounds[0] <= FEW * CHUNK:
            self._fold_each(lows, highs, zip(ranges.tolist(), start.tolist(), stop.tolist(), strict=True))
        else:
            self._fold_together(lows, highs, ranges, start, stop)
        return lows.astype(np.float64) + self.base, highs.astype(np.float64) + self.base

    def _fold_each(self, lows: Prices, highs: Prices, ranges: Iterable[tuple[int, int, int]]) -> None:
        for number, start, stop in ranges:
            cuts = [start, *range((start // CHUNK + 1) * CHUNK, stop, CHUNK), stop]
            for piece_start, piece_stop in pairwise(cuts):
                row = int(self._rows[(piece_start - self.first) >> CHUNK_BITS])
                at = row * CHUNK + piece_start % CHUNK
                held = self._arena.lows[0][:, at : at + piece_stop - piece_start]
                np.minimum(lows[:, number], held.min(axis=1), out=lows[:, number])
                np.maximum(highs[:, number], held.max(axis=1), out=highs[:, number])

    def _fold_together(self, lows: Prices, highs: Prices, ranges: Indices, start: Indices, stop: Indices) -> None:
        for level in range(LEVELS):
            # Read quotes outside whole blocks at this level, and whole blocks one level up.
            inner_start, inner_stop = -(-start >> BLOCK_BITS), stop >> BLOCK_BITS
            left_stop = np.minimum(stop, inner_start << BLOCK_BITS)
            right_start = np.maximum(left_stop, inner_stop << BLOCK_BITS)
            self._merge(lows, highs, ranges, start, left_stop, level)
            self._merge(lows, highs, ranges, right_start, stop, level)
            whole = inner_start < inner_stop
            ranges, start, stop = ranges[whole], inner_start[whole], inner_stop[whole]
            if not len(ranges):
                break
        else:
            self._merge_chunks(lows, highs, ranges, start, stop)

    def _merge(self, lows: Prices, highs: Prices, ranges: Indices, start: Indices, stop: Indices, level: int) -> None:
        """Merges entries [start, stop) of one level into the ranges. Each part lies in one block and may be empty."""
        filled = start < stop
        if not filled.all():
            ranges, start, stop = ranges[filled], start[filled], stop[filled]
        # Positions past the end of a part repeat its last entry, which does not change the extremes.
        flat = self._flat(start, level) + np.minimum(_STEPS, stop - start - 1)
        found_low = np.take(self._arena.lows[level], flat, axis=1)
        found_high = found_low if level == 0 else np.take(self._arena.highs[level], flat, axis=1)
        lows[:, ranges] = np.minimum(lows[:, ranges], found_low.min(axis=1))
        highs[:, ranges] = np.maximum(highs[:, ranges], found_high.max(axis=1))

    def _merge_chunks(self, lows: Prices, highs: Prices, ranges: Indices, start: Indices, stop: Indices) -> None:
        first = self.first >> CHUNK_BITS
        cuts = np.stack((start - first, stop - first), axis=1).ravel()
        # reduceat needs every cut inside the array, but the last range may end at the end of the array.
        rows = np.append(self._rows, self._rows[-1])
        found_low = np.minimum.reduceat(np.take(self._arena.lows[LEVELS], rows, axis=1), cuts, axis=1)[:, ::2]
        found_high = np.maximum.reduceat(np.take(self._arena.highs[LEVELS], rows, axis=1), cuts, axis=1)[:, ::2]
        lows[:, ranges] = np.minimum(lows[:, ranges], found_low)
        highs[:, ranges] = np.maximum(highs[:, ranges], found_high)
