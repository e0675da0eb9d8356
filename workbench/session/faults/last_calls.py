"""The newest finished calls of all threads as text, for a fault report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workbench.contract.generated.callbacks import CALLBACKS
from workbench.contract.generated.enums import CallKind, ReturnCodes
from workbench.telemetry.segment import SegmentReader

LAST_CALLS = 200
_NAMES = {callback.number: callback.name for callback in CALLBACKS}


def callback_name(number: int) -> str:
    """Returns the name of a callback, or its number when the table does not contain it."""
    return _NAMES.get(number, str(number))


def last_calls(reader: SegmentReader, plugin_name: Callable[[int], str], count: int = LAST_CALLS) -> tuple[str, ...]:
    """Returns the newest finished calls of all threads as text, oldest first."""
    return tuple(_call(reader, plugin_name, record) for record in reader.last_calls(count))


def _call(reader: SegmentReader, plugin_name: Callable[[int], str], record: Any) -> str:
    parts = [plugin_name(int(record["plugin"])), callback_name(int(record["callback"]))]
    parts.append(_duration(float(reader.nanos(int(record["took_ticks"])))))
    if record["kind"] in (CallKind.Hook, CallKind.ServerCall):
        parts.append(_code(int(record["code"])))
    parts += [f"{key} {int(record[key])}" for key in ("login", "order") if record[key]]
    return " ".join(parts)


def _code(code: int) -> str:
    return ReturnCodes(code).name if code in ReturnCodes.__members__.values() else f"code {code}"


def _duration(nanos: float) -> str:
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanos >= size:
            return f"{nanos / size:.3g} {unit}"
    return f"{nanos:.0f} ns"
