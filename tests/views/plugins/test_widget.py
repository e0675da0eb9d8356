"""Priority, enabling and facts, by hand."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.ui.recording import plugin
from tests.ui.scene import Scene
from workbench.engine.messages import Answer, EnablePlugin, MovePlugin


def test_that_moving_and_enabling_are_asked_of_the_server(scene: Scene) -> None:
    view = scene.open("plugins")
    scene.frame(plugin(0, "a"), plugin(1, "b"))
    view.table.select_identity("b.so")
    view.reorder(-1)
    view.set_enabled(False)
    assert scene.session.sent(MovePlugin) == [MovePlugin(file="b.so", offset=-1)]
    assert scene.session.sent(EnablePlugin) == [EnablePlugin(file="b.so", enabled=False)]


def test_that_a_refused_wish_says_why_in_the_panel(scene: Scene) -> None:
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
    assert "limit" in view.detail.toPlainText()
    view.copy_path()
    assert QGuiApplication.clipboard().text() == str(scene.session.workspace / "plugins" / "a.so")


def test_that_every_state_is_a_word_with_a_shape(scene: Scene) -> None:
    view = scene.open("plugins")
    states = ("available", "loading", "running", "refused", "stopped", "crashed", "changed on disk", "restart needed")
    scene.frame(*(plugin(number, f"p{number}", state=state) for number, state in enumerate(states)))
    model = view.table.model
    column = [each.title for each in view.table.listing.columns].index("State")
    for row, state in enumerate(states):
        index = model.index(row, column)
        assert model.data(index) == state
        assert not model.data(index, Qt.ItemDataRole.DecorationRole).isNull()
