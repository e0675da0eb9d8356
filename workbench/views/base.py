"""What a panel is, and what it may use: the session, the theme, the shared selection, the frame clock."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import ClassVar, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, QSettings, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QFont, QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from workbench.session import Answer, AnyCommand, Session
from workbench.views.model import ViewModel
from workbench.views.plugin_list import PluginList

ROLES = (
    "window", "panel", "raised", "text", "secondary", "disabled", "accent", "selection",
    "info", "good", "warning", "error", "bid", "ask", "up", "down", "separator",
)  # fmt: skip
"""The only names by which a panel may ask for a colour."""

TABLE_POINTS = 9
BODY_POINTS = 10
ROW_PIXELS = 22
PADDING_PIXELS = 6


class Theme(Protocol):
    """Colours, fonts and icons by role; `changed` tells that all of them are to be asked for again."""

    @property
    def changed(self) -> SignalInstance:
        """Emitted after a switch between light and dark."""

    @property
    def dark(self) -> bool:
        """Whether light text stands on a dark ground."""

    def color(self, role: str) -> QColor:
        """Colour of one of `ROLES`; KeyError for any other name."""

    def series(self, number: int) -> QColor:
        """Colour of the plugin with this colour number (`Directory.series_of_…`); secondary text for -1."""

    def icon(self, name: str) -> QIcon:
        """A drawn symbol: info, warning, error, play, …, "series:3" for a plugin's swatch; KeyError for others."""

    def table_font(self) -> QFont:
        """The platform's interface font for tables, with tabular figures."""

    def mono_font(self) -> QFont:
        """The platform's monospace font, for code, comments of orders and JSON."""


class Selection(QObject):
    """The one selected plugin, symbol and moment, shown by every panel that knows it."""

    plugin_changed = Signal(str)
    symbol_changed = Signal(str)
    time_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.plugin = ""
        self.symbol = ""
        self.server_nanos = 0

    def select_plugin(self, file: str) -> None:
        """Selects a plugin by its file name."""
        if file != self.plugin:
            self.plugin = file
            self.plugin_changed.emit(file)

    def select_symbol(self, symbol: str) -> None:
        """Selects a symbol by name."""
        if symbol != self.symbol:
            self.symbol = symbol
            self.symbol_changed.emit(symbol)

    def select_time(self, server_nanos: int) -> None:
        """Moves the time cursor; server time, nanoseconds since the Unix epoch."""
        if server_nanos != self.server_nanos:
            self.server_nanos = server_nanos
            self.time_changed.emit(server_nanos)


class Sender(Protocol):
    """Sends a command without waiting."""

    def __call__(self, command: AnyCommand, then: Callable[[Answer], None] | None = None) -> "Future[Answer]":
        """`then` is called on the GUI thread with the answer; a server that went away answers with `error` set."""


@dataclass(frozen=True, kw_only=True)
class ViewContext:
    """All that a panel may use besides its own model."""

    session: Session
    send: Sender
    plugin_list: PluginList
    theme: Theme
    selection: Selection
    settings: QSettings
    """For table columns and the like, under the panel's own name."""
    now_nanos: Callable[[], int]
    """The frame clock: monotonic, nanoseconds."""
    run: Callable[[str], None]
    """Runs a command of the window by its name, such as "server.start"."""


M = TypeVar("M", bound=ViewModel)


def add_keys(widget: QWidget, keys: str | QKeySequence.StandardKey, run: Callable[[], None]) -> None:
    """Runs something on these keys while the widget or a part of it has the focus."""
    shortcut = QShortcut(QKeySequence(keys), widget)
    # Not as an argument of the constructor: the binding takes it and sets nothing, and two panels of a window that
    # have the same keys would then both do nothing.
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.activated.connect(run)


class View(QWidget, Generic[M]):
    """One panel: shows its model, asks the session, decides nothing.

    `refresh` is called by the frame timer and only while the panel is visible; it must take well under 4 ms.
    """

    name: ClassVar[str]
    """Stem of the panel's folder, page and settings."""
    title: ClassVar[str]

    def __init__(self, context: ViewContext, model: M, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.model = model
        self.setObjectName(self.name)
        self.setAccessibleName(self.title)
        context.theme.changed.connect(self.apply_theme)

    def refresh(self) -> None:
        """Brings the widget up to date with the model."""

    def apply_theme(self) -> None:
        """Takes new colours; for what the style sheet does not reach."""
