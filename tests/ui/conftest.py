"""What a test of the window gets: a session whose server is the test, and a window over it."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from tests.support.recording import RecordingSession
from tests.support.scene import discard
from workbench.ui.theme import Mode, ProgramTheme
from workbench.ui.window import MainWindow


@pytest.fixture
def session(tmp_path: Path) -> Iterator[RecordingSession]:
    made = RecordingSession(tmp_path)
    made.start()
    yield made
    made.close()


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def theme(qtbot: QtBot) -> ProgramTheme:
    made = ProgramTheme(Mode.DARK)
    made.apply()
    return made


@pytest.fixture
def window(session: RecordingSession, theme: ProgramTheme, settings: QSettings) -> Iterator[MainWindow]:
    made = MainWindow(session, theme, settings)
    made.show_ready()
    made.bridge.stop()
    yield made
    discard(made)
