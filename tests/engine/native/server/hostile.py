"""Invalid values for every type of the contract, and checks of a server that received them."""

import copy
import math
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.market_day import BUY, MINUTE, SELL, Desk, group
from workbench.contract.load import load_table
from workbench.contract.table import Table, Type
from workbench.engine import _core
from workbench.engine.consistency.database_check import check_database
from workbench.sdk import PluginInterface, PluginTradeCommand, ReturnCodes

CONTRACT: Table = load_table("extension")
REFUSALS = (TypeError, ValueError, OverflowError, RuntimeError)
"""What the border of Python raises for a value that the type of a parameter cannot hold."""
_WHOLE = {"i16": 15, "i32": 31, "i64": 63, "time": 63, "u8": 8, "u16": 16, "u32": 32, "u64": 64}
_NUMBERS = (math.nan, math.inf, -math.inf, 1e308, -1e308, 5e-324, -1.0, 0.0)
# The last ones are no UTF-8: a byte that starts nothing, a character cut off, a surrogate, one that is too long.
_TEXTS = ("x" * 10_000, "", "\0", "ab\0cd", "\udcff\udcfe", "x\udce2\udc82", "\udced\udca0\udc80", "\udcc0\udc80")
_TIMES = (-1, 4_102_444_801, 7_258_118_400, 253_402_300_800)
"""Before 1970, after 2100, after 2200, after 9999."""
_JSON: tuple[Any, ...] = (
    {"a": math.nan},
    "\udcff",
    {"x" * 10_000: ["\0"] * 100},
    [[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]],
    None,
    1e308,
)
CODES = {int(code) for code in ReturnCodes}
DAY = 24 * 60 * MINUTE
LAST_SECOND = 253_402_300_799


def hostile_values(type_: Type, good: Any) -> Iterator[Any]:
    """Bad values for a type; records, lists and maps are `good` with one value invalid at a time."""
    if type_.kind == "enum":
        yield from (-(2**31), 2**31 - 1, -2, 1_000)
    elif type_.kind == "string":
        yield from _TEXTS
    elif type_.kind == "json":
        yield from _JSON
    elif type_.kind == "record":
        yield from _records(type_, good)
    elif type_.kind in ("array", "vector"):
        yield from _lists(type_, good)
    elif type_.kind == "map":
        yield from _maps(type_, good)
    elif type_.name == "bool":
        yield from (True, False)
    elif type_.name in _WHOLE:
        yield from _wholes(type_.name)
    else:
        yield from _NUMBERS


def _wholes(name: str) -> Iterator[int]:
    bits = _WHOLE[name]
    lowest = 0 if name.startswith("u") else -(2**bits)
    yield from (lowest, 2**bits - 1, 0, -1)
    if name == "time":
        yield from _TIMES


def _records(type_: Type, good: Any) -> Iterator[Any]:
    blank = _core.record_to_dict(_core.record_from_dict(type_.name, dict(good or {})))
    for field in CONTRACT.record(type_.name).fields:
        for value in hostile_values(field.type, blank[field.name]):
            yield {**(good or {}), field.name: value}


def _lists(type_: Type, good: Any) -> Iterator[Any]:
    items = list(good or ())
    sample = items[0] if items else None
    count = type_.count or 1
    for value in hostile_values(type_.element, sample):
        yield [value, *copy.deepcopy(items[1:])] if items else [value] * count
    if type_.kind == "vector" and items:
        yield [*items, *items]
        yield items * 1_000


def _maps(type_: Type, good: Any) -> Iterator[Any]:
    key, sample = next(iter((good or {}).items()), (0, None))
    for value in hostile_values(type_.element, sample):
        yield {key: value}
    for other in hostile_values(type_.arguments[0], key):
        yield {other: sample or {}}
    yield {}


@contextmanager
def memory_folder() -> Iterator[Path]:
    """A folder for a database that is made hundreds of times: none of them waits for a disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


class Owner(PluginInterface):
    """Only has a server."""


class Victim:
    """A server on a file: positions on both sides, an order, a closed trade, a finance record, a letter."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0
        self.begin()

    def begin(self) -> None:
        """Starts afresh, with a file of its own."""
        self.count += 1
        self.file = self.folder / f"{self.count}.db"
        self.desk = desk = Desk(database=self.file)
        self.engine = desk.engine
        self.engine.put_group(group("empty-usd"))
        desk.tick("GBPUSD", 1.3, 1.3001)
        desk.tick("USDJPY", 150.0, 150.01)
        self.buy = desk.open(BUY, 10, magic=5, gw_uuid="u-1", gw_order="g-1")[1]
        self.sell = desk.open(SELL, 10)[1]
        self.order = desk.open(PluginTradeCommand.BuyLimit, 10, open_price=1.09)[1]
        self.closed = desk.open(BUY, 10)[1]
        desk.shut(self.closed)
        self.engine.seed_account({"login": 2001, "group": "real-usd"}, balance=0.0)
        self.plugin: int = desk.add(Owner(), "owner")
        self.server: Any = self.engine.plugin_server(self.plugin)
        self.watch = sqlite3.connect(f"{self.file.as_uri()}?mode=ro", uri=True)

    def end(self) -> None:
        """Closes the server."""
        self.watch.close()
        self.desk.close()

    def again(self) -> None:
        """A fresh server in place of one that was changed."""
        self.end()
        self.begin()

    def settle(self) -> None:
        """Carries out what was accepted."""
        self.engine.advance(self.engine.now_nanos())

    def use(self) -> None:
        """Checks that the server still works: quotes, a trade that opens and closes, the ends of two days."""
        desk, engine = self.desk, self.engine
        desk.tick("EURUSD", 1.1001, 1.1003)
        code, order = desk.open(BUY, 10)
        if code == ReturnCodes.RET_OK:
            desk.shut(order)
        desk.shut(self.sell)
        engine.advance(engine.now_nanos() + 2 * DAY)
        desk.tick("EURUSD", 1.1001, 1.1003)

    def commits(self) -> int:
        """Changes whenever the file was written."""
        version: int = self.watch.execute("PRAGMA data_version").fetchone()[0]
        return version

    def rows(self) -> list[str]:
        """Every row of the file, but for the counters: a number that a refused request had is not given again."""
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('counters') ORDER BY name"
        names = [name for (name,) in self.watch.execute(tables).fetchall()]
        return [f"{name} {row!r}" for name in names for row in self.watch.execute(f'SELECT * FROM "{name}"')]

    def state(self) -> str:
        """Returns the content of the server, as text."""
        return repr(self.everything())

    def everything(self) -> dict[str, Any]:
        """Returns the content of the server, as plain values."""
        engine = self.engine
        lists = {
            name: getattr(engine, name)()
            for name in ("accounts", "open_trades", "closed_trades", "transactions", "margins", "symbols", "groups")
        }
        lists |= {"symbol_groups": engine.symbol_groups(), "managers": engine.managers()}
        lists |= {"mails": engine.mails(), "news": engine.news()}
        lists |= {"holidays": engine.holidays(), "common": [engine.common()]}
        lists["equities"] = engine.equities(-(2**63), 2**63 - 1)
        for symbol in lists["symbols"]:
            name = symbol.symbol
            for frame in ("1M", "1MN"):
                bars = engine.candles(name, frame, -(2**63), 2**63 - 1)
                lists[f"{frame} of {name!r}"] = bars
        return {name: [_core.record_to_dict(record) for record in records] for name, records in lists.items()}

    def check_sane(self, why: object) -> None:
        """Every number is one, every text can be shown, every time is a date, and the books are right."""
        for name, rows in self.everything().items():
            for row in rows:
                check_value(f"{name}: {why}", row)
        checked = check_database(self.file)
        assert checked.consistent, (why, checked.violations)


def check_value(where: str, value: Any) -> None:
    """Every number is one, every text is UTF-8 without zero bytes, times are between 1970 and 9999."""
    if isinstance(value, dict):
        for key, item in value.items():
            check_value(f"{where}: {key}", key)
            if key != "body":  # of a letter, which may be long
                check_value(f"{where}: {key}", item)
            if isinstance(item, int) and str(key).endswith(("_time", "expiration", "regdate", "lastdate", "starting")):
                assert 0 <= item <= LAST_SECOND, f"{where}: {key}"
    elif isinstance(value, list):
        for item in value:
            check_value(where, item)
    elif isinstance(value, float):
        assert math.isfinite(value), where
    elif isinstance(value, str):
        assert "\0" not in value, where
        assert not any("\ud800" <= letter <= "\udfff" for letter in value), where
        assert len(value) < 10_000, where


def code_of(victim: Victim, call: Callable[[], Any]) -> int | None:
    """Returns the code of a call after its execution; None when an argument cannot be passed."""
    try:
        answer = call()
    except REFUSALS:
        return None
    victim.settle()
    code: int = answer[0] if isinstance(answer, tuple) else answer
    return code


def bear(victim: Victim, calls: Iterable[tuple[str, Callable[[], Any]]]) -> None:
    """Makes the calls: each gets a code, a refused one changes nothing, an accepted one leaves a sane server."""
    state, commits, rows = victim.state(), victim.commits(), victim.rows()
    for what, call in calls:
        code = code_of(victim, call)
        assert code is None or code in CODES, what
        now = victim.state()
        if now == state:
            assert victim.commits() == commits or victim.rows() == rows, what
            continue
        assert code is not None, what
        victim.use()
        victim.check_sane(what)
        victim.again()
        state, commits, rows = victim.state(), victim.commits(), victim.rows()
