"""What an empty panel says: what will appear in it, what is missing for that, and the one action that helps."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.views.base import ViewContext


@dataclass(frozen=True)
class Missing:
    """Why a panel is still empty although the server runs, and the command of the window that helps."""

    hint: str
    action: str = ""
    command: str = ""


class EmptyState(QWidget):
    """What will appear here, and the one action that makes it appear."""

    def __init__(self, title: str, hint: str, action: str = "", run: Callable[[], None] | None = None) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QVBoxLayout(self)
        # Aligned as a whole it would be as narrow as a label that may wrap wants to be.
        layout.addStretch(1)
        self.title, self.hint = QLabel(title), QLabel(hint)
        self.title.setProperty("role", "title")
        self.hint.setProperty("role", "secondary")
        for label in (self.title, self.hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            layout.addWidget(label)
        self.button = QPushButton(action)
        self.button.setVisible(bool(action))
        if run:
            self.button.clicked.connect(lambda *_: run())
        layout.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(1)

    def look(self) -> None:
        """Called once a frame while it is shown."""


class ServerEmptyState(EmptyState):
    """Empty because of the server: it does not run, or it runs and something else is missing."""

    def __init__(self, context: ViewContext, title: str, hint: str, missing: Callable[[], Missing]) -> None:
        """`hint` says what will appear; `missing` is asked while the server runs."""
        super().__init__(title, hint, "Start the server", self._run)
        self._context, self._missing = context, missing
        self._asleep = Missing(hint, "Start the server", "server.start")
        self._shown = self._asleep

    def look(self) -> None:
        """Says what is missing now."""
        state = self._context.session.state
        if state == "running":
            self._show_missing(self._missing())
        elif state in ("starting", "stopping"):
            self._show_missing(Missing(f"The server is {state}."))
        else:
            self._show_missing(self._asleep)

    def _show_missing(self, missing: Missing) -> None:
        if missing != self._shown:
            self._shown = missing
            self.hint.setText(missing.hint)
            self.button.setText(missing.action)
            self.button.setVisible(bool(missing.action))

    def _run(self) -> None:
        self._context.run(self._shown.command)


def missing_market(context: ViewContext) -> Missing:
    """What is missing for quotes and trades."""
    feed = context.plugin_list.feed
    if feed is None:
        return Missing(
            "The server runs, but the workspace has no feed. Name a tick file in server.toml, or inject a tick.",
            "Inject a tick",
            "view.event_injector",
        )
    if not feed.playing:
        at_end = feed.length > 0 and feed.position >= feed.length
        hint = "The feed is at its end." if at_end else "The server runs, but its feed is paused."
        return Missing(hint, "Inject a tick" if at_end else "Play the feed", _MARKET_COMMANDS[at_end])
    return Missing("The server runs and its feed plays; the first quote is on its way.")


_MARKET_COMMANDS = {True: "view.event_injector", False: "feed.toggle"}


def missing_calls(context: ViewContext) -> Missing:
    """What is missing for calls into plugins."""
    rows = context.plugin_list.plugins.values()
    if not any(row.state == "running" for row in rows):
        return Missing(
            "The server runs, but no plugin does. See Plugins for why, or put a file into the plugins folder.",
            "Open the folder",
            "workspace.open_plugins_folder",
        )
    market = missing_market(context)
    if market.command:
        return market
    return Missing("Plugins run; nothing has called them yet.", "Inject an event", "view.event_injector")
