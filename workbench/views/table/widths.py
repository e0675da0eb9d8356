"""Widths of the columns of a table: fitted to their texts, with one column that takes the remaining width."""

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QTableView

from workbench.views.table.model import Column, Listing, RowsChange
from workbench.views.table.room import Wish, divided

_PADDING_PIXELS = 13
_TITLE_PADDING_PIXELS = 16
_ICON_PIXELS = 20
_MEASURED_ROWS = 128


class ColumnWidths(QObject):
    """Manages the column widths of one table. A column keeps the width that the user gave it."""

    dragged = Signal()

    def __init__(self, view: QTableView, listing: Listing[Any]) -> None:
        super().__init__(view)
        self._view, self._listing = view, listing
        self._needed = [column.width for column in listing.columns]
        self._held: set[int] = set()
        self._arranging = False
        view.viewport().installEventFilter(self)
        view.horizontalHeader().sectionResized.connect(self._resized)

    @property
    def held(self) -> frozenset[int]:
        """Columns whose width the user set."""
        return frozenset(self._held)

    def hold(self, columns: Iterable[int]) -> None:
        """Keeps the present widths of these columns."""
        self._held.update(columns)

    def release(self) -> None:
        """Fits all columns again, including those whose width the user set."""
        self._held.clear()
        self.fit(RowsChange.ALL, 0)
        self.arrange()

    def fit(self, change: RowsChange, first: int) -> None:
        """Fits the columns to the shown rows. When rows were added, rows before `first` are already measured."""
        if change is RowsChange.NONE or not any(column.fit for column in self._listing.columns):
            return
        rows = list(self._rows(change, first))
        before = list(self._needed)
        for number, column in enumerate(self._listing.columns):
            if column.fit and number not in self._held:
                # Do not shrink a column for changing values: columns would move with every lost digit.
                least = 0 if change is RowsChange.ALL else self._needed[number]
                self._needed[number] = max(least, self._measured(column, rows))
        if self._needed != before:
            self.arrange()

    def _rows(self, change: RowsChange, first: int) -> Iterable[int]:
        """Returns the rows to measure. For frequent value changes only the visible rows."""
        stop = len(self._listing.shown)
        if change is RowsChange.VALUES:
            top, bottom = self._view.rowAt(0), self._view.rowAt(self._view.viewport().height() - 1)
            return range(max(0, top), bottom + 1 if bottom >= 0 else min(stop, _MEASURED_ROWS))
        if change is RowsChange.APPENDED:
            return range(max(first, stop - _MEASURED_ROWS), stop)
        head = min(stop, _MEASURED_ROWS)
        return chain(range(head), range(max(head, stop - _MEASURED_ROWS), stop))

    def arrange(self) -> None:
        """Sets the width of every column."""
        header, columns = self._view.horizontalHeader(), self._listing.columns
        by_place = [header.logicalIndex(place) for place in range(header.count())]
        shown = [number for number in by_place if not header.isSectionHidden(number)]
        widths = divided(self._view.viewport().width(), [self._wish(number, columns[number]) for number in shown])
        self._arranging = True
        for number, width in zip(shown, widths, strict=True):
            if number not in self._held:
                header.resizeSection(number, width)
        self._arranging = False

    def _wish(self, number: int, column: Column[Any]) -> Wish:
        if number in self._held:
            return Wish(usual=self._view.horizontalHeader().sectionSize(number), extra=column.extra)
        needed = self._needed[number]
        return Wish(
            usual=min(column.width, needed) if column.fit else column.width,
            whole=min(needed, 2 * column.width) if column.fit else 0,
            stretch=column.stretch,
            extra=column.extra,
            early=column.early,
            yields=column.fit and not column.numeric and not column.stretch,
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Divides the width again after a resize."""
        if event.type() == QEvent.Type.Resize:
            self.arrange()
        return super().eventFilter(watched, event)

    def _measured(self, column: Column[Any], rows: list[int]) -> int:
        width: Callable[[str], int] = QFontMetrics(self._view.font()).horizontalAdvance
        texts = max((width(column.text(self._listing.row(row))) for row in rows), default=0)
        texts += (_ICON_PIXELS if column.icon else 0) + _PADDING_PIXELS
        return max(texts, width(column.title) + _TITLE_PADDING_PIXELS)

    def _resized(self, number: int, _before: int, _now: int) -> None:
        # Qt itself resizes the columns of a hidden table.
        if not self._arranging and self._view.isVisible():
            self._held.add(number)
            self.dragged.emit()
            self.arrange()
