"""What the chart shows of quotes and marks."""

import numpy as np
import pytest

from tests.support.charts import START, make, marks, report, started, ticks
from workbench.contract.generated.enums import CallFlag, MarkKind, PluginTradeActivation
from workbench.telemetry import layout
from workbench.views.tick_chart.marks import MarkLog, describe, quote_marks
from workbench.views.tick_chart.model import Quote
from workbench.views.tick_chart.ticks import ASK, BID


def reported(quote: Quote | None) -> tuple[float, float, float]:
    assert quote is not None
    return quote.seconds, quote.bid, quote.ask


def test_that_a_window_touches_from_column_to_column_and_carries_the_last_price_on() -> None:
    model = make()
    model.take(ticks([0, 1, 1.5, 7], [1.10, 1.20, 1.15, 1.05]))
    columns = model.window(0, 0.0, 10.0, 10)
    assert columns.counts.tolist() == [1, 2, 0, 0, 0, 0, 0, 1, 0, 0]
    assert columns.low[BID, 1:] == pytest.approx([1.10, *[1.15] * 5, 1.05, 1.05, 1.05])
    assert columns.high[BID, 1:] == pytest.approx([1.20, *[1.15] * 6, 1.05, 1.05])
    assert columns.last[ASK] == pytest.approx(columns.last[BID] + 2e-5)


def test_that_a_moving_window_shows_the_same_as_one_folded_anew() -> None:
    random = np.random.default_rng(1)
    times = np.sort(random.uniform(0, 300, 40_000))
    bid = 1.1 + np.cumsum(random.normal(0, 1e-5, len(times)))
    moving, fresh = make(), make()
    for number, part in enumerate(np.array_split(np.arange(len(times)), 50)):
        for model in (moving, fresh):
            model.take(ticks(times[part], bid[part]))
        stop = np.ceil(times[part[-1]])
        seen = moving.window(0, stop - 120, stop, 240)
        fresh._folded.clear()
        again = fresh.window(0, stop - 120, stop, 240)
        for name in ("seconds", "first", "low", "high", "last", "counts"):
            assert np.array_equal(getattr(seen, name), getattr(again, name), equal_nan=True), (number, name)


def test_that_a_window_of_ten_million_quotes_has_as_many_columns_as_pixels() -> None:
    model = make()
    for first in range(0, 1_000_000, 100_000):
        model.take(ticks(np.arange(first, first + 100_000) / 1000, 1.1))
    assert model.window(0, 0.0, 1000.0, 640).width == 640
    assert model.window(0, 0.0, 1000.0, 640).counts.sum() > 990_000


def test_that_candles_begin_at_whole_frames_of_server_time() -> None:
    model = make()
    model.take(ticks([30, 45, 59, 60, 200], [1.10, 1.30, 1.20, 1.40, 1.50]))
    candles, joined = model.candles(0, -60.0, 240.0, 60, 600)
    filled = candles.counts > 0
    assert joined == 1
    assert [model.nanos(second) % (60 * 10**9) for second in candles.seconds] == [0] * len(candles.seconds)
    assert candles.counts[filled].tolist() == [3, 1, 1]
    assert candles.first[BID, filled] == pytest.approx([1.10, 1.40, 1.50])
    assert candles.high[BID, filled] == pytest.approx([1.30, 1.40, 1.50])
    assert candles.low[BID, filled] == pytest.approx([1.10, 1.40, 1.50])
    assert candles.last[BID, filled] == pytest.approx([1.20, 1.40, 1.50])


def test_that_candles_too_narrow_to_see_are_joined() -> None:
    model = make()
    model.take(ticks(np.arange(0, 86400, 10.0), 1.1))
    candles, joined = model.candles(0, 0.0, 86400.0, 60, 400)
    assert joined == 15
    assert candles.width <= 101


def test_that_the_quote_under_the_pointer_is_the_one_of_that_moment() -> None:
    model = make()
    model.take(ticks([0, 2, 4], [1.1, 1.2, 1.3]))
    assert model.quote_at(0, -1.0) is None
    assert reported(model.quote_at(0, 2.0)) == pytest.approx((2.0, 1.2, 1.20002))
    assert model.quote_at(0, 3.9) == model.quote_at(0, 2.0)
    assert model.newest(0) == model.quote_at(0, 99.0)
    assert model.newest(1) is None


def test_that_refused_quotes_are_marked_and_not_drawn() -> None:
    model = make()
    model.take(ticks([0, 1, 2], [1.1, 9.9, 1.1], code=[0, 3, 0], flags=[0, int(CallFlag.CALL_REFUSED), 0]))
    assert model.count(0) == 2
    (mark,) = model.marks(0, 0.0, 10.0, 100)
    assert MarkKind(mark["kind"]) is MarkKind.TickRefused
    assert "RET_INVALID_DATA" in describe(mark, digits=5, server_nanos=START)


def test_that_a_changed_quote_shows_its_original_prices() -> None:
    model = make()
    model.take(ticks([1], [1.1], raw_bid=1.2, flags=int(CallFlag.CALL_CHANGED)))
    (mark,) = model.marks(0, 0.0, 10.0, 100)
    assert describe(mark, digits=5, server_nanos=START).splitlines() == [
        "◆ Quote changed by a hook",
        "bid 1.20000 → 1.10000",
        "08:00:00.000",
    ]


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        (MarkKind.Opened, ["▲ Opened #5012", "Buy 1.00 lot at 1.08430", "login 1003"]),
        (MarkKind.Closed, ["▼ Closed #5012", "Buy 1.00 lot at 1.08430", "login 1003   profit 12.50"]),
        (MarkKind.Refused, ["✕ Refused: RET_INVALID_DATA", "Buy 1.00 lot at 1.08430", "login 1003"]),
        (MarkKind.Placed, ["△ Placed #5012", "Buy 1.00 lot at 1.08430", "login 1003"]),
        (MarkKind.Cancelled, ["▽ Cancelled #5012", "Buy 1.00 lot at 1.08430", "login 1003"]),
        (MarkKind.Activated, ["▲ Activated #5012", "Buy 1.00 lot at 1.08430", "login 1003"]),
        (MarkKind.StopOut, ["▼ Stop out of #5012", "Buy 1.00 lot at 1.08430", "login 1003   profit 12.50"]),
    ],
)
def test_that_a_trade_mark_shows_ticket_volume_and_login(kind: MarkKind, lines: list[str]) -> None:
    model = make()
    model.take(ticks([0], [1.1]))
    model.take(marks([1], kind, order=5012, login=1003, volume=100, price=1.0843, profit=12.5, code=3))
    (mark,) = model.marks(0, 0.0, 10.0, 100)
    assert describe(mark, digits=5, server_nanos=model.nanos(1.0)).splitlines() == [*lines, "08:00:01.000"]


def test_that_a_closing_shows_the_stop_that_caused_it() -> None:
    model = make()
    model.take(ticks([0], [1.1]))
    model.take(marks([1], MarkKind.Closed, order=7, activation=PluginTradeActivation.TakeProfit))
    (mark,) = model.marks(0, 0.0, 10.0, 100)
    assert describe(mark, digits=5, server_nanos=model.nanos(1.0)).startswith("▼ Take profit of #7\n")


def test_that_trades_outside_the_chart_are_not_marked() -> None:
    model = make()
    model.take(ticks([0], [1.1]))
    model.take(marks([1, 2, 3], MarkKind.Money, symbol=0xFFFF))
    model.take(marks([1, 2, 3], MarkKind.Changed))
    assert len(model.marks(0, 0.0, 10.0, 100)) == 0


def test_that_marks_are_thinned_to_one_of_a_kind_in_a_column() -> None:
    model = make()
    model.take(ticks([0], [1.1]))
    model.take(marks(np.linspace(0, 9.99, 5000), MarkKind.Opened, order=np.arange(5000)))
    shown = model.marks(0, 0.0, 10.0, 20)
    assert len(shown) == 20
    assert shown["order"][-1] == 4999


def test_that_the_mark_log_keeps_the_newest() -> None:
    log = MarkLog(10)
    model = make()
    for number in range(7):
        batch = marks([3.0 * number, 3.0 * number + 1, 3.0 * number + 2], MarkKind.Opened)
        model.take(batch)
        log.append(model._trades.held[-3:])
    assert (len(log), log.dropped) == (10, 11)
    assert np.diff(log.held["seconds"]).tolist() == [1.0] * 9


def test_that_memory_is_bounded_and_what_was_dropped_is_known() -> None:
    model = make(capacity_ticks=8192)
    model.take(ticks(np.arange(20_000) / 10, 1.1))
    assert model.held <= 8192
    assert model.held + model.dropped == 20_000
    assert model.oldest_seconds > 0


def test_that_a_restart_on_a_clock_that_goes_on_keeps_the_picture() -> None:
    model = make()
    model.take(ticks([0, 1], [1.1, 1.2]))
    report(model, started("EURUSD", "GBPUSD"))
    model.take(ticks([2], [1.3]))
    assert model.count(0) == 3


@pytest.mark.parametrize(("names", "second"), [(("EURUSD", "GBPUSD"), 0.5), (("GBPUSD", "EURUSD"), 2.0)])
def test_that_a_restart_in_the_past_or_with_other_numbers_begins_anew(names: tuple[str, ...], second: float) -> None:
    model = make()
    model.take(ticks([0, 1], [1.1, 1.2]))
    report(model, started(*names))
    model.take(ticks([second], [1.3]))
    assert model.count(0) == 1


def test_that_a_clock_set_back_keeps_drawing() -> None:
    model = make()
    model.take(ticks([5, 6], [1.1, 1.2]))
    model.take(ticks([1, 2], [1.3, 1.4]))
    assert model.count(0) == 4
    assert reported(model.newest(0)) == pytest.approx((1.0, 1.4, 1.40002))


def test_that_a_quote_whose_ask_alone_was_changed_is_marked_at_the_ask() -> None:
    ticks = np.zeros(2, layout.TICK)
    ticks["flags"] = CallFlag.CALL_CHANGED
    ticks["bid"], ticks["raw_bid"] = (1.1, 1.2), (1.1, 1.1)
    ticks["ask"], ticks["raw_ask"] = (1.15, 1.25), (1.12, 1.12)
    marks = quote_marks(ticks, np.array([0.0, 1.0]))
    assert marks["price"].tolist() == [1.15, 1.2]
    assert "ask 1.1200 → 1.1500" in describe(marks[0], digits=4, server_nanos=0)
    assert "bid 1.1000 → 1.2000" in describe(marks[1], digits=4, server_nanos=0)
