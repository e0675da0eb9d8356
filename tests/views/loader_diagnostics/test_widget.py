"""Findings, and what to do about them."""

from PySide6.QtGui import QGuiApplication

from tests.ui.recording import plugin
from tests.ui.scene import Scene
from tests.views.loader_diagnostics.test_model import found


def test_that_the_selected_finding_tells_what_to_do(scene: Scene) -> None:
    view = scene.open("loader_diagnostics")
    scene.frame(plugin(0, "spread_watch"), found())
    view.table.view.selectRow(0)
    assert view.detail.isVisible()
    assert "What to do: Do less." in view.detail.text()
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
