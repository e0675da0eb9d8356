"""Data survives a restart, a kill and a full disk; files that are not databases of this server are refused."""

import signal
import sqlite3
from pathlib import Path

import pytest

from tests.support.market_day import BUY, MINUTE, START, Desk, group
from tests.support.scripts import run_script
from workbench.engine import _core
from workbench.engine.consistency.database_check import check_database
from workbench.sdk import ReturnCodes

R = ReturnCodes
ROOT = Path(__file__).resolve().parents[4]


def test_that_accounts_trades_money_and_candles_survive_a_restart(tmp_path: Path) -> None:
    desk = Desk(database=tmp_path / "server.db")
    _, kept = desk.open(BUY, 100, comment="kept", sl=1.05, magic=7)
    _, closed = desk.open(BUY, 50)
    desk.tick("EURUSD", 1.10110, 1.10120)
    desk.shut(closed)
    _, login = desk.engine.add_account({"group": "real-usd", "name": "Ann Ω"})
    desk.close()
    del desk
    again = Desk(database=tmp_path / "server.db")
    assert again.account().balance == 10_050.0
    assert again.account(login).name == "Ann Ω"
    [trade] = again.engine.open_trades()
    assert (trade.order, trade.comment, trade.sl, trade.magic) == (kept, "kept", 1.05, 7)
    assert (trade.open_price, trade.margin_initial, trade.conv_rates[0]) == (1.10010, pytest.approx(1_000.0), 1.0)
    assert [row.order for row in again.engine.closed_trades()] == [closed]
    assert [row.profit for row in again.engine.transactions()] == [10_000.0]
    assert again.open()[1] == closed + 1
    assert again.engine.add_account({"group": "real-usd"})[1] == login + 1
    [bar] = again.engine.candles("EURUSD", "1M", 0, START)
    assert (bar.open, bar.high) == (1.1, 1.10110)
    again.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.support.market_day import Desk
desk = Desk(database=Path(sys.argv[1]))
print(desk.open()[1], desk.engine.change_balance(1001, 5.0)[1], flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_that_a_killed_server_keeps_acknowledged_requests(tmp_path: Path) -> None:
    done = run_script(KILLED, str(tmp_path / "server.db"))
    assert done.returncode == -signal.SIGKILL, done.stderr
    order, payment = map(int, done.stdout.split())
    desk = Desk(database=tmp_path / "server.db")
    assert [trade.order for trade in desk.engine.open_trades()] == [order]
    assert [row.order for row in desk.engine.transactions()][-1] == payment
    assert desk.account().balance == 10_005.0
    desk.close()


FULL = """
import sys
from pathlib import Path
from tests.support.market_day import Desk, Listener
desk = Desk(database=Path(sys.argv[1]))
listener = Listener()
desk.add(listener)
codes = []
while len(codes) < 5000 and (not codes or codes[-1] == 0):
    codes.append(desk.open(volume=1, api_data="x" * 1000)[0])
held, balance = len(desk.engine.open_trades()), desk.account().balance
assert codes[-1] == 15, codes[-1]
assert held == len(codes) - 1 == listener.heard.count("OnTradeAddDB")
order = desk.engine.open_trades()[0].order
assert desk.shut(order)[0] == 15
assert desk.engine.change_balance(1001, 1.0)[0] == 15
assert (len(desk.engine.open_trades()), desk.account().balance) == (held, balance)
assert desk.engine.open_trades()[0].state == 0
assert any("the database cannot be written" in line for line in desk.journal())
desk.close()
print(held)
"""


def test_that_a_full_disk_refuses_requests_and_loses_nothing(tmp_path: Path) -> None:
    done = run_script(FULL, str(tmp_path / "server.db"), limit_bytes=300_000)
    assert done.returncode == 0, done.stderr
    desk = Desk(database=tmp_path / "server.db")
    assert len(desk.engine.open_trades()) == int(done.stdout)
    desk.close()
    assert check_database(tmp_path / "server.db").violations == ()


RECOVERED = """
import resource, sys
from pathlib import Path
from tests.support.market_day import START, group, symbol
from workbench.engine import _core
engine = _core.Engine(clock="virtual", start_nanos=START, database=sys.argv[1], sync=sys.argv[2], write_behind_rows=20)
engine.put_symbol(symbol("EURUSD"))
engine.put_group(group())
engine.seed_account({"login": 1001, "group": "real-usd"}, balance=100000.0)
engine.start()
engine.inject_tick({"symbol": "EURUSD", "bid": 1.1, "ask": 1.1001, "volume": 1.0})

def buy():
    request = {"login": 1001, "symbol": "EURUSD", "cmd": 0, "volume": 1, "comment": "x" * 200}
    return engine.open_trade(request)

def limit(size):
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))

kept = [buy()[1] for _ in range(10)]
limit(30000)
refused = 0
while refused < 3:
    code, order = buy()
    assert code in (0, 15), code
    refused += code == 15
    if code == 0:
        kept.append(order)
assert [trade.order for trade in engine.open_trades()] == kept
limit(resource.RLIM_INFINITY)
code, order = buy()
assert code == 0, code
kept.append(order)
assert engine.close_trade({"order": kept[0]})[0] == 0
told = [notice["text"] for notice in engine.take_notices() if notice["kind"] == "journal"]
assert sum("the database cannot be written" in line for line in told) == 1
assert told.index("the database is writable again") > 0
engine.close()
print(*kept[1:])
"""


@pytest.mark.parametrize("sync", ["full", "normal", "memory"])
def test_that_a_server_continues_without_restart_when_there_is_space_again(tmp_path: Path, sync: str) -> None:
    done = run_script(RECOVERED, str(tmp_path / "server.db"), sync)
    assert done.returncode == 0, done.stderr
    desk = Desk(database=tmp_path / "server.db")
    assert [trade.order for trade in desk.engine.open_trades()] == [int(order) for order in done.stdout.split()]
    desk.close()
    assert check_database(tmp_path / "server.db").violations == ()


TOLD = """
import resource, sys
from tests.support.market_day import MINUTE, START, group, symbol
from workbench.engine import _core
engine = _core.Engine(clock="virtual", start_nanos=START, database=sys.argv[1], sync="normal")
engine.put_symbol(symbol("EURUSD"))
engine.put_group(group(margin_stopout=0))
engine.seed_account({"login": 1001, "group": "real-usd"}, balance=1000.0)
engine.start()
engine.inject_tick({"symbol": "EURUSD", "bid": 1.1, "ask": 1.1, "volume": 1.0})
# Half a lot at leverage 100 holds 50,000 / 100 * 1.1 = 550 USD; at 1.09 the loss of 500 leaves 500.
assert engine.open_trade({"login": 1001, "symbol": "EURUSD", "cmd": 0, "volume": 50})[0] == 0
engine.advance(START + MINUTE)
engine.take_notices()
resource.setrlimit(resource.RLIMIT_FSIZE, (1, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
engine.inject_tick({"symbol": "EURUSD", "bid": 1.09, "ask": 1.09, "volume": 1.0})
told = [notice["text"] for notice in engine.take_notices() if notice["kind"] == "journal"]
assert any("the database cannot be written" in line for line in told), told
assert any("margin call" in line for line in told), told
"""


def test_that_a_margin_call_is_reported_although_the_candle_of_its_quote_cannot_be_written(tmp_path: Path) -> None:
    done = run_script(TOLD, str(tmp_path / "server.db"))
    assert done.returncode == 0, done.stderr


def test_that_a_file_that_is_not_a_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    path.write_text("not a database, but long enough to be taken for one " * 20)
    with pytest.raises(RuntimeError, match=r"server\.db: file is not a database"):
        _core.Engine(clock="virtual", database=str(path))


def test_that_a_database_of_another_version_or_program_is_refused(tmp_path: Path) -> None:
    newer, foreign = tmp_path / "newer.db", tmp_path / "foreign.db"
    with sqlite3.connect(newer) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE songs(title)")
    connection.close()
    with pytest.raises(RuntimeError, match=r"newer\.db: schema version 99, this server reads version 5 and older"):
        _core.Engine(clock="virtual", database=str(newer))
    with pytest.raises(RuntimeError, match=r"foreign\.db: this is a database of another program"):
        _core.Engine(clock="virtual", database=str(foreign))


def test_that_a_missing_folder_and_an_unknown_sync_are_named(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"nowhere/server\.db: cannot open the database"):
        _core.Engine(clock="virtual", database=str(tmp_path / "nowhere" / "server.db"))
    with pytest.raises(RuntimeError, match='"often": use full, normal or memory'):
        _core.Engine(clock="virtual", sync="often")


@pytest.mark.parametrize("sync", ["full", "normal", "memory"])
def test_that_every_way_of_writing_keeps_the_money(tmp_path: Path, sync: str) -> None:
    for balance in (10.0, 20.0):
        engine = _core.Engine(clock="virtual", start_nanos=START, database=str(tmp_path / "server.db"), sync=sync)
        engine.put_group(group())
        engine.seed_account({"login": 1001, "group": "real-usd"})
        engine.start()
        engine.change_balance(1001, 10.0)
        assert engine.accounts()[0].balance == balance
        engine.close()
        del engine


def test_that_the_engine_thread_commits_before_it_answers(tmp_path: Path) -> None:
    engine = _core.Engine(clock="wall", database=str(tmp_path / "server.db"))
    engine.put_group(group())
    engine.seed_account({"login": 1001, "group": "real-usd"}, balance=1.0)
    engine.start()
    _, order = engine.change_balance(1001, 10.0)
    connection = sqlite3.connect(tmp_path / "server.db")
    assert connection.execute('SELECT profit, book FROM trades WHERE "order" = ?', (order,)).fetchone() == (10.0, 2)
    assert connection.execute("SELECT balance FROM accounts").fetchone() == (11.0,)
    connection.close()
    engine.stop()
    assert not engine.running
    assert engine.change_balance(1001, 10.0)[0] == R.RET_ERR_SHUTDOWN
    engine.close()


def test_that_candles_are_written_when_their_minute_is_over(tmp_path: Path) -> None:
    desk = Desk(database=tmp_path / "server.db")
    desk.engine.advance(START + MINUTE)
    desk.tick("EURUSD", 1.2, 1.3)
    connection = sqlite3.connect(tmp_path / "server.db")
    assert connection.execute("SELECT symbol, time, open FROM candles").fetchall() == [("EURUSD", START // 10**9, 1.1)]
    connection.close()
    desk.close()
