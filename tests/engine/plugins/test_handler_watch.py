"""Handlers that change while plugins run."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.running import TICK, Running, Start
from tests.support.plugin_desk import plugin_file
from tests.support.workspaces import MakeWorkspace
from workbench.engine import _core
from workbench.engine.messages import DiagnosticFound
from workbench.engine.plugins.handler_watch import LOOK_SECONDS

FILE = "replacing_handlers.so"


@pytest.fixture
def restored() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def running(make_workspace: MakeWorkspace, start: Start) -> Running:
    return start(make_workspace([plugin_file("replacing_handlers")], config={FILE: {"late": 1}}))


def look(running: Running, times: int) -> None:
    for time in range(times):
        running.server._look_at_handlers(1e9 + time * LOOK_SECONDS)


def found(running: Running) -> list[tuple[str, str]]:
    return [(event.plugin, event.message) for event in running.reported(DiagnosticFound) if event.code == "handler"]


def test_that_a_handler_replaced_in_a_callback_is_reported_once_and_restored_each_time(running: Running) -> None:
    handlers = _core.HandlerTable.now()
    assert found(running) == []
    running.server.handle(TICK)
    assert handlers.changes() != []
    look(running, 2)
    assert handlers.changes() == []
    ((plugin, text), *more) = found(running)
    assert plugin == "replacing_handlers"
    assert text.startswith("replaced while it was running: std::terminate by ")
    assert "on_segv" in text
    assert "; put back for the server. It is recommended to remove handler replacements in the plugin" in text
    running.server.handle(TICK)
    look(running, 3)
    assert handlers.changes() == []
    assert len(found(running)) == 1 + len(more)


def test_that_no_handler_points_into_an_unloaded_library(running: Running) -> None:
    handlers = _core.HandlerTable.now()
    running.server.handle(TICK)
    running.server.close()
    assert handlers.changes() == []
    assert len(found(running)) == 1
    assert FILE not in Path("/proc/self/maps").read_text()


def test_that_the_hosts_own_handlers_stay_installed(running: Running, restored: None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    look(running, 2)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    assert _core.HandlerTable.now().changes() == []
    assert found(running) == []
