"""Chart models and the quotes and marks that they show."""

from typing import Any

import numpy as np

from workbench.contract.generated.enums import MarkKind
from workbench.engine.messages import EngineStarted, SymbolRow
from workbench.telemetry import layout
from workbench.telemetry.segment import Batch
from workbench.views.plugin_list import PluginList
from workbench.views.tick_chart.model import TickChartModel

START = 1_772_438_400_000_000_000
"""Monday 2026-03-02 08:00 UTC."""
NO_CALLS = np.empty(0, layout.CALL)
NO_MARKS = np.empty(0, layout.MARK)
NO_TICKS = np.empty(0, layout.TICK)


def started(*names: str) -> EngineStarted:
    rows = tuple(SymbolRow(number=number, symbol=name, digits=5) for number, name in enumerate(names))
    return EngineStarted(pid=1, segment="", symbols=rows, threads_before=1)


def make(*names: str, **options: int) -> TickChartModel:
    model = TickChartModel(PluginList(), **options)
    report(model, started(*(names or ("EURUSD", "GBPUSD"))))
    return model


def report(model: TickChartModel, event: EngineStarted) -> None:
    model.plugin_list.on_event(event)
    model.on_event(event)


def ticks(seconds: Any, bid: Any, symbol: Any = 0, **fields: Any) -> Batch:
    records = np.zeros(len(seconds), layout.TICK)
    records["server_nanos"] = START + (np.asarray(seconds) * 1e9).astype(np.int64)
    records["bid"] = records["raw_bid"] = bid
    records["ask"] = records["raw_ask"] = np.asarray(bid) + 2e-5
    records["symbol"] = symbol
    for name, value in fields.items():
        records[name] = value
    return Batch(NO_CALLS, records, NO_MARKS)


def marks(seconds: Any, kind: MarkKind, **fields: Any) -> Batch:
    records = np.zeros(len(seconds), layout.MARK)
    records["server_nanos"] = START + (np.asarray(seconds) * 1e9).astype(np.int64)
    records["kind"] = kind
    for name, value in fields.items():
        records[name] = value
    return Batch(NO_CALLS, NO_TICKS, records)
