"""Writes the quotes of the sample workspace: a seeded random walk with clustered volatility, varying spreads and gaps.

The numbers depend only on `random.random` and arithmetic, so a seed gives the same text on every machine.
"""

import argparse
import gzip
import heapq
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

SEED = 20260302
# The quotes begin shortly before the end of a trading day, so that users see it at once, and end after the next one.
START = int(datetime(2026, 3, 2, 21, 50, tzinfo=UTC).timestamp())
END = int(datetime(2026, 3, 3, 22, 30, tzinfo=UTC).timestamp())
DAY_SECONDS = 86_400
MIDNIGHT = START - START % DAY_SECONDS + DAY_SECONDS
HEADER = "time_millis,symbol,bid,ask,volume"


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """Parameters of one symbol. Rates are per second, spreads in points, volatility is a share of the price per day."""

    symbol: str
    price: float
    digits: int
    spread_points: float
    daily_volatility: float
    usd_beta: float
    """Reaction of the price to a stronger dollar: -1 when USD is the quote currency, +1 when it is the base."""
    quotes_per_second: float
    pause_from: int = 0
    pause_until: int = 0
    """Daily break in seconds after midnight UTC. Both are 0 for no break."""
    reopening_jump: float = 0.0
    """Size of the gap after the break, as a share of the price."""


_FX_PAUSE_FROM, _FX_PAUSE_UNTIL = 22 * 3600, 22 * 3600 + 5 * 60

INSTRUMENTS = (
    Instrument(symbol="EURUSD", price=1.08430, digits=5, spread_points=6, daily_volatility=0.0055, usd_beta=-1.0,
               quotes_per_second=0.46, pause_from=_FX_PAUSE_FROM, pause_until=_FX_PAUSE_UNTIL),
    Instrument(symbol="GBPUSD", price=1.27150, digits=5, spread_points=9, daily_volatility=0.0060, usd_beta=-0.9,
               quotes_per_second=0.36, pause_from=_FX_PAUSE_FROM, pause_until=_FX_PAUSE_UNTIL),
    Instrument(symbol="USDJPY", price=149.820, digits=3, spread_points=8, daily_volatility=0.0060, usd_beta=0.8,
               quotes_per_second=0.36, pause_from=_FX_PAUSE_FROM, pause_until=_FX_PAUSE_UNTIL),
    Instrument(symbol="USDCHF", price=0.88240, digits=5, spread_points=10, daily_volatility=0.0050, usd_beta=0.9,
               quotes_per_second=0.22, pause_from=_FX_PAUSE_FROM, pause_until=_FX_PAUSE_UNTIL),
    Instrument(symbol="XAUUSD", price=2641.50, digits=2, spread_points=18, daily_volatility=0.0110, usd_beta=-0.6,
               quotes_per_second=0.42, pause_from=22 * 3600, pause_until=23 * 3600, reopening_jump=0.0012),
    Instrument(symbol="BTCUSD", price=68420.00, digits=2, spread_points=1400, daily_volatility=0.0280, usd_beta=-0.3,
               quotes_per_second=0.30),
)  # fmt: skip

# Scheduled releases bring many quotes, wide spreads, and a volatility that declines within minutes.
RELEASES = (
    MIDNIGHT + 1800,
    MIDNIGHT + 10 * 3600,
    MIDNIGHT + 13 * 3600 + 1800,
    MIDNIGHT + 15 * 3600,
)
# Outages of the feed: first second, length in seconds, symbols. No symbols means all.
OUTAGES = (
    (MIDNIGHT + 3600 + 700, 45, ()),
    (MIDNIGHT + 14 * 3600 + 2400, 210, ("USDCHF",)),
    (MIDNIGHT + 8 * 3600 + 1800, 90, ("XAUUSD", "BTCUSD")),
)


class Noise:
    """Draws normal and exponential numbers from `random.random`, whose sequence Python guarantees."""

    def __init__(self, seed: int) -> None:
        self._uniform = random.Random(seed).random

    def uniform(self) -> float:
        return self._uniform()

    def normal(self) -> float:
        radius = math.sqrt(-2.0 * math.log(1.0 - self._uniform()))
        return radius * math.cos(2.0 * math.pi * self._uniform())

    def wait(self, rate: float) -> float:
        return -math.log(1.0 - self._uniform()) / rate


def activity(second: float) -> float:
    """Returns the share of the mean quote rate at this time of day.

    It is low in Asian hours and highest while London and New York overlap.
    """
    hour = second % DAY_SECONDS / 3600
    london = math.exp(-(((hour - 9.0) / 3.0) ** 2))
    new_york = math.exp(-(((hour - 14.5) / 2.5) ** 2))
    return 0.95 + 0.7 * london + 1.0 * new_york


def release_heat(second: float) -> float:
    """Returns 1 right after a scheduled release, half of that every 90 seconds later, and 0 before the first one."""
    since = [second - moment for moment in RELEASES if second >= moment]
    return 0.5 ** (min(since) / 90) if since else 0.0


def rollover_heat(second: float) -> float:
    """Returns 1 at 22:00 UTC, when the trading day ends and liquidity is low, and 0 eight minutes away from it."""
    return max(0.0, 1.0 - abs(second % DAY_SECONDS - 22 * 3600) / 480)


def is_silent(instrument: Instrument, second: float) -> bool:
    of_day = second % DAY_SECONDS
    if instrument.pause_from <= of_day < instrument.pause_until:
        return True
    return any(
        first <= second < first + length and (not symbols or instrument.symbol in symbols)
        for first, length, symbols in OUTAGES
    )


class Dollar:
    """The common part of all prices: the strength of the dollar, as a logarithm."""

    def __init__(self) -> None:
        self.level = 0.0
        self._second = float(START)

    def advance(self, second: float, noise: Noise) -> None:
        days = (second - self._second) / DAY_SECONDS
        self.level += 0.0035 * math.sqrt(days) * noise.normal()
        self._second = second


class Walk:
    """The path of one symbol: its own walk in addition to the dollar, with a mean-reverting volatility."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self._own = math.log(instrument.price)
        self._log_volatility = 0.0
        self._second = float(START)

    def quote(self, second: float, dollar: float, noise: Noise) -> tuple[float, float, int]:
        """Returns bid, ask and volume (in units of the feed) at `second`."""
        instrument, elapsed = self.instrument, second - self._second
        heat = release_heat(second)
        self._move(elapsed, heat, noise)
        self._second = second
        middle = math.exp(self._own + instrument.usd_beta * dollar)
        point = 10.0**-instrument.digits
        widening = 1.0 + 0.35 * math.exp(self._log_volatility) + 4.0 * heat + 4.0 * rollover_heat(second)
        spread = max(1, round(instrument.spread_points * widening * (0.7 + 0.3 * noise.uniform())))
        bid = round(middle / point - spread / 2)
        return bid * point, (bid + spread) * point, 1 + int(6 * noise.uniform() ** 3 * (1 + 3 * heat))

    def _move(self, elapsed: float, heat: float, noise: Noise) -> None:
        instrument = self.instrument
        # Half of a deviation of the volatility is gone after about 20 minutes.
        pull_back = -self._log_volatility * min(1.0, elapsed / 1700)
        self._log_volatility += pull_back + 0.018 * math.sqrt(elapsed) * noise.normal()
        volatility = instrument.daily_volatility * math.exp(self._log_volatility) * (1.0 + 3.0 * heat)
        self._own += volatility * math.sqrt(elapsed / DAY_SECONDS) * noise.normal()
        if instrument.reopening_jump and elapsed > 1800:
            self._own += instrument.reopening_jump * (1.0 if noise.uniform() < 0.5 else -1.0)


def quotes(seed: int = SEED) -> Iterator[str]:
    """Yields the lines of the tick file without its header, in order of time."""
    noise, dollar = Noise(seed), Dollar()
    walks = [Walk(instrument) for instrument in INSTRUMENTS]
    due = [(START + noise.wait(walk.instrument.quotes_per_second), number) for number, walk in enumerate(walks)]
    heapq.heapify(due)
    while due[0][0] < END:
        second, number = due[0]
        walk = walks[number]
        instrument = walk.instrument
        rate = instrument.quotes_per_second * activity(second) * (1.0 + 5.0 * release_heat(second))
        heapq.heapreplace(due, (second + noise.wait(rate), number))
        dollar.advance(second, noise)
        if is_silent(instrument, second):
            continue
        bid, ask, volume = walk.quote(second, dollar.level, noise)
        digits = instrument.digits
        yield f"{int(second * 1000)},{instrument.symbol},{bid:.{digits}f},{ask:.{digits}f},{volume}"


def write_ticks(path: Path, *, seed: int = SEED, limit: int | None = None) -> int:
    """Writes the gzip file and returns the number of quotes. It has no time stamp and name, so its bytes repeat."""
    lines = list(islice(quotes(seed), limit))
    text = "\n".join([HEADER, *lines, ""])
    path.write_bytes(gzip.compress(text.encode("ascii"), compresslevel=9, mtime=0))
    return len(lines)


def main() -> None:
    root = Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description="Write the quotes of the sample workspace.")
    parser.add_argument("--out", type=Path, default=root / "sample_data" / "ticks.csv.gz")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--limit", type=int, help="stop after this many quotes")
    arguments = parser.parse_args()
    count = write_ticks(arguments.out, seed=arguments.seed, limit=arguments.limit)
    print(f"{arguments.out}: {count} quotes, {arguments.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
