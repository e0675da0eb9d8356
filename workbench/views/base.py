"""The base class of panels and their context: session, theme, shared selection, frame clock."""

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
"""The names of all colours."""

TABLE_POINTS = 9
BODY_POINTS = 10
ROW_PIXELS = 22
PADDING_PIXELS = 6


class Theme(Protocol):
    """Colours, fonts and icons by role. After `changed`, read all of them again."""

    @property
    def changed(self) -> SignalInstance:
        """Emitted after a switch between light and dark."""

    @property
    def dark(self) -> bool:
        """Whether the theme has light text on a dark background."""

    def color(self, role: str) -> QColor:
        """Returns the colour of one of `ROLES`. KeyError for any other name."""

    def series(self, number: int) -> QColor:
        """Returns the colour of a plugin by its colour number (`PluginList.series_of_…`); secondary text for -1."""

    def icon(self, name: str) -> QIcon:
        """Returns an icon: info, warning, error, play, …, or "series:3" for a plugin's swatch. KeyError for others."""

    def table_font(self) -> QFont:
        """Returns the platform's interface font for tables, with tabular figures."""

    def mono_font(self) -> QFont:
        """Returns the platform's monospace font, for code, comments of orders and JSON."""


class Selection(QObject):
    """The selected plugin, symbol and time, shared by all panels."""

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
        """Moves the time cursor to a server time, nanoseconds since the Unix epoch."""
        if server_nanos != self.server_nanos:
            self.server_nanos = server_nanos
            self.time_changed.emit(server_nanos)


class Sender(Protocol):
    """Sends a command without waiting."""

    def __call__(self, command: AnyCommand, then: Callable[[Answer], None] | None = None) -> "Future[Answer]":
        """Calls `then` on the GUI thread with the answer. `error` is set when the server ended before its answer."""


@dataclass(frozen=True, kw_only=True)
class ViewContext:
    """Everything that a panel uses besides its own model."""

    session: Session
    send: Sender
    plugin_list: PluginList
    theme: Theme
    selection: Selection
    settings: QSettings
    """Settings such as table columns, under the panel's own name."""
    now_nanos: Callable[[], int]
    """The frame clock: monotonic, nanoseconds."""
    run: Callable[[str], None]
    """Runs a command of the window by name, such as "server.start"."""


M = TypeVar("M", bound=ViewModel)


def add_keys(widget: QWidget, keys: str | QKeySequence.StandardKey, run: Callable[[], None]) -> None:
    """Calls `run` on these keys while the widget or one of its children has the focus."""
    shortcut = QShortcut(QKeySequence(keys), widget)
    # The binding ignores this as a constructor argument. Two panels of a window with the same keys would then both
    # not react.
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.activated.connect(run)


class View(QWidget, Generic[M]):
    """One panel: shows its model, queries the session, contains no decisions.

    The frame timer calls `refresh` while the panel is visible. It must take well under 4 ms.
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
        """Updates the widget from the model."""

    def apply_theme(self) -> None:
        """Applies new colours to parts outside the style sheet."""
