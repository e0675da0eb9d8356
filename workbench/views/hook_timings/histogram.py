"""The histogram of one callback: durations on a logarithmic scale with the budget line."""

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from workbench.views import formats
from workbench.views.base import Theme
from workbench.views.hook_timings.model import Histogram

_MARGIN = 8.0
_TOP = 30.0
_BOTTOM = 20.0
_GAP_FROM_PIXELS = 5
_DIVISIONS = tuple(factor * 10.0**power for power in range(13) for factor in (1, 2, 5))


class HistogramPlot(QWidget):
    """Bar heights are logarithmic in the count, so a single outlier among a million calls is visible."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: Histogram | None = None
        self._title = ""
        self._series = -1
        self.setMinimumSize(QSize(160, 96))
        self.setAccessibleName("Histogram of the selected callback")

    def show_histogram(self, shown: Histogram | None, *, title: str = "", series: int = -1) -> None:
        """Shows a histogram, or nothing."""
        self._shown, self._title, self._series = shown, title, series
        self.setAccessibleDescription(title)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's name
        """Title, bars, scale, percentiles, budget."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("panel"))
        painter.setFont(self._theme.table_font())
        if self._shown is None or not len(self._shown.counts):
            painter.setPen(self._theme.color("secondary"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            text = "Select a row to see its histogram."
            painter.drawText(self.rect().adjusted(12, 0, -12, 0), flags, text)
            return
        self._paint_title(painter)
        self._paint_scale(painter, self._shown)
        self._paint_bars(painter, self._shown)
        self._paint_lines(painter, self._shown)

    def _span(self, shown: Histogram) -> tuple[float, float]:
        """Returns the logarithms of the ends of the scale, which includes the budget."""
        low, high = float(shown.edges_nanos[0]), float(shown.edges_nanos[-1])
        if shown.budget_nanos:
            low, high = min(low, shown.budget_nanos / 2), max(high, shown.budget_nanos * 2)
        return float(np.log2(low)), float(np.log2(high))

    def _x(self, nanos: float, shown: Histogram) -> float:
        low, high = self._span(shown)
        return _MARGIN + (float(np.log2(nanos)) - low) * (self.width() - 2 * _MARGIN) / (high - low)

    def _paint_title(self, painter: QPainter) -> None:
        painter.setPen(self._theme.color("text"))
        width = self.width() - 2 * _MARGIN
        title = painter.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideRight, int(width))
        painter.drawText(QPointF(_MARGIN, 13), title)

    def _paint_scale(self, painter: QPainter, shown: Histogram) -> None:
        floor = self.height() - _BOTTOM
        metrics = QFontMetricsF(painter.font())
        free = -np.inf
        for nanos in _DIVISIONS:
            x = round(self._x(nanos, shown))
            if not _MARGIN <= x <= self.width() - _MARGIN:
                continue
            label = formats.duration(nanos).replace(".00", "").replace(".0", "")
            half = metrics.horizontalAdvance(label) / 2
            if x - half < max(free, 0) or x + half > self.width():
                continue
            free = x + half + 12
            painter.setPen(QPen(self._theme.color("separator"), 1))
            painter.drawLine(QLineF(x, _TOP, x, floor))
            painter.setPen(self._theme.color("secondary"))
            painter.drawText(QPointF(x - half, self.height() - 6), label)
        painter.setPen(QPen(self._theme.color("separator"), 1))
        painter.drawLine(QLineF(_MARGIN, floor, self.width() - _MARGIN, floor))

    def _paint_bars(self, painter: QPainter, shown: Histogram) -> None:
        floor = self.height() - _BOTTOM
        scale = (floor - _TOP) / float(np.log1p(shown.counts.max()))
        color = self._theme.series(self._series)
        for number in np.flatnonzero(shown.counts).tolist():
            left = round(self._x(float(shown.edges_nanos[number]), shown))
            right = round(self._x(float(shown.edges_nanos[number + 1]), shown))
            tall = max(2.0, float(np.log1p(shown.counts[number])) * scale)
            # Gaps between narrow bars would look like stripes.
            gap = 1 if right - left >= _GAP_FROM_PIXELS else 0
            painter.fillRect(QRectF(left, floor - tall, max(1, right - left - gap), tall), color)

    def _paint_lines(self, painter: QPainter, shown: Histogram) -> None:
        metrics = QFontMetricsF(painter.font())
        free = -np.inf
        for label, nanos, role in (("p50", shown.p50_nanos, "secondary"), ("p99", shown.p99_nanos, "text")):
            pen = QPen(self._theme.color(role), 1, Qt.PenStyle.DotLine)
            x = self._paint_upright(painter, shown, max(nanos, 1.0), pen)
            width = metrics.horizontalAdvance(label)
            left = min(max(x - width / 2, _MARGIN), self.width() - width - _MARGIN)
            if left >= free:
                painter.drawText(QPointF(left, _TOP - 4), label)
                free = left + width + 6
        if not shown.budget_nanos:
            return
        label = f"budget {formats.duration(shown.budget_nanos)}"
        x = self._paint_upright(painter, shown, shown.budget_nanos, QPen(self._theme.color("warning"), 1))
        width = metrics.horizontalAdvance(label)
        # Left of its line, unless the edge is nearer.
        painter.drawText(QPointF(x - width - 4 if x - width - 4 > _MARGIN else x + 4, _TOP + 10), label)

    def _paint_upright(self, painter: QPainter, shown: Histogram, nanos: float, pen: QPen) -> float:
        x = round(self._x(nanos, shown))
        painter.setPen(pen)
        painter.drawLine(QLineF(x, _TOP, x, self.height() - _BOTTOM))
        return x

    def event(self, event: QEvent) -> bool:
        """Shows the number of calls of a bar as a tooltip."""
        if isinstance(event, QHelpEvent) and self._shown is not None:
            QToolTip.showText(event.globalPos(), self._tip_at(event.pos().x(), self._shown), self)
            return True
        return super().event(event)

    def _tip_at(self, x: int, shown: Histogram) -> str:
        borders = [self._x(float(edge), shown) for edge in shown.edges_nanos]
        number = int(np.searchsorted(borders, x)) - 1
        if not 0 <= number < len(shown.counts) or not shown.counts[number]:
            return ""
        low, high = (formats.duration(float(edge)) for edge in shown.edges_nanos[number : number + 2])
        return f"{formats.calls(int(shown.counts[number]))} from {low} to {high}"
