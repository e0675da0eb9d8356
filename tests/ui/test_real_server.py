"""The window over a real server in a child process, through crashes, kills and restarts."""

import json
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from tests.support.compiler import CompilePlugin
from tests.support.scene import discard
from tests.support.waiting import PATIENCE_MILLIS
from tests.support.workspaces import MakeWorkspace
from workbench.session import Answer, InjectTick, OpenTrade
from workbench.session.process_session import ProcessSession
from workbench.ui.app import SETTINGS_VARIABLE, run_gui
from workbench.ui.theme import ProgramTheme
from workbench.ui.window import MainWindow
from workbench.views.event_injector.model import FORMS

CRASHING = """\
#include <csignal>
#include "PluginInterface.h"
#include "PluginServerInterface.h"

class Plugin : public PluginInterface, public HookTrade {
 public:
  std::string plugin_name() const override { return "crasher"; }
  int HookTradeRequestOpen(const PluginTradeRecord&, const PluginGroupRecord&, const PluginSymbolRecord&,
                           const PluginAccountRecord&, const PluginMarginLevel&, PluginTradeDiffRecord&) override {
    std::raise(SIGSEGV);
    return RET_OK;
  }
};

#define EXPORT extern "C" __attribute__((visibility("default")))
EXPORT int GetPluginApiVersion() { return PLUGIN_VERSION_API; }
EXPORT int GetPluginServerApiVersion() { return PluginServerInterface::GetApiVersion(); }
EXPORT PluginInterface* CreatePlugin(rapidjson::Value&, rapidjson::Value&, rapidjson::Document::AllocatorType&,
                                     PluginServerInterface*) {
  return new Plugin;
}
EXPORT void DestroyPlugin(PluginInterface* plugin) { delete static_cast<Plugin*>(plugin); }
"""


@pytest.fixture
def real_window(
    make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin, theme: ProgramTheme, settings: QSettings
) -> Iterator[MainWindow]:
    session = ProcessSession(make_workspace([compiled_plugin(CRASHING, name="crasher")]))
    session.start()
    window = MainWindow(session, theme, settings)
    window.show_ready()
    yield window
    discard(window)
    session.close()


def wait_running(window: MainWindow, qtbot: QtBot) -> None:
    def runs() -> bool:
        return window.session.state == "running" and window.plugin_list.pid == getattr(window.session, "pid", 0)

    qtbot.waitUntil(runs, timeout=PATIENCE_MILLIS)


def open_trade(window: MainWindow, answers: list[Answer]) -> None:
    form = {each.name: each for each in FORMS}["open"]
    values = {field.name: field.default for field in form.fields}
    command = form.make({**values, **form.presets, "login": 1001, "symbol": "EURUSD"})
    assert isinstance(command, OpenTrade)
    window.send(InjectTick(symbol="EURUSD", bid=1.0843, ask=1.0844))
    window.send(command, answers.append)


def state_of(window: MainWindow, file: str) -> str:
    return window.plugin_list.plugins[file].state


def test_that_a_plugin_that_crashes_the_server_is_named_and_left_out(real_window: MainWindow, qtbot: QtBot) -> None:
    wait_running(real_window, qtbot)
    assert state_of(real_window, "crasher.so") == "running"
    answers: list[Answer] = []
    open_trade(real_window, answers)
    qtbot.waitUntil(lambda: "fault" in real_window.notifications.texts(), timeout=PATIENCE_MILLIS)
    assert "crasher crashed in HookTradeRequestOpen (SIGSEGV)" in real_window.notifications.texts()["fault"]
    qtbot.waitUntil(lambda: bool(answers), timeout=PATIENCE_MILLIS)
    assert answers[0].error
    assert state_of(real_window, "crasher.so") == "crashed"
    real_window.run_command("server.restart_without")
    wait_running(real_window, qtbot)
    open_trade(real_window, answers)
    qtbot.waitUntil(lambda: len(answers) == 2, timeout=PATIENCE_MILLIS)
    assert answers[1].error == ""
    assert answers[1].order > 0


def test_that_a_killed_server_leaves_the_window_with_its_records(real_window: MainWindow, qtbot: QtBot) -> None:
    wait_running(real_window, qtbot)
    real_window.send(InjectTick(symbol="EURUSD", bid=1.0843, ask=1.0844))
    chart = real_window.models["event_injector"]
    qtbot.waitUntil(lambda: chart.quote("EURUSD") == (1.0843, 1.0844))  # type: ignore[attr-defined]
    os.kill(real_window.plugin_list.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: "fault" in real_window.notifications.texts(), timeout=PATIENCE_MILLIS)
    assert "SIGKILL" in real_window.notifications.texts()["fault"]
    assert chart.quote("EURUSD") == (1.0843, 1.0844)  # type: ignore[attr-defined]
    real_window.run_command("server.restart")
    wait_running(real_window, qtbot)


def test_that_a_rebuilt_plugin_is_noticed_and_loaded_anew(
    real_window: MainWindow, compiled_plugin: CompilePlugin, qtbot: QtBot
) -> None:
    wait_running(real_window, qtbot)
    rebuilt = compiled_plugin(CRASHING.replace("std::raise(SIGSEGV);", ""), name="crasher")
    shutil.copy(rebuilt, real_window.session.workspace / "plugins" / "crasher.so")
    qtbot.waitUntil(lambda: "changed" in real_window.notifications.texts(), timeout=PATIENCE_MILLIS)
    assert real_window.plugin_list.plugins["crasher.so"].state == "changed on disk"
    real_window.run_command("server.restart")
    wait_running(real_window, qtbot)
    qtbot.waitUntil(lambda: real_window.plugin_list.plugins["crasher.so"].state == "running", timeout=PATIENCE_MILLIS)
    answers: list[Answer] = []
    open_trade(real_window, answers)
    qtbot.waitUntil(lambda: bool(answers), timeout=PATIENCE_MILLIS)
    assert answers[0].order > 0


def test_that_a_timed_run_leaves_pictures_and_figures(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setenv(SETTINGS_VARIABLE, str(tmp_path / "settings.ini"))
    painted: list[int] = []
    out = tmp_path / "out"
    code = run_gui(workspace, screenshot_dir=out, run_seconds=3.0, theme="dark", painted=painted.append)
    assert code == 0
    assert len(painted) == 1
    figures = json.loads((out / "run.json").read_text())
    assert (figures["schema"], figures["faults"]) == ("workbench.run", [])
    assert (out / "window-light.png").stat().st_size > 5_000


def test_that_a_bad_workspace_is_reported_in_the_window(
    workspace: Path, theme: ProgramTheme, settings: QSettings, qtbot: QtBot
) -> None:
    (workspace / "server.toml").write_text("[server]\nname = 3\n")
    session = ProcessSession(workspace)
    session.start()
    window = MainWindow(session, theme, settings)
    window.show_ready()
    qtbot.waitUntil(lambda: "fault" in window.notifications.texts(), timeout=PATIENCE_MILLIS)
    assert "The server did not start: server.toml:2" in window.notifications.texts()["fault"]
    discard(window)
    session.close()
