"""A request that changes only some fields of a trade. The other fields keep the trade's current values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from workbench.contract.generated.records import PluginTradeRequestRecord
from workbench.engine.core import RecordError, TradeAction
from workbench.engine.queries import PENDING

_STOPS = ("sl", "tp", "comment", "magic")
_PRICES = ("open_price", "close_price")
_TAKEN = {
    TradeAction.UPDATE: _STOPS,
    TradeAction.UPDATE_CLOSED: (
        *("profit", "commission", "storage", "taxes"),
        *_STOPS,
        *_PRICES,
        *("open_time", "close_time"),
    ),
}
"""Fields that a request of this kind changes (native/trading/trading_changes.cpp)."""
_OF_PENDING = (*_PRICES, "expiration")
_KEPT_WHEN_EMPTY = {
    TradeAction.UPDATE: ("comment", "magic", *_PRICES),
    TradeAction.UPDATE_CLOSED: (*_PRICES, "open_time", "close_time"),
}
"""Fields for which the platform treats an empty value as "no change"."""


def edited_trade(
    action: TradeAction, request: PluginTradeRequestRecord, only: tuple[str, ...], stored: Mapping[str, Any]
) -> PluginTradeRequestRecord:
    """Returns the request with the stored values in all fields except `only`.

    RecordError names a field that this kind of request cannot change or cannot clear.
    """
    pending = action is TradeAction.UPDATE and stored["cmd"] in PENDING
    taken = _TAKEN[action] + (_OF_PENDING if pending else ())
    changes = {name: getattr(request, name, None) for name in only}
    for name, value in changes.items():
        if name not in taken:
            raise RecordError(f"{name}: this request changes {', '.join(taken)} only")
        if not value and stored[name] and name in _KEPT_WHEN_EMPTY[action]:
            raise RecordError(f"{name}: an empty value does not change it from {stored[name]!r}. Enter the new value")
    fields = {name: stored[name] for name in request.__struct_fields__ if name in stored}
    return msgspec.convert(fields | changes, type(request), strict=False)
