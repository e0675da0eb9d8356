"""A server whose candles a plugin writes."""

from typing import Any

from tests.support.market_day import SECOND, START, symbol
from workbench.engine import _core
from workbench.sdk import PluginInterface

FIRST = START // SECOND
"""2026-03-02T08:00:00Z, a Monday, and a full minute."""
FOREVER = 2**62
FRAMES = ("1M", "5M", "15M", "30M", "1H", "4H", "1D", "1W", "1MN")
Bar = tuple[int, float, float, float, float, float]
"""Time, open, high, low, close, volume."""


def bars_of(engine: Any, frame: str, start: int = 0, end: int = FOREVER) -> list[Bar]:
    rows = engine.candles("EURUSD", frame, start, end)
    return [(row.time, row.open, row.high, row.low, row.close, row.volume) for row in rows]


def candle(minute: int, price: float = 1.5, **fields: Any) -> dict[str, Any]:
    """A candle with one price, this number of minutes after 08:00."""
    prices = {"open": price, "high": price, "low": price, "close": price}
    return {"time": FIRST + 60 * minute, "volume": 1.0, **prices, **fields}


def as_bar(record: dict[str, Any]) -> Bar:
    return (record["time"], record["open"], record["high"], record["low"], record["close"], record["volume"])


class Historian:
    """A server with EURUSD and no quote yet, and the interface of a plugin on it."""

    def __init__(self, database: str = "") -> None:
        self.engine = _core.Engine(clock="virtual", start_nanos=START, database=database)
        self.engine.put_symbol(symbol("EURUSD"))
        self.engine.start()
        self.server = self.engine.plugin_server(self.engine.add_python_plugin(PluginInterface(), "historian"))

    def quote(self, seconds: int, bid: float, volume: float = 1.0) -> int:
        self.engine.advance(START + seconds * SECOND)
        return self.engine.inject_tick(
            {"symbol": "EURUSD", "bid": bid, "ask": bid + 0.0001, "volume": volume, "ctm": 0}
        )

    def write(self, code: int) -> int:
        """Executes what was accepted with this code."""
        self.engine.advance(self.engine.now_nanos())
        return code

    def minutes(self) -> list[int]:
        return [(bar[0] - FIRST) // 60 for bar in bars_of(self.engine, "1M")]

    def frames(self) -> dict[str, list[Bar]]:
        return {frame: bars_of(self.engine, frame) for frame in FRAMES}
