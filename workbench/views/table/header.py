"""The header of a table: visible columns, their order and widths, and the sort column. The settings keep all of it."""

from typing import Any

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtWidgets import QMenu, QTableView

from workbench.views.base import ROW_PIXELS
from workbench.views.table.model import Listing
from workbench.views.table.widths import ColumnWidths

LEAST_PIXELS = 24


class TableHeader(QObject):
    """Configures the header of a view and keeps its state in the settings under the table's key."""

    rearranged = Signal()
    """Emitted when the order of the rows changes."""

    def __init__(self, view: QTableView, listing: Listing[Any], settings: QSettings, key: str) -> None:
        super().__init__(view)
        self._view, self._listing = view, listing
        self._settings, self._key = settings, key
        self._header = view.horizontalHeader()
        self._dress()
        self.widths = ColumnWidths(view, listing)
        self._restore()
        self._header.sortIndicatorChanged.connect(self._sorted)
        self._header.sectionMoved.connect(lambda *_: self._save())
        self.widths.dragged.connect(self._save)

    def fill_menu(self, menu: QMenu) -> None:
        """Adds a check mark for each column, and an action that resets all columns."""
        for number, column in enumerate(self._listing.columns):
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self._header.isSectionHidden(number))
            action.toggled.connect(lambda shown, number=number: self.show_column(number, shown))
        menu.addSeparator()
        menu.addAction("Reset columns", self.reset)

    def show_column(self, number: int, shown: bool) -> None:
        """Shows or hides a column."""
        self._header.setSectionHidden(number, not shown)
        self.widths.arrange()
        self._save()

    def reset(self) -> None:
        """Shows all columns in their default order with fitted widths."""
        for number in range(self._header.count()):
            self._header.setSectionHidden(number, False)
            self._header.moveSection(self._header.visualIndex(number), number)
        self.widths.release()
        self._save()

    def _dress(self) -> None:
        header, columns = self._header, self._listing.columns
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(LEAST_PIXELS)
        header.setFixedHeight(ROW_PIXELS)
        for number, column in enumerate(columns):
            header.resizeSection(number, column.width)
        stretched = any(column.stretch for column in columns)
        header.setStretchLastSection(not stretched and not columns[-1].numeric)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        self._view.setSortingEnabled(True)

    def _restore(self) -> None:
        saved = self._settings.value(self._key)
        # A saved header with other columns would hide or misplace the new ones.
        if saved is None or self._settings.value(f"{self._key}.titles") != self._titles():
            return
        self._header.restoreState(saved)
        held = str(self._settings.value(f"{self._key}.held") or "")
        self.widths.hold(int(number) for number in held.split(",") if number)
        self._view.model().sort(self._header.sortIndicatorSection(), self._header.sortIndicatorOrder())

    def _sorted(self) -> None:
        self._save()
        self.rearranged.emit()

    def _save(self) -> None:
        self._settings.setValue(self._key, self._header.saveState())
        self._settings.setValue(f"{self._key}.titles", self._titles())
        self._settings.setValue(f"{self._key}.held", ",".join(map(str, sorted(self.widths.held))))

    def _titles(self) -> str:
        return "|".join(column.title for column in self._listing.columns)
