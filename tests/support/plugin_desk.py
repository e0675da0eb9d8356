"""A server on a virtual clock with C++ test plugins, and the records of their calls in its segment."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.support.compiler import LAYOUTS, compile_plugin
from tests.support.market_day import START, group, symbol
from workbench.contract.generated.callbacks import CALLBACKS
from workbench.engine import _core
from workbench.telemetry.segment import Segment, SegmentReader

PLUGINS = Path(__file__).resolve().parents[1] / "plugins"
EXPORTS = PLUGINS / "exports.h"


def legacy_plugin_file(name: str, layout: str, *flags: str) -> Path:
    """The plugin of tests/plugins/NAME.cpp, compiled with the headers of a legacy layout as NAME_LAYOUT.so."""
    include, kit = f"-I{LAYOUTS / layout / 'include'}", f"-DLAYOUT_{layout.upper()}"
    source = (PLUGINS / f"{name}.cpp").read_text("utf-8")
    return compile_plugin(source, name=f"{name}_{layout}", flags=(include, kit, *flags))


def plugin_file(name: str, *more: str) -> Path:
    """The compiled plugin of tests/plugins/NAME.cpp; `more` are flags for the compiler."""
    digest = hashlib.sha256(EXPORTS.read_bytes()).hexdigest()[:12]
    flags: Sequence[str] = ("-include", str(EXPORTS), f"-DEXPORTS_DIGEST=0x{digest}", *more)
    return compile_plugin(PLUGINS / f"{name}.cpp", flags=flags)


class PluginDesk:
    """EURUSD at 1.10000/1.10010, account 1001 with 10,000 USD, and a reader of the segment."""

    def __init__(self) -> None:
        self.segment = Segment.create()
        self.engine: Any = _core.Engine(segment=str(self.segment.path), clock="virtual", start_nanos=START)
        self.reader = SegmentReader(self.segment.path)
        self.engine.put_symbol(symbol("GBPUSD"))
        self.engine.put_symbol(symbol("EURUSD"))
        self.engine.put_group(group())
        self.engine.seed_account({"login": 1001, "group": "real-usd"}, balance=10_000.0)
        self.engine.start()
        self.tick(1.10000, 1.10010)
        self.read()

    def close(self) -> None:
        self.engine.close()
        self.segment.unlink()

    def load(self, name: str, *, budget_nanos: int = 1_000_000_000, layout: str = "", **config: Any) -> int:
        """Loads tests/plugins/NAME.cpp, compiled for a legacy layout if one is named; its index."""
        file = legacy_plugin_file(name, layout) if layout else plugin_file(name)
        return self.load_file(file, layout=layout, budget_nanos=budget_nanos, **config)

    def load_file(self, file: Path, *, layout: str = "", budget_nanos: int = 1_000_000_000, **config: Any) -> int:
        """Loads a compiled plugin as one of that layout, whatever it was compiled for."""
        index: int = self.engine.reserve_plugin(file.stem)
        library = self.engine.load_library(str(file), index)
        self.engine.create_plugin(index, library, json.dumps(config), budget_nanos, layout=layout)
        return index

    def tick(self, bid: float, ask: float) -> int:
        code: int = self.engine.inject_tick({"symbol": "EURUSD", "bid": bid, "ask": ask, "volume": 1.0})
        return code

    def open(self, comment: str = "") -> tuple[int, int]:
        request = {"login": 1001, "symbol": "EURUSD", "cmd": 0, "volume": 10, "comment": comment}
        code, order = self.engine.open_trade(request)
        return code, order

    def comments(self) -> list[str]:
        return [trade.comment for trade in self.engine.open_trades()]

    def read(self) -> list[dict[str, Any]]:
        """Call records since the last time, in order of their start."""
        calls = self.reader.drain().calls
        names = calls.dtype.names or ()
        rows = [dict(zip(names, row.tolist(), strict=True)) for row in calls]
        for row in rows:
            row["callback"] = CALLBACKS[row["callback"]].name
        return sorted(rows, key=lambda row: row["start_ticks"])

    def calls(self, callback: str) -> list[dict[str, Any]]:
        """Call records of one callback since the last time anything was read."""
        return [row for row in self.read() if row["callback"] == callback]

    def diagnostics(self, code: str) -> list[dict[str, Any]]:
        """Diagnostics with this code since the last time; the others are dropped."""
        return [fact for fact in self.engine.take_notices() if fact["kind"] == "diagnostic" and fact["code"] == code]
