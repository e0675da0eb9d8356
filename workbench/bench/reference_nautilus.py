"""Quotes per second through the backtest engine of nautilus_trader. Runs in the environment of the references.

One instrument, one strategy that counts its quotes. Loading is not timed. Prints one line of JSON.
"""

import json
import sys
import time

import numpy as np
import pandas as pd
from nautilus_trader.backtest.engine import BacktestEngine, BacktestEngineConfig
from nautilus_trader.config import LoggingConfig
from nautilus_trader.model.currencies import USD
from nautilus_trader.model.enums import AccountType, OmsType
from nautilus_trader.model.identifiers import InstrumentId, Venue
from nautilus_trader.model.objects import Money
from nautilus_trader.persistence.wranglers import QuoteTickDataWrangler
from nautilus_trader.test_kit.providers import TestInstrumentProvider
from nautilus_trader.trading.strategy import Strategy


class Counting(Strategy):
    """Counts quotes."""

    def __init__(self, instrument: InstrumentId) -> None:
        super().__init__()
        self._instrument = instrument
        self.quotes = 0

    def on_start(self) -> None:
        self.subscribe_quote_ticks(self._instrument)

    def on_quote_tick(self, _tick: object) -> None:
        self.quotes += 1


def quotes_per_second(count: int) -> float:
    """Measures one run over `count` quotes, 10 ms apart."""
    engine = BacktestEngine(BacktestEngineConfig(logging=LoggingConfig(bypass_logging=True)))
    venue = Venue("SIM")
    money = [Money(1_000_000, USD)]
    engine.add_venue(venue, OmsType.HEDGING, AccountType.MARGIN, money, base_currency=USD)
    instrument = TestInstrumentProvider.default_fx_ccy("EUR/USD", venue)
    engine.add_instrument(instrument)
    bid = np.round(1.1 + 0.001 * np.sin(np.arange(count) * 0.01), 5)
    times = pd.date_range("2026-01-05", periods=count, freq="10ms", tz="UTC")
    quotes = pd.DataFrame({"bid_price": bid, "ask_price": bid + 1e-4}, index=times)
    engine.add_data(QuoteTickDataWrangler(instrument).process(quotes))
    strategy = Counting(instrument.id)
    engine.add_strategy(strategy)
    start = time.perf_counter()
    engine.run()
    took = time.perf_counter() - start
    if strategy.quotes != count:
        raise SystemExit(f"{strategy.quotes} of {count} quotes arrived")
    engine.dispose()
    return count / took


if __name__ == "__main__":
    COUNT, RUNS = int(sys.argv[1]), int(sys.argv[2])
    print(json.dumps({"quotes_per_second": max(quotes_per_second(COUNT) for _ in range(RUNS))}))
