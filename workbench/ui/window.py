"""The main window: builds and connects its parts, contains no decisions."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

import workbench.ui.commands  # noqa: F401 - registers the commands
from workbench.session import (
    Answer,
    AnyEvent,
    EngineStarted,
    FaultHappened,
    FeedChanged,
    Session,
    StartOptions,
)
from workbench.ui.bridge import Bridge
from workbench.ui.command_table import COMMANDS, MENUS, UiCommand
from workbench.ui.commands import set_speed
from workbench.ui.notification_bar import NotificationBar
from workbench.ui.notifier import Notifier
from workbench.ui.palette import CommandPalette
from workbench.ui.perspective import Perspective
from workbench.ui.status import INTERVAL_NANOS, StatusBar
from workbench.ui.theme import Mode, ProgramTheme
from workbench.ui.toolbar import ServerToolBar
from workbench.views.base import Selection, View, ViewContext
from workbench.views.faults.model import FaultsModel
from workbench.views.model import ViewModel
from workbench.views.plugin_list import PluginList
from workbench.views.registry import PANELS, Panel
from workbench.views.threads_and_memory.model import ThreadsAndMemoryModel

SAMPLE_TEXT = "This is the sample workspace. Open your own workspace, or create a plugin."
DEFAULT_SIZE = QSize(1440, 900)


class MainWindow(QMainWindow):
    """The window on one session. Satisfies `Desk`."""

    closed = Signal()

    def __init__(
        self,
        session: Session,
        theme: ProgramTheme,
        settings: QSettings,
        *,
        options: StartOptions | None = None,
        sample: bool = False,
    ) -> None:
        """`options` apply to every start from this window. `sample` shows the notification of the sample workspace."""
        super().__init__()
        self.options = options or StartOptions()
        self.session, self.theme, self.settings = session, theme, settings
        self.plugin_list = PluginList()
        self.models: dict[str, ViewModel] = {panel.name: panel.make_model(self.plugin_list) for panel in PANELS}
        self.bridge = Bridge(session, self.plugin_list, list(self.models.values()))
        self.send = self.bridge.send
        self.context = ViewContext(
            session=session,
            send=self.bridge.send,
            plugin_list=self.plugin_list,
            theme=theme,
            selection=Selection(),
            settings=settings,
            now_nanos=self.bridge.now_nanos,
            run=self.run_command,
        )
        self._figures_nanos = 0
        self._background: list[Thread] = []
        self.setWindowTitle(f"{session.workspace.name} – ScaleTrade plugin workbench")
        self.actions_by_name = {name: self._make_action(name) for name in COMMANDS}
        self.notifications = NotificationBar(theme)
        self._notifier = Notifier(self, self.plugin_list)
        self._make_body()
        self._make_menus()
        self.toolbar = ServerToolBar(self.actions_by_name, theme, partial(set_speed, self))
        self.addToolBar(self.toolbar)
        self.status = StatusBar(session, theme)
        self.setStatusBar(self.status)
        self._connect()
        self._restore_layout()
        self._show_conditions()
        if sample and not settings.value("sample_strip_dismissed", False, bool):
            self._show_sample_notification()

    def faulting_plugin(self) -> str:
        """Returns the file of the faulting plugin of the last fault, or "" without one or when it is quarantined."""
        faults = self._faults()
        file = faults[-1].file if faults else ""
        return file if file not in self.session.quarantine else ""

    @property
    def feed(self) -> FeedChanged | None:
        """State of the background feed. None while the server has none."""
        return self.plugin_list.feed

    @property
    def threads(self) -> ThreadsAndMemoryModel:
        """Samples of the engine process."""
        model = self.models["threads_and_memory"]
        assert isinstance(model, ThreadsAndMemoryModel)
        return model

    def run_command(self, name: str) -> None:
        """Runs a command by name if it is enabled. KeyError for an unknown name."""
        command = COMMANDS[name]
        if command.enabled(self):
            command.run(self)
        # A click in the menu toggles the check mark even when the command changes nothing.
        self._show_condition(name, self.actions_by_name[name])

    def in_background(self, work: Callable[[], None]) -> None:
        """Runs blocking work on another thread, so that the window stays responsive."""
        thread = Thread(target=work, name="workbench-ui-work")
        self._background = [each for each in self._background if each.is_alive()] + [thread]
        thread.start()

    def report_error(self, answer: Answer) -> None:
        """Shows the error of an answer, if it has one."""
        if answer.error:
            self.notifications.notify("error", "error", answer.error)

    def set_mode(self, mode: Mode) -> None:
        """Switches the theme and saves the choice."""
        self.theme.set_mode(mode)
        self.settings.setValue("theme", mode.value)

    def reset_layout(self) -> None:
        """Moves every panel back to its default place."""
        self.perspective.reset()

    def raise_panel(self, name: str) -> None:
        """Brings a panel to the front and gives it the keyboard focus."""
        self.perspective.raise_panel(name)
        self.perspective.panel(name).setFocus()

    def open_palette(self) -> None:
        """Opens the command palette."""

        def condition(command: UiCommand) -> str:
            return "" if command.checked is None else " (on)" if command.checked(self) else " (off)"

        CommandPalette(self, self.run_command, lambda command: command.enabled(self), condition).open_over(self)

    def close_window(self) -> None:
        """Closes the window and ends the program."""
        self.close()

    def grab_to(self, path: Path) -> None:
        """Writes a picture of the whole window. OSError when it cannot be written."""
        # Texts that grew in this frame get their new width only after a layout request.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        if not self.grab().save(str(path)):
            raise OSError(f"{path}: cannot write the picture")

    def closeEvent(self, event: QCloseEvent) -> None:
        """Saves the layout, then frees all resources."""
        self.settings.setValue("geometry", self.saveGeometry())
        self.settings.setValue("docks", self.perspective.save())
        self.settings.sync()
        self.bridge.stop()
        if any(thread.is_alive() for thread in self._background):
            # These threads wait for the server to stop, which takes longer than closing the session.
            self.session.close()
        for thread in self._background:
            thread.join()
        super().closeEvent(event)
        self.closed.emit()

    def _make_body(self) -> None:
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.notifications)
        self.perspective = Perspective(body, self.theme, self._build_view)
        layout.addWidget(self.perspective.manager, 1)
        self.setCentralWidget(body)

    def _build_view(self, panel: Panel) -> View[Any]:
        view = panel.make_view(self.context, self.models[panel.name])
        self.bridge.add_view(view)
        return view

    def _make_action(self, name: str) -> QAction:
        command = COMMANDS[name]
        action = QAction(command.title, self)
        if command.keys:
            action.setShortcut(QKeySequence(command.keys))
            # A floating panel is a separate window.
            action.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
        action.setToolTip(f"{command.help} {command.keys}".strip())
        action.setCheckable(command.checked is not None)
        action.triggered.connect(lambda *_: self.run_command(name))
        return action

    def _make_menus(self) -> None:
        for title in MENUS:
            menu = self.menuBar().addMenu(title)
            menu.setToolTipsVisible(True)
            if title == "View":
                menu.addMenu("Panels").addActions(self.perspective.toggles())
            for name, each in COMMANDS.items():
                if each.menu == title:
                    if each.starts_section:
                        menu.addSeparator()
                    menu.addAction(self.actions_by_name[name])

    def _connect(self) -> None:
        self.bridge.event_happened.connect(self._report)
        self.bridge.view_failed.connect(self._notifier.report_failed_view)
        self.bridge.answer_failed.connect(self._notifier.report_failed_answer)
        self.bridge.framed.connect(self._framed)
        self.theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        for name, action in self.actions_by_name.items():
            if COMMANDS[name].icon:
                action.setIcon(self.theme.icon(COMMANDS[name].icon))

    def _restore_layout(self) -> None:
        self.resize(DEFAULT_SIZE)
        geometry, docks = self.settings.value("geometry"), self.settings.value("docks")
        if geometry is not None:
            self.restoreGeometry(geometry)
        if docks is None or not self.perspective.restore(docks):
            self._wants_sizes = True
        else:
            self._wants_sizes = False

    def show_ready(self) -> None:
        """Shows the window with its visible panels built, and starts the frame timer."""
        self.show()
        if self._wants_sizes:
            self.perspective.size_to(self.perspective.manager.size())
        self.perspective.build_visible()
        # Otherwise the first button of a notification would take the focus and look pressed.
        self.perspective.manager.setFocus()
        self.bridge.start()

    def _show_sample_notification(self) -> None:
        self.notifications.notify(
            "sample",
            "info",
            SAMPLE_TEXT,
            [("Open folder", partial(self.run_command, "workspace.open_folder"))],
            lambda: self.settings.setValue("sample_strip_dismissed", True),
        )

    def _report(self, event: AnyEvent) -> None:
        match event:
            case FeedChanged():
                self.toolbar.show_feed(event)
            case EngineStarted():
                self.status.started(self.bridge.now_nanos())
                self.toolbar.show_feed(None)
            case _:
                pass
        self._notifier.on_event(event)

    def _framed(self) -> None:
        now_nanos = self.bridge.now_nanos()
        if now_nanos - self._figures_nanos >= INTERVAL_NANOS:
            self._figures_nanos = now_nanos
            self._show_figures(now_nanos)

    def _show_figures(self, now_nanos: int) -> None:
        threads = self.threads
        self.status.show_figures(
            now_nanos,
            pid=self.plugin_list.pid,
            hung=self._notifier.hung,
            calls=self.bridge.calls,
            lost=self.bridge.lost,
            invalid=self.bridge.invalid,
            threads=threads.threads_now,
            resident_bytes=threads.resident_bytes,
            frame_nanos=self.bridge.frame_nanos(0.99),
        )
        self._notifier.look()
        self._show_conditions()

    def _show_conditions(self) -> None:
        for name, action in self.actions_by_name.items():
            self._show_condition(name, action)

    def _show_condition(self, name: str, action: QAction) -> None:
        command = COMMANDS[name]
        enabled = command.enabled(self)
        if action.isEnabled() != enabled:
            action.setEnabled(enabled)
        if command.checked is not None and action.isChecked() != (checked := command.checked(self)):
            action.setChecked(checked)

    def _faults(self) -> list[FaultHappened]:
        model = self.models["faults"]
        assert isinstance(model, FaultsModel)
        return model.faults
