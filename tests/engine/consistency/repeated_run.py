"""One run of a server on the virtual clock with quotes, requests, orders and plugins of both kinds, for its digest.

`main(FOLDER, TIMES, PLUGINS)` prints, for each time, the digest and how much happened.
"""

import json
import random
from pathlib import Path
from typing import Any

from tests.support.market_day import SECOND, START, group, section, symbol
from workbench.engine import _core
from workbench.engine.consistency.digest import RunDigest
from workbench.sdk import EventTrade, HookTrade, PluginInterface, PluginTradeCommand, ReturnCodes
from workbench.telemetry.segment import Segment, SegmentReader

NUMBERS = {"EURUSD": 0, "GBPUSD": 1, "USDJPY": 2}
PRICES = {"EURUSD": 1.1, "GBPUSD": 1.3, "USDJPY": 150.0}
LOGINS = (1001, 1002, 1003)
STEPS = 60
STEP = 3_600 * SECOND
QUOTES_OF_A_STEP = 20
TIERS = {"tiers": [{"from_lots": 0, "per_lot": 7.0}, {"from_lots": 1, "per_lot": 5.0}]}
Cmd = PluginTradeCommand


class Meddler(PluginInterface, HookTrade, EventTrade):
    """Names every third opening, refuses every eleventh, closes every fifth trade as soon as it is there."""

    def __init__(self, server: Any) -> None:
        self.server, self.asked = server, 0

    def HookTradeRequestOpen(self, trade: Any, group: Any, symbol: Any, account: Any, margin: Any, diff: Any) -> int:
        self.asked += 1
        if self.asked % 11 == 0:
            return ReturnCodes.RET_TRADE_DISABLE
        if self.asked % 3:
            return ReturnCodes.RET_OK
        diff.comment = f"{margin.equity:.2f} {symbol.bid:.5f}"
        return ReturnCodes.RET_OK_CHANGE

    def OnTradeAddDB(self, trade: Any) -> None:
        if trade.order % 5 == 0:
            self.server.CloseTrade({"order": trade.order})


def quotes(dice: random.Random) -> bytes:
    rows = ["time_millis,symbol,bid,ask,volume"]
    prices = dict(PRICES)
    for number in range(STEPS * QUOTES_OF_A_STEP):
        name = dice.choice(list(NUMBERS))
        prices[name] *= 1.0 + dice.uniform(-0.002, 0.002)
        millis = (START + number * STEP // QUOTES_OF_A_STEP) // 1_000_000
        rows.append(f"{millis},{name},{prices[name]:.5f},{prices[name] * 1.0001:.5f},1")
    return "\n".join(rows).encode() + b"\n"


def request(dice: random.Random) -> dict[str, Any]:
    name = dice.choice(list(NUMBERS))
    cmd = dice.choice([Cmd.Buy, Cmd.Sell, Cmd.Buy, Cmd.Sell, Cmd.BuyLimit, Cmd.SellLimit, Cmd.BuyStop, Cmd.SellStop])
    away = {Cmd.BuyLimit: -0.004, Cmd.SellStop: -0.004, Cmd.SellLimit: 0.004, Cmd.BuyStop: 0.004}.get(cmd, 0.0)
    price = round(PRICES[name] * (1.0 + away), 5) if away else 0.0
    volume = dice.randint(1, 60)
    return {"login": dice.choice(LOGINS), "symbol": name, "cmd": int(cmd), "volume": volume, "open_price": price}


def act(engine: Any, dice: random.Random) -> None:
    """One request of a client; what it answers is part of the journal and the call records."""
    what = dice.random()
    if what < 0.6:
        engine.open_trade(request(dice))
    elif what < 0.9:
        open_orders = [trade.order for trade in engine.open_trades()]
        if open_orders:
            engine.close_trade({"order": dice.choice(open_orders), "volume": dice.choice([0, 0, 1])})
    else:
        engine.change_balance(dice.choice(LOGINS), round(dice.uniform(-500.0, 500.0), 2), "dice")


def make_engine(segment: Segment, database: Path, plugins: list[Path]) -> Any:
    engine: Any = _core.Engine(
        segment=str(segment.path), clock="virtual", start_nanos=START - STEP, database=str(database)
    )
    for name in NUMBERS:
        digits = 3 if name == "USDJPY" else 5
        engine.put_symbol(symbol(name, digits=digits, gtc_pendings=1, swap_enable=1, swap_long=-3.0, swap_short=1.0))
    engine.put_group(group(sec=section(comm_base=7.0)))
    for login in LOGINS:
        engine.seed_account({"login": login, "group": "real-usd"}, balance=20_000.0)
    for path in plugins:
        index = engine.reserve_plugin(path.stem)
        config = json.dumps(TIERS if path.stem == "commission_by_volume" else {})
        engine.create_plugin(index, engine.load_library(str(path), index), config, 1_000_000_000)
    index = engine.reserve_plugin("meddler")
    engine.adopt_plugin(index, Meddler(engine.plugin_server(index)), 1_000_000_000)
    return engine


def play(engine: Any, reader: SegmentReader, digest: RunDigest) -> dict[str, int]:
    """The whole run; how much was recorded of it."""
    dice = random.Random(1)
    engine.start()
    engine.set_feed(_core.parse_ticks(quotes(dice), NUMBERS))
    engine.play_feed(True)
    counts = {"ticks": 0, "calls": 0, "marks": 0}
    for step in range(STEPS):
        engine.advance(START + step * STEP)
        for _ in range(4):
            act(engine, dice)
        batch = reader.drain()
        digest.add_records(batch)
        digest.add_notices(engine.take_notices())
        counts = {name: count + len(getattr(batch, name)) for name, count in counts.items()}
    engine.stop()
    return counts | {"trades": len(engine.open_trades()) + len(engine.closed_trades())}


def run(database: Path, plugins: list[Path]) -> dict[str, Any]:
    digest, segment = RunDigest(), Segment.create()
    try:
        engine = make_engine(segment, database, plugins)
        counts = play(engine, SegmentReader(segment.path), digest)
        digest.add_database(database)
        engine.close()
    finally:
        segment.unlink()
    return {"digest": digest.hexdigest(), **counts}


def main(folder: Path, times: int, plugins: list[Path]) -> None:
    for number in range(times):
        print(json.dumps(run(folder / f"{number}.db", plugins)))
