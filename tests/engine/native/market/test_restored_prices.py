"""Prices survive a restart: positions have values at the start, and unvalued positions free no margin."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.market_day import BUY, MINUTE, SELL, START, Desk, group, symbol
from workbench.engine import _core
from workbench.sdk import PluginTradeCommand as Cmd
from workbench.sdk import ReturnCodes as R


def start(path: Path, *records: dict[str, Any]) -> Any:
    """A server on that database without a quote of its own; account 1001 with 10,000 USD."""
    engine = _core.Engine(clock="virtual", start_nanos=START, database=str(path))
    for name in ("EURUSD", "GBPUSD"):
        engine.put_symbol(symbol(name))
    engine.put_symbol(symbol("USDJPY", digits=3))
    for record in records or (group(),):
        engine.put_group(record)
    engine.seed_account({"login": 1001, "group": "real-usd"}, balance=10_000.0)
    engine.start()
    return engine


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The database of a server that stopped with 4 lots of EURUSD 1,810 points under water."""
    desk = Desk(database=tmp_path / "server.db")
    assert desk.open(BUY, 400)[0] == R.RET_OK
    desk.tick("EURUSD", 1.08200, 1.08210)
    # (1.08200 - 1.10010) x 400,000 = -7,240
    assert desk.margin().equity == 2_760.0
    desk.close()
    return tmp_path / "server.db"


def test_that_positions_are_valued_at_the_start(path: Path) -> None:
    engine = start(path)
    level = engine.margins()[0]
    assert (level.equity, level.profit, level.margin) == (2_760.0, -7_240.0, 4_400.4)
    trade = engine.open_trades()[0]
    assert (trade.profit, trade.close_price, trade.conv_rates[1]) == (-7_240.0, 1.082, 1.0)
    engine.close()


def test_that_a_loss_from_before_the_restart_refuses_an_order(path: Path) -> None:
    engine = start(path)
    order = {"login": 1001, "symbol": "EURUSD", "cmd": int(BUY), "volume": 400}
    assert engine.open_trade(order)[0] == R.RET_TRADE_NO_MONEY
    assert engine.change_balance(1001, -1.0)[0] == R.RET_TRADE_NO_MONEY
    engine.close()


def test_that_symbols_keep_their_last_price_and_its_time(path: Path) -> None:
    engine = start(path)
    euro, pound, _ = engine.symbols()
    assert (euro.bid, euro.ask, euro.tick_time) == (1.082, 1.0821, START // 1_000_000_000)
    assert (pound.bid, pound.ask, pound.tick_time) == (0.0, 0.0, 0)
    engine.close()


def test_that_an_earlier_clock_does_not_refuse_the_next_quote(path: Path) -> None:
    engine = _core.Engine(clock="virtual", start_nanos=START - 60 * MINUTE, database=str(path))
    engine.put_symbol(symbol("EURUSD"))
    engine.put_group(group())
    engine.start()
    assert engine.inject_tick({"symbol": "EURUSD", "bid": 1.09, "ask": 1.0901, "volume": 1.0}) == R.RET_OK
    assert engine.symbols()[0].bid == 1.09
    engine.close()


def test_that_a_conversion_rate_is_there_at_the_start(tmp_path: Path) -> None:
    desk = Desk(database=tmp_path / "server.db")
    desk.tick("USDJPY", 150.000, 150.010)
    assert desk.open(BUY, 100, symbol="USDJPY")[0] == R.RET_OK
    desk.tick("USDJPY", 151.000, 151.010)
    before = desk.margin().equity
    desk.close()
    engine = start(tmp_path / "server.db")
    assert engine.margins()[0].equity == before == 10_655.63  # 0.990 x 100,000 / 151.000
    engine.close()


def test_that_prices_are_written_while_the_server_runs(path: Path) -> None:
    """What a killed server leaves: the file without a stop."""
    engine = start(path)
    engine.inject_tick({"symbol": "GBPUSD", "bid": 1.3, "ask": 1.30012, "volume": 1.0})
    engine.advance(START + MINUTE)
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT symbol, bid, ask, time FROM quotes ORDER BY symbol").fetchall()
    assert rows == [("EURUSD", 1.082, 1.0821, START), ("GBPUSD", 1.3, 1.30012, START)]
    engine.close()


def test_that_a_removed_symbol_leaves_no_price(tmp_path: Path) -> None:
    desk = Desk(database=tmp_path / "server.db")
    desk.tick("GBPUSD", 1.3, 1.3001)
    desk.close()
    engine = start(tmp_path / "server.db")
    assert engine.erase_symbol("GBPUSD") == R.RET_OK
    engine.close()
    engine = start(tmp_path / "server.db")
    assert [record.bid for record in engine.symbols()] == [1.1, 0.0, 0.0]
    engine.close()


def test_that_an_invalid_price_counts_as_none(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE quotes SET ask = bid / 2")
        connection.commit()
    engine = start(path)
    assert engine.symbols()[0].bid == 0.0
    engine.close()


@pytest.fixture
def unpriced(path: Path) -> Iterator[Any]:
    """The same from a server that kept no prices yet; GBPUSD has one."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE quotes")
        connection.execute("PRAGMA user_version = 4")
        connection.commit()
    engine = start(path)
    engine.inject_tick({"symbol": "GBPUSD", "bid": 1.3, "ask": 1.30012, "volume": 1.0})
    yield engine
    engine.close()


def test_that_nothing_opens_and_nothing_is_paid_out_until_every_position_has_a_price(unpriced: Any) -> None:
    order = {"login": 1001, "symbol": "GBPUSD", "cmd": int(BUY), "volume": 1}
    assert unpriced.open_trade(order)[0] == R.RET_TRADE_OFFQUOTES
    assert unpriced.open_trade(order | {"cmd": int(SELL)})[0] == R.RET_TRADE_OFFQUOTES
    assert unpriced.change_balance(1001, -1.0)[0] == R.RET_TRADE_OFFQUOTES
    assert unpriced.change_balance(1001, 1.0)[0] == R.RET_OK
    unpriced.inject_tick({"symbol": "EURUSD", "bid": 1.1, "ask": 1.1001, "volume": 1.0})
    assert unpriced.open_trade(order)[0] == R.RET_OK
    assert unpriced.change_balance(1001, -1.0)[0] == R.RET_OK


def test_that_a_pending_order_waits_until_every_position_has_a_price(unpriced: Any) -> None:
    request = {"login": 1001, "symbol": "GBPUSD", "cmd": int(Cmd.BuyLimit), "volume": 1, "open_price": 1.29}
    code, order = unpriced.open_trade(request)
    assert code == R.RET_OK
    unpriced.inject_tick({"symbol": "GBPUSD", "bid": 1.2889, "ask": 1.289, "volume": 1.0})
    kinds = {trade.order: trade.cmd for trade in unpriced.open_trades()}
    assert kinds[order] == Cmd.BuyLimit
    unpriced.inject_tick({"symbol": "EURUSD", "bid": 1.1, "ask": 1.1001, "volume": 1.0})
    unpriced.advance(START + MINUTE)
    unpriced.inject_tick({"symbol": "GBPUSD", "bid": 1.2889, "ask": 1.289, "volume": 1.0})
    kinds = {trade.order: trade.cmd for trade in unpriced.open_trades()}
    assert kinds[order] == Cmd.Buy


def test_that_an_account_without_positions_there_trades_on(unpriced: Any) -> None:
    unpriced.seed_account({"login": 1002, "group": "real-usd"}, balance=1_000.0)
    order = {"login": 1002, "symbol": "GBPUSD", "cmd": int(BUY), "volume": 1}
    assert unpriced.open_trade(order)[0] == R.RET_OK
    assert unpriced.change_balance(1002, -1.0)[0] == R.RET_OK


def test_that_a_lost_rate_leaves_positions_unvalued(tmp_path: Path) -> None:
    records = (group(), group("euro", currency="EUR"))
    engine = start(tmp_path / "server.db", *records)
    engine.put_symbol(symbol("EURJPY", digits=3))
    engine.seed_account({"login": 2001, "group": "euro"}, balance=10_000.0)
    for name, bid in (("USDJPY", 150.0), ("EURJPY", 165.0)):
        engine.inject_tick({"symbol": name, "bid": bid, "ask": bid + 0.01, "volume": 1.0})
    engine.inject_tick({"symbol": "EURUSD", "bid": 1.1, "ask": 1.1001, "volume": 1.0})
    assert engine.open_trade({"login": 2001, "symbol": "USDJPY", "cmd": int(BUY), "volume": 1})[0] == R.RET_OK
    assert engine.erase_symbol("EURJPY") == R.RET_OK
    assert engine.worked_out() == engine.worked_out(anew=True)
    assert engine.margins()[1].profit != 0.0  # through USD now
    assert engine.erase_symbol("EURUSD") == R.RET_OK
    assert engine.worked_out() == engine.worked_out(anew=True)
    assert engine.margins()[1].profit == 0.0
    assert engine.change_balance(2001, -1.0)[0] == R.RET_TRADE_OFFQUOTES
    engine.close()
