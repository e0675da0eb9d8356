"""One symbol on the chart: prices, volume, marks and crosshair, painted on the pixel grid without smoothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QGraphicsWidget, QSizePolicy, QStyleOptionGraphicsItem, QWidget

from workbench.contract.generated.enums import MarkKind
from workbench.views.base import Theme
from workbench.views.tick_chart.marks import Marks
from workbench.views.tick_chart.picture import HEADER_PIXELS, Mapping, Segments

LEAST_HEIGHT = 54
MARK_PIXELS = 11
MARK_ROLES = {
    MarkKind.Opened: "accent", MarkKind.Closed: "text", MarkKind.Refused: "error", MarkKind.TickChanged: "warning",
    MarkKind.TickRefused: "warning", MarkKind.Placed: "accent", MarkKind.Cancelled: "text",
    MarkKind.Activated: "accent", MarkKind.StopOut: "error",
}  # fmt: skip
HOLLOW = (MarkKind.TickRefused, MarkKind.Placed, MarkKind.Cancelled)
NO_SEGMENTS: Segments = np.empty((0, 4))


class Strokes:
    """Many lines or rectangles for one call of the painter."""

    def __init__(self, shape: type[QLineF] | type[QRectF]) -> None:
        self._array = PrimitiveArray(shape, 4)

    def set(self, segments: Segments) -> None:
        """Sets rows of (x0, y0, x1, y1) for lines or (x, y, width, height) for rectangles."""
        self._array.resize(len(segments))
        self._array.ndarray()[:] = segments

    def arguments(self) -> tuple[Any, ...]:
        """Returns the arguments of the painter's draw call, or an empty tuple."""
        return tuple(self._array.drawargs()) if len(self._array) else ()


@dataclass
class Look:
    """Pens, fonts and pixmaps of one theme, created once."""

    theme: Theme
    marks: dict[int, QPixmap] = field(default_factory=dict)

    def __post_init__(self) -> None:
        color = self.theme.color
        self.font: QFont = self.theme.table_font()
        self.bold = QFont(self.font)
        self.bold.setWeight(QFont.Weight.DemiBold)
        self.metrics = QFontMetricsF(self.font)
        self.panel, self.text, self.secondary = color("panel"), color("text"), color("secondary")
        self.grid = QPen(color("separator"), 1)
        self.cross = QPen(color("secondary"), 1, Qt.PenStyle.DotLine)
        self.cursor = QPen(color("accent"), 1)
        self.lines = {role: QPen(color(role), 1) for role in ("bid", "ask", "up", "down")}
        self.volume = QColor(color("disabled"))
        self.volume.setAlpha(90)
        # One pixmap for each kind, at twice the density for high-density screens.
        self.marks = {int(kind): _mark_pixmap(kind, color(role), self.panel) for kind, role in MARK_ROLES.items()}


@dataclass
class PlotState:
    """Present texts of the heading and the crosshair of a plot."""

    name: str = ""
    parts: list[tuple[str, str]] = field(default_factory=list)
    """Texts of the heading and the roles of their colours."""
    divisions: list[float] = field(default_factory=list)
    """Horizontal grid lines, in pixels from the top."""
    uprights: list[float] = field(default_factory=list)
    """Vertical grid lines, in pixels from the left."""
    cross_x: float | None = None
    cross_y: float | None = None
    cursor_x: float | None = None
    first: bool = True


class SymbolPlot(QGraphicsWidget):
    """Paints one symbol and forwards mouse events. Works in pixels, without access to quotes."""

    def __init__(self, symbol: int, look: Callable[[], Look], gestures: Any) -> None:
        super().__init__()
        self.symbol = symbol
        self.state = PlotState()
        self.mapping = Mapping(0, 1, 0, 1, 1, 1)
        self._look = look
        self._gestures = gestures
        self._lines = {role: Strokes(QLineF) for role in ("bid", "ask", "up", "down")}
        self._bodies = {role: Strokes(QRectF) for role in ("up", "down")}
        self._volume = Strokes(QRectF)
        self.marks: Marks | None = None
        self._mark_points = np.empty((0, 2))
        self.setAcceptHoverEvents(True)
        self.setFlag(QGraphicsWidget.GraphicsItemFlag.ItemClipsToShape)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(LEAST_HEIGHT)

    def set_lines(self, **lines: Segments) -> None:
        """Sets lines by colour role. Omitted roles have no lines."""
        for role, strokes in self._lines.items():
            strokes.set(lines.get(role, NO_SEGMENTS))

    def set_bodies(self, **bodies: Segments) -> None:
        """Sets candle bodies by colour role. Omitted roles have no bodies."""
        for role, strokes in self._bodies.items():
            strokes.set(bodies.get(role, NO_SEGMENTS))

    def set_volume(self, bars: Segments) -> None:
        """Sets the bars at the bottom edge."""
        self._volume.set(bars)

    def set_marks(self, marks: Marks) -> None:
        """Sets marks at their times and prices. Moves marks off the edges and off the heading."""
        self.marks = marks
        half, height = MARK_PIXELS / 2, self.mapping.height
        y = self.mapping.y(marks["price"])
        seen = (y > -half) & (y < height + half)
        y = np.where(seen, np.clip(y, min(HEADER_PIXELS + half, height - half), height - half), y)
        self._mark_points = np.stack((self.mapping.x(marks["seconds"]), y), axis=1)

    def mark_near(self, x: float, y: float, reach: float = 9.0) -> int | None:
        """Returns the index in `marks` of the nearest mark to a pixel, or None when none is within reach."""
        if not len(self._mark_points):
            return None
        distances = np.hypot(self._mark_points[:, 0] - x, self._mark_points[:, 1] - y)
        nearest = int(distances.argmin())
        return nearest if distances[nearest] <= reach else None

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:  # noqa: ARG002
        """Paints grid, volume, prices, marks, crosshair and heading, from back to front."""
        look = self._look()
        self._paint_grid(painter, look)
        self._paint_prices(painter, look)
        self._paint_marks(painter, look)
        self._paint_cross(painter, look)
        self._paint_heading(painter, look)

    def _paint_grid(self, painter: QPainter, look: Look) -> None:
        width, height = self.size().width(), self.size().height()
        painter.setPen(look.grid)
        painter.drawLines(
            [QLineF(0, y, width, y) for y in self.state.divisions]
            + [QLineF(x, HEADER_PIXELS, x, height) for x in self.state.uprights]
            + ([] if self.state.first else [QLineF(0, 0, width, 0)])
        )

    def _paint_prices(self, painter: QPainter, look: Look) -> None:
        if bars := self._volume.arguments():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.volume)
            painter.drawRects(*bars)
        for role in ("ask", "bid", "up", "down"):
            painter.setPen(look.lines[role])
            if lines := self._lines[role].arguments():
                painter.drawLines(*lines)
            if role in self._bodies and (bodies := self._bodies[role].arguments()):
                # Risen candles are hollow and fallen candles filled, so they differ not only in colour.
                painter.setBrush(look.panel if role == "up" else look.lines[role].color())
                painter.drawRects(*bodies)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_marks(self, painter: QPainter, look: Look) -> None:
        if self.marks is None:
            return
        half = MARK_PIXELS / 2
        for kind, (x, y) in zip(self.marks["kind"].tolist(), self._mark_points.tolist(), strict=True):
            painter.drawPixmap(QPointF(round(x - half), round(y - half)), look.marks[kind])

    def _paint_cross(self, painter: QPainter, look: Look) -> None:
        width, height = self.size().width(), self.size().height()
        if self.state.cursor_x is not None:
            painter.setPen(look.cursor)
            painter.drawLine(QLineF(self.state.cursor_x, HEADER_PIXELS, self.state.cursor_x, height))
        painter.setPen(look.cross)
        if self.state.cross_x is not None:
            painter.drawLine(QLineF(self.state.cross_x, HEADER_PIXELS, self.state.cross_x, height))
        if self.state.cross_y is not None:
            painter.drawLine(QLineF(0, self.state.cross_y, width, self.state.cross_y))

    def _paint_heading(self, painter: QPainter, look: Look) -> None:
        baseline = 14.0
        x = 6.0
        painter.setFont(look.bold)
        painter.setPen(look.text)
        painter.drawText(QPointF(x, baseline), self.state.name)
        x += QFontMetricsF(look.bold).horizontalAdvance(self.state.name) + 10
        painter.setFont(look.font)
        for text, role in self.state.parts:
            painter.setPen(look.theme.color(role))
            painter.drawText(QPointF(x, baseline), text)
            x += look.metrics.horizontalAdvance(text) + 8

    def hoverMoveEvent(self, event: Any) -> None:
        """Moves the crosshair."""
        self._gestures.hover(self, event.pos().x(), event.pos().y(), event.screenPos())

    def hoverLeaveEvent(self, event: Any) -> None:  # noqa: ARG002
        """Hides the crosshair."""
        self._gestures.leave()

    def wheelEvent(self, event: Any) -> None:
        """Zooms about the pointer. With Shift, pans."""
        turned = event.delta() / 120
        share = event.pos().x() / max(1.0, self.size().width())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._gestures.pan(-turned * 0.1)
        else:
            self._gestures.zoom(0.8**turned, share)
        event.accept()

    def mouseDragEvent(self, event: Any) -> None:
        """Pans the chart with the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            event.accept()
            moved = event.pos().x() - event.lastPos().x()
            self._gestures.pan(-moved / max(1.0, self.size().width()))

    def mouseClickEvent(self, event: Any) -> None:
        """Selects the symbol and the time. A double click shows all quotes."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        event.accept()
        if event.double():
            self._gestures.show_everything()
        else:
            self._gestures.pick(self, event.pos().x())


def _mark_pixmap(kind: MarkKind, color: QColor, ground: QColor) -> QPixmap:
    density = 2
    pixmap = QPixmap(MARK_PIXELS * density, MARK_PIXELS * density)
    pixmap.setDevicePixelRatio(density)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ground, 1))
    painter.setBrush(color)
    if kind is MarkKind.Refused:
        # A cross is hard to see on prices, so draw a wider cross in the background colour behind it.
        for pen in (QPen(ground, 4), QPen(color, 2)):
            painter.setPen(pen)
            painter.drawLines([QLineF(2, 2, 9, 9), QLineF(2, 9, 9, 2)])
    else:
        if kind in HOLLOW:
            painter.setPen(QPen(color, 1.2))
            painter.setBrush(ground)
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in _MARK_SHAPES[kind]]))
    painter.end()
    return pixmap


_DIAMOND = ((5.5, 1.5), (9.5, 5.5), (5.5, 9.5), (1.5, 5.5))
_UP = ((5.5, 0.5), (10.5, 10), (0.5, 10))
_DOWN = ((0.5, 1), (10.5, 1), (5.5, 10.5))
_MARK_SHAPES = {
    MarkKind.Opened: _UP,
    MarkKind.Activated: _UP,
    MarkKind.Placed: _UP,
    MarkKind.Closed: _DOWN,
    MarkKind.StopOut: _DOWN,
    MarkKind.Cancelled: _DOWN,
    MarkKind.TickChanged: _DIAMOND,
    MarkKind.TickRefused: _DIAMOND,
}
