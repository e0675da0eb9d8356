"""The panel as a person uses it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.support.recording import plugin
from tests.support.scene import Scene
from workbench.engine.messages import PluginChanged, PluginRow
from workbench.views.hook_timings.model import Group
from workbench.views.hook_timings.widget import HookTimingsView


def opened(scene: Scene) -> HookTimingsView:
    view = scene.open("hook_timings")
    rows = (
        PluginRow(index=index, file=f"{name}.so", name=name, state="running", language="C++", enabled=True)
        for index, name in enumerate(("risk_guard", "spread_watch"))
    )
    scene.frame(*(PluginChanged(row=row) for row in rows))
    scene.session.writer.calls(0, "HookTradeRequestOpen", [8120] * 100)
    scene.session.writer.calls(0, "GetAccountByLogin", [300] * 100)
    scene.session.writer.calls(1, "OnTradeExecuteOpen", [900, 1000, 2_000_000])
    scene.frame()
    scene.frame()
    assert isinstance(view, HookTimingsView)
    return view


def callbacks(view: HookTimingsView) -> list[str]:
    return [view.table.listing.row(place).callback for place in range(len(view.table.listing.shown))]


def test_that_groups_are_shown_and_hidden_and_remembered(scene: Scene) -> None:
    view = opened(scene)
    assert callbacks(view) == ["HookTradeRequestOpen", "OnTradeExecuteOpen", "GetAccountByLogin"]
    view.group_buttons[Group.SERVER_CALLS].click()
    view.group_buttons[Group.EVENTS].click()
    assert callbacks(view) == ["HookTradeRequestOpen"]
    assert scene.open("hook_timings").group_buttons[Group.EVENTS].isChecked() is False


def test_that_the_histogram_is_of_the_selected_line(scene: Scene) -> None:
    view = opened(scene)
    view.resize(1200, 400)
    view.table.select_identity(view.model.lines[0].identity)
    assert view.plot.accessibleDescription() == "risk_guard  HookTradeRequestOpen  100 calls"
    assert not view.grab().isNull()
    assert scene.context.selection.plugin == "risk_guard.so"


def test_that_a_server_call_has_a_histogram_without_a_budget(scene: Scene) -> None:
    view = opened(scene)
    view.resize(1200, 400)
    scene.session.writer.calls(0, "GetAccountByLogin", [300])
    scene.frame()
    line = next(each for each in view.model.lines if each.callback == "GetAccountByLogin")
    view.table.select_identity(line.identity)
    assert view.model.histogram(line).budget_nanos == 0
    assert not view.plot.grab().isNull()


def test_that_a_server_that_loads_its_plugins_has_no_calls_yet(scene: Scene) -> None:
    view = scene.open("hook_timings")
    scene.frame(plugin(0, "risk_guard"))
    scene.session.writer.calls(0, "CreatePlugin", [9_000])
    scene.frame()
    assert view.table.empty.isVisibleTo(view)
    view.group_buttons[Group.LOADING].setChecked(True)
    view.refresh()
    assert view.table.view.isVisibleTo(view)


def test_that_a_panel_with_every_group_hidden_shows_them_again_at_a_click(scene: Scene) -> None:
    view = opened(scene)
    for button in view.group_buttons.values():
        button.setChecked(False)
    assert view.table.no_match.isVisibleTo(view)
    view.table.no_match.button.click()
    assert all(button.isChecked() for button in view.group_buttons.values())
    assert view.table.view.isVisibleTo(view)


def test_that_selecting_a_plugin_elsewhere_selects_its_slowest_callback(scene: Scene) -> None:
    view = opened(scene)
    scene.context.selection.select_plugin("spread_watch.so")
    current = view.table.current()
    assert current is not None
    assert current.callback == "OnTradeExecuteOpen"


def test_that_sorting_survives_new_figures_and_a_new_panel(scene: Scene) -> None:
    view = opened(scene)
    titles = [column.title for column in view.table.listing.columns]
    view.table.view.sortByColumn(titles.index("p99"), Qt.SortOrder.DescendingOrder)
    assert callbacks(view) == ["OnTradeExecuteOpen", "HookTradeRequestOpen", "GetAccountByLogin"]
    scene.session.writer.calls(0, "GetAccountByLogin", [9_000_000] * 100)
    scene.frame()
    assert callbacks(view)[0] == "GetAccountByLogin"
    again = scene.open("hook_timings")
    scene.frame()
    assert callbacks(again) == callbacks(view)


def test_that_lines_are_copied_as_tab_separated_text(scene: Scene) -> None:
    view = opened(scene)
    view.table.view.selectRow(0)
    view.table.copy()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("risk_guard\tHookTradeRequestOpen\t")
    assert "8.12 µs" in copied


def test_that_the_own_overhead_is_reported(scene: Scene) -> None:
    assert opened(scene).overhead.text() == "timing overhead 41.0 ns"


def test_that_the_histogram_goes_below_when_the_panel_is_narrow(scene: Scene) -> None:
    view = opened(scene)
    view.resize(600, 400)
    assert not view.plot.isVisibleTo(view)
    view.table.select_identity(view.model.lines[0].identity)
    assert view.plot.isVisibleTo(view)
    assert view.splitter.orientation() == Qt.Orientation.Vertical
    view.resize(1200, 400)
    assert view.splitter.orientation() == Qt.Orientation.Horizontal


def test_that_the_first_line_is_shown_until_a_person_chooses(scene: Scene) -> None:
    view = opened(scene)
    view.resize(1200, 400)
    assert view.plot.accessibleDescription().startswith("risk_guard  HookTradeRequestOpen")
    assert scene.context.selection.plugin == ""
    assert view.plot.width() <= view.width() / 3
    view.table.select_identity(view.model.lines[1].identity)
    scene.session.restart()
    scene.session.writer.calls(0, "GetAccountByLogin", [300])
    scene.frame()
    assert view.plot.accessibleDescription().startswith("risk_guard  GetAccountByLogin")
    scene.session.writer.calls(1, "OnTradeExecuteOpen", [900])
    scene.frame()
    assert view.plot.accessibleDescription().startswith("spread_watch  OnTradeExecuteOpen")


def test_that_the_main_figures_need_no_scrolling(scene: Scene) -> None:
    view = opened(scene)
    view.resize(990, 220)
    scene.frame()
    header, titles = view.table.view.horizontalHeader(), [column.title for column in view.table.listing.columns]
    for title in ("Calls/s", "p50", "p95", "p99", "Max"):
        place = titles.index(title)
        assert header.sectionViewportPosition(place) + header.sectionSize(place) <= view.table.view.viewport().width()
