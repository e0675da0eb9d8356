"""Panels on a stage: the real bridge, theme and settings over a session whose server is the test."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QWidget

from tests.support.recording import RecordingSession
from workbench.engine.messages import AnyEvent
from workbench.ui.bridge import Bridge
from workbench.ui.theme import Mode, ProgramTheme
from workbench.views.base import Selection, View, ViewContext
from workbench.views.plugin_list import PluginList
from workbench.views.registry import PANELS, panel


def discard(widget: QWidget) -> None:
    """Closes and deletes a widget now; a test has no event loop that would do it later."""
    widget.close()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class Scene:
    """Opens panels and moves time frame by frame."""

    def __init__(self, folder: Path) -> None:
        self.session = RecordingSession(folder)
        self.session.start()
        self.now_nanos = 1_000_000_000
        self.theme = ProgramTheme(Mode.DARK)
        self.theme.apply()
        self.plugin_list = PluginList()
        self.ran: list[str] = []
        models = {each.name: each.make_model(self.plugin_list) for each in PANELS}
        self.models = models
        self.bridge = Bridge(self.session, self.plugin_list, list(models.values()), now_nanos=lambda: self.now_nanos)
        self.context = ViewContext(
            session=self.session,
            send=self.bridge.send,
            plugin_list=self.plugin_list,
            theme=self.theme,
            selection=Selection(),
            settings=QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat),
            now_nanos=lambda: self.now_nanos,
            run=self.ran.append,
        )
        self._views: list[View[Any]] = []

    def open(self, name: str) -> Any:
        """The panel of that name, shown."""
        view = panel(name).make_view(self.context, self.models[name])
        self._views.append(view)
        self.bridge.add_view(view)
        self.bridge.view_failed.connect(self._fail)
        view.resize(900, 300)
        view.show()
        return view

    def frame(self, *events: AnyEvent, seconds: float = 1.0) -> None:
        """One frame, that much later, in which these events are heard."""
        self.now_nanos += round(seconds * 1e9)
        self.session.report(*events)
        self.bridge.frame()

    def close(self) -> None:
        """Takes everything away."""
        for view in self._views:
            discard(view)
        self.session.close()

    @staticmethod
    def _fail(name: str, reported: str) -> None:
        raise AssertionError(f"{name}: {reported}")
