"""Shows server events as notifications: what happened, where, and buttons for the next action."""

from functools import partial
from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from workbench.engine.loader.diagnostics import RestartWaits
from workbench.session import (
    IN_MEMORY,
    Answer,
    AnyEvent,
    ConfigurationChanged,
    ConfigurationFileChanged,
    DayEnded,
    DiagnosticFound,
    EnablePlugin,
    EngineStarted,
    EngineStopped,
    FaultHappened,
    FeedChanged,
    FileChanged,
    JournalWritten,
    MailSent,
    MaintenanceChanged,
    MarginCalled,
    MessageSent,
    NewsPublished,
    PluginChanged,
    PluginOrderChanged,
    StatePublished,
    SymbolsChanged,
)
from workbench.views.faults.model import headline
from workbench.views.plugin_list import PluginList

if TYPE_CHECKING:
    from workbench.ui.desk import Desk
    from workbench.ui.notification_bar import Choice


SHOWN_KEYS = 3


def changed_text(event: ConfigurationFileChanged) -> str:
    """Describes what an edit of server.toml requires."""
    parts = []
    if event.to_apply:
        parts.append(f"{_keys(event.to_apply)} can be applied")
    if event.to_restart:
        parts.append(f"{_keys(event.to_restart)} {'needs' if len(event.to_restart) == 1 else 'need'} a restart")
    return f"server.toml changed. {'. '.join(parts)}."


def _keys(keys: tuple[str, ...]) -> str:
    more = len(keys) - SHOWN_KEYS
    return ", ".join(keys[:SHOWN_KEYS]) + (f" and {more} more" if more > 0 else "")


def _cause(traceback: str) -> str:
    """Returns the last line of a traceback, which names the exception."""
    return (traceback.strip().splitlines() or [""])[-1]


class Notifier:
    """Converts events to notifications. Tracks whether the server answers."""

    def __init__(self, desk: "Desk", plugin_list: PluginList) -> None:
        self._desk, self._plugin_list = desk, plugin_list
        self._new_file = ""
        self._hung_at_round: int | None = None
        self._failed_panels: dict[str, None] = {}

    @property
    def hung(self) -> bool:
        """Whether the server hangs."""
        return self._hung_at_round is not None

    def on_event(self, event: AnyEvent) -> None:
        """Shows a notification for an event that concerns the user."""
        match event:
            case FaultHappened():
                self._report_fault(event)
            case EngineStarted():
                self._hung_at_round = None
                for kind in ("fault", "changed", "new", "configuration"):
                    self._desk.notifications.dismiss(kind)
                self._report_quarantine()
            case FileChanged(change="changed") if event.file in self._plugin_list.plugins:
                self._report_changed_file(event)
            case FileChanged(change="added"):
                self._report_new_file(event.file)
            case FileChanged(change="removed") if event.file == self._new_file:
                self._desk.notifications.dismiss("new")
            case FileChanged() | EngineStopped() | FeedChanged():
                pass  # the table of plugins, the status bar and the toolbar show these
            case DiagnosticFound(code=RestartWaits.code):
                choices: list[Choice] = [("Open server.toml", self._open_configuration)]
                self._desk.notifications.notify("configuration", "error", f"{event.message}.", choices)
            case PluginChanged() | PluginOrderChanged() | DiagnosticFound():
                pass
            case ConfigurationFileChanged():
                self._report_configuration(event)
            case ConfigurationChanged() | SymbolsChanged():
                pass  # the plugin list takes symbols
            case JournalWritten() | StatePublished() | MessageSent() | MailSent() | NewsPublished():
                pass
            case MarginCalled() | DayEnded() | MaintenanceChanged():
                pass  # the journal has a line for each
            case _:
                assert_never(event)

    def look(self) -> None:
        """Notifies when a hanging server answers again. Call it a few times a second."""
        if self._hung_at_round is not None and self._rounds() != self._hung_at_round:
            self._hung_at_round = None
            self._desk.notifications.notify("fault", "info", "The server answers again.")

    def report_failed_view(self, name: str, traceback: str) -> None:
        """Notifies of a panel that raised an exception. The notification also names the panels that failed before."""
        self._failed_panels[name] = None
        names = ", ".join(self._failed_panels)
        one = len(self._failed_panels) == 1
        panels = f"Panel {names} failed and no longer updates" if one else f"Panels {names} failed and no longer update"
        text = f"{panels}: {_cause(traceback)}"
        self._desk.notifications.notify("view", "error", text)

    def report_failed_answer(self, traceback: str) -> None:
        """Notifies of an answer that a panel or command could not show."""
        text = f"The answer to a command could not be shown: {_cause(traceback)}"
        self._desk.notifications.notify("answer", "error", text)

    def _report_fault(self, fault: FaultHappened) -> None:
        self._hung_at_round = self._rounds() if fault.kind == "hang" else None
        choices: list[Choice] = [("Restart", partial(self._desk.run_command, "server.restart"))]
        if fault.kind == "failed to start":
            choices.insert(0, ("Open server.toml", self._open_configuration))
        if self._desk.faulting_plugin():
            without = partial(self._desk.run_command, "server.restart_without")
            choices.append((f"Restart without {fault.plugin}", without))
        choices.append(("Details", partial(self._desk.raise_panel, "faults")))
        self._desk.notifications.notify("fault", "error", headline(fault), choices)

    def _report_quarantine(self) -> None:
        left_out = self._desk.session.quarantine
        if not left_out:
            self._desk.notifications.dismiss("quarantine")
            return
        text = f"The server runs without {', '.join(left_out)}, quarantined after a fault."
        choices: list[Choice] = [
            ("Retry", partial(self._desk.run_command, "plugins.retry")),
            ("Details", partial(self._desk.raise_panel, "faults")),
        ]
        self._desk.notifications.notify("quarantine", "warning", text, choices)

    def _report_configuration(self, event: ConfigurationFileChanged) -> None:
        show = partial(self._desk.notifications.notify, "configuration")
        open_file = ("Open server.toml", self._open_configuration)
        if event.error:
            show("error", f"{event.error}. The server keeps its present configuration.", [open_file])
            return
        if not event.to_apply and not event.to_restart:
            self._desk.notifications.dismiss("configuration")
            return
        choices: list[Choice] = [open_file]
        if event.to_restart:
            choices.insert(0, ("Restart", partial(self._desk.run_command, "server.restart")))
        if event.to_apply:
            choices.insert(0, ("Apply reconfiguration", partial(self._desk.run_command, "configuration.apply")))
        show("info", changed_text(event), choices)

    def _open_configuration(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._desk.session.workspace / "server.toml")))

    def _report_changed_file(self, event: FileChanged) -> None:
        row = self._plugin_list.plugins[event.file]
        if row.state in IN_MEMORY and not self._desk.session.reload_on_change:
            text = f"{row.name} changed on disk. The server still runs the old version."
            reload = ("Restart server", partial(self._desk.run_command, "server.restart"))
            self._desk.notifications.notify("changed", "warning", text, [reload])

    def _report_new_file(self, file: str) -> None:
        row = self._plugin_list.plugins.get(file)
        enabled = row is not None and row.enabled
        text = f"{file} is new in the plugins folder and not {'loaded' if enabled else 'enabled'}."
        load = ("Load and restart", partial(self._load, file, enabled))
        self._new_file = file
        self._desk.notifications.notify("new", "info", text, [load])

    def _load(self, file: str, enabled: bool) -> None:
        def restart(answer: Answer) -> None:
            self._desk.report_error(answer)
            if not answer.error:
                self._desk.run_command("server.restart")

        self._desk.notifications.dismiss("new")
        if enabled:
            self._desk.run_command("server.restart")
        else:
            self._desk.send(EnablePlugin(file=file, enabled=True), restart)

    def _rounds(self) -> int:
        reader = self._desk.session.telemetry
        return int(reader.header["heartbeat"]) if reader is not None else 0
