"""The window, through a day of work."""

from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.recording import RecordingSession, plugin
from tests.support.scene import discard
from tests.support.waiting import PATIENCE_MILLIS, PATIENCE_SECONDS
from workbench.engine.messages import EnablePlugin, FaultHappened, FeedChanged, FileChanged, SetFeed
from workbench.ui.app import Shutdown, take_screenshots, watch_run
from workbench.ui.command_table import COMMANDS
from workbench.ui.palette import CommandPalette
from workbench.ui.theme import Mode, ProgramTheme
from workbench.ui.window import MainWindow
from workbench.views.registry import PANELS

CRASH = FaultHappened(
    kind="crash", plugin="risk_guard", file="risk_guard.so", callback="HookTradeRequestOpen", signal="SIGSEGV"
)


def buttons(window: MainWindow, kind: str) -> dict[str, object]:
    notification = window.notifications.notification(kind)
    assert notification is not None
    return {button.text(): button for button in notification.buttons}


def test_that_every_panel_has_a_dock_and_hidden_ones_are_built_when_seen(window: MainWindow) -> None:
    assert set(window.perspective.docks) == {panel.name for panel in PANELS}
    assert "faults" not in window.perspective.built
    window.perspective.raise_panel("faults")
    assert "faults" in window.perspective.built


def test_that_a_crash_is_reported_and_the_server_restarts_without_the_faulting_plugin(
    window: MainWindow, session: RecordingSession
) -> None:
    session.report(plugin(0, "risk_guard"), CRASH)
    session.state = "crashed"
    window.bridge.frame()
    assert window.notifications.texts()["fault"] == "risk_guard crashed in HookTradeRequestOpen (SIGSEGV)"
    offered = buttons(window, "fault")
    assert list(offered) == ["Restart", "Restart without risk_guard", "Details"]
    offered["Details"].click()  # type: ignore[attr-defined]
    assert window.perspective.docks["faults"].isCurrentTab()
    offered["Restart without risk_guard"].click()  # type: ignore[attr-defined]
    assert session.starts[-1].without == ("risk_guard.so",)
    assert "fault" not in window.notifications.texts()
    window.run_command("server.restart")
    assert session.starts[-1] == window.options


def test_that_a_quarantined_plugin_is_not_offered_for_quarantine(window: MainWindow, session: RecordingSession) -> None:
    session.quarantine = ("risk_guard.so",)
    session.report(plugin(0, "risk_guard"), CRASH)
    window.bridge.frame()
    assert list(buttons(window, "fault")) == ["Restart", "Details"]
    assert not COMMANDS["server.restart_without"].enabled(window)


def test_that_a_changed_file_offers_a_reload(window: MainWindow, session: RecordingSession) -> None:
    session.report(plugin(0, "a"), plugin(-1, "b", state="available"))
    session.report(FileChanged(file="b.so", change="changed"), FileChanged(file="new.so", change="added"))
    window.bridge.frame()
    assert "changed" not in window.notifications.texts()
    session.report(FileChanged(file="a.so", change="changed"))
    window.bridge.frame()
    assert window.plugin_list.plugins["a.so"].state == "changed on disk"
    buttons(window, "changed")["Restart server"].click()  # type: ignore[attr-defined]
    assert len(session.starts) == 2


def test_that_closing_ends_what_still_waits_for_the_server(
    window: MainWindow, session: RecordingSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, ended = Event(), list[bool]()
    monkeypatch.setattr(session, "close", closed.set)
    window.in_background(lambda: ended.append(closed.wait(PATIENCE_SECONDS)))
    window.close()
    assert ended == [True]


def test_that_commands_follow_the_servers_state(window: MainWindow, session: RecordingSession, qtbot: QtBot) -> None:
    window.bridge.start()
    start, stop = window.actions_by_name["server.start"], window.actions_by_name["server.stop"]
    qtbot.waitUntil(lambda: stop.isEnabled() and not start.isEnabled(), timeout=PATIENCE_MILLIS)
    window.run_command("server.stop")
    qtbot.waitUntil(lambda: start.isEnabled() and not stop.isEnabled(), timeout=PATIENCE_MILLIS)
    assert window.status.labels["state"].text() == "stopped"
    window.run_command("server.start")
    qtbot.waitUntil(lambda: "running  pid" in window.status.labels["state"].text(), timeout=PATIENCE_MILLIS)


def test_that_the_feed_is_paused_and_sped_up(window: MainWindow, session: RecordingSession) -> None:
    session.report(FeedChanged(playing=True, speed=20.0, position=1, length=9))
    window.bridge.frame()
    assert window.toolbar.speed.currentText() == "20×"
    window.run_command("feed.toggle")
    window.run_command("feed.faster")
    window.toolbar.speed.activated.emit(0)
    assert session.sent(SetFeed) == [SetFeed(playing=False), SetFeed(speed=50.0), SetFeed(speed=0.5)]
    session.report(FeedChanged(playing=False, speed=3.0, position=1, length=9))
    window.bridge.frame()
    assert window.toolbar.speed.currentText() == "3×"
    assert window.actions_by_name["feed.toggle"].iconText() == "Play feed"


def test_that_the_palette_narrows_and_runs(window: MainWindow, session: RecordingSession) -> None:
    window.open_palette()
    palette = window.findChild(CommandPalette)
    assert palette is not None
    QTest.keyClicks(palette.line, "restart ser")
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert len(session.starts) == 2
    assert not palette.isVisible()


def test_that_themes_switch_live_and_are_remembered(window: MainWindow, settings: QSettings) -> None:
    window.run_command("view.light")
    assert not window.theme.dark
    assert settings.value("theme") == "light"
    light = window.grab().toImage().pixelColor(5, 5)
    window.run_command("view.dark")
    assert window.grab().toImage().pixelColor(5, 5) != light


def test_that_the_layout_survives_the_window_and_can_be_reset(
    window: MainWindow, session: RecordingSession, theme: ProgramTheme, settings: QSettings
) -> None:
    window.perspective.docks["loader_diagnostics"].toggleView(False)
    window.close()
    again = MainWindow(session, theme, settings)
    again.show_ready()
    assert again.perspective.docks["loader_diagnostics"].isClosed()
    again.run_command("view.reset")
    assert not again.perspective.docks["loader_diagnostics"].isClosed()
    discard(again)


def test_that_the_sample_notification_is_dismissed_for_good(
    session: RecordingSession, theme: ProgramTheme, settings: QSettings
) -> None:
    first = MainWindow(session, theme, settings, sample=True)
    notification = first.notifications.notification("sample")
    assert notification is not None
    notification.close_button.click()
    second = MainWindow(session, theme, settings, sample=True)
    assert second.notifications.texts() == {}
    discard(first)
    discard(second)


def test_that_pictures_of_both_themes_and_sizes_are_written(window: MainWindow, tmp_path: Path) -> None:
    written = take_screenshots(window, tmp_path / "out")
    assert [path.name for path in written] == [
        "window-dark.png",
        "window-light.png",
        "window-dark-small.png",
        "window-light-small.png",
    ]
    assert min(path.stat().st_size for path in written) > 5_000
    assert window.theme.mode is Mode.DARK


def test_that_a_watched_run_has_the_figures(window: MainWindow, session: RecordingSession) -> None:
    report = watch_run(window)
    session.report(plugin(0, "a"))
    session.writer.calls(0, "HookTradeRequestOpen", [8_000, 9_000])
    window.bridge.frame()
    reported = report.as_json()
    assert [(row["plugin"], row["calls"]) for row in reported["callbacks"]] == [("a", 2)]


def test_that_a_new_plugin_is_enabled_and_loaded_on_request(window: MainWindow, session: RecordingSession) -> None:
    session.report(plugin(-1, "new", state="available", enabled=False), FileChanged(file="new.so", change="added"))
    window.bridge.frame()
    assert window.notifications.texts()["new"] == "new.so is new in the plugins folder and not enabled."
    buttons(window, "new")["Load and restart"].click()  # type: ignore[attr-defined]
    window.bridge.frame()
    assert session.sent(EnablePlugin) == [EnablePlugin(file="new.so", enabled=True)]
    assert len(session.starts) == 2
    session.report(FileChanged(file="other.so", change="added"), FileChanged(file="other.so", change="removed"))
    window.bridge.frame()
    assert "new" not in window.notifications.texts()


def test_that_a_server_that_hangs_and_comes_back_is_reported(window: MainWindow, session: RecordingSession) -> None:
    session.writer.header["heartbeat"] = 5
    session.report(FaultHappened(kind="hang", plugin="", callback=""))
    window.bridge.frame()
    window._show_figures(1)
    assert window.status.labels["state"].text().startswith("not answering")
    session.writer.header["heartbeat"] = 6
    window._show_figures(2)
    window._show_figures(3)
    assert window.notifications.texts()["fault"] == "The server answers again."
    assert window.status.labels["state"].text().startswith("running")


def test_that_a_bad_configuration_can_be_opened_from_the_message(window: MainWindow, session: RecordingSession) -> None:
    session.report(FaultHappened(kind="failed to start", plugin="", callback="", message="server.toml:3: x: y"))
    window.bridge.frame()
    assert "Open server.toml" in buttons(window, "fault")


def test_that_the_palette_gives_the_keyboard_back(window: MainWindow) -> None:
    window.activateWindow()
    line = window.perspective.panel("journal").needle  # type: ignore[attr-defined]
    line.setFocus()
    window.open_palette()
    palette = window.findChild(CommandPalette)
    assert palette is not None
    QTest.keyClick(palette.line, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert QApplication.focusWidget() is line


def test_that_keys_of_commands_reach_a_panel_that_was_dragged_out(window: MainWindow) -> None:
    keyed = [action for action in window.actions_by_name.values() if not action.shortcut().isEmpty()]
    assert keyed
    assert {action.shortcutContext() for action in keyed} == {Qt.ShortcutContext.ApplicationShortcut}


def test_that_help_never_covers_the_figures(window: MainWindow) -> None:
    assert not any(action.statusTip() for action in window.actions_by_name.values())
    assert all(action.toolTip() for action in window.actions_by_name.values())


def test_that_a_signal_closes_the_window_between_two_frames(window: MainWindow) -> None:
    ending = Shutdown()
    ending.hear(15, None)
    ending.close_when_heard(window)
    assert window.isVisible()
    window.bridge.frame()
    assert not window.isVisible()
