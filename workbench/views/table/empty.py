"""Contents of an empty panel: what will appear, what is missing, and one action that helps."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.views.base import ViewContext


@dataclass(frozen=True)
class Missing:
    """Why a panel is empty although the server runs, and the command of the window that helps."""

    hint: str
    action: str = ""
    command: str = ""


class EmptyState(QWidget):
    """Explains an empty panel and offers one action."""

    def __init__(self, title: str, hint: str, action: str = "", run: Callable[[], None] | None = None) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QVBoxLayout(self)
        # Stretches instead of an alignment, which would make the wrapping labels too narrow.
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
        """Updates the text once a frame while it is shown."""


class ServerEmptyState(EmptyState):
    """Empty state of a panel that needs a running server."""

    def __init__(self, context: ViewContext, title: str, hint: str, missing: Callable[[], Missing]) -> None:
        """`hint` describes the future contents. `missing` is called while the server runs."""
        super().__init__(title, hint, "Start server", self._run)
        self._context, self._missing = context, missing
        self._asleep = Missing(hint, "Start server", "server.start")
        self._shown = self._asleep

    def look(self) -> None:
        """Shows what is missing now."""
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
    """Returns what is missing for quotes and trades."""
    feed = context.plugin_list.feed
    if feed is None:
        return Missing(
            "The workspace has no feed. Set a tick file in server.toml, or inject a tick.",
            "Inject tick",
            "view.event_injector",
        )
    if not feed.playing:
        at_end = feed.length > 0 and feed.position >= feed.length
        hint = "The feed has reached its end." if at_end else "The feed is paused."
        return Missing(hint, "Inject tick" if at_end else "Play feed", _MARKET_COMMANDS[at_end])
    return Missing("The feed is playing. Waiting for the first quote.")


_MARKET_COMMANDS = {True: "view.event_injector", False: "feed.toggle"}


def missing_calls(context: ViewContext) -> Missing:
    """Returns what is missing for calls into plugins."""
    rows = context.plugin_list.plugins.values()
    if not any(row.state == "running" for row in rows):
        return Missing(
            "No plugin is running. See Plugins for the reason, or add a file to the plugins folder.",
            "Open folder",
            "workspace.open_plugins_folder",
        )
    market = missing_market(context)
    if market.command:
        return market
    return Missing("Plugins are running. No event has called them yet.", "Inject event", "view.event_injector")
