"""The command palette: type a few letters, press Enter."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from workbench.ui.commands import UiCommand, matching

WIDTH = 460
ROWS = 12


class CommandPalette(QFrame):
    """A list that narrows while one types; closes on Escape and when it loses the focus."""

    def __init__(self, parent: QWidget, run: Callable[[str], None], enabled: Callable[[UiCommand], bool]) -> None:
        super().__init__(parent)
        self._run, self._enabled = run, enabled
        self.setProperty("role", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Command palette")
        self.line = QLineEdit()
        self.line.setPlaceholderText("Type a command")
        self.line.setAccessibleName("Command")
        self.line.textChanged.connect(self._narrow)
        self.line.returnPressed.connect(self.run_current)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName("Commands")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(lambda *_: self.run_current())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(self.line)
        layout.addWidget(self.list)
        QShortcut(QKeySequence("Esc"), self, self.close, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._narrow("")

    def open_over(self, window: QWidget) -> None:
        """Opens at the top middle of the window."""
        height = 2 * 6 + 34 + ROWS * 22
        self.setFixedSize(WIDTH, height)
        self.move((window.width() - WIDTH) // 2, 60)
        self.show()
        self.raise_()
        self.line.setFocus()

    def run_current(self) -> None:
        """Runs the marked command and closes."""
        item = self.list.currentItem()
        if item is not None and item.flags() & Qt.ItemFlag.ItemIsEnabled:
            name = str(item.data(Qt.ItemDataRole.UserRole))
            self.close()
            self._run(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Moves the mark with the arrow keys while the line keeps the focus; closes when it loses it."""
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
            keys = f"    {each.keys}" if each.keys else ""
            item = QListWidgetItem(f"{each.menu}: {each.title}{keys}")
            item.setData(Qt.ItemDataRole.UserRole, each.name)
            item.setToolTip(each.help)
            if not self._enabled(each):
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
