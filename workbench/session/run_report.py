"""Report of a server run as `workbench.run` JSON: plugins, callbacks, trades, diagnostics and faults."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import msgspec

from workbench.contract.generated.callbacks import CALLBACKS
from workbench.contract.generated.enums import CallKind, EngineState
from workbench.engine.consistency.database_check import Checked
from workbench.engine.messages import (
    AnyEvent,
    DiagnosticFound,
    EngineStarted,
    FaultHappened,
    PluginChanged,
    PluginOrderChanged,
    PluginRow,
)
from workbench.session.run_counts import RunCounts
from workbench.telemetry.histogram import LatencyTable
from workbench.telemetry.segment import Batch, SegmentReader
from workbench.telemetry.usage import NO_HEAP, Heap, Usage

SCHEMA = "workbench.run"
VERSION = 1
NO_PLUGIN = 0xFFFF
_DIAGNOSTIC = ("severity", "plugin", "code", "message", "detail")
_NAMES = {callback.number: callback.name for callback in CALLBACKS}


class RunReport:
    """Collects events and records of one or more consecutive servers. `as_json` may be called at any time."""

    def __init__(self) -> None:
        self.diagnostics: list[DiagnosticFound] = []
        self.faults: list[FaultHappened] = []
        self.plugins: dict[str, PluginRow] = {}
        self.started = False
        self.database: Checked | None = None
        """Result of the database check after the end. None without a check."""
        self.counts = RunCounts()
        self._latencies = LatencyTable()
        self._names: dict[int, str] = {}
        self._threads = {"before": 0, "after": 0, "max": 0}
        self._counters = {"ticks": 0, "opened": 0, "closed": 0, "refused": 0}
        self._lost = self._invalid = 0
        self._usage: Usage | None = None

    def on_event(self, event: AnyEvent) -> None:
        """Takes an event."""
        self.counts.on_event(event)
        match event:
            case EngineStarted():
                self.started = True
                self._threads["before"] = event.threads_before
            case PluginChanged(row=row):
                self._learn(row)
            case PluginOrderChanged(files=files):
                self._reorder(files)
            case DiagnosticFound():
                self.diagnostics.append(event)
            case FaultHappened():
                self._fault(event)
            case _:
                # Other events are not part of the report.
                return

    def take(self, batch: Batch, reader: SegmentReader) -> None:
        """Counts the records of a batch and copies the counters of the reader's segment."""
        header = reader.header
        self._latencies.nanos_per_tick = reader.nanos_per_tick
        self._latencies.add(batch.calls)
        self.counts.take(batch.marks)
        self._invalid = reader.invalid
        self._lost = reader.lost + int(header["untraced"])
        for name in self._counters:
            self._counters[name] = int(header[name])
        # The report describes the run. Memory that plugins still hold at the end is a diagnostic.
        if int(header["state"]) == EngineState.Running and (usage := reader.usage()) is not None:
            self._usage = usage

    def threads(self, count: int) -> None:
        """Takes a sample of the engine's thread count. Ignores 0, which means that the process has ended."""
        if count > 0:
            self._threads["after"] = count
            self._threads["max"] = max(self._threads["max"], count)

    @property
    def counters(self) -> dict[str, int]:
        """Stored quotes, and opened, closed and refused trades."""
        return dict(self._counters)

    @property
    def lost_records(self) -> int:
        """Records that were overwritten before they were read, or not recorded because no thread slot was free."""
        return self._lost

    @property
    def invalid_records(self) -> int:
        """Records that the reader dropped because no server writes such values."""
        return self._invalid

    def callbacks(self) -> list[dict[str, Any]]:
        """Returns the measurements of each hook, event and entry point with calls."""
        return [
            {
                "plugin": self._name(row["plugin"]),
                "callback": _NAMES.get(int(row["callback"]), str(row["callback"])),
                "calls": int(row["calls"]),
                **{f"{name}_nanos": _nanos(row[f"{name}_nanos"]) for name in ("p50", "p95", "p99", "max")},
                **{name: int(row[name]) for name in ("changed", "refused", "failed")},
            }
            for row in self._rows(server_calls=False)
        ]

    def server_calls(self) -> list[dict[str, Any]]:
        """Returns the measurements of each server method that a plugin called."""
        return [
            {
                "plugin": self._name(row["plugin"]),
                "method": _NAMES.get(int(row["callback"]), str(row["callback"])),
                "calls": int(row["calls"]),
                "p99_nanos": _nanos(row["p99_nanos"]),
            }
            for row in self._rows(server_calls=True)
        ]

    def as_json(self) -> dict[str, Any]:
        """Returns the report as `workbench.run`, version 1."""
        return {
            "schema": SCHEMA,
            "version": VERSION,
            "plugins": [_plugin(row) | _usage(row, self._usage) for row in self.plugins.values()],
            "callbacks": self.callbacks(),
            "server_calls": self.server_calls(),
            "ticks": self._counters["ticks"],
            "trades": {name: self._counters[name] for name in ("opened", "closed", "refused")},
            **self.counts.as_json(),
            "threads": dict(self._threads),
            "attribution": _cost(self._usage),
            "diagnostics": [
                _picked(item, "severity", "plugin", "code", "message", "detail") for item in self.diagnostics
            ],
            "faults": [msgspec.to_builtins(fault) for fault in self.faults],
            "lost_records": self._lost,
            "invalid_records": self._invalid,
            "database": None if self.database is None else self.database.as_json(),
        }

    def _fault(self, fault: FaultHappened) -> None:
        """Adds a fault, or replaces its first report with the complete one."""
        others = [each for each in self.faults if not fault.number or each.number != fault.number]
        self.faults = [*others, fault]

    def _learn(self, row: PluginRow) -> None:
        if row.index >= 0:
            self._names[row.index] = row.name
        # The end of the server stops every plugin. The report keeps the state during the run.
        if row.state != "stopped" or row.file not in self.plugins or self.plugins[row.file].index < 0:
            self.plugins[row.file] = row
        else:
            self.plugins[row.file] = msgspec.structs.replace(self.plugins[row.file], steps=row.steps)

    def _rows(self, *, server_calls: bool) -> Iterator[Any]:
        for row in self._latencies.summary():
            if (row["kind"] == CallKind.ServerCall) == server_calls:
                yield row

    def _name(self, index: Any) -> str:
        return "server" if index == NO_PLUGIN else self._names.get(int(index), f"plugin {index}")

    def _reorder(self, files: tuple[str, ...]) -> None:
        known = {file: self.plugins[file] for file in files if file in self.plugins}
        self.plugins = known | {file: row for file, row in self.plugins.items() if file not in known}


def _plugin(row: PluginRow) -> dict[str, Any]:
    facts = _picked(row, "name", "file", "language", "state", "api_version", "version", "load_millis")
    return facts | {"steps": [msgspec.to_builtins(step) for step in row.steps]}


def _usage(row: PluginRow, usage: Usage | None) -> dict[str, Any]:
    """Returns the last memory and threads of the run. None: not attributed, or the plugin was not loaded."""
    if usage is None or row.index < 0:
        return {"heap": None, "threads": None}
    own = usage.of(row.index)
    if own is None:
        return {"heap": _heap(NO_HEAP), "threads": {"now": 0, "made": 0}}
    threads = {"now": own.threads, "made": own.threads_made}
    return {"heap": None if own.heap is None else _heap(own.heap), "threads": threads}


def _heap(heap: Heap) -> dict[str, int]:
    return {"live_bytes": heap.live_bytes, "blocks": heap.live_blocks, "allocations": heap.allocations}


def _cost(usage: Usage | None) -> dict[str, float] | None:
    """Returns the cost of memory attribution for each allocation and in this run."""
    if usage is None:
        return None
    return {"pair_nanos": round(usage.pair_nanos, 2), "seconds": round(usage.accounting_seconds, 6)}


def _picked(item: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(item, name) for name in names}


def _nanos(value: Any) -> int:
    return math.ceil(float(value))
