"""Quotes per second through hftbacktest. Runs in the environment of the references.

One asset, no latency, a compiled loop that counts the feed's quotes. Each quote is one event per side. Loading and
compilation are not timed. Prints one line of JSON.
"""

import json
import sys
import time

import numpy as np
from hftbacktest import (
    BUY_EVENT,
    DEPTH_BBO_EVENT,
    EXCH_EVENT,
    LOCAL_EVENT,
    SELL_EVENT,
    BacktestAsset,
    ROIVectorMarketDepthBacktest,
    event_dtype,
)
from numba import njit

START_NANOS = 1_767_571_200_000_000_000
STEP_NANOS = 10_000_000
FEED_ARRIVED = 2


def events(count: int) -> np.ndarray:
    """Returns the quotes as events, shape (2 * count,): bid, then ask."""
    bid = np.round(1.1 + 0.001 * np.sin(np.arange(count) * 0.01), 5)
    found = np.zeros(2 * count, dtype=event_dtype)
    for first, side, price in ((0, BUY_EVENT, bid), (1, SELL_EVENT, bid + 1e-4)):
        part = found[first::2]
        part["ev"] = DEPTH_BBO_EVENT | EXCH_EVENT | LOCAL_EVENT | side
        part["exch_ts"] = part["local_ts"] = START_NANOS + np.arange(count) * STEP_NANOS
        part["px"] = np.round(price, 5)
        part["qty"] = 1.0
    return found


def backtest(quotes: np.ndarray) -> object:
    """Returns a backtest over the events, which must outlive it."""
    asset = BacktestAsset().data(quotes).linear_asset(1.0).constant_order_latency(0, 0)
    asset = asset.risk_adverse_queue_model().no_partial_fill_exchange().trading_value_fee_model(0, 0)
    return ROIVectorMarketDepthBacktest([asset.tick_size(1e-5).lot_size(0.01).roi_lb(1.0).roi_ub(1.2)])


@njit
def count_quotes(running):
    """Waits for each quote and returns their number."""
    quotes = 0
    while running.wait_next_feed(False, 10_000_000_000) == FEED_ARRIVED:
        quotes += 1
    return quotes


def quotes_per_second(count: int) -> float:
    """Measures one run over `count` quotes, 10 ms apart."""
    quotes = events(count)
    running = backtest(quotes)
    start = time.perf_counter()
    arrived = count_quotes(running)
    took = time.perf_counter() - start
    running.close()  # type: ignore[attr-defined]
    # The first quote arrives before the first wait.
    if arrived < count - 1:
        raise SystemExit(f"{arrived} of {count} quotes arrived")
    return count / took


if __name__ == "__main__":
    COUNT, RUNS = int(sys.argv[1]), int(sys.argv[2])
    quotes_per_second(1000)
    print(json.dumps({"quotes_per_second": max(quotes_per_second(COUNT) for _ in range(RUNS))}))
