"""Diagnostics, and what to do about them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.support.events import found
from tests.support.recording import plugin
from tests.support.scene import Scene


def test_that_the_selected_diagnostic_shows_its_advice(scene: Scene) -> None:
    view = scene.open("loader_diagnostics")
    scene.frame(plugin(0, "spread_watch"), found())
    view.table.view.selectRow(0)
    assert view.detail.isVisible()
    assert "Do less." in view.detail.page("Diagnostic").toPlainText()
    assert scene.context.selection.plugin == "spread_watch.so"
    view.copy_with_advice()
    assert QGuiApplication.clipboard().text().startswith("spread_watch: 6.20 ms (warning, slow)")


def test_that_severities_filter_and_are_counted(scene: Scene) -> None:
    view = scene.open("loader_diagnostics")
    scene.frame(*(found(severity, severity) for severity in ("info", "warning", "error", "refused")))
    assert [button.text() for button in view.buttons.values()] == ["4", "1", "1", "2"]
    view.buttons["error"].click()
    assert len(view.table.listing.shown) == 2
    view.buttons["all"].click()
    assert len(view.table.listing.shown) == 4


def test_that_the_message_has_most_of_the_room_and_a_tooltip(scene: Scene) -> None:
    view = scene.open("loader_diagnostics")
    view.resize(440, 260)
    scene.frame(found(message="OnQuoteTick took 6.20 ms, more than the budget of 5.00 ms"))
    columns = view.table.listing.columns
    sizes = {column.title: view.table.view.columnWidth(number) for number, column in enumerate(columns)}
    assert sizes["Message"] == max(sizes.values())
    assert (
        sum(sizes[title] for title in ("Severity", "Plugin", "Code", "Message")) <= view.table.view.viewport().width()
    )
    message = [column.title for column in columns].index("Message")
    tip = view.table.model.data(view.table.model.index(0, message), Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith("OnQuoteTick took 6.20 ms")
