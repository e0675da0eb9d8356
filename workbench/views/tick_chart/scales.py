"""The scales of the chart: prices with the symbol's digits on the right, server time below."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsWidget, QSizePolicy, QStyleOptionGraphicsItem, QWidget

from workbench.views.tick_chart.plot import LEAST_HEIGHT, Look

TIME_SCALE_PIXELS = 20
TAG_PIXELS = 15.0
_PADDING = 6.0


@dataclass(frozen=True)
class Label:
    """A text on a scale at `at` pixels. With a colour role it is painted as a filled tag."""

    at: float
    text: str
    role: str = ""


class Scale(QGraphicsWidget):
    """Labels along one edge of the plots. Tags cover labels."""

    def __init__(self, look: Callable[[], Look], *, upright: bool) -> None:
        super().__init__()
        self._look = look
        self._upright = upright
        self.labels: list[Label] = []
        if upright:
            self.setMinimumHeight(LEAST_HEIGHT)
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        else:
            self.setMinimumHeight(TIME_SCALE_PIXELS)
            self.setMaximumHeight(TIME_SCALE_PIXELS)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_width(self, pixels: float) -> None:
        """Sets the width for the widest label."""
        self.setMinimumWidth(pixels)
        self.setMaximumWidth(pixels)

    def show_labels(self, labels: list[Label]) -> None:
        """Sets new labels, tags last. Repaints only when they differ."""
        if labels != self.labels:
            self.labels = labels
            self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:  # noqa: ARG002
        """Paints border line, labels and tags."""
        look = self._look()
        size = self.size()
        painter.setPen(look.grid)
        painter.drawLine(QLineF(0, 0, 0, size.height()) if self._upright else QLineF(0, 0, size.width(), 0))
        painter.setFont(look.font)
        tags = [self._place(label, look) for label in self.labels if label.role]
        for label in self.labels:
            rect = self._place(label, look)
            if label.role:
                painter.fillRect(rect, look.theme.color(label.role))
            elif not self.rect().contains(rect) or any(tag.intersects(rect) for tag in tags):
                continue
            painter.setPen(look.panel if label.role else look.secondary)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, label.text)

    def _place(self, label: Label, look: Look) -> QRectF:
        size = self.size()
        if self._upright:
            top = min(max(0.0, label.at - TAG_PIXELS / 2), size.height() - TAG_PIXELS)
            return QRectF(1, round(top), size.width() - 1, TAG_PIXELS)
        width = look.metrics.horizontalAdvance(label.text) + 2 * _PADDING
        left = label.at - width / 2
        if label.role:
            left = min(max(0.0, left), size.width() - width)
        return QRectF(round(left), 3, width, TAG_PIXELS)
