"""Incrementally updated positions equal those that a restart computes, after each kind of change."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.market_day import BUY, SELL, START, Desk, group, section, symbol
from workbench.engine import _core
from workbench.sdk import PluginTradeCommand as Cmd
from workbench.sdk import ReturnCodes as R

HALF = symbol("EURUSD", margin_hedged=50_000.0)
WIDE = group("wide", sec=section(spread_diff=20))
LARGE = group("large", hedge_largeleg=1)
FREE = group("free", sec=section(freemargin_mode=2))
GROUPS = (group(), LARGE, WIDE, FREE)


class Hedged:
    """2 lots of EURUSD bought, 1 sold, 1 of USDJPY bought and a pending order, for account 1001 of 10,000 USD."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.engine = self.start(HALF, GROUPS)
        for name, bid in (("EURUSD", 1.1), ("GBPUSD", 1.3), ("USDJPY", 150.0)):
            assert self.tick(name, bid) == R.RET_OK
        self.buy = self.open(BUY, 200)
        self.sell = self.open(SELL, 100)
        self.open(BUY, 100, "USDJPY")
        self.open(Cmd.BuyLimit, 10, open_price=1.09)

    def start(self, euro: dict[str, Any], groups: tuple[dict[str, Any], ...]) -> Any:
        engine = _core.Engine(clock="virtual", start_nanos=START, database=str(self.path))
        for record in (euro, symbol("GBPUSD"), symbol("USDJPY", digits=3)):
            engine.put_symbol(record)
        for record in groups:
            engine.put_group(record)
        engine.seed_account({"login": 1001, "group": "real-usd"}, balance=10_000.0)
        engine.start()
        return engine

    def restart(self, euro: dict[str, Any] = HALF, groups: tuple[dict[str, Any], ...] = GROUPS) -> None:
        self.engine.close()
        self.engine = self.start(euro, groups)

    def tick(self, name: str, bid: float) -> int:
        code: int = self.engine.inject_tick({"symbol": name, "bid": bid, "ask": bid + 0.0001, "volume": 1.0})
        return code

    def open(self, cmd: int, volume: int, name: str = "EURUSD", **fields: Any) -> int:
        request = {"login": 1001, "symbol": name, "cmd": int(cmd), "volume": volume, **fields}
        code, order = self.engine.open_trade(request)
        assert code == R.RET_OK
        return int(order)

    def move_to(self, name: str) -> int:
        code: int = self.engine.update_account({"login": 1001, "group": name, "leverage": 100})
        return code


@pytest.fixture
def hedged(tmp_path: Path) -> Iterator[Hedged]:
    hedged = Hedged(tmp_path / "server.db")
    yield hedged
    hedged.engine.close()


CHANGES: dict[str, Callable[[Hedged], Any]] = {
    "nothing": lambda hedged: None,
    "a quote": lambda hedged: hedged.tick("EURUSD", 1.105),
    "a quote of a rate": lambda hedged: hedged.tick("USDJPY", 151.0),
    "an opening": lambda hedged: hedged.open(SELL, 7),
    "a closing in part": lambda hedged: hedged.engine.close_trade({"order": hedged.buy, "volume": 50}),
    "a closing": lambda hedged: hedged.engine.close_trade({"order": hedged.buy}),
    "a closing by the other": lambda hedged: hedged.engine.close_trade_by(
        {"order": hedged.buy, "parent_order": hedged.sell}
    ),
    "another hedged margin": lambda hedged: hedged.engine.put_symbol(HALF | {"margin_hedged": 100_000.0}),
    "another contract size": lambda hedged: hedged.engine.put_symbol(HALF | {"contract_size": 50_000.0}),
    "a margin of open positions": lambda hedged: hedged.engine.put_symbol(HALF | {"margin_maintenance": 70_000.0}),
    "another symbol group": lambda hedged: (
        hedged.engine.put_group(group(sec=section(), secgroups={0: section(), 1: section(freemargin_mode=3)})),
        hedged.engine.put_symbol(HALF | {"sec_index": 1}),
    ),
    "the larger leg": lambda hedged: hedged.engine.put_group(group(hedge_largeleg=1)),
    "other prices of the group": lambda hedged: hedged.engine.put_group(group(sec=section(spread_diff=20))),
    "its own prices and back": lambda hedged: (
        hedged.engine.put_group(group(sec=section(spread_diff=20))),
        hedged.engine.put_group(group()),
    ),
    "a group with the larger leg": lambda hedged: hedged.move_to("large"),
    "a group with other prices": lambda hedged: hedged.move_to("wide"),
    "a group with a margin mode of its own": lambda hedged: hedged.move_to("free"),
    "another leverage": lambda hedged: hedged.engine.update_account(
        {"login": 1001, "group": "real-usd", "leverage": 200}
    ),
    "money": lambda hedged: hedged.engine.change_balance(1001, 100.0),
    "a symbol more": lambda hedged: hedged.engine.put_symbol(symbol("EURJPY", digits=3)),
    "a symbol less": lambda hedged: hedged.engine.erase_symbol("GBPUSD"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_that_updated_positions_equal_recomputed_positions(hedged: Hedged, change: str) -> None:
    CHANGES[change](hedged)
    assert hedged.engine.worked_out() == hedged.engine.worked_out(anew=True)


@pytest.mark.parametrize("change", [name for name in CHANGES if "symbol" not in name])
def test_that_a_restart_computes_the_same_positions(hedged: Hedged, change: str) -> None:
    CHANGES[change](hedged)
    before = hedged.engine.worked_out()
    euro = next(record for record in hedged.engine.symbols() if record.symbol == "EURUSD")
    groups = tuple(_core.record_to_dict(record) for record in hedged.engine.groups())
    hedged.restart(_core.record_to_dict(euro), groups)
    assert hedged.engine.worked_out() == before


# A lot of EURUSD holds 1,000 EUR x 1.10010 for a buy and x 1.10000 for a sell. 2 bought and 1 sold: 1 lot open at
# 1,100.10, 1 covered at a half of (2,200.20 + 1,100.00) / 3 x margin_hedged / 100,000 x 2.
def hedge(tmp_path: Path) -> Desk:
    desk = Desk(database=tmp_path / "server.db", groups=(group(), LARGE))
    desk.engine.put_symbol(HALF)
    assert desk.open(BUY, 200)[0] == R.RET_OK
    assert desk.open(SELL, 100)[0] == R.RET_OK
    return desk


def test_that_the_hedged_margin_is_right_after_a_restart(tmp_path: Path) -> None:
    desk = hedge(tmp_path)
    assert desk.margin().margin == 1_650.13
    desk.close()
    desk = Desk(database=tmp_path / "server.db", groups=(group(), LARGE))
    desk.engine.put_symbol(HALF)
    assert desk.margin().margin == 1_650.13
    desk.close()


def test_that_another_hedged_margin_reaches_open_positions(tmp_path: Path) -> None:
    desk = hedge(tmp_path)
    desk.engine.put_symbol(HALF | {"margin_hedged": 100_000.0})
    assert desk.margin().margin == 2_200.17
    desk.close()


def test_that_the_larger_leg_reaches_open_positions(tmp_path: Path) -> None:
    desk = hedge(tmp_path)
    assert desk.engine.update_account({"login": 1001, "group": "large", "leverage": 100}) == R.RET_OK
    assert desk.margin().margin == 2_200.2
    desk.engine.put_group(group("large", hedge_largeleg=0))
    assert desk.margin().margin == 1_650.13
    desk.close()


def test_that_the_larger_leg_counts_after_a_restart(tmp_path: Path) -> None:
    records = (group(hedge_largeleg=1),)
    desk = Desk(database=tmp_path / "server.db", groups=records)
    for cmd, volume in ((BUY, 40), (SELL, 20)):
        assert desk.open(cmd, volume)[0] == R.RET_OK
    assert desk.margin().margin == 440.04
    desk.close()
    desk = Desk(database=tmp_path / "server.db", groups=records)
    assert desk.margin().margin == 440.04
    desk.close()
