"""Marks on the chart: opened, closed and refused trades, and quotes that a hook changed or refused."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.contract.generated.enums import (
    CallFlag,
    MarkKind,
    PluginTradeActivation,
    PluginTradeCommand,
    ReturnCodes,
)
from workbench.views import formats
from workbench.views.tick_chart.ticks import ASK, BID

MARK = np.dtype([
    ("seconds", np.float64), ("price", np.float64), ("before", np.float64), ("profit", np.float64), ("order", np.int32),
    ("login", np.int32), ("volume", np.int32), ("cmd", np.int32), ("code", np.int32), ("symbol", np.uint16),
    ("kind", np.uint8), ("activation", np.uint8), ("side", np.uint8),
])  # fmt: skip
"""`seconds` since the chart's origin, `kind` a MarkKind, `volume` lots x 100, `before` the received price.

`side` is BID or ASK: which price of a quote `price` and `before` are."""
CLOSED_BY = {
    int(PluginTradeActivation.StopLoss): "Stop loss of",
    int(PluginTradeActivation.TakeProfit): "Take profit of",
}
_SIDE_NAMES = {BID: "bid", ASK: "ask"}

Marks = NDArray[Any]
KINDS = len(MarkKind)
DRAWN = (
    MarkKind.Opened, MarkKind.Closed, MarkKind.Refused, MarkKind.Placed, MarkKind.Cancelled, MarkKind.Activated,
    MarkKind.StopOut,
)  # fmt: skip
"""Kinds of trade marks that have a place on the chart."""


class MarkLog:
    """Marks of all symbols in time order. Drops the oldest marks at its capacity."""

    def __init__(self, capacity: int) -> None:
        """`capacity` in marks."""
        # Twice the capacity, so that the kept part moves to the front only every `capacity` marks.
        self._held: Marks = np.empty(2 * capacity, MARK)
        self._capacity = capacity
        self._end = 0
        self.dropped = 0

    def __len__(self) -> int:
        return min(self._end, self._capacity)

    @property
    def held(self) -> Marks:
        """View of the held marks, oldest first."""
        return self._held[max(0, self._end - self._capacity) : self._end]

    def append(self, marks: Marks) -> None:
        """Adds marks, oldest first."""
        self.dropped += max(0, len(self) + len(marks) - self._capacity)
        marks = marks[-self._capacity :]
        if self._end + len(marks) > len(self._held):
            kept = self.held.copy()
            self._held[: len(kept)] = kept
            self._end = len(kept)
        self._held[self._end : self._end + len(marks)] = marks
        if self._end and len(marks) and marks["seconds"][0] < self._held["seconds"][self._end - 1]:
            self._end += len(marks)
            self.held.sort(order="seconds", kind="stable")
            return
        self._end += len(marks)

    def clear(self) -> None:
        """Removes every mark."""
        self._end = self.dropped = 0

    def between(self, symbol: int, start: float, stop: float, pixels: int) -> Marks:
        """Returns the marks of a symbol in [start, stop): the newest of each kind in each of `pixels` equal parts."""
        held = self.held
        first, last = np.searchsorted(held["seconds"], (start, stop))
        found: Marks = held[first:last]
        found = found[found["symbol"] == symbol]
        if len(found) <= pixels:
            return found
        column = ((found["seconds"] - start) * (pixels / (stop - start))).astype(np.int64)
        newest = np.full(pixels * KINDS, -1, np.int64)
        # The last assignment to an index wins, and the marks are in time order.
        newest[np.minimum(column, pixels - 1) * KINDS + found["kind"]] = np.arange(len(found))
        return found[np.sort(newest[newest >= 0])]


def trade_marks(records: NDArray[Any], seconds: NDArray[np.float64]) -> Marks:
    """Returns the marks of the drawn trade records. `seconds` are the times of all records."""
    drawn = np.isin(records["kind"], DRAWN)
    records = records[drawn]
    marks = np.zeros(len(records), MARK)
    marks["seconds"] = seconds[drawn]
    for name in ("price", "profit", "order", "login", "volume", "cmd", "code", "symbol", "kind", "activation"):
        marks[name] = records[name]
    return marks


def quote_marks(ticks: NDArray[Any], seconds: NDArray[np.float64]) -> Marks:
    """Returns the marks of changed and refused quotes. `seconds` are the times of all `ticks`."""
    refused = (ticks["code"] != 0) | (ticks["flags"] & CallFlag.CALL_REFUSED != 0)
    odd = refused | (ticks["flags"] & CallFlag.CALL_CHANGED != 0)
    if not odd.any():
        return np.empty(0, MARK)
    kind = np.where(refused, MarkKind.TickRefused, MarkKind.TickChanged)
    chosen = ticks[odd]
    marks = np.zeros(len(chosen), MARK)
    marks["seconds"], marks["kind"] = seconds[odd], kind[odd]
    # A hook that widens the spread changes the ask only.
    marks["side"] = np.where((chosen["bid"] == chosen["raw_bid"]) & ~refused[odd], ASK, BID)
    marks["before"] = np.where(marks["side"] == ASK, chosen["raw_ask"], chosen["raw_bid"])
    changed = np.where(marks["side"] == ASK, chosen["ask"], chosen["bid"])
    marks["price"] = np.where(refused[odd], chosen["raw_bid"], changed)
    for name in ("code", "symbol"):
        marks[name] = chosen[name]
    return marks


def describe(mark: Any, *, digits: int, server_nanos: int) -> str:
    """What a mark means, in lines for a tooltip."""
    when = formats.server_time(server_nanos)
    price = formats.price(float(mark["price"]), digits)
    before = formats.price(float(mark["before"]), digits)
    code = code_name(int(mark["code"]))
    deal = f"{command_name(int(mark['cmd']))} {formats.lots(int(mark['volume']))} lot at {price}"
    match MarkKind(int(mark["kind"])):
        case MarkKind.Opened:
            lines = [f"▲ Opened #{mark['order']}", deal, f"login {mark['login']}"]
        case MarkKind.Activated:
            lines = [f"▲ Activated #{mark['order']}", deal, f"login {mark['login']}"]
        case MarkKind.Placed:
            lines = [f"△ Placed #{mark['order']}", deal, f"login {mark['login']}"]
        case MarkKind.Cancelled:
            lines = [f"▽ Cancelled #{mark['order']}", deal, f"login {mark['login']}"]
        case MarkKind.StopOut:
            lines = [f"▼ Stop out of #{mark['order']}", deal, f"login {mark['login']}   profit {mark['profit']:.2f}"]
        case MarkKind.Closed:
            by = CLOSED_BY.get(int(mark["activation"]), "Closed")
            lines = [f"▼ {by} #{mark['order']}", deal, f"login {mark['login']}   profit {mark['profit']:.2f}"]
        case MarkKind.Refused:
            lines = [f"✕ Refused: {code}", deal, f"login {mark['login']}"]
        case MarkKind.TickChanged:
            lines = ["◆ Quote changed by a hook", f"{_SIDE_NAMES[int(mark['side'])]} {before} → {price}"]
        case MarkKind.TickRefused:
            lines = [f"◇ Quote refused: {code}", f"bid {before}"]
        case _:
            lines = [deal, f"login {mark['login']}"]
    return "\n".join([*lines, when])


def code_name(code: int) -> str:
    """Returns the name of a return code, or its number."""
    names = ReturnCodes._value2member_map_
    return names[code].name if code in names else f"code {code}"


def command_name(cmd: int) -> str:
    """Returns the name of a trade command, or its number."""
    names = PluginTradeCommand._value2member_map_
    return names[cmd].name if cmd in names else f"command {cmd}"
