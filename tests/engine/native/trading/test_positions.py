"""Values of open trades and accounts with every quote, across currencies, and after undone changes."""

import threading
from pathlib import Path
from typing import Any

import pytest

from tests.support.market_day import BUY, SELL, Desk, group, section
from tests.support.scripts import run_script
from workbench.sdk import PluginTradeCommand, ReturnCodes


def opened(desk: Desk, cmd: int = BUY, volume: int = 100, **fields: Any) -> int:
    code, order = desk.open(cmd, volume, **fields)
    assert code == ReturnCodes.RET_OK
    return order


def profit(desk: Desk, order: int) -> float:
    return float(next(trade.profit for trade in desk.engine.open_trades() if trade.order == order))


def test_that_every_quote_values_the_positions_on_its_symbol(desk: Desk) -> None:
    buy, sell = opened(desk), opened(desk, SELL, 50)
    desk.tick("EURUSD", 1.10100, 1.10115)
    # (1.10100 - 1.10010) x 100,000 = 90; (1.10000 - 1.10115) x 50,000 = -57.50.
    assert (profit(desk, buy), profit(desk, sell)) == (90.0, -57.5)
    level = desk.margin()
    assert (level.profit, level.equity) == (32.5, 10_032.5)


def test_that_a_cross_rate_values_positions_of_other_symbols(desk: Desk) -> None:
    desk.engine.put_group(group("euro", currency="EUR"))
    desk.engine.seed_account({"login": 2001, "group": "euro"}, balance=10_000.0)
    desk.tick("USDJPY", 150.000, 150.010)
    order = opened(desk, symbol="USDJPY", login=2001)
    desk.tick("USDJPY", 151.010, 151.020)
    # 1.000 x 100,000 JPY at the buy side: / 151.010 USDJPY bid / 1.10000 EURUSD bid = 602.01 EUR.
    assert profit(desk, order) == 602.01
    desk.tick("EURUSD", 1.20000, 1.20010)
    # / 151.010 / 1.2 = 551.84
    assert profit(desk, order) == 551.84
    assert desk.margin(2001).equity == 10_551.84


def test_that_sums_stay_exact_however_often_trades_come_and_go(desk: Desk) -> None:
    desk.engine.put_group(group(sec=section(comm_base=0.1)))
    kept = opened(desk, volume=10)
    for step in range(200):
        bid = 1.1 + step * 0.00007
        desk.tick("EURUSD", bid, bid + 0.0001)
        order = opened(desk, volume=7)
        assert desk.shut(order)[0] == ReturnCodes.RET_OK
    desk.tick("EURUSD", 1.10033, 1.10043)
    # (1.10033 - 1.10010) x 10,000 = 2.30; 0.10 lots pay a commission of 0.01.
    level = desk.margin()
    assert (profit(desk, kept), level.profit, level.commission) == (2.3, 2.3, -0.01)
    # 10,000 EUR at 1:100 bought at 1.10010.
    assert level.margin == 110.01


def test_that_a_group_with_other_prices_has_its_trades_valued_at_them(desk: Desk) -> None:
    order = opened(desk)
    desk.engine.put_group(group(sec=section(spread_diff=20)))
    # The bid is 10 points lower for it: 1.09990 - 1.10010.
    assert profit(desk, order) == -20.0
    desk.tick("EURUSD", 1.10050, 1.10060)
    assert profit(desk, order) == 30.0
    desk.engine.put_group(group())
    assert profit(desk, order) == 40.0


def test_that_a_changed_symbol_values_its_trades_anew(desk: Desk) -> None:
    order = opened(desk)
    desk.tick("EURUSD", 1.10110, 1.10120)
    assert profit(desk, order) == 100.0
    desk.engine.put_symbol({"symbol": "EURUSD", "digits": 5, "trade": 2, "contract_size": 10_000.0})
    assert profit(desk, order) == 10.0


def test_that_pending_orders_have_neither_profit_nor_margin(desk: Desk) -> None:
    opened(desk, PluginTradeCommand.BuyLimit, open_price=1.09)
    level = desk.margin()
    assert (level.profit, level.margin, level.equity) == (0.0, 0.0, 10_000.0)


def test_that_a_restart_values_everything_again(tmp_path: Path) -> None:
    desk = Desk(database=tmp_path / "server.db")
    order = opened(desk)
    desk.close()
    desk = Desk(database=tmp_path / "server.db")
    desk.tick("EURUSD", 1.10060, 1.10070)
    assert profit(desk, order) == 50.0
    assert (desk.margin().margin, desk.margin().equity) == (1_100.1, 10_050.0)
    desk.close()


UNDONE = """
import sys
from pathlib import Path
from tests.support.market_day import Desk
desk = Desk(database=Path(sys.argv[1]))
order = desk.open(sl=1.09)[1]
code = 0
while code == 0:
    code = desk.open(volume=1, api_data="x" * 1000)[0]
assert code == 15, code
count, margin = len(desk.engine.open_trades()), desk.margin().margin
balance = desk.account().balance
desk.tick("EURUSD", 1.08999, 1.09009)
assert len(desk.engine.open_trades()) == count
assert desk.account().balance == balance
level = desk.margin()
assert level.margin == margin
# One lot and one hundredth for each other trade, 1,011 points down.
assert level.profit == round(-1011.0 - (count - 1) * 10.11, 2), level.profit
assert level.equity == balance + level.profit
desk.close()
"""


def test_that_a_closing_that_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    done = run_script(UNDONE, str(tmp_path / "server.db"), limit_bytes=300_000)
    assert done.returncode == 0, done.stderr


def test_that_other_threads_read_equity_that_is_the_sum_of_its_parts(desk: Desk) -> None:
    for volume in (10, 20, 30):
        opened(desk, volume=volume)
    broken: list[str] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            broken.extend(
                f"{level.equity} {level.balance} {level.profit}"
                for level in desk.engine.margins()
                if level.equity != pytest.approx(level.balance + level.credit + level.profit, abs=1e-9)
            )

    reader = threading.Thread(target=read)
    reader.start()
    for step in range(2_000):
        bid = 1.1 + (step % 50) * 0.00001
        desk.tick("EURUSD", bid, bid + 0.0001)
    done.set()
    reader.join()
    assert broken == []
