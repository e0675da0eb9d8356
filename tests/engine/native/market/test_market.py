"""Intake of quotes: refusals, sessions, hooks and events, spread, candles and the background feed."""

import threading
from typing import Any

import pytest

from tests.support.market_day import BUY, MINUTE, SECOND, START, Desk, QuoteFilter, symbol
from tests.support.waiting import wait_until
from workbench.engine import _core
from workbench.sdk import PluginInterface, ReturnCodes

R = ReturnCodes


def quote(desk: Desk, name: str = "EURUSD") -> tuple[float, float]:
    row = next(row for row in desk.engine.symbols() if row.symbol == name)
    return row.bid, row.ask


def test_that_a_quote_is_stored_with_server_time(desk: Desk) -> None:
    desk.engine.advance(START + 5 * SECOND)
    assert desk.tick("EURUSD", 1.2, 1.3) == R.RET_OK
    row = desk.engine.symbols()[0]
    assert (row.bid, row.ask, row.tick_time) == (1.2, 1.3, START // SECOND + 5)


@pytest.mark.parametrize(
    ("bid", "ask", "fields", "code"),
    [
        (0.0, 1.0, {}, R.RET_TRADE_BAD_PRICES),
        (-1.0, 1.0, {}, R.RET_TRADE_BAD_PRICES),
        (1.2, 1.1, {}, R.RET_TRADE_BAD_PRICES),
        (float("nan"), 1.1, {}, R.RET_TRADE_BAD_PRICES),
        (1.1, float("inf"), {}, R.RET_TRADE_BAD_PRICES),
        (1.1, 1.2, {"volume": -1.0}, R.RET_INVALID_DATA),
        (1.1, 1.2, {"volume": float("nan")}, R.RET_INVALID_DATA),
        (1.1, 1.2, {"ctm": START // SECOND - 1}, R.RET_ERR_DATA),
    ],
)
def test_that_a_bad_quote_is_refused_and_counted(
    desk: Desk, bid: float, ask: float, fields: dict[str, Any], code: int
) -> None:
    assert desk.tick("EURUSD", bid, ask, **fields) == code
    assert quote(desk) == (1.10000, 1.10010)
    assert desk.engine.tick_refusals("EURUSD") == {code: 1}


def test_that_an_unknown_symbol_has_no_market(desk: Desk) -> None:
    assert desk.tick("XAUUSD", 1.0, 2.0) == R.RET_SYMBOL_NOT_FOUND


def test_that_quotes_outside_the_session_are_refused(desk: Desk) -> None:
    closed: dict[str, Any] = {"quote": [{}, {}, {}], "trade": [{}, {}, {}]}
    monday = closed | {"quote": [{"open": 480, "close": 490}, {"open_hour": 9, "close_hour": 10}, {}]}
    desk.engine.put_symbol(symbol("EURUSD", sessions=[closed, monday, *[closed] * 5]))
    assert desk.tick("EURUSD", 1.1, 1.2) == R.RET_OK
    desk.engine.advance(START + 10 * MINUTE)
    assert desk.tick("EURUSD", 1.1, 1.2) == R.RET_TRADE_MARKET_CLOSED
    desk.engine.advance(START + 60 * MINUTE)
    assert desk.tick("EURUSD", 1.1, 1.2) == R.RET_OK
    desk.engine.advance(START + 24 * 60 * MINUTE)
    assert desk.tick("EURUSD", 1.1, 1.2) == R.RET_TRADE_MARKET_CLOSED


def test_that_a_session_may_run_past_midnight(desk: Desk) -> None:
    closed: dict[str, Any] = {"quote": [{}, {}, {}], "trade": [{}, {}, {}]}
    monday = closed | {"quote": [{"open": 1320, "close": 60}, {}, {}]}
    desk.engine.put_symbol(symbol("EURUSD", sessions=[closed, monday, *[closed] * 5]))
    assert desk.tick("EURUSD", 1.1, 1.2) == R.RET_TRADE_MARKET_CLOSED
    desk.engine.advance(START + 16 * 60 * MINUTE + 59 * MINUTE)  # Tuesday 00:59
    assert desk.tick("EURUSD", 1.1, 1.2) == R.RET_OK
    desk.engine.advance(START + 17 * 60 * MINUTE)
    assert desk.tick("EURUSD", 1.1, 1.2) == R.RET_TRADE_MARKET_CLOSED


def test_that_a_quote_hook_changes_what_is_stored_and_reported(desk: Desk) -> None:
    desk.add(QuoteFilter(int(R.RET_OK_CHANGE), bid=1.10005), "first")
    last = QuoteFilter()
    desk.add(last, "last")
    assert desk.tick("EURUSD", 1.1, 1.1002) == R.RET_OK
    assert quote(desk) == (1.10005, 1.1002)
    assert last.reported == [("EURUSD", 1.10005, 1.1002)]


def test_that_a_quote_hook_drops_a_quote_with_its_code(desk: Desk) -> None:
    dropper, last = QuoteFilter(int(R.RET_ERR_CANCEL)), QuoteFilter()
    desk.add(dropper, "first")
    desk.add(last, "last")
    assert desk.tick("EURUSD", 1.2, 1.3) == R.RET_ERR_CANCEL
    assert quote(desk) == (1.10000, 1.10010)
    assert dropper.reported == last.reported == []


def test_that_a_hook_cannot_store_an_invalid_price(desk: Desk) -> None:
    desk.add(QuoteFilter(int(R.RET_OK_CHANGE), bid=2.0, ask=1.0))
    assert desk.tick("EURUSD", 1.2, 1.3) == R.RET_TRADE_BAD_PRICES
    assert quote(desk) == (1.10000, 1.10010)


def test_that_a_fixed_spread_stands_around_the_middle(desk: Desk) -> None:
    desk.engine.put_symbol(symbol("EURUSD", spread=20))
    desk.tick("EURUSD", 1.20000, 1.20010)
    assert quote(desk) == pytest.approx((1.19995, 1.20015))
    desk.engine.put_symbol(symbol("EURUSD", spread=20, spread_balance=3))
    desk.tick("EURUSD", 1.20000, 1.20010)
    assert quote(desk) == pytest.approx((1.19998, 1.20018))


def test_that_candles_are_built_from_bids(desk: Desk) -> None:
    for seconds, bid in ((10, 1.12), (20, 1.09), (50, 1.11), (60, 1.2), (310, 1.3)):
        desk.engine.advance(START + seconds * SECOND)
        desk.tick("EURUSD", bid, bid + 0.0001, volume=2.0)
    first = START // SECOND
    bars = desk.engine.candles("EURUSD", "1M", first, first + 3600)
    assert [(bar.time - first, bar.open, bar.high, bar.low, bar.close, bar.volume) for bar in bars] == [
        (0, 1.1, 1.12, 1.09, 1.11, 7.0),
        (60, 1.2, 1.2, 1.2, 1.2, 2.0),
        (300, 1.3, 1.3, 1.3, 1.3, 2.0),
    ]
    bars = desk.engine.candles("EURUSD", "5M", first, first + 300)
    assert [(bar.time - first, bar.open, bar.high, bar.low, bar.close) for bar in bars] == [
        (0, 1.1, 1.2, 1.09, 1.2),
        (300, 1.3, 1.3, 1.3, 1.3),
    ]
    assert [bar.time - first for bar in desk.engine.candles("EURUSD", "1MN", 0, first)] == [-86_400 - 8 * 3_600]
    assert desk.engine.candles("EURUSD", "7M", 0, first) == []


class Repeater(PluginInterface):
    """Only has a server."""


def test_that_a_plugin_may_feed_a_quote(desk: Desk) -> None:
    server = desk.engine.plugin_server(desk.add(Repeater()))
    assert server.TickSet({"symbol": "GBPUSD", "bid": 1.3, "ask": 1.4, "volume": 0.0, "ctm": 0}) == R.RET_OK
    assert server.TickSet({"symbol": "?", "bid": 1.3, "ask": 1.4, "volume": 0.0, "ctm": 0}) == R.RET_SYMBOL_NOT_FOUND
    desk.engine.advance(START)
    assert quote(desk, "GBPUSD") == (1.3, 1.4)


NUMBERS = {"EURUSD": 0, "GBPUSD": 1}
HEADER = b"time_millis,symbol,bid,ask,volume\n"


def tick_file(*rows: str) -> bytes:
    return HEADER + "\n".join(rows).encode() + b"\n"


def test_that_a_feed_follows_the_virtual_clock(desk: Desk) -> None:
    first = START // 1_000_000
    rows = (f"{first},EURUSD,1.2,1.3,1", f"{first + 1000},GBPUSD,1.4,1.5,1", f"{first + 2000},EURUSD,1.6,1.7,1")
    desk.engine.set_feed(_core.parse_ticks(tick_file(*rows), NUMBERS))
    desk.engine.advance(START + SECOND)
    assert quote(desk) == (1.10000, 1.10010)  # not playing yet
    desk.engine.play_feed(True)
    desk.engine.advance(START + SECOND)
    assert (quote(desk), quote(desk, "GBPUSD")) == ((1.2, 1.3), (1.4, 1.5))
    assert desk.engine.feed_state() == (True, 1.0, 2, 3)
    desk.engine.advance(START + 2 * SECOND)
    assert quote(desk) == (1.6, 1.7)


def test_that_a_looping_feed_starts_again_on_the_same_week_day(desk: Desk) -> None:
    first = START // 1_000_000
    desk.engine.set_feed(_core.parse_ticks(tick_file(f"{first + 1},EURUSD,1.2,1.3,1"), NUMBERS), loop=True)
    desk.engine.play_feed(True)
    week = 7 * 24 * 60 * MINUTE
    desk.engine.advance(START + 3 * week)
    assert desk.engine.symbols()[0].tick_time == (START + 2 * week) // SECOND
    bars = desk.engine.candles("EURUSD", "1W", 0, (START + 3 * week) // SECOND)
    assert [bar.volume for bar in bars] == [2.0, 1.0, 1.0]


def test_that_a_paced_server_does_not_wait_a_week_for_the_next_lap_of_its_feed() -> None:
    engine = _core.Engine(clock="feed")
    engine.put_symbol(symbol("EURUSD"))
    first = START // 1_000_000
    rows = (f"{first},EURUSD,1.2,1.3,1", f"{first + 1},EURUSD,1.4,1.5,1")
    engine.set_feed(_core.parse_ticks(tick_file(*rows), {"EURUSD": 0}), loop=True)
    engine.start()
    engine.play_feed(True)
    week = 7 * 24 * 60 * MINUTE
    wait_until(lambda: engine.symbols()[0].tick_time >= (START + 2 * week) // SECOND)
    assert engine.now_nanos() < START + 1000 * week
    engine.close()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (b"", 1, "header"),
        (b"time,symbol\n", 1, "header"),
        (tick_file("1,EURUSD,1.1,1.2"), 2, "5 fields"),
        (tick_file("1,EURUSD,1.1,1.2,1,9"), 2, "5 fields"),
        (tick_file("1,EURUSD,1.1,1.2,1", "x,EURUSD,1.1,1.2,1"), 3, 'time_millis: "x" is not a number'),
        (tick_file("1,EURUSD,1.1,1.2,"), 2, 'volume: "" is not a number'),
        (tick_file("1,EURUSD,nan,1.2,1"), 2, "bid"),
        (tick_file("1,EURUSD,1.3,1.2,1"), 2, "ask"),
        (tick_file("1,XAUUSD,1.1,1.2,1"), 2, '"XAUUSD" is not configured'),
        (tick_file("5,EURUSD,1.1,1.2,1", "4,EURUSD,1.1,1.2,1"), 3, "earlier"),
        (tick_file("99999999999999999999,EURUSD,1.1,1.2,1"), 2, "time_millis"),
        (tick_file("9999999999999999,EURUSD,1.1,1.2,1"), 2, "time_millis"),
    ],
)
def test_that_a_bad_tick_file_names_line_and_reason(text: bytes, line: int, words: str) -> None:
    with pytest.raises(_core.FeedError, match=words) as failure:
        _core.parse_ticks(text, NUMBERS)
    assert failure.value.line == line


def test_that_time_stands_still_unless_the_virtual_clock_is_advanced(desk: Desk) -> None:
    assert desk.engine.now_nanos() == START
    with pytest.raises(ValueError, match="cannot go back"):
        desk.engine.advance(START - 1)
    with pytest.raises(ValueError, match="feed speed"):
        desk.engine.set_feed_speed(0.0)


@pytest.mark.parametrize(
    "fields", [{"symbol": ""}, {"digits": 99}, {"contract_size": float("nan")}, {"spread": -1}, {"margin_mode": 9}]
)
def test_that_an_unusable_symbol_is_refused_with_its_name(desk: Desk, fields: dict[str, Any]) -> None:
    with pytest.raises(RuntimeError, match="symbol"):
        desk.engine.put_symbol(symbol("NEWSYM") | fields)
    assert len(desk.engine.symbols()) == 3


def test_that_every_refusal_has_its_reason(desk: Desk) -> None:
    dropper = QuoteFilter(int(R.RET_ERR_CANCEL))
    closed: dict[str, Any] = {"quote": [{}, {}, {}], "trade": [{}, {}, {}]}
    tuesday = closed | {"quote": [{"open": 0, "close": 1440}, {}, {}]}
    desk.tick("EURUSD", -1.0, 1.0)
    desk.tick("EURUSD", 1.1, 1.2, volume=-1.0)
    desk.tick("EURUSD", 1.1, 1.2, ctm=START // SECOND - 1)
    desk.engine.put_symbol(symbol("EURUSD", spread=300_000))
    desk.tick("EURUSD", 1.1, 1.2)  # a spread of 3 around 1.15
    desk.engine.put_symbol(symbol("EURUSD", sessions=[closed, closed, tuesday, *[closed] * 4]))
    desk.tick("EURUSD", 1.1, 1.2)
    desk.engine.put_symbol(symbol("EURUSD"))
    desk.add(dropper)
    desk.tick("EURUSD", 1.1, 1.2)
    dropper.answer, dropper.bid = int(R.RET_OK_CHANGE), -1.0
    desk.tick("EURUSD", 1.1, 1.2)
    assert desk.engine.tick_refusal_reasons("EURUSD") == {
        "price": 1, "volume": 1, "time": 1, "spread": 1, "session": 1, "hook": 1, "hook price": 1,
    }  # fmt: skip
    assert desk.engine.tick_refusals("EURUSD") == {
        R.RET_TRADE_BAD_PRICES: 3, R.RET_INVALID_DATA: 1, R.RET_ERR_DATA: 1, R.RET_TRADE_MARKET_CLOSED: 1,
        R.RET_ERR_CANCEL: 1,
    }  # fmt: skip


def test_that_quotes_of_unknown_symbols_are_counted_together(desk: Desk) -> None:
    server = desk.engine.plugin_server(desk.add(Repeater()))
    desk.tick("XAUUSD", 1.0, 2.0)
    assert server.TickSet({"symbol": "?", "bid": 1.3, "ask": 1.4, "volume": 0.0, "ctm": 0}) == R.RET_SYMBOL_NOT_FOUND
    desk.engine.set_feed(_core.parse_ticks(tick_file(f"{START // 1_000_000},EURUSD,1.2,1.3,1"), {"EURUSD": 9}))
    desk.engine.play_feed(True)
    desk.engine.advance(START)
    assert desk.engine.tick_refusals("") == {R.RET_SYMBOL_NOT_FOUND: 3}
    assert desk.engine.tick_refusal_reasons("") == {"unknown symbol": 3}
    assert desk.engine.tick_refusals("XAUUSD") == {}


@pytest.mark.parametrize(
    ("spread", "balance", "bid", "ask"),
    [
        # The middle of 1.20000/1.20010 is 1.20005.
        (2, 0, 1.20004, 1.20006),
        (10, 0, 1.20000, 1.20010),
        (5, 0, 1.20002, 1.20007),  # 2.5 points on each side: the rest lies above
        (1, 0, 1.20004, 1.20005),
        (20, -3, 1.19992, 1.20012),
        (0, 5, 1.20000, 1.20010),  # no fixed spread, nothing to move
    ],
)
def test_that_a_fixed_spread_is_whole_points(desk: Desk, spread: int, balance: int, bid: float, ask: float) -> None:
    desk.engine.put_symbol(symbol("EURUSD", spread=spread, spread_balance=balance))
    desk.tick("EURUSD", 1.20000, 1.20010)
    assert quote(desk) == (bid, ask)


def test_that_an_erased_symbol_is_unknown_and_the_others_keep_their_numbers(desk: Desk) -> None:
    engine = desk.engine
    desk.tick("USDJPY", 150.0, 150.1)
    assert engine.erase_symbol("GBPUSD") == R.RET_OK
    assert engine.erase_symbol("GBPUSD") == engine.erase_symbol("?") == R.RET_SYMBOL_NOT_FOUND
    assert [(row.symbol, row.count) for row in engine.symbols()] == [("EURUSD", 0), ("USDJPY", 2)]
    assert desk.tick("GBPUSD", 1.3, 1.4) == R.RET_SYMBOL_NOT_FOUND
    assert desk.open(symbol="GBPUSD")[0] == R.RET_SYMBOL_NOT_FOUND
    engine.put_symbol(symbol("GOLD"))
    engine.put_symbol(symbol("GBPUSD"))
    assert [(row.symbol, row.count) for row in engine.symbols()] == [
        ("EURUSD", 0), ("GBPUSD", 1), ("USDJPY", 2), ("GOLD", 3),
    ]  # fmt: skip


def test_that_a_symbol_added_again_has_its_candles_but_no_quote(desk: Desk) -> None:
    desk.tick("GBPUSD", 1.3, 1.4)
    desk.engine.erase_symbol("GBPUSD")
    assert desk.engine.candles("GBPUSD", "1M", 0, START) == []
    desk.engine.put_symbol(symbol("GBPUSD"))
    assert quote(desk, "GBPUSD") == (0.0, 0.0)
    assert [bar.close for bar in desk.engine.candles("GBPUSD", "1M", 0, START)] == [1.3]


def test_that_a_symbol_whose_removal_is_undone_has_its_last_quote(desk: Desk) -> None:
    desk.tick("GBPUSD", 1.3, 1.4)
    desk.engine.erase_symbol("GBPUSD")
    desk.engine.put_symbol(symbol("GBPUSD"), put_back=True)
    assert quote(desk, "GBPUSD") == (1.3, 1.4)
    [record] = [row for row in desk.engine.symbols() if row.symbol == "GBPUSD"]
    assert record.tick_time == START // SECOND


def test_that_positions_convert_through_the_next_symbol_when_theirs_is_erased(desk: Desk) -> None:
    desk.engine.put_symbol(symbol("USDJPY.x", digits=3, currency="USD", quote_currency="JPY"))
    desk.engine.put_symbol(symbol("EURJPY", digits=3))
    desk.tick("USDJPY", 100.0, 100.0)
    desk.tick("USDJPY.x", 125.0, 125.0)
    desk.tick("EURJPY", 150.0, 150.0)
    desk.open(BUY, 100, symbol="EURJPY")
    desk.tick("EURJPY", 151.0, 151.0)
    assert desk.engine.open_trades()[0].profit == 1_000.0  # 1 yen on 100,000 euro, at 100 yen for a dollar
    desk.engine.erase_symbol("USDJPY")
    assert desk.engine.open_trades()[0].profit == 800.0  # at 125
    desk.tick("USDJPY.x", 160.0, 160.0)
    assert desk.engine.open_trades()[0].profit == 625.0


def test_that_a_feed_does_not_quote_an_erased_symbol(desk: Desk) -> None:
    first = START // 1_000_000
    desk.engine.set_feed(_core.parse_ticks(tick_file(f"{first},GBPUSD,1.4,1.5,1"), NUMBERS))
    desk.engine.erase_symbol("GBPUSD")
    desk.engine.play_feed(True)
    desk.engine.advance(START)
    assert desk.engine.tick_refusal_reasons("") == {"unknown symbol": 1}


def test_that_a_symbol_with_open_trades_cannot_be_erased(desk: Desk) -> None:
    _, order = desk.open()
    assert desk.engine.erase_symbol("EURUSD") == R.RET_SYMBOL_USE_BY_TRADE
    assert desk.engine.erase_symbol("USDJPY") == R.RET_OK
    desk.shut(order)
    assert desk.engine.erase_symbol("EURUSD") == R.RET_OK


def tick_values(desk: Desk, name: str) -> tuple[float, float]:
    row = next(row for row in desk.engine.symbols() if row.symbol == name)
    return row.bid_tickvalue, row.ask_tickvalue


def test_that_tick_values_are_dollars_for_a_lot_and_a_tick(desk: Desk) -> None:
    # 100,000 x 0.00001 dollars.
    assert tick_values(desk, "EURUSD") == pytest.approx((1.0, 1.0))
    # 100,000 x 0.001 yen: unknown in dollars without a quote, then 100 yen at 1 / ask and at 1 / bid.
    assert tick_values(desk, "USDJPY") == (0.0, 0.0)
    desk.tick("USDJPY", 160.0, 200.0)
    assert tick_values(desk, "USDJPY") == pytest.approx((0.5, 0.625))
    # 100,000 x 0.00001 pounds at the bid and the ask of GBPUSD.
    desk.engine.put_symbol(symbol("EURGBP"))
    desk.tick("GBPUSD", 1.25, 1.5)
    assert tick_values(desk, "EURGBP") == pytest.approx((1.25, 1.5))
    # Its own tick size: 10 x 0.25 pounds.
    desk.engine.put_symbol(
        symbol("INDEX", digits=2, contract_size=10.0, tick_size=0.25, currency="XXX", quote_currency="GBP")
    )
    assert tick_values(desk, "INDEX") == pytest.approx((3.125, 3.75))
    # Futures name the value of their tick.
    desk.engine.put_symbol(
        symbol("WHEAT", profit_mode=2, tick_size=0.25, tick_value=12.5, currency="XXX", quote_currency="USD")
    )
    assert tick_values(desk, "WHEAT") == (12.5, 12.5)
    # No pair with the dollar.
    desk.engine.put_symbol(symbol("EURCHF"))
    assert tick_values(desk, "EURCHF") == (0.0, 0.0)


def test_that_a_symbol_is_read_as_it_is_now_although_it_has_no_new_quote(desk: Desk) -> None:
    def read(name: str) -> Any:
        return next(row for row in desk.engine.symbols() if row.symbol == name)

    desk.engine.put_symbol(symbol("EURGBP"))
    desk.tick("EURGBP", 0.85, 0.86)
    desk.tick("GBPUSD", 1.25, 1.5)
    assert (read("EURGBP").stops_level, read("EURGBP").bid_tickvalue) == (0, pytest.approx(1.25))
    # The pound rises: 100,000 x 0.00001 pounds are 1.375 dollars.
    desk.tick("GBPUSD", 1.375, 1.5)
    assert read("EURGBP").bid_tickvalue == pytest.approx(1.375)
    desk.engine.put_symbol(symbol("EURGBP", stops_level=7))
    assert (read("EURGBP").stops_level, read("EURGBP").bid) == (7, 0.85)


def test_that_sessions_are_reported_as_hours_and_as_minutes_with_their_overnight_mark(desk: Desk) -> None:
    day: dict[str, Any] = {"quote": [{"open": 1320, "close": 75}, {}, {}], "trade": [{"open_hour": 8, "close_hour": 9}]}
    day["trade"] += [{}, {}]
    desk.engine.put_symbol(symbol("EURUSD", sessions=[day] * 7))
    reported = desk.engine.symbols()[0].sessions[3]
    first = reported.quote[0]
    assert (first.open_hour, first.open_min, first.close_hour, first.close_min) == (22, 0, 1, 15)
    assert (reported.trade[0].open, reported.trade[0].close) == (480, 540)
    assert (reported.quote_overnight, reported.trade_overnight) == (1, 0)


@pytest.mark.parametrize("session", [{"open": -1}, {"close": 1441}, {"open_hour": 25}, {"close_min": 60}])
def test_that_a_session_outside_the_day_is_refused(desk: Desk, session: dict[str, int]) -> None:
    day = {"quote": [session, {}, {}], "trade": [{}, {}, {}]}
    with pytest.raises(RuntimeError, match=r"EURUSD: sessions must lie between"):
        desk.engine.put_symbol(symbol("EURUSD", sessions=[day] * 7))


def test_that_other_threads_read_whole_quotes_and_whole_candles(desk: Desk) -> None:
    desk.tick("EURUSD", 1.1, 1.1001)
    broken: list[Any] = []
    readings = 0
    done = threading.Event()

    def read() -> None:
        nonlocal readings
        while not done.is_set():
            record = desk.engine.symbols()[0]
            if round(record.ask - record.bid, 5) != 0.0001:
                broken.append((record.bid, record.ask))
            bars = desk.engine.candles("EURUSD", "1M", 0, 2**40)
            broken.extend((bar.low, bar.close, bar.high) for bar in bars if not bar.low <= bar.close <= bar.high)
            readings += 1

    reader = threading.Thread(target=read)
    reader.start()
    steps = 0

    def quote() -> bool:
        nonlocal steps
        steps += 1
        bid = 1.1 + (steps % 89) * 0.001
        desk.tick("EURUSD", bid, round(bid + 0.0001, 5))
        return steps >= 3_000 and readings >= 30

    wait_until(quote)
    done.set()
    reader.join()
    assert broken == []
