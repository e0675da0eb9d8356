"""Errors of a plugin whose file does not prove its layout name the layout as a likely cause."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.kits import kit_plugin, without_debug_information
from tests.support.talk import TICK, Talk, buy, fault_of
from tests.support.workspaces import MakeWorkspace
from workbench.engine.loader.diagnostics import OF_KIT, ExceptionLeft
from workbench.session import DiagnosticFound, EngineGone

THROWS, CRASHES = 17, 18

Open = Callable[[Path, str], Talk]


@pytest.fixture
def open_with(open_child: Callable[..., Talk], make_workspace: MakeWorkspace) -> Open:
    """Starts a server with one plugin, whose entry names the layout."""

    def open_(file: Path, layout: str) -> Talk:
        workspace = make_workspace([file])
        configuration = workspace / "server.toml"
        if layout:
            text = configuration.read_text("utf-8")
            configuration.write_text(text.replace("enabled = true", f'enabled = true\nlayout = "{layout}"', 1), "utf-8")
        talk = open_child(workspace)
        talk.start()
        talk.ask(TICK)
        return talk

    return open_


@pytest.mark.parametrize(("methods", "pinned"), [(42, "devkit"), (42, "devkit_demo"), (35, "")])
def test_that_a_fault_names_a_layout_that_is_not_proven(open_with: Open, methods: int, pinned: str) -> None:
    file = kit_plugin(methods)
    talk = open_with(without_debug_information(file) if pinned else file, pinned)
    with pytest.raises(EngineGone):
        talk.ask(buy(CRASHES))
    fault = fault_of(talk)
    assert (fault.kind, fault.plugin) == ("crash", "small")
    reason = f"{pinned} is pinned" if pinned else "devkit_demo fits the sizes of the records"
    assert f" A wrong layout is a likely cause: the layout {reason}" in fault.cause
    assert fault.advice.endswith(OF_KIT)


def test_that_a_diagnostic_names_a_layout_that_is_not_proven(open_with: Open) -> None:
    talk = open_with(without_debug_information(kit_plugin(55)), "devkit")
    talk.ask(buy(THROWS))
    talk.wait(lambda: any(found.code == "exception" for found in talk.said(DiagnosticFound)))
    found = {each.code: each for each in talk.said(DiagnosticFound)}
    assert found["layout-assumed"].message.startswith("the layout devkit is pinned, and the file fits the kits of")
    advice = found["exception"].advice
    assert advice.startswith(f"{ExceptionLeft.advice} A wrong layout is a likely cause: the layout devkit is pinned")
    assert advice.endswith(OF_KIT)


def test_that_a_proven_layout_is_not_named(open_with: Open) -> None:
    talk = open_with(kit_plugin(55), "")
    talk.ask(buy(THROWS))
    talk.wait(lambda: any(found.code == "exception" for found in talk.said(DiagnosticFound)))
    assert "layout-assumed" not in {each.code for each in talk.said(DiagnosticFound)}
    with pytest.raises(EngineGone):
        talk.ask(buy(CRASHES))
    fault = fault_of(talk)
    assert fault.kind == "crash"
    assert "layout" not in fault.cause + fault.advice
