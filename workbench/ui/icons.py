"""Icons drawn as paths, so they do not depend on the fonts of the machine."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

Colors = Callable[[str], QColor]
# Every icon is drawn on a square of 16 units. The larger pixmap is for screens of double density.
_UNITS = 16
_SIZES = (16, 32)


def _polygon(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points]))
    path.closeSubpath()
    return path


def _ellipse(x: float, y: float, width: float, height: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QRectF(x, y, width, height))
    return path


def _rect(x: float, y: float, width: float, height: float) -> QPainterPath:
    path = QPainterPath()
    path.addRect(QRectF(x, y, width, height))
    return path


def _octagon() -> QPainterPath:
    return _polygon((5, 1), (11, 1), (15, 5), (15, 11), (11, 15), (5, 15), (1, 11), (1, 5))


def _mark(kind: str) -> QPainterPath:
    """Returns the hole in a severity's shape: a letter i, an exclamation mark or a bar."""
    if kind == "info":
        return _rect(7, 7, 2, 5).united(_rect(7, 4, 2, 2))
    if kind == "warning":
        return _rect(7.1, 6, 1.8, 4.2).united(_rect(7.1, 11.2, 1.8, 1.8))
    return _rect(4, 7, 8, 2)


def _restart() -> QPainterPath:
    ring = QPainterPath()
    ring.arcMoveTo(QRectF(3, 3, 10, 10), 60)
    ring.arcTo(QRectF(3, 3, 10, 10), 60, 290)
    return ring


def _chevron(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for x, y in points[1:]:
        path.lineTo(x, y)
    return path


def _cross() -> QPainterPath:
    path = _chevron((4, 4), (12, 12))
    path.addPath(_chevron((12, 4), (4, 12)))
    return path


FILLED: dict[str, tuple[str, Callable[[], QPainterPath]]] = {
    "info": ("info", lambda: _ellipse(1, 1, 14, 14).subtracted(_mark("info"))),
    "warning": ("warning", lambda: _polygon((8, 1), (15.5, 14.5), (0.5, 14.5)).subtracted(_mark("warning"))),
    "error": ("error", lambda: _octagon().subtracted(_mark("error"))),
    "good": ("good", lambda: _ellipse(4, 4, 8, 8)),
    "idle": ("disabled", lambda: _ellipse(4, 4, 8, 8).subtracted(_ellipse(5.5, 5.5, 5, 5))),
    "busy": ("warning", lambda: _ellipse(4, 4, 8, 8).subtracted(_ellipse(5.5, 5.5, 5, 5))),
    "play": ("good", lambda: _polygon((4, 2.5), (13.5, 8), (4, 13.5))),
    "stop": ("error", lambda: _rect(3.5, 3.5, 9, 9)),
    "pause": ("text", lambda: _rect(4, 3, 3, 10).united(_rect(9, 3, 3, 10))),
    "resume": ("text", lambda: _polygon((4, 2.5), (13.5, 8), (4, 13.5))),
    "restart_head": ("text", lambda: _polygon((8.6, 0.6), (14.2, 3.3), (9.4, 7))),
}
"""Shapes in one colour role. Two icons never differ only in their role."""

STROKED: dict[str, tuple[str, Callable[[], QPainterPath]]] = {
    "restart": ("text", _restart),
    "close": ("secondary", _cross),
    "search": ("secondary", lambda: _ellipse(3, 3, 7, 7)),
    "up": ("text", lambda: _chevron((3.5, 10), (8, 5.5), (12.5, 10))),
    "down": ("text", lambda: _chevron((3.5, 6), (8, 10.5), (12.5, 6))),
    "menu": ("secondary", lambda: _chevron((3.5, 6), (8, 10.5), (12.5, 6))),
    "undock": ("secondary", lambda: _rect(3.5, 3.5, 9, 9)),
}

_EXTRA_LINES: dict[str, tuple[tuple[float, float], tuple[float, float]]] = {
    "search": ((9.2, 9.2), (13.5, 13.5)),
}

ALIASES = {"refused": "error"}
"""Names with a shared shape."""


def icon_names() -> tuple[str, ...]:
    """Returns every name that `draw_icon` accepts."""
    return (*FILLED, *STROKED, *ALIASES)


def draw_icon(name: str, color: Colors) -> QIcon:
    """Draws a named icon with the colours of a theme. KeyError for an unknown name."""
    name = ALIASES.get(name, name)
    icon = QIcon()
    for pixels in _SIZES:
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
            icon.addPixmap(_pixmap(name, pixels, color, faded=False), mode)
        icon.addPixmap(_pixmap(name, pixels, color, faded=True), QIcon.Mode.Disabled)
    return icon


def swatch(color: QColor) -> QIcon:
    """Returns a small filled square in the colour of one plugin."""
    icon = QIcon()
    for pixels in _SIZES:
        pixmap, painter = _canvas(pixels)
        painter.fillRect(QRectF(3, 3, 10, 10), color)
        painter.end()
        # Without a separate pixmap for selected rows, Qt would tint the swatch.
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
            icon.addPixmap(pixmap, mode)
    return icon


def _canvas(pixels: int) -> tuple[QPixmap, QPainter]:
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(pixels / _UNITS, pixels / _UNITS)
    return pixmap, painter


def _pixmap(name: str, pixels: int, color: Colors, *, faded: bool) -> QPixmap:
    role, shape = FILLED[name] if name in FILLED else STROKED[name]
    ink = color("disabled") if faded else color(role)
    pixmap, painter = _canvas(pixels)
    if name in FILLED:
        painter.fillPath(shape(), ink)
    else:
        painter.setPen(QPen(ink, 1.6))
        painter.drawPath(shape())
        if name in _EXTRA_LINES:
            start, end = _EXTRA_LINES[name]
            painter.drawLine(QPointF(*start), QPointF(*end))
        if name == "restart":
            painter.fillPath(FILLED["restart_head"][1](), ink)
    painter.end()
    return pixmap
