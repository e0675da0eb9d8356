"""What a command of the window may touch: the session, the notifications, the theme and the layout."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from workbench.session import Answer, FeedChanged, Session, StartOptions
from workbench.views.base import Sender

if TYPE_CHECKING:
    from workbench.ui.notification_bar import NotificationBar
    from workbench.ui.theme import Mode


class Desk(Protocol):
    """The main window as commands see it; tests give them a smaller one."""

    session: Session
    options: StartOptions
    send: Sender
    notifications: "NotificationBar"

    @property
    def feed(self) -> FeedChanged | None:
        """State of the background feed, None while the server has none."""

    def faulting_plugin(self) -> str:
        """File of the plugin that the last fault is blamed on, "" when there is none or it is left out anyway."""

    def run_command(self, name: str) -> None:
        """Runs a command by name when it is possible now; KeyError for an unknown one."""

    def in_background(self, work: Callable[[], None]) -> None:
        """Does blocking work on another thread; the window stays alive."""

    def report_error(self, answer: Answer) -> None:
        """Shows an answer's error, when it has one."""

    def set_mode(self, mode: "Mode") -> None:
        """Switches the theme."""

    def reset_layout(self) -> None:
        """Puts every panel back to its place."""

    def raise_panel(self, name: str) -> None:
        """Brings a panel to the front and gives it the keyboard."""

    def open_palette(self) -> None:
        """Opens the list of commands."""

    def close_window(self) -> None:
        """Ends the program."""
