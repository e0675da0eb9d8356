"""The table widget of all panels: 22-pixel rows, sorting, inline filter, tab-separated copies, an empty state."""

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from workbench.views.base import PADDING_PIXELS, ROW_PIXELS, ViewContext, add_keys
from workbench.views.table.empty import EmptyState
from workbench.views.table.header import TableHeader
from workbench.views.table.listing import ListingModel
from workbench.views.table.model import Column, Listing, RowsChange

Row = TypeVar("Row")
_ICON_PIXELS = 14


class DataTable(QWidget, Generic[Row]):
    """A table of rows that the panel's model owns. The panel calls `show_rows` in its `refresh`."""

    selected = Signal()
    activated = Signal()

    def __init__(
        self,
        context: ViewContext,
        name: str,
        columns: Sequence[Column[Row]],
        *,
        empty: EmptyState,
        identity: Callable[[Row], Hashable] = id,
        label: str = "",
        filter_line: QLineEdit | None = None,
    ) -> None:
        """`filter_line`: a line edit that the panel shows. Without it the table opens its own on Ctrl+F."""
        super().__init__()
        self.listing = Listing(columns, identity)
        self.model = ListingModel(self.listing, context)
        self._settings, self._key = context.settings, f"table/{name}"
        self._theme = context.theme
        self._rows: Sequence[Row] = ()
        self._generation: Hashable = None
        # Identities of the user's selection, because the positions change with the list.
        self._kept: list[Hashable] = []
        self._suggesting = self._suggested = False
        self.actions_menu: list[QAction] = []
        self._conditions: list[tuple[QAction, Callable[[], bool]]] = []
        self._clear_accepted: Callable[[], None] | None = None
        self.empty = empty
        self.no_match = EmptyState("Nothing matches", "", "Clear filter", self.clear_filter)
        self.view = self._make_view(label or name)
        self._own_filter = filter_line is None
        self.filter_line = self._dress_filter(filter_line or QLineEdit())
        self._stack = self._make_layout()
        self._add_keys()
        context.theme.changed.connect(self._apply_theme)
        self._apply_theme()

    def show_rows(self, rows: Sequence[Row], generation: Hashable) -> RowsChange:
        """Shows the list. A new `generation` means that more changed than rows added at the end."""
        self._rows, self._generation = rows, generation
        kept, before = self._kept, len(self.listing.shown)
        change = self.model.show_rows(rows, generation)
        self._header.widths.fit(change, before)
        if change is RowsChange.ALL and kept:
            self._select(kept)
        self._stack.setCurrentWidget(self._face(rows))
        if not rows:
            self.empty.look()
        return change

    def selection(self) -> list[Row]:
        """Returns the selected rows from top to bottom."""
        return [self.listing.row(position) for position in self._positions()]

    @property
    def chosen(self) -> bool:
        """Whether the user made the selection."""
        return not self._suggested and self.view.selectionModel().hasSelection()

    def current(self) -> Row | None:
        """Returns the topmost selected row, or None."""
        return next(iter(self.selection()), None)

    def selected_identities(self) -> list[Hashable]:
        """Returns the identities of the selected rows."""
        return [self.listing.identity(row) for row in self.selection()]

    def suggest_first(self) -> None:
        """Selects the first row when no row is selected. Emits `selected` only after a click on it."""
        if self.listing.shown and not self.view.selectionModel().hasSelection():
            self._suggesting = True
            # Not selectRow, which depends on the modifier keys that the user holds down.
            self._select([self.listing.identity(self.listing.row(0))])
            self._suggesting, self._suggested = False, True

    def select_identity(self, identity: Hashable) -> None:
        """Selects the row with this identity and scrolls to it, if it is shown."""
        if self.selected_identities() == [identity]:
            self._confirm()
        else:
            self._select([identity])
        place = self.listing.position_of(identity)
        if place >= 0:
            # Keep the horizontal scroll position.
            across = self.view.horizontalScrollBar().value()
            self.view.scrollTo(self.model.index(place, 0))
            self.view.horizontalScrollBar().setValue(across)

    def accept(self, accepts: Callable[[Row], bool], clear: Callable[[], None] | None = None) -> None:
        """Shows only rows for which this returns True. `clear` removes this filter when the user wants all rows."""
        self.listing.accept(accepts)
        self._clear_accepted = clear
        self._again()

    def filter(self, needle: str) -> None:
        """Shows only rows with this text in any column."""
        self.listing.filter(needle)
        self._again()

    def open_filter(self) -> None:
        """Opens the filter line."""
        if self._own_filter:
            self.filter_line.setVisible(True)
        self.filter_line.setFocus()
        self.filter_line.selectAll()

    def clear_filter(self) -> None:
        """Shows all rows again."""
        self.filter_line.clear()
        self.filter("")
        if self._clear_accepted is not None and not self.listing.shown:
            self._clear_accepted()
        if self._own_filter:
            self.filter_line.setVisible(False)
        self.view.setFocus()

    def copy(self) -> None:
        """Copies the selected rows, tab-separated, in the visible order of the columns."""
        header = self.view.horizontalHeader()
        columns = [header.logicalIndex(place) for place in range(header.count())]
        shown = [column for column in columns if not header.isSectionHidden(column)]
        QGuiApplication.clipboard().setText(self.listing.tsv(self._positions(), shown))

    def add_action(
        self, text: str, run: Callable[[], None], keys: str = "", *, when: Callable[[], bool] | None = None
    ) -> QAction:
        """Adds an action with its keys to the context menu of the rows. `when` returns whether it is enabled."""
        action = QAction(text, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda *_: run() if when is None or when() else None)
        self.addAction(action)
        self.actions_menu.append(action)
        if when is not None:
            self._conditions.append((action, when))
        return action

    def scroll_to_end(self) -> None:
        """Scrolls to the last row."""
        self.view.scrollToBottom()

    def menu(self) -> QMenu:
        """Returns the context menu: the panel's own actions, then copy, filter and columns."""
        menu = QMenu(self)
        for action, when in self._conditions:
            action.setEnabled(when())
        # The keys must work again after the menu closes, for any later selection.
        menu.aboutToHide.connect(self._enable_actions)
        menu.addActions(self.actions_menu)
        if self.actions_menu:
            menu.addSeparator()
        menu.addAction("Copy", QKeySequence.StandardKey.Copy, self.copy)
        menu.addAction("Filter", QKeySequence.StandardKey.Find, self.open_filter)
        self._header.fill_menu(menu.addMenu("Columns"))
        return menu

    def _make_view(self, label: str) -> QTableView:
        view = QTableView()
        view.setAccessibleName(label)
        view.setModel(self.model)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setCornerButtonEnabled(False)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setIconSize(QSize(_ICON_PIXELS, _ICON_PIXELS))
        rows = view.verticalHeader()
        rows.setVisible(False)
        rows.setMinimumSectionSize(ROW_PIXELS)
        rows.setDefaultSectionSize(ROW_PIXELS)
        self._header = TableHeader(view, self.listing, self._settings, self._key)
        self._header.rearranged.connect(self._again)
        view.selectionModel().selectionChanged.connect(lambda *_: self._selection_changed())
        view.clicked.connect(lambda *_: self._confirm())
        view.activated.connect(lambda *_: self.activated.emit())
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._open_menu)
        return view

    def _dress_filter(self, line: QLineEdit) -> QLineEdit:
        line.setPlaceholderText("Filter (Ctrl+F)")
        line.setAccessibleName("Filter")
        line.setClearButtonEnabled(True)
        line.textChanged.connect(self.filter)
        return line

    def _make_layout(self) -> QStackedLayout:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        if self._own_filter:
            self.filter_line.setVisible(False)
            layout.addWidget(self.filter_line)
        stack = QStackedLayout()
        for face in (self.empty, self.no_match, self.view):
            stack.addWidget(face)
        layout.addLayout(stack, 1)
        return stack

    def _add_keys(self) -> None:
        add_keys(self.view, QKeySequence.StandardKey.Copy, self.copy)
        add_keys(self, QKeySequence.StandardKey.Find, self.open_filter)
        add_keys(self.filter_line, "Esc", self.clear_filter)

    def _face(self, rows: Sequence[Row]) -> QWidget:
        if not rows:
            return self.empty
        if not self.listing.shown:
            needle = self.filter_line.text()
            self.no_match.hint.setText(f"No row contains “{needle}”." if needle else "No row matches the filter.")
        return self.view if self.listing.shown else self.no_match

    def _again(self) -> None:
        self.show_rows(self._rows, self._generation)

    def _selection_changed(self) -> None:
        if self._suggesting:
            return
        self._suggested = False
        self._kept = self.selected_identities()
        self.selected.emit()

    def _confirm(self) -> None:
        if self._suggested:
            self._selection_changed()

    def _positions(self) -> list[int]:
        return sorted(index.row() for index in self.view.selectionModel().selectedRows())

    def _select(self, identities: Sequence[Hashable]) -> None:
        places = (self.listing.position_of(identity) for identity in identities)
        mode = self.view.selectionModel().SelectionFlag
        self.view.clearSelection()
        for place in places:
            if place >= 0:
                self.view.selectionModel().select(self.model.index(place, 0), mode.Select | mode.Rows)

    def _enable_actions(self) -> None:
        for action, _when in self._conditions:
            action.setEnabled(True)

    def _open_menu(self, point: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.view.viewport().mapToGlobal(point))

    def _apply_theme(self) -> None:
        self.view.setFont(self._theme.table_font())
        self.view.horizontalHeader().setFont(self._theme.table_font())
        self._header.widths.arrange()
        self.view.viewport().update()


def padded(layout: QHBoxLayout | QVBoxLayout) -> None:
    """Applies the panel's padding to a layout."""
    layout.setContentsMargins(PADDING_PIXELS, 3, PADDING_PIXELS, 3)
    layout.setSpacing(PADDING_PIXELS)
