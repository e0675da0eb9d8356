"""What the window offers after a fault: trying a plugin again, reloading, attaching a debugger."""

import json
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from tests.support.recording import RecordingSession
from workbench.ui.attach import attach_debugger
from workbench.ui.command_table import COMMANDS
from workbench.ui.palette import CommandPalette
from workbench.ui.window import MainWindow


def shown(window: MainWindow) -> str:
    return " ".join(label.text() for label in window.notifications.findChildren(QLabel))


def test_that_a_plugin_left_out_is_reported_and_may_be_tried_again(
    window: MainWindow, session: RecordingSession
) -> None:
    window.bridge.frame()
    assert not COMMANDS["plugins.retry"].enabled(window)
    session.quarantine = ("killer.so",)
    session.restart()
    window.bridge.frame()
    assert "without killer.so" in shown(window)
    window.run_command("plugins.retry")
    assert session.retried == ["killer.so"]
    window.bridge.frame()
    assert not COMMANDS["plugins.retry"].enabled(window)


def test_that_reloading_is_switched_and_its_line_in_the_menu_shows_it(
    window: MainWindow, session: RecordingSession
) -> None:
    action = window.actions_by_name["plugins.reload_on_change"]
    assert (action.isCheckable(), action.isChecked()) == (True, False)
    action.trigger()
    assert (session.reload_on_change, action.isChecked()) == (True, True)
    window.run_command("plugins.reload_on_change")
    assert (session.reload_on_change, action.isChecked()) == (False, False)
    session.reload_on_change = True
    window.bridge.frame()
    assert action.isChecked()


def test_that_the_palette_says_whether_a_switch_is_on(window: MainWindow, session: RecordingSession) -> None:
    session.reload_on_change = True
    window.open_palette()
    (palette,) = window.findChildren(CommandPalette)
    palette.line.setText("reload on")
    assert palette.list.item(0).text() == "Server: Reload on change (on)"
    palette.leave()


def test_that_the_debugger_command_is_copied_and_settings_are_written(
    window: MainWindow, session: RecordingSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    session.pid = 4711
    attach_debugger(window, ask=lambda title: str(tmp_path))
    assert QGuiApplication.clipboard().text().startswith("gdb -p 4711")
    assert "gdb -p 4711" in shown(window)
    session.stop()
    attach_debugger(window)
    assert "Start the server first" in shown(window)


def test_that_settings_for_an_editor_go_into_the_chosen_folder(
    window: MainWindow, session: RecordingSession, tmp_path: Path
) -> None:
    from PySide6.QtWidgets import QPushButton

    session.pid = 4711
    attach_debugger(window, ask=lambda title: str(tmp_path))
    next(each for each in window.notifications.findChildren(QPushButton) if each.text() == "VS Code…").click()
    document = json.loads((tmp_path / ".vscode" / "launch.json").read_text())
    assert document["configurations"][0]["processId"] == "4711"


def test_that_a_server_that_cannot_be_stopped_leaves_no_traceback(
    window: MainWindow, session: RecordingSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*, timeout_seconds: float = 5.0) -> None:
        raise TimeoutError("it does not come to an end")

    with monkeypatch.context() as changed:
        changed.setattr(session, "stop", stop)
        window.run_command("server.stop")
        # A thread that raised would be a warning, and so the end of this test.
        for thread in window._background:
            thread.join()
