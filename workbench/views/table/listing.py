"""Qt model of a `Listing`."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from workbench.views.base import ViewContext
from workbench.views.table.model import Column, Listing, RowsChange

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class ListingModel(QAbstractTableModel, Generic[Row]):
    """Qt model of a `Listing`. Creates no object per row."""

    def __init__(self, listing: Listing[Row], context: ViewContext) -> None:
        super().__init__()
        self.listing = listing
        self._theme = context.theme
        self._roles: dict[int, Callable[[Column[Row], Row], Any]] = {
            Qt.ItemDataRole.DisplayRole: lambda column, row: column.text(row),
            Qt.ItemDataRole.ToolTipRole: lambda column, row: column.tip(row) if column.tip else None,
            Qt.ItemDataRole.ForegroundRole: self._foreground,
            Qt.ItemDataRole.DecorationRole: self._decoration,
            Qt.ItemDataRole.TextAlignmentRole: self._alignment,
            Qt.ItemDataRole.FontRole: lambda column, _row: self._theme.mono_font() if column.mono else None,
        }

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Returns the number of shown rows."""
        return 0 if parent.isValid() else len(self.listing.shown)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Returns the number of columns."""
        return 0 if parent.isValid() else len(self.listing.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Returns text, alignment, colour, icon or tooltip of a cell."""
        answer = self._roles.get(role)
        if answer is None or not index.isValid() or index.row() >= len(self.listing.shown):
            return None
        return answer(self.listing.columns[index.column()], self.listing.row(index.row()))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Returns title, alignment or tooltip of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self.listing.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.meaning or None
        return self._alignment(column, None) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def show_rows(self, rows: Sequence[Row], generation: Hashable) -> RowsChange:
        """Takes the present list and sends Qt the smallest change."""
        before = len(self.listing.shown)
        change, added = self.listing.sync(rows, generation)
        match change:
            case RowsChange.APPENDED:
                # Qt needs the number of new rows in advance, but only `sync` knows how many rows pass the filter.
                new, self.listing.shown = self.listing.shown[before:], self.listing.shown[:before]
                self.beginInsertRows(QModelIndex(), before, before + added - 1)
                self.listing.shown.extend(new)
                self.endInsertRows()
            case RowsChange.ALL:
                self.beginResetModel()
                self.endResetModel()
            case RowsChange.VALUES if before:
                self.dataChanged.emit(self.index(0, 0), self.index(before - 1, len(self.listing.columns) - 1))
            case _:
                pass
        return change

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sorts by a column. -1 restores the order of the list."""
        self.listing.sort(column, descending=order is Qt.SortOrder.DescendingOrder)

    def _foreground(self, column: Column[Row], row: Row) -> Any:
        return self._theme.color(column.color(row)) if column.color else None

    def _decoration(self, column: Column[Row], row: Row) -> Any:
        name = column.icon(row) if column.icon else ""
        return self._theme.icon(name) if name else None

    @staticmethod
    def _alignment(column: Column[Row], _row: Row | None) -> Any:
        side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter
