"""The Threads and memory panel: both over time, the thread limit, and tables of plugins and threads."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QSplitter, QTabWidget, QVBoxLayout, QWidget

from workbench.views import formats
from workbench.views.base import View, ViewContext
from workbench.views.plugin_list import PluginList
from workbench.views.table.empty import Missing, ServerEmptyState
from workbench.views.table.model import Column
from workbench.views.table.widget import DataTable
from workbench.views.threads_and_memory.model import (
    PLUGIN_THREADS_ALLOWED,
    OwnerLine,
    ThreadLine,
    ThreadsAndMemoryModel,
)

SHOWN_SECONDS = (60, 300)
"""The first minute, then five."""
_DIVISIONS = {60: 4, 300: 5}
"""Quarters of a minute, then minutes."""
MEGABYTE = 2**20
_RIGHT_SHARE = 0.06
"""Space right of the newest sample for the label below it."""


def _columns(plugin_list: PluginList) -> tuple[Column[ThreadLine], ...]:
    return (
        Column(title="Thread", text=lambda line: str(line.tid), key=lambda line: line.tid, numeric=True, width=70),
        Column(title="Name", text=lambda line: line.name, width=110, stretch=True),
        Column(
            title="Owner",
            text=lambda line: line.owner or "–",
            icon=lambda line: plugin_list.swatch(line.owner),
            meaning="Plugin that started the thread, directly or through another thread",
            width=130,
            fit=True,
        ),
        Column(
            title="Runs",
            text=lambda line: line.runs or "–",
            tip=lambda line: line.runs,
            meaning="Start function of the thread",
            width=150,
            fit=True,
        ),
        Column(
            title="Core",
            text=lambda line: f"{line.busy * 100:.0f} %",
            key=lambda line: line.busy,
            meaning="Share of one core in the last second",
            numeric=True,
            width=56,
        ),
        Column(
            title="CPU time",
            text=lambda line: f"{line.cpu_seconds:.2f} s",
            key=lambda line: line.cpu_seconds,
            numeric=True,
            width=76,
        ),
    )


def _owner_columns(plugin_list: PluginList) -> tuple[Column[OwnerLine], ...]:
    return (
        Column(
            title="Owner",
            text=lambda line: line.owner,
            icon=lambda line: plugin_list.swatch(line.owner),
            width=110,
            stretch=True,
        ),
        _amount("Memory", "live_bytes", formats.size, "Live heap bytes"),
        _amount("Blocks", "live_blocks", formats.count, "Live heap blocks"),
        Column(
            title="Threads",
            text=lambda line: formats.count(line.threads),
            key=lambda line: line.threads,
            tip=lambda line: f"{formats.count(line.threads_made)} since the server started",
            meaning="Running threads",
            numeric=True,
            width=64,
        ),
        Column(
            title="Allocations/s",
            text=lambda line: formats.rate(line.allocations_a_second) if line.allocations is not None else "–",
            key=lambda line: line.allocations_a_second,
            meaning="Allocations in the last second",
            numeric=True,
            width=92,
        ),
        _amount("Allocations", "allocations", formats.count, "Allocations since the server started", extra=True),
        Column(
            title="Top allocator",
            text=lambda line: line.busiest or "–",
            meaning="Callback with the most allocations",
            width=160,
            fit=True,
            extra=True,
        ),
    )


def _amount(
    title: str, name: str, write: Callable[[int], str], meaning: str, *, extra: bool = False
) -> Column[OwnerLine]:
    def text(line: OwnerLine) -> str:
        value: int | None = getattr(line, name)
        # None means not attributed, which differs from 0.
        return "–" if value is None else write(value)

    return Column(
        title=title,
        text=text,
        key=lambda line: getattr(line, name) or 0,
        meaning=meaning,
        numeric=True,
        width=92 if extra else 78,
        extra=extra,
    )


class MinutesAxis(pg.AxisItem):  # type: ignore[misc]
    """Axis with the time before now in minutes and seconds."""

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:  # noqa: ARG002
        """Writes `-2:30` for 150 seconds ago."""
        return ["now" if value == 0 else f"-{-int(value) // 60}:{-int(value) % 60:02d}" for value in values]


class MegabytesAxis(pg.AxisItem):  # type: ignore[misc]
    """Axis with megabytes and their unit."""

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:  # noqa: ARG002
        """Writes the unit at every tick."""
        return [f"{value:g} MB" for value in values]


class ThreadsAndMemoryView(View[ThreadsAndMemoryModel]):
    """Two plots beside the tables."""

    name = "threads_and_memory"
    title = "Threads and memory"

    def __init__(self, context: ViewContext, model: ThreadsAndMemoryModel, parent: QWidget | None = None) -> None:
        super().__init__(context, model, parent)
        self._drawn = -1
        self.table: DataTable[ThreadLine] = DataTable(
            context,
            "threads",
            _columns(model.plugin_list),
            empty=ServerEmptyState(
                context,
                "No engine process",
                "Threads of the server appear here.",
                lambda: Missing("The server is running. Its threads appear within a second."),
            ),
            identity=lambda line: line.tid,
            label="Threads of the engine process",
        )
        self.owners: DataTable[OwnerLine] = DataTable(
            context,
            "owners",
            _owner_columns(model.plugin_list),
            empty=ServerEmptyState(
                context,
                "No engine process",
                "Memory and threads of each plugin appear here.",
                lambda: Missing("Attribution is off, or the server runs in this process."),
            ),
            identity=lambda line: line.owner,
            label="Memory and threads of each plugin",
        )
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.owners, "Plugins")
        self.tabs.addTab(self.table, "Threads")
        self.cost = QLabel()
        self.cost.setProperty("role", "secondary")
        self.cost.setContentsMargins(0, 0, 6, 0)
        self.cost.setToolTip("Share of one core used to attribute memory and threads to plugins")
        self.tabs.setCornerWidget(self.cost)
        self.threads_title, self.memory_title = QLabel(), QLabel()
        self.threads_plot, self.threads_curve = self._make_plot("left", pg.AxisItem)
        self.memory_plot, self.memory_curve = self._make_plot("left", MegabytesAxis)
        self.limit_line = pg.InfiniteLine(angle=0, label="limit", labelOpts={"position": 0.06, "anchors": (0, 1)})
        self.threads_plot.addItem(self.limit_line)
        self.limit_line.setVisible(False)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        for widget in (
            _titled(self.threads_title, self.threads_plot),
            _titled(self.memory_title, self.memory_plot),
            self.tabs,
        ):
            splitter.addWidget(widget)
        splitter.setSizes([330, 330, 640])
        for place, share in enumerate((1, 1, 2)):
            splitter.setStretchFactor(place, share)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)
        self.setFocusProxy(self.tabs)
        self.apply_theme()

    def refresh(self) -> None:
        """Draws new samples."""
        reader = self.context.session.telemetry
        seen = (reader.running(), reader.usage()) if reader is not None else ((), None)
        self.model.list_threads(self.context.now_nanos(), *seen)
        self.table.show_rows(self.model.lines, self.model.generation)
        self.owners.show_rows(self.model.owners or (), self.model.generation)
        if self._drawn != self.model.samples:
            self._drawn = self.model.samples
            self._draw()

    def apply_theme(self) -> None:
        """Applies the colours of the plots, which are outside the style sheet."""
        theme = self.context.theme
        for plot in (self.threads_plot, self.memory_plot):
            plot.setBackground(theme.color("panel"))
            for side in ("left", "bottom"):
                axis = plot.getAxis(side)
                axis.setPen(theme.color("separator"))
                axis.setTextPen(theme.color("secondary"))
                axis.setStyle(tickFont=theme.table_font(), tickLength=-4)
        self.threads_curve.setPen(pg.mkPen(theme.color("accent"), width=1))
        self.memory_curve.setPen(pg.mkPen(theme.color("good"), width=1))
        self.limit_line.setPen(pg.mkPen(theme.color("warning"), width=1, style=Qt.PenStyle.DashLine))
        self.limit_line.label.setColor(theme.color("warning"))

    def _make_plot(self, side: str, axis: type[pg.AxisItem]) -> tuple[pg.PlotWidget, pg.PlotDataItem]:
        plot = pg.PlotWidget(axisItems={side: axis(side), "bottom": MinutesAxis("bottom")})
        plot.setMouseEnabled(x=False, y=False)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.getAxis("left").enableAutoSIPrefix(False)
        plot.getAxis("bottom").enableAutoSIPrefix(False)
        plot.setMinimumSize(120, 60)
        return plot, plot.plot([], [], connect="finite")

    def _draw(self) -> None:
        seconds, counts, resident = self.model.history()
        first = int(np.searchsorted(seconds, -SHOWN_SECONDS[1]))
        seconds, counts, resident = seconds[first:], counts[first:], resident[first:]
        self.threads_curve.setData(seconds, counts)
        self.memory_curve.setData(seconds, resident / MEGABYTE)
        self._scale(self.threads_plot, counts, least=10)
        self._scale(self.memory_plot, resident / MEGABYTE, least=10)
        span = SHOWN_SECONDS[0] if len(seconds) and seconds[0] > -SHOWN_SECONDS[0] else SHOWN_SECONDS[1]
        for plot in (self.threads_plot, self.memory_plot):
            plot.setXRange(-span, span * _RIGHT_SHARE, padding=0)
            plot.getAxis("bottom").setTickSpacing(span / _DIVISIONS[span], span / _DIVISIONS[span])
        self._write_titles()

    def _scale(self, plot: pg.PlotWidget, values: npt.NDArray[np.float64], least: float) -> None:
        known = values[np.isfinite(values)]
        highest = float(known.max()) if len(known) else 0.0
        limit = self.model.limit if plot is self.threads_plot else 0
        # Show the limit only when it is near. Far above, it would flatten the curve.
        near = bool(limit) and highest > limit - PLUGIN_THREADS_ALLOWED * 0.75
        if plot is self.threads_plot:
            self.limit_line.setVisible(near)
            self.limit_line.setPos(limit)
        plot.setYRange(0, max(least, highest, limit if near else 0) * 1.15, padding=0)

    def _write_titles(self) -> None:
        model = self.model
        added = max(0, model.threads_now - model.threads_before)
        self.threads_title.setText(
            f"{formats.count(model.threads_now)} threads, peak {formats.count(model.threads_most)}"
            if model.threads_now
            else "No engine process"
        )
        self.threads_title.setToolTip(
            f"Plugins added {formats.count(added)} threads. The limit is {PLUGIN_THREADS_ALLOWED}, "
            f"or {formats.count(model.limit)} threads in total."
            if model.threads_now
            else ""
        )
        self.memory_title.setText(
            f"{formats.size(model.resident_bytes)} resident, peak {formats.size(model.resident_most)}"
            if model.threads_now
            else "Resident memory"
        )
        share = model.accounting_share * 100
        self.cost.setText(f"attribution {share:.2f} % of a core" if model.owners is not None else "")


def _titled(title: QLabel, body: QWidget) -> QWidget:
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(6, 4, 0, 0)
    layout.setSpacing(2)
    title.setProperty("role", "secondary")
    # The text must not determine the width of the plot.
    title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    layout.addWidget(title)
    layout.addWidget(body, 1)
    return box
