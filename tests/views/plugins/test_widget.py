"""Priority, enabling and facts, by hand."""

from typing import get_args

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.support.recording import plugin
from tests.support.scene import Scene
from workbench.engine.messages import Answer, EnablePlugin, MovePlugin, PluginState, StatePublished


def test_that_moving_and_enabling_are_sent_to_the_server(scene: Scene) -> None:
    view = scene.open("plugins")
    scene.frame(plugin(0, "a"), plugin(1, "b"))
    view.table.select_identity("b.so")
    view.reorder(-1)
    view.set_enabled(False)
    assert scene.session.sent(MovePlugin) == [MovePlugin(file="b.so", offset=-1)]
    view.set_load_at_startup(False)
    assert scene.session.sent(EnablePlugin) == [
        EnablePlugin(file="b.so", enabled=False),
        EnablePlugin(file="b.so", load_at_startup=False),
    ]


def test_that_the_panel_shows_the_reason_of_a_refusal(scene: Scene) -> None:
    view = scene.open("plugins")
    scene.session.answers[MovePlugin] = Answer(code=2, error="a.so is the first already")
    scene.frame(plugin(0, "a"))
    view.table.select_identity("a.so")
    view.reorder(-1)
    scene.frame()
    assert view.message.isVisible()
    assert view.message.text() == "a.so is the first already"


def test_that_the_selected_plugin_shows_its_facts_and_is_selected_everywhere(scene: Scene) -> None:
    view = scene.open("plugins")
    scene.frame(plugin(0, "a", config={"limit": 5}), plugin(1, "b"))
    scene.context.selection.select_plugin("a.so")
    assert view.table.current().row.name == "a"
    assert "limit" in view.detail.page("Facts").toPlainText()
    view.copy_path()
    assert QGuiApplication.clipboard().text() == str(scene.session.workspace / "plugins" / "a.so")


def test_that_every_state_is_a_word_with_a_shape(scene: Scene) -> None:
    view = scene.open("plugins")
    states = get_args(PluginState)
    scene.frame(*(plugin(number, f"p{number}", state=state) for number, state in enumerate(states)))
    model = view.table.model
    column = [each.title for each in view.table.listing.columns].index("State")
    for row, state in enumerate(states):
        index = model.index(row, column)
        assert model.data(index) == state
        assert not model.data(index, Qt.ItemDataRole.DecorationRole).isNull()


def test_that_name_state_and_figures_need_no_scrolling(scene: Scene) -> None:
    view = scene.open("plugins")
    view.resize(440, 320)
    scene.frame(plugin(0, "commission_by_volume"), plugin(1, "edited", state="changed on disk"))
    table = view.table.view
    shown = [each.title for each in view.table.listing.columns][:6]
    assert shown == ["#", "Plugin", "State", "Calls", "Errors", "p99"]
    assert sum(table.horizontalHeader().sectionSize(number) for number in range(6)) <= table.viewport().width()


def test_that_the_facts_of_a_plugin_begin_at_the_top(scene: Scene) -> None:
    view = scene.open("plugins")
    view.resize(300, 260)
    scene.frame(plugin(0, "a", config={str(number): number for number in range(40)}), plugin(1, "b"))
    view.table.select_identity("a.so")
    bar = view.detail.page("Facts").verticalScrollBar()
    assert bar.value() == 0
    bar.setValue(50)
    scene.frame(StatePublished(plugin="a", state={"n": 1}))
    assert bar.value() == 50


def test_that_a_plugin_left_out_is_tried_again_from_its_line(scene: Scene) -> None:
    view = scene.open("plugins")
    scene.session.quarantine = ("a.so",)
    scene.frame(plugin(0, "a"), plugin(1, "b"))
    view.table.select_identity("b.so")
    view.retry()
    view.table.select_identity("a.so")
    view.retry()
    assert scene.session.retried == ["a.so"]
