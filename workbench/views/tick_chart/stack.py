"""Plots of several symbols above each other on one time axis: folds the visible range, handles mouse and keys."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QToolTip

from workbench.views import formats
from workbench.views.base import Theme
from workbench.views.tick_chart.marks import describe
from workbench.views.tick_chart.model import Columns, Quote, TickChartModel
from workbench.views.tick_chart.picture import (
    Mapping,
    PriceRange,
    candle_shapes,
    price_divisions,
    price_extent,
    step_lines,
    time_divisions,
    volume_bars,
)
from workbench.views.tick_chart.plot import LEAST_HEIGHT, NO_SEGMENTS, Look, SymbolPlot
from workbench.views.tick_chart.scales import TAG_PIXELS, TIME_SCALE_PIXELS, Label, Scale
from workbench.views.tick_chart.ticks import ASK, BID
from workbench.views.tick_chart.time_range import TimeRange

MARKS_APART_PIXELS = 6
VOLUME_LEAST_HEIGHT = 110
PAN_SHARE = 0.1
_SIDES = (("bid", BID), ("ask", ASK))


class Row:
    """A plot, its price scale and its price range."""

    def __init__(self, plot: SymbolPlot, scale: Scale) -> None:
        self.plot = plot
        self.scale = scale
        self.prices = PriceRange()


class PlotStack(pg.GraphicsLayoutWidget):  # type: ignore[misc]
    """Draws the model. `draw` paints one frame."""

    following_changed = Signal()
    """Emitted when the chart stops or starts following the newest quote."""
    picked = Signal(int, object)
    """Emitted with symbol number and server time of a click."""

    def __init__(self, model: TickChartModel, theme: Theme) -> None:
        super().__init__()
        self.model = model
        self.time_range = TimeRange()
        self.frame_seconds = 0
        self.rows: list[Row] = []
        self.cursor_nanos = 0
        self._theme = theme
        self._look = Look(theme)
        self._pointer: tuple[SymbolPlot, float, float] | None = None
        self._time_scale = Scale(self.look, upright=False)
        self._scale_width = 0.0
        self._dirty = True
        self._drawn_revision = -1
        self._beginnings = model.beginnings
        self.ci.layout.setContentsMargins(0, 0, 0, 0)
        self.ci.layout.setSpacing(0)
        self.setFrameShape(pg.GraphicsView.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.apply_theme()

    def look(self) -> Look:
        """Pens and fonts of the present theme."""
        return self._look

    def apply_theme(self) -> None:
        """Applies new colours."""
        self._look = Look(self._theme)
        self.setBackground(self._theme.color("panel"))
        self._scale_width = 0.0
        self.dirty()

    def dirty(self) -> None:
        """Forces a draw at the next frame."""
        self._dirty = True

    def resizeEvent(self, event: Any) -> None:
        """Folds the columns again for the new size."""
        super().resizeEvent(event)
        self._dirty = True

    def viewportEvent(self, event: QEvent) -> bool:
        """Keeps the tooltip of `hover`. The scene would replace it by the empty tooltips of its items."""
        if event.type() == QEvent.Type.ToolTip:
            return True
        return bool(super().viewportEvent(event))

    def set_symbols(self, symbols: Sequence[int]) -> None:
        """Shows these symbols from top to bottom."""
        if list(symbols) == self.shown():
            return
        kept = {row.plot.symbol: row for row in self.rows}
        self._pointer = None
        for row in self.rows:
            self.ci.removeItem(row.plot)
            self.ci.removeItem(row.scale)
        if self.rows:
            self.ci.removeItem(self._time_scale)
        self.rows = [kept.get(symbol) or self._make_row(symbol) for symbol in symbols]
        for number, row in enumerate(self.rows):
            row.plot.state.first = number == 0
            self.ci.addItem(row.plot, number, 0)
            self.ci.addItem(row.scale, number, 1)
        if self.rows:
            self.ci.addItem(self._time_scale, len(self.rows), 0)
        self.setMinimumHeight(LEAST_HEIGHT * len(self.rows) + TIME_SCALE_PIXELS)
        self._scale_width = 0.0
        self.dirty()

    def shown(self) -> list[int]:
        """Numbers of the shown symbols."""
        return [row.plot.symbol for row in self.rows]

    def set_frame(self, seconds: int) -> None:
        """Sets the length of a candle in seconds. 0 shows the quotes themselves."""
        self.frame_seconds = seconds
        self.dirty()

    def follow(self) -> None:
        """Follows the newest quote."""
        self.time_range.follow()
        self._moved()

    def hold(self) -> None:
        """Stops following the newest quote."""
        self.time_range.hold()
        self._moved()

    def show_everything(self) -> None:
        """Shows all held quotes."""
        self.time_range.show(self.model.oldest_seconds, self.model.newest_seconds)
        self._moved()

    def pan(self, share: float) -> None:
        """Pans by a share of the width."""
        self.time_range.pan(share)
        self._moved()

    def zoom(self, factor: float, share: float) -> None:
        """Zooms about a position, 0 left to 1 right."""
        self.time_range.zoom(factor, share)
        self._moved()

    def widen(self, factor: float) -> None:
        """Shows a longer or shorter time range and keeps following the newest quote."""
        self.time_range.widen(factor, 1.0 if self.time_range.following else 0.5)
        self.dirty()

    def show_cursor(self, server_nanos: int) -> None:
        """Draws the shared time cursor. Scrolls to it when it is out of view."""
        self.cursor_nanos = server_nanos
        if self.time_range.bring(self.model.seconds(server_nanos)):
            self.following_changed.emit()
        self.dirty()

    def hover(self, plot: SymbolPlot, x: float, y: float, screen: QPoint) -> None:
        """Moves the crosshair, and shows the tooltip of the mark under it."""
        self._pointer = (plot, x, y)
        near = plot.mark_near(x, y)
        if near is None or plot.marks is None:
            QToolTip.hideText()
        else:
            mark = plot.marks[near]
            when = self.model.nanos(float(mark["seconds"]))
            QToolTip.showText(screen, describe(mark, digits=self.model.digits(plot.symbol), server_nanos=when), self)
        self.dirty()

    def leave(self) -> None:
        """Hides the crosshair."""
        self._pointer = None
        self.dirty()

    def pick(self, plot: SymbolPlot, x: float) -> None:
        """Selects the symbol and the time for all panels."""
        self.picked.emit(plot.symbol, self.model.nanos(plot.mapping.seconds(x)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handles keys: End follows, Home shows all quotes, arrows pan, plus and minus zoom."""
        keys: dict[int, Callable[[], None]] = {
            Qt.Key.Key_End: self.follow,
            Qt.Key.Key_Home: self.show_everything,
            Qt.Key.Key_Left: lambda: self.pan(-PAN_SHARE),
            Qt.Key.Key_Right: lambda: self.pan(PAN_SHARE),
            Qt.Key.Key_Plus: lambda: self.widen(0.8),
            Qt.Key.Key_Minus: lambda: self.widen(1.25),
        }
        act = keys.get(event.key())
        # The window handles other keys. The base class would use them for scrolling.
        event.setAccepted(act is not None)
        if act is not None:
            act()

    def _moved(self) -> None:
        self.dirty()
        self.following_changed.emit()

    def _make_row(self, symbol: int) -> Row:
        return Row(SymbolPlot(symbol, self.look, self), Scale(self.look, upright=True))

    def draw(self) -> bool:
        """Draws one frame. Returns whether there was anything to draw."""
        fresh = self._drawn_revision != self.model.revision
        if self._beginnings != self.model.beginnings:
            self._begin_anew()
        if not self.rows or not (self._dirty or (fresh and self._sees_newest())):
            return False
        self._drawn_revision, self._dirty = self.model.revision, False
        self.time_range.newest_seconds = self.model.newest_seconds
        width = int(self.rows[0].plot.size().width())
        if width < 2:
            return False
        start, stop = self.time_range.visible(width)
        divisions = time_divisions(self.model.nanos(start), self.model.nanos(stop), width)
        seconds = np.array([self.model.seconds(nanos) for nanos, _ in divisions])
        for row in self.rows:
            self._draw_row(row, start, stop, width, seconds)
        uprights = self.rows[0].plot.state.uprights
        labels = [Label(at, text) for at, (_, text) in zip(uprights, divisions, strict=True)]
        self._time_scale.show_labels(labels + self._time_tags())
        return True

    def _begin_anew(self) -> None:
        self._beginnings = self.model.beginnings
        self.cursor_nanos = 0
        for row in self.rows:
            row.prices = PriceRange()
        self.follow()

    def _sees_newest(self) -> bool:
        return self.time_range.following or self.time_range.stop_seconds >= self.time_range.newest_seconds

    def _draw_row(self, row: Row, start: float, stop: float, width: int, divisions: Any) -> None:
        plot, symbol = row.plot, row.plot.symbol
        columns, joined = self._columns(symbol, start, stop, width)
        point = 10.0 ** -self.model.digits(symbol)
        extent = price_extent(columns)
        if extent is not None:
            row.prices.fit(*extent, point)
        elif row.prices.high <= row.prices.low:
            row.prices.fit(0.0, 0.0, point)
        size = plot.size()
        plot.mapping = mapping = Mapping(start, stop, row.prices.low, row.prices.high, size.width(), size.height())
        self._set_prices(plot, columns)
        plot.set_marks(self.model.marks(symbol, start, stop, max(1, width // MARKS_APART_PIXELS)))
        plot.state.uprights = np.rint(mapping.x(divisions)).tolist()
        self._set_state(row, joined)
        plot.update()

    def _columns(self, symbol: int, start: float, stop: float, width: int) -> tuple[Columns, int]:
        if self.frame_seconds:
            return self.model.candles(symbol, start, stop, self.frame_seconds, width)
        return self.model.window(symbol, start, stop, width), 1

    def _set_prices(self, plot: SymbolPlot, columns: Columns) -> None:
        tall = plot.mapping.height >= VOLUME_LEAST_HEIGHT
        plot.set_volume(volume_bars(columns, plot.mapping, gap=2 if self.frame_seconds else 0) if tall else NO_SEGMENTS)
        if self.frame_seconds:
            shapes = candle_shapes(columns, plot.mapping)
            plot.set_lines(up=shapes.up_wicks, down=shapes.down_wicks)
            plot.set_bodies(up=shapes.up_bodies, down=shapes.down_bodies)
            return
        newest = self.model.newest_seconds
        plot.set_lines(**{role: step_lines(columns, side, plot.mapping, newest) for role, side in _SIDES})
        plot.set_bodies()

    def _set_state(self, row: Row, joined: int) -> None:
        plot, mapping = row.plot, row.plot.mapping
        symbol, state = plot.symbol, plot.state
        digits = self.model.digits(symbol)
        values = price_divisions(mapping, digits)
        state.divisions = mapping.y(np.array(values)).tolist()
        state.name = self.model.name(symbol)
        newest = self.model.newest(symbol)
        pointed = self._pointed_seconds()
        state.parts = _heading(newest if pointed is None else self.model.quote_at(symbol, pointed), digits)
        if joined > 1:
            state.parts.append((f"{joined} candles joined", "secondary"))
        state.cross_x = None if self._pointer is None else round(self._pointer[1])
        over = self._pointer is not None and self._pointer[0] is plot
        state.cross_y = round(self._pointer[2]) if over and self._pointer is not None else None
        cursor = float(mapping.x(np.array(self.model.seconds(self.cursor_nanos)))) if self.cursor_nanos else -1.0
        state.cursor_x = round(cursor) if 0 <= cursor <= mapping.width else None
        self._show_prices(row, values, newest, digits)

    def _show_prices(self, row: Row, values: list[float], newest: Quote | None, digits: int) -> None:
        mapping = row.plot.mapping
        places = zip(row.plot.state.divisions, values, strict=True)
        labels = [Label(y, formats.price(value, digits)) for y, value in places]
        if newest is not None:
            labels += _price_tags(newest, mapping, digits)
        if row.plot.state.cross_y is not None:
            y = row.plot.state.cross_y
            labels.append(Label(y, formats.price(mapping.price(y), digits), "secondary"))
        self._widen_scales(labels)
        row.scale.show_labels(labels)

    def _widen_scales(self, labels: list[Label]) -> None:
        longest = max((label.text for label in labels), key=len, default="")
        needed = self._look.metrics.horizontalAdvance("0" * len(longest)) + 10
        if needed > self._scale_width:
            self._scale_width = needed
            for row in self.rows:
                row.scale.set_width(needed)

    def _pointed_seconds(self) -> float | None:
        return None if self._pointer is None else self._pointer[0].mapping.seconds(self._pointer[1])

    def _time_tags(self) -> list[Label]:
        tags = []
        mapping = self.rows[0].plot.mapping
        pointed = self._pointed_seconds()
        if pointed is not None and self._pointer is not None:
            nanos = self.model.nanos(pointed)
            other_day = nanos // 86_400_000_000_000 != self.model.nanos(mapping.stop) // 86_400_000_000_000
            tags.append(Label(self._pointer[1], formats.server_time(nanos, date=other_day), "secondary"))
        return tags


def _price_tags(quote: Quote, mapping: Mapping, digits: int) -> list[Label]:
    """Returns the tags of the newest ask and bid, moved apart and off the edges so that both are readable."""
    ask_y, bid_y = (float(mapping.y(np.array(price))) for price in (quote.ask, quote.bid))
    apart = max(0.0, TAG_PIXELS + 1 - (bid_y - ask_y)) / 2
    ask_y, bid_y = ask_y - apart, bid_y + apart
    inward = max(0.0, TAG_PIXELS / 2 - ask_y) + min(0.0, mapping.height - TAG_PIXELS / 2 - bid_y)
    places = ((ask_y + inward, quote.ask, "ask"), (bid_y + inward, quote.bid, "bid"))
    seen = (place for place in places if mapping.low <= place[1] <= mapping.high)
    return [Label(y, formats.price(price, digits), role) for y, price, role in seen]


def _heading(quote: Quote | None, digits: int) -> list[tuple[str, str]]:
    if quote is None:
        return [("no quotes yet", "secondary")]
    spread = round((quote.ask - quote.bid) * 10**digits)
    return [
        (formats.price(quote.bid, digits), "bid"),
        (formats.price(quote.ask, digits), "ask"),
        (f"spread {spread} pt", "secondary"),
    ]
