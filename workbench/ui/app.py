"""Opens the window on a workspace. Starts the engine process before Qt, so that both start in parallel."""

import contextlib
import gc
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic_ns
from typing import TYPE_CHECKING

from workbench.engine.files.regular_file import NoRegularFile, check_regular
from workbench.session import Session, StartOptions
from workbench.session.run_report import RunReport

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from workbench.ui.window import MainWindow

SAMPLE_WORKSPACE = Path(__file__).resolve().parents[2] / "sample_data"
SETTINGS_VARIABLE = "WORKBENCH_SETTINGS"
"""Path of the settings file with layout and geometry. The platform's default when it is not set."""
FAULT_EXIT_CODES = {"failed to start": 2}
PLUGIN_FAILED = 3
SCREENSHOT_SIZES = {"": (1440, 900), "-small": (1000, 650)}


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
    """Runs the window until it closes, or for `run_seconds`. Returns the exit code.

    `screenshot_dir`: folder for pictures of the window in light and dark and for the report of the run (`run.json`),
    written before the window closes. The exit code of such a run reports faults. `theme`: system, light or dark; None
    for the last choice. `painted` gets the monotonic time in nanoseconds of the first paint with a running engine.
    """
    with _shutdown_by_signals() as ending:
        session = make_session(workspace, in_process=in_process)
        try:
            options = options or StartOptions()
            session.start(options)
            gc.disable()
            return _run_window(session, options, ending, screenshot_dir, run_seconds, theme, painted)
        finally:
            session.close()
            gc.enable()
            gc.unfreeze()


def make_session(workspace: Path, *, in_process: bool) -> Session:
    """Returns a session with the server of a workspace, in a child process by default."""
    if in_process:
        from workbench.session.local_session import LocalSession

        return LocalSession(workspace)
    from workbench.session.process_session import ProcessSession
    from workbench.session.restart_policy import WINDOW

    return ProcessSession(workspace, supervision=WINDOW)


def _run_window(
    session: Session,
    options: StartOptions,
    ending: "Shutdown",
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
    # These objects live as long as the window. Repeated garbage collection of them would delay frames.
    gc.freeze()
    gc.enable()
    if painted is not None:
        _report_first_paint(window, painted)
    ending.close_when_heard(window)
    return int(application.exec()) if run_seconds is None else _run_for(window, run_seconds, screenshot_dir)


class Shutdown:
    """Records Ctrl-C in the terminal and SIGTERM, which may come before the window exists.

    Python runs a signal handler in the middle of other code, where it is unsafe to close a window or raise. The handler
    only sets a flag.
    """

    def __init__(self) -> None:
        self._heard = False

    def hear(self, *_: object) -> None:
        """Records a signal."""
        self._heard = True

    def close_when_heard(self, window: "MainWindow") -> None:
        """Closes the window between two frames after a signal."""

        def look() -> None:
            if self._heard:
                window.bridge.framed.disconnect(look)
                window.close()

        window.bridge.framed.connect(look)


@contextlib.contextmanager
def _shutdown_by_signals() -> Iterator[Shutdown]:
    ending = Shutdown()
    before = {number: signal.signal(number, ending.hear) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ending
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def make_application() -> "QApplication":
    """Returns the QApplication. Without a display it draws off screen."""
    os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication(["workbench"])
    assert isinstance(application, QApplication)
    application.setApplicationName("workbench")
    application.setApplicationDisplayName("")
    # The main window quits by itself when it closes. A second, late quit would end the next event loop.
    application.setQuitOnLastWindowClosed(False)
    application.setOrganizationName("scaletrade-workbench")
    return application


def _check_settings(file: Path) -> None:
    try:
        check_regular(file)
    except NoRegularFile as problem:
        raise NoRegularFile(f"{file}: {problem}") from problem


def make_settings() -> "QSettings":
    """Returns the settings with layout and geometry. The environment variable WORKBENCH_SETTINGS sets another file.

    FileProblem if the settings file is not a regular file.
    """
    from PySide6.QtCore import QSettings, QStandardPaths

    redirected = os.environ.get(SETTINGS_VARIABLE)
    places = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    file = Path(redirected or f"{places}/scaletrade-workbench/workbench.ini")
    # Qt waits for the other end of a pipe without an end.
    with contextlib.suppress(OSError):
        _check_settings(file)
    if redirected:
        return QSettings(redirected, QSettings.Format.IniFormat)
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "scaletrade-workbench", "workbench")


def _report_first_paint(window: "MainWindow", painted: Callable[[int], None]) -> None:
    def look() -> None:
        if window.session.state == "running" and window.perspective.built:
            window.bridge.framed.disconnect(look)
            window.repaint()
            painted(monotonic_ns())

    window.bridge.framed.connect(look)


def _run_for(window: "MainWindow", seconds: float, folder: Path | None) -> int:
    """Runs the window without a user for that time. Raises an OSError from writing the pictures."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    report, failed = watch_run(window), list[OSError]()

    def end() -> None:
        try:
            if folder is not None:
                take_screenshots(window, folder)
                (folder / "run.json").write_text(json.dumps(report.as_json(), indent=1) + "\n", "utf-8")
        except OSError as error:
            failed.append(error)
        window.close()

    QTimer.singleShot(round(seconds * 1000), window, end)
    QApplication.exec()
    if failed:
        raise failed[0]
    return FAULT_EXIT_CODES.get(report.faults[-1].kind, PLUGIN_FAILED) if report.faults else 0


def watch_run(window: "MainWindow") -> RunReport:
    """Returns a report that collects all further events and records of the window."""
    report = RunReport()
    threads = window.threads
    window.bridge.event_happened.connect(report.on_event)
    window.bridge.drained.connect(report.take)
    window.bridge.framed.connect(lambda: report.threads(threads.threads_now))
    return report


def take_screenshots(window: "MainWindow", folder: Path) -> list[Path]:
    """Writes pictures of the window in dark and light at two sizes. OSError when a picture cannot be written."""
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
