"""The toolbar: start, stop, restart, the feed and its speed, and the command palette."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QSizePolicy, QToolBar, QToolButton, QWidget

from workbench.session import FeedChanged
from workbench.ui.commands import SPEEDS
from workbench.views.base import Theme


class ServerToolBar(QToolBar):
    """Shows the most frequent commands."""

    def __init__(self, actions: Mapping[str, QAction], theme: Theme, set_speed: Callable[[float], None]) -> None:
        super().__init__("Server")
        self.setObjectName("server_toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(16, 16))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._actions, self._theme = actions, theme
        self._feed: FeedChanged | None = None
        for name, text in (("server.start", "Start"), ("server.stop", "Stop"), ("server.restart", "Restart")):
            self._add(name, text)
        self.addSeparator()
        self._feed_button = self._add("feed.toggle", "Pause feed")
        self.speed = self._make_speed(set_speed)
        self.addWidget(self.speed)
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(gap)
        self._add("help.commands", "Search commands  Ctrl+Shift+P")
        theme.changed.connect(self._dress)
        self._dress()

    def show_feed(self, feed: FeedChanged | None) -> None:
        """Shows whether the feed plays and how fast."""
        self._feed = feed
        self.speed.setEnabled(feed is not None)
        self._dress()
        if feed is not None:
            self.speed.blockSignals(True)
            self.speed.setCurrentIndex(self._place_of(feed.speed))
            self.speed.blockSignals(False)

    def _add(self, name: str, text: str) -> QToolButton:
        self.addAction(self._actions[name])
        button = self.widgetForAction(self._actions[name])
        assert isinstance(button, QToolButton)
        # The action's own text is the longer menu text.
        self._actions[name].setIconText(text)
        button.setAccessibleName(text)
        return button

    def _make_speed(self, set_speed: Callable[[float], None]) -> QComboBox:
        speed = QComboBox()
        speed.setAccessibleName("Feed speed")
        speed.setToolTip("Feed speed (1× is real time)")
        speed.setEnabled(False)
        for value in SPEEDS:
            speed.addItem(_times(value), value)
        speed.setCurrentIndex(SPEEDS.index(1.0))
        speed.activated.connect(lambda place: set_speed(float(speed.itemData(place))))
        return speed

    def _place_of(self, speed: float) -> int:
        place = self.speed.findData(speed)
        if place < 0:
            self.speed.addItem(_times(speed), speed)
            place = self.speed.count() - 1
        return place

    def _dress(self) -> None:
        paused = self._feed is not None and not self._feed.playing
        action = self._actions["feed.toggle"]
        action.setIcon(self._theme.icon("resume" if paused else "pause"))
        action.setIconText("Play feed" if paused else "Pause feed")
        self._feed_button.setAccessibleName(action.iconText())


def _times(speed: float) -> str:
    return f"{speed:g}×"
