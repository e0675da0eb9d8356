"""Notifications along the top of the window: one line each with buttons, never modal."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from workbench.views.base import Theme
from workbench.views.table.elided import ElidedLabel

Choice = tuple[str, Callable[[], None]]


class Notification(QFrame):
    """One notification."""

    def __init__(
        self, severity: str, text: str, choices: Sequence[Choice], theme: Theme, close: Callable[[], None]
    ) -> None:
        super().__init__()
        self.severity, self.theme = severity, theme
        self.setProperty("role", f"notification-{severity}")
        self.setAccessibleName(text)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 3, 4, 3)
        layout.setSpacing(8)
        self.icon = QLabel()
        self.label = ElidedLabel(text)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.label.setToolTip(text)
        layout.addWidget(self.icon)
        layout.addWidget(self.label, 1)
        self.buttons = [self._button(title, run) for title, run in choices]
        for button in self.buttons:
            layout.addWidget(button)
        self.close_button = QToolButton()
        self.close_button.setIconSize(QSize(12, 12))
        self.close_button.setToolTip("Dismiss")
        self.close_button.setAccessibleName("Dismiss")
        self.close_button.clicked.connect(lambda *_: close())
        layout.addWidget(self.close_button)
        self.dress()

    def dress(self) -> None:
        """Draws the icons in the present colours."""
        self.icon.setPixmap(self.theme.icon(self.severity).pixmap(14, 14))
        self.close_button.setIcon(self.theme.icon("close"))

    @staticmethod
    def _button(title: str, run: Callable[[], None]) -> QPushButton:
        button = QPushButton(title)
        button.clicked.connect(lambda *_: run())
        return button


class NotificationBar(QWidget):
    """All notifications, the newest on top, at most one of each kind."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: dict[str, Notification] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self.setVisible(False)
        theme.changed.connect(self._dress)

    def notify(
        self,
        kind: str,
        severity: str,
        text: str,
        choices: Sequence[Choice] = (),
        dismissed: Callable[[], None] | None = None,
    ) -> Notification:
        """Shows a notification and replaces the earlier one of its kind. Calls `dismissed` when the user closes it."""

        def close() -> None:
            self.dismiss(kind)
            if dismissed:
                dismissed()

        self.dismiss(kind)
        notification = Notification(severity, text, choices, self._theme, close)
        self._shown[kind] = notification
        self._layout.insertWidget(0, notification)
        self.setVisible(True)
        return notification

    def dismiss(self, kind: str) -> None:
        """Removes the notification of a kind, if there is one."""
        notification = self._shown.pop(kind, None)
        if notification is not None:
            self._layout.removeWidget(notification)
            notification.hide()
            notification.deleteLater()
        self.setVisible(bool(self._shown))

    def texts(self) -> dict[str, str]:
        """Returns the shown texts by kind."""
        return {kind: notification.label.text() for kind, notification in self._shown.items()}

    def notification(self, kind: str) -> Notification | None:
        """Returns the notification of a kind, or None."""
        return self._shown.get(kind)

    def _dress(self) -> None:
        for notification in self._shown.values():
            notification.dress()
