"""The process that times frames of the tick chart: the real panel, off screen, with generated quotes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from time import monotonic_ns, perf_counter, process_time
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from workbench.engine.messages import Answer, AnyCommand, EngineStarted, SymbolRow
from workbench.telemetry import layout
from workbench.telemetry.segment import Batch

SYMBOLS = 8
SHOWN = 3
TICKS_PER_SECOND = 100_000
TICKS_PER_FRAME = TICKS_PER_SECOND // 60 + 1
WIDTH, HEIGHT = 900, 560
SPAN_SECONDS = 120.0
FILL_BATCH = 100_000
WARM_FRAMES = 30
START_NANOS = 1_700_000_000_000_000_000


def quotes(first: int, count: int) -> Batch:
    """Returns `count` quotes from number `first` of all symbols in turn, as a reproducible random walk."""
    numbers = np.arange(first, first + count)
    ticks = np.zeros(count, layout.TICK)
    ticks["sequence"] = numbers
    ticks["server_nanos"] = START_NANOS + numbers * (1_000_000_000 // TICKS_PER_SECOND)
    ticks["symbol"] = numbers % SYMBOLS
    ticks["bid"] = _WALK[numbers % len(_WALK)]
    ticks["ask"] = ticks["bid"] + 2e-5
    ticks["raw_bid"], ticks["raw_ask"] = ticks["bid"], ticks["ask"]
    return Batch(np.empty(0, layout.CALL), ticks, np.empty(0, layout.MARK))


_WALK = np.round(1.08 + np.cumsum(np.random.default_rng(7).normal(0, 1e-5, 2**20)), 5)


def main(arguments: list[str]) -> int:
    """`QUOTES FRAMES`: prints p50 and p99 of a frame in milliseconds as one line of JSON."""
    held, frames = int(arguments[0]), int(arguments[1])
    took, computed = np.array(list(_frames(held, frames)))[WARM_FRAMES:].T * 1e3
    p50, p99 = np.percentile(took, (50, 99)).tolist()
    # Far below the wall-clock time when other processes used the processor.
    p99_computed = float(np.percentile(computed, 99))
    print(json.dumps({"p50_millis": p50, "p99_millis": p99, "p99_cpu_millis": p99_computed, "quotes": float(held)}))
    return 0


def _frames(held: int, frames: int) -> Iterator[tuple[float, float]]:
    """Yields wall-clock and processor seconds of each frame: take the quotes, fold them, paint them."""
    from workbench.ui.app import make_application
    from workbench.ui.theme import Mode, ProgramTheme
    from workbench.views.plugin_list import PluginList
    from workbench.views.tick_chart.model import TickChartModel

    application = make_application()
    theme = ProgramTheme(Mode.DARK)
    theme.apply()
    plugin_list = PluginList()
    model = TickChartModel(plugin_list)
    rows = tuple(SymbolRow(number=number, symbol=f"SYM{number}", digits=5) for number in range(SYMBOLS))
    started = EngineStarted(pid=0, segment="", symbols=rows, threads_before=0)
    plugin_list.on_event(started)
    model.on_event(started)
    for first in range(0, held, FILL_BATCH):
        model.take(quotes(first, min(FILL_BATCH, held - first)))
    view = _view(model, theme)
    view.resize(WIDTH, HEIGHT)
    view.show()
    application.processEvents()
    for number in range(frames + WARM_FRAMES):
        arrived = quotes(held + number * TICKS_PER_FRAME, TICKS_PER_FRAME)
        begun, computed = perf_counter(), process_time()
        model.take(arrived)
        view.refresh()
        application.processEvents()
        yield perf_counter() - begun, process_time() - computed
    view.close()


def _view(model: Any, theme: Any) -> Any:
    """Builds the panel as the window does, without a server for commands."""
    from workbench.session import Session
    from workbench.ui.app import make_settings
    from workbench.views.base import Selection, ViewContext
    from workbench.views.tick_chart.widget import TickChartView

    def send(command: AnyCommand, then: Any = None) -> Future[Answer]:
        raise RuntimeError(f"{command} sent without a server ({then})")

    context = ViewContext(
        session=cast("Session", SimpleNamespace(telemetry=None)),
        send=send,
        plugin_list=model.plugin_list,
        theme=theme,
        selection=Selection(),
        settings=make_settings(),
        now_nanos=monotonic_ns,
        run=lambda _command: None,
    )
    view = TickChartView(context, model)
    view.show_symbols([f"SYM{number}" for number in range(SHOWN)])
    view.stack.time_range.span_seconds = SPAN_SECONDS
    return view


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
