"""A server under trading load that prints every acknowledged request until it is killed.

For each line on standard input, the path of a database, a server is forked; its lines are `server PID`, then one for
each acknowledged request, and `gone` after its end. Forked, because an interpreter takes longer to start than that.
"""

import os
import sys
import threading
from pathlib import Path
from typing import Any

from tests.support.market_day import group, symbol
from workbench.engine import _core

LOGINS = (1001, 1002, 1003)
TIERS = '{"tiers": [{"from_lots": 0, "per_lot": 7.0}, {"from_lots": 1, "per_lot": 5.0}]}'
CONFIGS = {"busy": '{"threads": 1}', "commission_by_volume": TIERS}


def report(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def client(engine: Any, login: int) -> None:
    """Opens, closes all or a part, and pays in; prints each acknowledged request. Ends with the process."""
    volume = 1
    while True:
        volume = volume % 40 + 1
        code, order = engine.open_trade({"login": login, "symbol": "EURUSD", "cmd": volume % 2, "volume": volume})
        if code == 0:
            report(f"opened {order}")
        if code == 0 and volume % 3:
            part = volume // 2 if volume % 3 == 1 else 0
            if engine.close_trade({"order": order, "volume": part})[0] == 0 and part == 0:
                report(f"closed {order}")
        code, order = engine.change_balance(login, float(volume), "load")
        if code == 0:
            report(f"paid {order}")


def serve(database: str, sync: str, plugins: list[str]) -> None:
    report(f"server {os.getpid()}")
    engine: Any = _core.Engine(clock="wall", database=database, sync=sync)
    engine.put_symbol(symbol("EURUSD"))
    section = {"trade": 2, "lot_min": 1, "lot_max": 10_000, "lot_step": 1, "comm_base": 7.0}
    engine.put_group(group(sec=section))
    for login in LOGINS:
        engine.seed_account({"login": login, "group": "real-usd"}, balance=100_000.0)
    for path in map(Path, plugins):
        index = engine.reserve_plugin(path.stem)
        engine.create_plugin(index, engine.load_library(str(path), index), CONFIGS[path.stem], 1_000_000_000)
    engine.start()
    engine.inject_tick({"symbol": "EURUSD", "bid": 1.1, "ask": 1.1001, "volume": 1.0})
    for login in LOGINS:
        threading.Thread(target=client, args=(engine, login), daemon=True).start()
    threading.Event().wait()


def main(sync: str, plugins: list[str]) -> None:
    for database in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                serve(database.strip(), sync, plugins)
            finally:
                # Ends despite remaining threads of a server that could not start.
                os._exit(1)
        os.waitpid(child, 0)
        report("gone")
