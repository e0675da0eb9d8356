"""Applying an edited server.toml from the window, and undoing it."""

import pytest

from tests.support.recording import RecordingSession
from workbench.engine.loader.diagnostics import RestartWaits
from workbench.session import (
    Answer,
    ApplyConfiguration,
    ConfigurationFileChanged,
    RedoConfiguration,
    SymbolRow,
    SymbolsChanged,
    UndoConfiguration,
)
from workbench.ui.notifier import changed_text
from workbench.ui.window import MainWindow

KIND = "configuration"


def buttons(window: MainWindow) -> dict[str, object]:
    notification = window.notifications.notification(KIND)
    assert notification is not None
    return {button.text(): button for button in notification.buttons}


def reported(window: MainWindow) -> str:
    return window.notifications.texts()["configuration"]


def difference(effect: str) -> dict[str, object]:
    return {"section": "server", "name": "", "key": "k", "before": 1, "after": 2, "effect": effect}


def test_that_an_edited_file_offers_to_be_applied(window: MainWindow, session: RecordingSession) -> None:
    session.report(ConfigurationFileChanged(to_apply=("groups.real.margin_call",), to_restart=("server.sync",)))
    window.bridge.frame()
    assert reported(window) == (
        "server.toml changed. groups.real.margin_call can be applied. server.sync needs a restart."
    )
    assert list(buttons(window)) == ["Apply reconfiguration", "Restart", "Open server.toml"]
    session.answers[ApplyConfiguration] = Answer(data=[difference("apply"), difference("restart")])
    buttons(window)["Apply reconfiguration"].click()  # type: ignore[attr-defined]
    window.bridge.frame()
    assert session.sent(ApplyConfiguration) == [ApplyConfiguration()]
    assert reported(window) == "Applied 1 configuration change. 1 more needs a restart."
    buttons(window)["Restart"].click()  # type: ignore[attr-defined]
    window.bridge.frame()
    assert "configuration" not in window.notifications.texts()


def test_that_a_file_that_cannot_be_used_is_reported_with_its_line(
    window: MainWindow, session: RecordingSession
) -> None:
    session.report(ConfigurationFileChanged(error="server.toml:7: feed.speed: 0 is not between 0 and 1000000"))
    window.bridge.frame()
    assert reported(window).startswith("server.toml:7: feed.speed: 0 is not between 0 and 1000000.")
    assert list(buttons(window)) == ["Open server.toml"]
    session.report(ConfigurationFileChanged())
    window.bridge.frame()
    assert "configuration" not in window.notifications.texts()


def test_that_a_restart_that_waits_for_the_file_is_shown(window: MainWindow, session: RecordingSession) -> None:
    session.report(RestartWaits("server.toml:7: not TOML. The running server was not restarted").event(""))
    window.bridge.frame()
    assert reported(window) == "server.toml:7: not TOML. The running server was not restarted."
    assert list(buttons(window)) == ["Open server.toml"]


@pytest.mark.parametrize(("name", "command"), [("undo", UndoConfiguration), ("redo", RedoConfiguration)])
def test_that_a_change_can_be_undone(window: MainWindow, session: RecordingSession, name: str, command: type) -> None:
    session.answers[command] = Answer(data=[difference("apply")])
    window.run_command(f"configuration.{name}")
    window.bridge.frame()
    assert reported(window) == "Applied 1 configuration change."
    session.answers[command] = Answer(code=13, error=f"server.toml: no change to {name}")
    window.run_command(f"configuration.{name}")
    window.bridge.frame()
    assert reported(window) == f"server.toml: no change to {name}"


def test_that_many_keys_are_reported_in_short() -> None:
    keys = ("a", "b", "c", "d", "e")
    text = changed_text(ConfigurationFileChanged(to_restart=keys))
    assert text == "server.toml changed. a, b, c and 2 more need a restart."


def test_that_new_symbols_are_known_by_name(window: MainWindow, session: RecordingSession) -> None:
    session.report(SymbolsChanged(symbols=(SymbolRow(number=7, symbol="XAGUSD", digits=3),)))
    window.bridge.frame()
    assert window.plugin_list.symbols[7].symbol == "XAGUSD"
