"""A session whose server is the test: it records the commands and sends given events, over a real segment."""

from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np

from workbench.contract.generated.callbacks import CALLBACK_BY_NAME
from workbench.contract.generated.enums import CallKind
from workbench.engine.messages import (
    Answer,
    AnyCommand,
    AnyEvent,
    EngineStarted,
    PluginChanged,
    PluginRow,
    PluginState,
    Query,
    StartOptions,
    SymbolRow,
)
from workbench.session import EngineGone
from workbench.telemetry import layout
from workbench.telemetry.segment import Segment, SegmentReader

SYMBOLS = (
    SymbolRow(number=0, symbol="EURUSD", digits=5),
    SymbolRow(number=1, symbol="GBPUSD", digits=5),
    SymbolRow(number=2, symbol="USDJPY", digits=3),
    SymbolRow(number=3, symbol="XAUUSD", digits=2),
)
START_NANOS = 1_772_438_400_000_000_000
"""Monday 2026-03-02 08:00 UTC."""


class SegmentWriter:
    """Writes records as the engine does: the record first, then the head."""

    def __init__(self, path: Path) -> None:
        self._memory = np.memmap(path, np.uint8, "r+", shape=(layout.SEGMENT_BYTES,))
        self.header = self._memory[: layout.HEADER.itemsize].view(layout.HEADER)[0]
        heads = self._memory[layout.RINGS_OFFSET : layout.RINGS_OFFSET + 64 * len(layout.RINGS)]
        self._heads = heads.view(layout.RING)["head"]
        self.header["nanos_per_tick"] = 1.0
        self.header["overhead_nanos"] = 41.0
        self.header["server_nanos"] = START_NANOS
        self.header["magic"] = layout.MAGIC

    def write(self, ring: int, records: np.ndarray) -> None:
        place = layout.RINGS[ring]
        room = self._memory[place.offset : place.offset + place.capacity * place.dtype.itemsize].view(place.dtype)
        first = int(self._heads[ring])
        room[np.arange(first, first + len(records)) % place.capacity] = records
        self._heads[ring] = first + len(records)

    def ticks(self, symbol: int, bid: Any, ask: Any, server_nanos: Any) -> None:
        records = np.zeros(len(np.atleast_1d(bid)), layout.TICK)
        records["symbol"], records["bid"], records["ask"] = symbol, bid, ask
        records["raw_bid"], records["raw_ask"], records["server_nanos"] = bid, ask, server_nanos
        self.write(0, records)
        self.header["ticks"] += len(records)
        self.header["server_nanos"] = int(np.atleast_1d(server_nanos)[-1])

    def calls(self, plugin: int, callback: str, took_nanos: Any, *, flags: Any = 0, thread: int = 0) -> None:
        records = np.zeros(len(np.atleast_1d(took_nanos)), layout.CALL)
        records["plugin"], records["callback"] = plugin, CALLBACK_BY_NAME[callback].number
        records["took_ticks"], records["flags"], records["thread"] = took_nanos, flags, thread
        records["kind"] = CallKind[CALLBACK_BY_NAME[callback].kind]
        records["server_nanos"] = self.header["server_nanos"]
        self.write(2 + thread, records)


class RecordingSession:
    """Satisfies `Session`. `answers` by type of command; anything else is answered with RET_OK."""

    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace
        self.state = "stopped"
        self.reload_on_change = False
        self.telemetry: SegmentReader | None = None
        self.commands: list[AnyCommand] = []
        self.quarantine: tuple[str, ...] = ()
        self.retried: list[str] = []
        self.starts: list[StartOptions] = []
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.answers: dict[type, Answer] = {}
        self.hold_answers = False
        self.held: list[Future[Answer]] = []
        self.pid = 0
        self._reported: list[AnyEvent] = []
        self._segments: list[Segment] = []

    def start(self, options: StartOptions = StartOptions()) -> None:
        self.starts.append(options)
        self._segments.append(Segment.create())
        self.telemetry = SegmentReader(self._segments[-1].path)
        self.writer = SegmentWriter(self._segments[-1].path)
        self.state = "running"
        path = str(self._segments[-1].path)
        self.report(EngineStarted(pid=self.pid, segment=path, symbols=SYMBOLS, threads_before=12))

    def stop(self, *, timeout_seconds: float = 5.0) -> None:
        self.state = "stopped"

    def restart(self, options: StartOptions | None = None) -> None:
        self.stop()
        self.start(options or StartOptions())

    def retry(self, file: str) -> None:
        self.retried.append(file)
        self.quarantine = tuple(each for each in self.quarantine if each != file)
        self.restart()

    def request(self, command: AnyCommand) -> "Future[Answer]":
        self.commands.append(command)
        future: Future[Answer] = Future()
        if self.state != "running":
            future.set_exception(EngineGone("The server is not running."))
        elif self.hold_answers:
            self.held.append(future)
        elif isinstance(command, Query):
            future.set_result(Answer(data=self.rows.get(command.what, [])))
        else:
            future.set_result(self.answers.get(type(command), Answer()))
        return future

    def take_events(self) -> list[AnyEvent]:
        reported, self._reported = self._reported, []
        return reported

    def close(self) -> None:
        self.stop()
        for segment in self._segments:
            segment.unlink()

    def report(self, *events: AnyEvent) -> None:
        """The next frame receives these events."""
        self._reported.extend(events)

    def sent(self, kind: type) -> list[Any]:
        """The commands of one kind, oldest first."""
        return [command for command in self.commands if isinstance(command, kind)]


def plugin(index: int, name: str, *, state: PluginState = "running", **more: Any) -> PluginChanged:
    """A plugin's row, as the loader reports it."""
    defaults: dict[str, Any] = {"file": f"{name}.so", "language": "C++", "enabled": True, "version": "1.0"}
    return PluginChanged(row=PluginRow(index=index, name=name, state=state, **(defaults | more)))
