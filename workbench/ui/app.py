"""Opens the window on a workspace: the engine process first, then Qt, so that both start at the same time."""

import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic_ns
from typing import TYPE_CHECKING

from workbench.engine.messages import StartOptions
from workbench.session import Session

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from workbench.ui.window import MainWindow

SAMPLE_WORKSPACE = Path(__file__).resolve().parents[2] / "sample_data"
SETTINGS_VARIABLE = "WORKBENCH_SETTINGS"
"""Path of the file with layout and geometry; the platform's place when it is not set."""
SCREENSHOT_SIZES = {"": (1440, 900), "-small": (1000, 650)}
_log = logging.getLogger(__name__)


def run_gui(
    workspace: Path,
    *,
    in_process: bool = False,
    screenshot_dir: Path | None = None,
    run_seconds: float | None = None,
    theme: str | None = None,
    options: StartOptions | None = None,
    painted: Callable[[int], None] | None = None,
) -> int:
    """Runs the window until it is closed, or for `run_seconds`; gives the exit code.

    `screenshot_dir`: pictures of the whole window in light and dark are written there before it closes. `theme`:
    system, light or dark, else as last chosen. `painted` is told the monotonic time, nanoseconds, of the first paint
    with a running engine.
    """
    session = make_session(workspace, in_process=in_process)
    try:
        options = options or StartOptions()
        session.start(options)
        return _run_window(session, options, screenshot_dir, run_seconds, theme, painted)
    finally:
        session.close()


def make_session(workspace: Path, *, in_process: bool) -> Session:
    """The embedded server of a workspace, in a child process unless asked otherwise."""
    if in_process:
        from workbench.session.local import LocalSession

        return LocalSession(workspace)
    from workbench.session.process import ProcessSession

    return ProcessSession(workspace)


def _run_window(
    session: Session,
    options: StartOptions,
    screenshot_dir: Path | None,
    run_seconds: float | None,
    theme: str | None,
    painted: Callable[[int], None] | None,
) -> int:
    application = make_application()
    from workbench.ui.theme import Mode, ProgramTheme
    from workbench.ui.window import MainWindow

    settings = make_settings()
    dress = ProgramTheme(Mode(theme or str(settings.value("theme", "system"))))
    dress.apply()
    sample = session.workspace.resolve() == SAMPLE_WORKSPACE
    window = MainWindow(session, dress, settings, options=options, sample=sample)
    window.closed.connect(application.quit)
    if screenshot_dir is not None:
        window.resize(*SCREENSHOT_SIZES[""])
    window.show_ready()
    if painted is not None:
        _tell_first_paint(window, painted)
    if run_seconds is not None:
        _end_after(window, run_seconds, screenshot_dir)
    return int(application.exec())


def make_application() -> "QApplication":
    """The one QApplication; without a display the window is drawn off screen."""
    os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication(["workbench"])
    assert isinstance(application, QApplication)
    application.setApplicationName("workbench")
    application.setApplicationDisplayName("")
    application.setOrganizationName("scaletrade-workbench")
    return application


def make_settings() -> "QSettings":
    """Where layout and geometry are kept; redirected by the environment variable WORKBENCH_SETTINGS."""
    from PySide6.QtCore import QSettings

    redirected = os.environ.get(SETTINGS_VARIABLE)
    if redirected:
        return QSettings(redirected, QSettings.Format.IniFormat)
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "scaletrade-workbench", "workbench")


def _tell_first_paint(window: "MainWindow", painted: Callable[[int], None]) -> None:
    def look() -> None:
        if window.session.state == "running" and window.perspective.built:
            window.bridge.framed.disconnect(look)
            window.repaint()
            painted(monotonic_ns())

    window.bridge.framed.connect(look)


def _end_after(window: "MainWindow", seconds: float, screenshot_dir: Path | None) -> None:
    from PySide6.QtCore import QTimer

    def end() -> None:
        try:
            if screenshot_dir is not None:
                take_screenshots(window, screenshot_dir)
        finally:
            window.close()

    QTimer.singleShot(round(seconds * 1000), window, end)


def take_screenshots(window: "MainWindow", folder: Path) -> list[Path]:
    """Pictures of the whole window in dark and light, at two sizes; OSError when one cannot be written."""
    from workbench.ui.theme import Mode

    folder.mkdir(parents=True, exist_ok=True)
    chosen, written = window.theme.mode, []
    for suffix, (width, height) in SCREENSHOT_SIZES.items():
        window.resize(width, height)
        for mode in (Mode.DARK, Mode.LIGHT):
            window.theme.set_mode(mode)
            window.bridge.frame()
            path = folder / f"window-{mode.value}{suffix}.png"
            window.grab_to(path)
            written.append(path)
    window.theme.set_mode(chosen)
    return written
