"""The interface of the main window for its commands: session, notifications, theme and layout."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from workbench.session import Answer, FeedChanged, Session, StartOptions
from workbench.views.base import Sender

if TYPE_CHECKING:
    from workbench.ui.notification_bar import NotificationBar
    from workbench.ui.theme import Mode


class Desk(Protocol):
    """The main window as its commands use it. Tests pass a smaller one."""

    session: Session
    options: StartOptions
    send: Sender
    notifications: "NotificationBar"

    @property
    def feed(self) -> FeedChanged | None:
        """State of the background feed. None while the server has none."""

    def faulting_plugin(self) -> str:
        """Returns the file of the faulting plugin of the last fault, or "" without one or when it is quarantined."""

    def run_command(self, name: str) -> None:
        """Runs a command by name if it is enabled. KeyError for an unknown name."""

    def in_background(self, work: Callable[[], None]) -> None:
        """Runs blocking work on another thread, so that the window stays responsive."""

    def report_error(self, answer: Answer) -> None:
        """Shows the error of an answer, if it has one."""

    def set_mode(self, mode: "Mode") -> None:
        """Switches the theme."""

    def reset_layout(self) -> None:
        """Moves every panel back to its default place."""

    def raise_panel(self, name: str) -> None:
        """Brings a panel to the front and gives it the keyboard focus."""

    def open_palette(self) -> None:
        """Opens the command palette."""

    def close_window(self) -> None:
        """Closes the window and ends the program."""
