"""The text of an empty panel is always correct."""

import pytest

from tests.support.recording import plugin
from tests.support.scene import Scene
from workbench.engine.messages import FeedChanged
from workbench.views.table.empty import ServerEmptyState


def face(scene: Scene, panel: str) -> ServerEmptyState:
    view = scene.open(panel)
    scene.frame()
    empty = view._faces.currentWidget() if panel == "tick_chart" else view.table.empty
    assert isinstance(empty, ServerEmptyState)
    return empty


@pytest.mark.parametrize("panel", ["tick_chart", "hook_timings", "journal", "threads_and_memory"])
def test_that_only_a_server_that_does_not_run_is_to_be_started(scene: Scene, panel: str) -> None:
    scene.session.state = "stopped"
    empty = face(scene, panel)
    assert empty.button.text() == "Start server"
    empty.button.click()
    assert scene.ran == ["server.start"]
    scene.session.state = "starting"
    scene.frame()
    assert empty.hint.text() == "The server is starting."
    assert not empty.button.isVisible()
    scene.session.state = "running"
    scene.frame()
    assert empty.button.text() != "Start server"


def test_that_a_chart_without_quotes_says_what_is_missing(scene: Scene) -> None:
    empty = face(scene, "tick_chart")
    assert "no feed" in empty.hint.text()
    empty.button.click()
    scene.frame(FeedChanged(playing=False, speed=1.0, position=3, length=9))
    assert "paused" in empty.hint.text()
    empty.button.click()
    scene.frame(FeedChanged(playing=False, speed=1.0, position=9, length=9))
    assert "end" in empty.hint.text()
    scene.frame(FeedChanged(playing=True, speed=1.0, position=0, length=9))
    assert not empty.button.isVisible()
    assert scene.ran == ["view.event_injector", "feed.toggle"]


def test_that_missing_calls_are_explained_by_the_plugins_first(scene: Scene) -> None:
    empty = face(scene, "hook_timings")
    assert "No plugin is running" in empty.hint.text()
    scene.frame(plugin(0, "a"))
    assert "no feed" in empty.hint.text()
    scene.frame(FeedChanged(playing=True, speed=1.0, position=0, length=9))
    assert empty.button.text() == "Inject event"


def test_that_a_hint_uses_the_width_of_its_panel(scene: Scene) -> None:
    view = scene.open("hook_timings")
    view.resize(900, 300)
    scene.frame()
    hint = view.table.empty.hint
    assert hint.width() > 600
