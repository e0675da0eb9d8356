"""The story of an engine process that died or stopped answering, from what it left in shared memory."""

from __future__ import annotations

import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workbench.contract.generated.callbacks import CALLBACKS
from workbench.contract.generated.enums import CallKind, ReturnCodes
from workbench.engine.messages import FaultHappened, PluginRow
from workbench.engine.symbols import MemoryMap, symbolise
from workbench.telemetry.segment import RunningCall, SegmentReader

LAST_CALLS = 20
_CRASHES = {signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGTRAP, signal.SIGSYS}
_NAMES = {callback.number: callback.name for callback in CALLBACKS}


class Names:
    """Plugins by the index that call records carry."""

    def __init__(self, rows: Mapping[str, PluginRow]) -> None:
        self._rows = {row.index: row for row in rows.values() if row.index >= 0}

    def plugin(self, index: int) -> str:
        """Name of the plugin, `plugin N` for one that was never told."""
        return self._rows[index].name if index in self._rows else f"plugin {index}"

    def of_file(self, run_file: str) -> str:
        """Name of the plugin whose private run file this is; empty when it is none."""
        stem = Path(run_file).name
        return next((row.name for row in self._rows.values() if row.file == stem.partition("-")[2]), "")


def describe_death(
    reader: SegmentReader, exit_code: int, names: Names, run_folder: Path, message: str = ""
) -> FaultHappened:
    """What ended the process. `exit_code` as subprocess gives it: negative for a signal. `message`: its last words."""
    fault = reader.fault
    number = -exit_code if exit_code < 0 else 0
    # A plugin that handles the signal itself may turn it into an exit: the record of the fault tells the truth.
    number = number or int(fault["signal"])
    running = _guilty(reader, int(fault["slot"]) if fault["signal"] else None)
    stack = _stack(fault, run_folder) if fault["signal"] else []
    plugin = names.plugin(running.plugin) if running else ""
    if not plugin and fault["signal"]:
        plugin = _owner(fault, run_folder, names)
    return FaultHappened(
        nanos=time.time_ns(),
        kind=_kind(number),
        plugin=plugin,
        callback=_NAMES.get(running.callback, str(running.callback)) if running else "",
        signal=_signal_name(number),
        thread=int(fault["tid"]) if fault["signal"] else (running.tid if running else 0),
        message=message or _message(number, exit_code, fault),
        stack=tuple(stack),
        last_calls=last_calls(reader, names),
    )


def describe_hang(reader: SegmentReader, names: Names, message: str) -> FaultHappened:
    """What does not come to an end while `message`, the sign of it, is true."""
    running = _guilty(reader, 0) or _guilty(reader, None)
    return FaultHappened(
        nanos=time.time_ns(),
        kind="hang",
        plugin=names.plugin(running.plugin) if running else "",
        callback=_NAMES.get(running.callback, str(running.callback)) if running else "",
        thread=running.tid if running else 0,
        message=message,
        last_calls=last_calls(reader, names),
    )


def guilty_index(reader: SegmentReader) -> int:
    """Index of the plugin whose code ran when the process died, -1 when none did."""
    fault = reader.fault
    running = _guilty(reader, int(fault["slot"]) if fault["signal"] else None)
    return running.plugin if running else -1


def _guilty(reader: SegmentReader, slot: int | None) -> RunningCall | None:
    """The call running in that thread slot, or in any when None."""
    running = [call for call in reader.running() if call.depth > 0]
    if slot is not None:
        running = [call for call in running if call.slot == slot]
    return running[0] if running else None


def _kind(number: int) -> str:
    if number in _CRASHES:
        return "crash"
    if number == signal.SIGABRT:
        return "abort"
    return "killed" if number else "exit"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name if number else ""
    except ValueError:
        # Real-time signals have numbers only.
        return f"signal {number}"


def _message(number: int, exit_code: int, fault: Any) -> str:
    if not number:
        return f"the engine process ended with exit code {exit_code}"
    if fault["signal"] and number in _CRASHES:
        return f"{_signal_name(number)} at address {int(fault['address']):#x}"
    return f"the engine process was ended by {_signal_name(number)}"


def _frames(fault: Any) -> list[int]:
    """Return addresses from the faulting instruction outwards; what the handler itself added is left out."""
    count = min(int(fault["frames"]), len(fault["frame"]))
    frames = [int(address) for address in fault["frame"][:count]]
    pc = int(fault["pc"])
    return frames[frames.index(pc) :] if pc in frames else [pc, *frames]


def _stack(fault: Any, run_folder: Path) -> list[str]:
    return symbolise(_frames(fault), MemoryMap.read(run_folder), run_folder=run_folder)


def _owner(fault: Any, run_folder: Path, names: Names) -> str:
    """The plugin in whose file the innermost known frame lies: for threads that a plugin made itself."""
    memory = MemoryMap.read(run_folder)
    for address in _frames(fault):
        place = memory.find(address)
        if place and place[0].startswith(str(run_folder)) and (name := names.of_file(place[0])):
            return name
    return ""


def last_calls(reader: SegmentReader, names: Names, count: int = LAST_CALLS) -> tuple[str, ...]:
    """The newest finished calls as text, oldest first."""
    return tuple(_call(reader, names, record) for record in reader.last_calls(count))


def _call(reader: SegmentReader, names: Names, record: Any) -> str:
    parts = [names.plugin(int(record["plugin"])), _NAMES.get(int(record["callback"]), str(record["callback"]))]
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
