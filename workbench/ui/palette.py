"""The command palette: a searchable list of all commands."""

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.command_table import UiCommand, matching
from workbench.views.base import ROW_PIXELS, add_keys

WIDTH = 460
ROWS = 12
_KEYS_ROLE = Qt.ItemDataRole.UserRole + 1
_KEYS_MARGIN = 8


class _KeysDelegate(QStyledItemDelegate):
    """A command's title on the left, its keys on the right."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paints the keys over the row."""
        super().paint(painter, option, index)
        painter.save()
        palette, disabled = option.palette, QPalette.ColorGroup.Disabled
        painter.setFont(option.font)
        painter.setPen(palette.color(disabled, QPalette.ColorRole.Text))
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(option.rect.adjusted(0, 0, -_KEYS_MARGIN, 0), side, str(index.data(_KEYS_ROLE) or ""))
        painter.restore()


class CommandPalette(QFrame):
    """A list of commands that narrows with the typed text. Closes on Escape and when it loses the focus."""

    def __init__(
        self,
        parent: QWidget,
        run: Callable[[str], None],
        enabled: Callable[[UiCommand], bool],
        condition: Callable[[UiCommand], str] = lambda _command: "",
    ) -> None:
        """`condition` returns a suffix for the title of a command, such as whether it is on."""
        super().__init__(parent)
        self._run, self._enabled, self._condition = run, enabled, condition
        self._focused_before: QWidget | None = None
        self.setProperty("role", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Command palette")
        self.line = QLineEdit()
        self.line.setPlaceholderText("Search commands")
        self.line.setAccessibleName("Command")
        self.line.textChanged.connect(self._narrow)
        self.line.returnPressed.connect(self.run_current)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName("Commands")
        self.list.setItemDelegate(_KeysDelegate(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(lambda *_: self.run_current())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(self.line)
        layout.addWidget(self.list)
        add_keys(self, "Esc", self.leave)
        self._narrow("")

    def open_over(self, window: QWidget) -> None:
        """Opens at the top centre of the window."""
        self._focused_before = QApplication.focusWidget()
        self.move((window.width() - WIDTH) // 2, 60)
        self.show()
        self.raise_()
        self.line.setFocus()

    def run_current(self) -> None:
        """Runs the current command and closes."""
        item = self.list.currentItem()
        if item is not None and item.flags() & Qt.ItemFlag.ItemIsEnabled:
            name = str(item.data(Qt.ItemDataRole.UserRole))
            self.leave()
            self._run(name)

    def leave(self) -> None:
        """Closes and restores the keyboard focus."""
        if self._focused_before is not None and shiboken6.isValid(self._focused_before):
            self._focused_before.setFocus()
        self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Changes the current row with the arrow keys while the line has the focus. Closes on loss of the focus."""
        if event.type() is QEvent.Type.FocusOut:
            self.close()
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and self.list.count():
                self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
                return True
        return super().eventFilter(watched, event)

    def _narrow(self, needle: str) -> None:
        self.list.clear()
        for each in matching(needle):
            item = QListWidgetItem(f"{each.menu}: {each.title}{self._condition(each)}")
            item.setData(Qt.ItemDataRole.UserRole, each.name)
            item.setToolTip(each.help)
            item.setData(_KEYS_ROLE, each.keys)
            if not self._enabled(each):
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(min(ROWS, max(1, self.list.count())) * ROW_PIXELS)
        self.setFixedSize(WIDTH, self.sizeHint().height())
