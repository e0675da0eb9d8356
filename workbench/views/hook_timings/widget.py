"""The Hook timings panel: a row for every callback of every plugin, and the histogram of the selected row."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QLabel,
    QSplitter,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.session import Answer, BreakBefore
from workbench.views import formats
from workbench.views.base import View, ViewContext
from workbench.views.hook_timings.histogram import HistogramPlot
from workbench.views.hook_timings.model import Group, HookTimingsModel, TimingLine, spark_points
from workbench.views.table.empty import ServerEmptyState, missing_calls
from workbench.views.table.header_bar import HeaderBar
from workbench.views.table.model import Column
from workbench.views.table.widget import DataTable

SPARK_TITLE = "p99, 60 s"
_SHOWN_AT_FIRST = (Group.HOOKS, Group.EVENTS, Group.SERVER_CALLS)
_BESIDE_PIXELS = 960
_BESIDE_SHARE = 0.27
_BELOW_HEIGHT = 120
_LEAST_TABLE_HEIGHT = 110
_HALF_DASH = QPointF(1.5, 0)


def _nanos(title: str, name: str, meaning: str, *, extra: bool = False) -> Column[TimingLine]:
    return Column(
        title=title,
        text=lambda line: formats.duration(getattr(line, name)),
        key=lambda line: getattr(line, name),
        numeric=True,
        width=72,
        fit=True,
        extra=extra,
        meaning=meaning,
    )


def _count(
    title: str, name: str, meaning: str, role: str, tip: Callable[[TimingLine], str] | None = None
) -> Column[TimingLine]:
    return Column(
        title=title,
        text=lambda line: formats.count(getattr(line, name)),
        key=lambda line: getattr(line, name),
        # Most counts are zero. The others should stand out.
        color=lambda line: role if getattr(line, name) else "disabled",
        numeric=True,
        width=78,
        fit=True,
        extra=True,
        meaning=meaning,
        tip=tip,
    )


def _columns(model: HookTimingsModel) -> tuple[Column[TimingLine], ...]:
    def budget(line: TimingLine) -> str:
        nanos = model.budget_nanos(line)
        return f"budget {formats.duration(nanos)}" if nanos else "no budget"

    return (
        Column(
            title="Plugin",
            text=lambda line: line.plugin,
            icon=lambda line: f"series:{line.series}",
            tip=lambda line: line.plugin,
            width=140,
            fit=True,
        ),
        Column(
            title="Callback",
            text=lambda line: line.callback,
            tip=lambda line: line.meaning,
            color=lambda line: "secondary" if line.group is Group.SERVER_CALLS else "text",
            width=172,
            stretch=True,
        ),
        Column(
            title="Calls/s",
            text=lambda line: formats.rate(line.rate),
            key=lambda line: line.rate,
            numeric=True,
            width=70,
            fit=True,
            meaning="Calls in the last second",
        ),
        _nanos("p50", "p50_nanos", "Median duration"),
        _nanos("p95", "p95_nanos", "95th percentile of the durations"),
        _nanos("p99", "p99_nanos", "99th percentile of the durations"),
        _nanos("Max", "max_nanos", "Longest duration"),
        Column(
            title=SPARK_TITLE,
            text=lambda line: formats.duration(float(line.history_nanos[-1])),
            key=lambda line: line.p99_nanos,
            width=110,
            meaning="p99 in each of the last 60 seconds. Each row has its own scale.",
        ),
        Column(
            title="Calls",
            text=lambda line: formats.count(line.calls),
            key=lambda line: line.calls,
            numeric=True,
            width=90,
            fit=True,
            extra=True,
            meaning="Calls since the server started",
        ),
        _nanos("Min", "min_nanos", "Shortest duration", extra=True),
        _nanos("Mean", "mean_nanos", "Average duration", extra=True),
        _count("Slow", "slow", "Calls that exceeded the callback's time budget", "warning", budget),
        _count("Changed", "changed", "Calls that returned RET_OK_CHANGE", "text"),
        _count("Refused", "refused", "Calls that refused the request", "warning"),
        _count("Failed", "failed", "Calls that threw an exception", "error"),
    )


class SparkDelegate(QStyledItemDelegate):
    """Paints the last minute of a row into its cell."""

    def __init__(self, view: "HookTimingsView") -> None:
        super().__init__(view)
        self._view = view

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paints the line in its plugin's colour on the background of the row."""
        theme = self._view.context.theme
        line = self._view.table.listing.row(index.row())
        box: QRectF = QRectF(option.rect).adjusted(4, 3, -4, -4)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.color("selection"))
        painter.translate(box.topLeft())
        painter.setPen(QPen(theme.series(line.series), 1))
        for run in spark_points(line.history_nanos, box.width(), box.height()):
            points = [QPointF(x, y) for x, y in run]
            if len(points) == 1:
                # A single pixel would be invisible.
                points = [points[0] - _HALF_DASH, points[0] + _HALF_DASH]
            painter.drawPolyline(points)
        painter.restore()


class HookTimingsView(View[HookTimingsModel]):
    """Table and histogram, side by side in a wide panel."""

    name = "hook_timings"
    title = "Hook timings"

    def __init__(self, context: ViewContext, model: HookTimingsModel, parent: QWidget | None = None) -> None:
        super().__init__(context, model, parent)
        self._drawn = -1
        self._placed: tuple[Qt.Orientation, bool] | None = None
        self._groups = self._saved_groups()
        self.table = self._make_table()
        self.plot = HistogramPlot(context.theme)
        self.overhead = QLabel()
        self.overhead.setProperty("role", "secondary")
        self.overhead.setToolTip("Cost of timing one call. Every duration in this table includes it.")
        self.group_buttons = {group: self._make_button(group) for group in Group}
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.plot)
        self.splitter.setChildrenCollapsible(False)
        # Both grow with the panel, and the histogram keeps its share unless the user moves the splitter.
        self.splitter.setStretchFactor(0, 73)
        self.splitter.setStretchFactor(1, 27)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.message = QLabel()
        self.message.setProperty("role", "error")
        self.message.setWordWrap(True)
        self.message.setContentsMargins(6, 3, 6, 3)
        self.message.setVisible(False)
        layout.addWidget(self._make_bar())
        layout.addWidget(self.message)
        layout.addWidget(self.splitter, 1)
        self.table.selected.connect(self._selected)
        context.selection.plugin_changed.connect(self._plugin_selected)
        self._accept()
        self.setFocusProxy(self.table.view)

    def refresh(self) -> None:
        """Shows new durations."""
        if self._drawn == self.model.generation:
            return
        self._drawn = self.model.generation
        # While plugins load there are no other calls, so do not show an empty filter result.
        only_loading = all(line.group is Group.LOADING for line in self.model.lines)
        shown = () if only_loading and Group.LOADING not in self._groups else self.model.lines
        self.table.show_rows(shown, self.model.generation)
        self.table.suggest_first()
        overhead = self.model.overhead_nanos
        self.overhead.setText(f"timing overhead {formats.duration(overhead)}" if overhead > 0 else "")
        self._show_histogram()

    def apply_theme(self) -> None:
        """Repaints the parts outside the style sheet."""
        self.plot.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Moves the histogram to its new place."""
        super().resizeEvent(event)
        self._place_histogram()

    def _place_histogram(self) -> None:
        """Places the histogram beside a wide table, else below it when a row is selected and the height suffices."""
        beside = self.width() >= _BESIDE_PIXELS
        orientation = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        fits = self.splitter.height() >= _BELOW_HEIGHT + _LEAST_TABLE_HEIGHT
        shown = bool(self.model.lines) if beside else fits and self.table.chosen
        if (orientation, shown) == self._placed:
            return
        self._placed = (orientation, shown)
        self.splitter.setOrientation(orientation)
        self.plot.setVisible(shown)
        whole = self.width() if beside else self.splitter.height()
        part = round(whole * _BESIDE_SHARE) if beside else _BELOW_HEIGHT
        self.splitter.setSizes([whole - part, part])

    def _make_table(self) -> DataTable[TimingLine]:
        columns = _columns(self.model)
        table: DataTable[TimingLine] = DataTable(
            self.context,
            "hook_timings",
            columns,
            empty=ServerEmptyState(
                self.context,
                "No calls yet",
                "Durations of hooks, events and server calls appear here.",
                lambda: missing_calls(self.context),
            ),
            identity=lambda line: line.identity,
            label="Timings by plugin and callback",
        )
        table.add_action("Break before next call", self.break_before)
        spark = next(number for number, column in enumerate(columns) if column.title == SPARK_TITLE)
        table.view.setItemDelegateForColumn(spark, SparkDelegate(self))
        return table

    def break_before(self) -> None:
        """Stops the server in its debugger before the next call of the selected callback."""
        line = self.table.current()
        if line is not None:
            self.context.send(BreakBefore(plugin=line.plugin, callback=line.callback), self._answered)

    def _answered(self, answer: Answer) -> None:
        self.message.setText(answer.error)
        self.message.setVisible(bool(answer.error))

    def _make_button(self, group: Group) -> QToolButton:
        button = QToolButton()
        button.setText(group.title)
        button.setCheckable(True)
        button.setChecked(group in self._groups)
        button.setToolTip(f"Show {group.title.lower()}")
        button.toggled.connect(lambda shown, group=group: self._toggle(group, shown))
        return button

    def _make_bar(self) -> QWidget:
        bar = HeaderBar(margin_pixels=2, spacing_pixels=2)
        for button in self.group_buttons.values():
            bar.row.addWidget(button)
        bar.row.addStretch(1)
        bar.row.addWidget(self.overhead)
        return bar

    def _saved_groups(self) -> set[Group]:
        saved = str(self.context.settings.value("hook_timings/groups", ""))
        return {Group[name] for name in saved.split(",") if name in Group.__members__} or set(_SHOWN_AT_FIRST)

    def _toggle(self, group: Group, shown: bool) -> None:
        self._groups = self._groups | {group} if shown else self._groups - {group}
        self._drawn = -1
        self.context.settings.setValue("hook_timings/groups", ",".join(each.name for each in sorted(self._groups)))
        self._accept()

    def _show_all_groups(self) -> None:
        for button in self.group_buttons.values():
            button.setChecked(True)

    def _accept(self) -> None:
        groups = frozenset(self._groups)
        self.table.accept(lambda line: line.group in groups, self._show_all_groups)

    def _selected(self) -> None:
        line = self.table.current()
        if line is not None:
            row = self.model.plugin_list.plugin_at(line.plugin_index)
            if row is not None:
                self.context.selection.select_plugin(row.file)
        self._show_histogram()

    def _plugin_selected(self, file: str) -> None:
        line = self.table.current()
        row = self.model.plugin_list.plugins.get(file)
        if row is None or (line is not None and line.plugin_index == row.index):
            return
        mine = [each for each in self.model.lines if each.plugin_index == row.index and each.group in self._groups]
        if mine:
            self.table.select_identity(max(mine, key=lambda each: each.p99_nanos).identity)

    def _show_histogram(self) -> None:
        self._place_histogram()
        line = self.table.current()
        if line is None:
            self.plot.show_histogram(None)
        else:
            title = f"{line.plugin}  {line.callback}  {formats.calls(line.calls)}"
            self.plot.show_histogram(self.model.histogram(line), title=title, series=line.series)
