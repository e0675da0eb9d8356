"""The panel as a person uses it."""

import sys

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip

from tests.support.recording import START_NANOS
from tests.support.scene import Scene
from workbench.contract.generated.enums import MarkKind
from workbench.telemetry import layout
from workbench.views.tick_chart.marks import MARK
from workbench.views.tick_chart.model import Quote
from workbench.views.tick_chart.picture import HEADER_PIXELS, Mapping
from workbench.views.tick_chart.plot import MARK_PIXELS
from workbench.views.tick_chart.scales import TAG_PIXELS
from workbench.views.tick_chart.stack import _price_tags
from workbench.views.tick_chart.widget import TickChartView

SECOND = 10**9


def quotes(scene: Scene, first: int, count: int, symbol: int = 0) -> None:
    numbers = np.arange(first, first + count)
    bid = 1.1 + np.sin(numbers / 7) / 1000
    scene.session.writer.ticks(symbol, bid, bid + 2e-5, START_NANOS + numbers * SECOND)


def opened(scene: Scene) -> TickChartView:
    view = scene.open("tick_chart")
    scene.frame()
    for symbol in range(4):
        quotes(scene, 0, 100, symbol)
    scene.frame()
    scene.frame()
    assert isinstance(view, TickChartView)
    return view


def test_that_the_first_symbols_with_quotes_are_shown_and_followed(scene: Scene) -> None:
    view = opened(scene)
    assert view.symbols_button.text() == "EURUSD, GBPUSD, USDJPY ▾"
    assert view.live_button.isChecked()
    start, stop = view.stack.rows[0].plot.mapping.start, view.stack.rows[0].plot.mapping.stop
    quotes(scene, 100, 10)
    scene.frame()
    moved = view.stack.rows[0].plot.mapping
    assert (moved.start - start, moved.stop - stop) == (10.0, 10.0) or moved.start > start
    assert stop - start == moved.stop - moved.start


def test_that_moving_the_chart_pauses_and_end_follows_again(scene: Scene) -> None:
    view = opened(scene)
    view.stack.pan(-0.2)
    held = view.stack.rows[0].plot
    scene.frame()
    before = held.mapping
    quotes(scene, 100, 50)
    scene.frame()
    assert held.mapping == before
    assert not view.live_button.isChecked()
    assert "Paused" in view.note.text()
    QTest.keyClick(view.stack, Qt.Key.Key_End)
    scene.frame()
    assert view.live_button.isChecked()
    assert held.mapping.stop > before.stop
    assert view.note.text() == ""


def test_that_symbols_are_chosen_in_the_menu_and_remembered(scene: Scene) -> None:
    view = opened(scene)
    actions = {action.text(): action for action in view.symbols_menu.actions()}
    actions["GBPUSD"].trigger()
    actions["XAUUSD"].trigger()
    assert [view.model.name(number) for number in view.stack.shown()] == ["EURUSD", "USDJPY", "XAUUSD"]
    again = scene.open("tick_chart")
    scene.frame()
    assert again.stack.shown() == view.stack.shown()


def test_that_the_crosshair_shows_time_prices_and_spread(scene: Scene) -> None:
    view = opened(scene)
    plot = view.stack.rows[0].plot
    x = float(plot.mapping.x(np.array(50.5)))
    view.stack.hover(plot, x, 60.0, QPoint(0, 0))
    scene.frame()
    bid = 1.1 + np.sin(50 / 7) / 1000
    assert [text for text, _ in plot.state.parts] == [f"{bid:.5f}", f"{bid + 2e-5:.5f}", "spread 2 pt"]
    tag = view.stack._time_scale.labels[-1]
    assert tag.text.startswith("08:00:50.")
    view.stack.leave()
    scene.frame()
    assert plot.state.cross_x is None


def test_that_a_trade_mark_is_found_under_the_pointer(scene: Scene) -> None:
    view = opened(scene)
    records = np.zeros(1, layout.MARK)
    records["server_nanos"], records["price"], records["kind"] = START_NANOS + 50 * SECOND, 1.1, MarkKind.Opened
    scene.session.writer.write(1, records)
    scene.frame()
    plot = view.stack.rows[0].plot
    x, y = float(plot.mapping.x(np.array(50.0))), float(plot.mapping.y(np.array(1.1)))
    assert plot.mark_near(x + 3, y) == 0
    assert plot.mark_near(x + 40, y) is None


def test_that_candles_are_drawn_for_every_frame(scene: Scene) -> None:
    view = opened(scene)
    for number in range(view.frame_box.count()):
        view.frame_box.setCurrentIndex(number)
        scene.frame()
        assert not view.grab().isNull()
    assert view.context.settings.value("tick_chart/frame") == "1D"


def test_that_a_click_selects_symbol_and_moment_for_all_panels(scene: Scene) -> None:
    view = opened(scene)
    plot = view.stack.rows[1].plot
    view.stack.pick(plot, float(plot.mapping.x(np.array(50.0))))
    assert scene.context.selection.symbol == "GBPUSD"
    assert abs(scene.context.selection.server_nanos - (START_NANOS + 50 * SECOND)) < SECOND
    scene.frame()
    assert plot.state.cursor_x is not None


def test_that_a_moment_selected_elsewhere_comes_into_sight(scene: Scene) -> None:
    view = opened(scene)
    quotes(scene, 100, 900)
    scene.frame()
    scene.context.selection.select_time(START_NANOS + 10 * SECOND)
    scene.frame()
    assert view.stack.rows[0].plot.state.cursor_x is not None
    assert not view.live_button.isChecked()


def test_that_the_newest_quotes_are_copied(scene: Scene) -> None:
    view = opened(scene)
    view.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Symbol\tTime\tBid\tAsk"
    assert lines[1].startswith("EURUSD\t2026-03-02 08:01:39.000\t1.1")


def test_that_the_keyboard_moves_and_zooms(scene: Scene) -> None:
    view = opened(scene)
    span = view.stack.time_range.span_seconds
    QTest.keyClick(view.stack, Qt.Key.Key_Plus)
    assert view.stack.time_range.span_seconds == span * 0.8
    assert view.live_button.isChecked()
    QTest.keyClick(view.stack, Qt.Key.Key_Left)
    assert not view.live_button.isChecked()
    QTest.keyClick(view.stack, Qt.Key.Key_Home)
    assert view.stack.time_range.span_seconds > 99


def test_that_nothing_is_painted_while_nothing_happens(scene: Scene) -> None:
    view = opened(scene)
    assert not view.stack.draw()


def test_that_a_hundred_frames_leave_the_count_of_none_alone(scene: Scene) -> None:
    view = opened(scene)
    for number in range(20):
        quotes(scene, 100 + number, 1)
        scene.frame()
        QApplication.processEvents()
    before = sys.getrefcount(None)
    for number in range(100):
        quotes(scene, 200 + number, 1)
        scene.frame()
        QApplication.processEvents()
    assert view.stack.rows
    assert sys.getrefcount(None) > before - 1000


def test_that_the_mouse_drags_zooms_and_selects(scene: Scene) -> None:
    view = opened(scene)
    viewport = view.stack.viewport()
    QApplication.processEvents()
    shown = view.stack.time_range
    stop = shown.stop_seconds
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(300, 40))
    for x in range(310, 420, 10):
        QTest.mouseMove(viewport, QPoint(x, 40))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(420, 40))
    assert shown.stop_seconds < stop - 5
    assert not view.live_button.isChecked()
    span = shown.span_seconds
    plot = view.stack.rows[0].plot
    view.stack.zoom(0.5, 0.5)
    assert shown.span_seconds == span / 2
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(200, 60))
    assert scene.context.selection.symbol == view.model.name(plot.symbol)


def test_that_the_wheel_zooms_about_the_pointer(scene: Scene) -> None:
    view = opened(scene)
    QApplication.processEvents()
    place = QPointF(300, 40)
    event = QWheelEvent(
        place,
        view.stack.viewport().mapToGlobal(place),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    span = view.stack.time_range.span_seconds
    QApplication.sendEvent(view.stack.viewport(), event)
    assert view.stack.time_range.span_seconds == span * 0.8
    assert not view.live_button.isChecked()


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_that_the_context_menu_opens_over_the_plots(scene: Scene) -> None:
    view = opened(scene)
    QApplication.processEvents()
    viewport = view.stack.viewport()
    place = QPoint(300, 40)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, viewport.mapToGlobal(place))
    QApplication.sendEvent(viewport, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert "Follow newest quote\tEnd" in [action.text() for action in menu.actions()]
    menu.close()


def test_that_a_marks_text_stays_while_the_pointer_rests(scene: Scene) -> None:
    view = opened(scene)
    records = np.zeros(1, layout.MARK)
    records["server_nanos"], records["price"], records["kind"] = START_NANOS + 50 * SECOND, 1.1, MarkKind.Refused
    scene.session.writer.write(1, records)
    scene.frame()
    plot = view.stack.rows[0].plot
    x, y = float(plot.mapping.x(np.array(50.0))), float(plot.mapping.y(np.array(1.1)))
    view.stack.hover(plot, x, y, view.stack.mapToGlobal(QPoint(int(x), int(y))))
    assert QToolTip.text().startswith("✕ Refused")
    rested = QHelpEvent(QEvent.Type.ToolTip, QPoint(int(x), int(y)), QPoint(0, 0))
    QApplication.sendEvent(view.stack.viewport(), rested)
    assert QToolTip.isVisible()
    view.stack.hover(plot, x + 60, y, QPoint(0, 0))
    view.stack.leave()


def test_that_a_server_whose_clock_begins_anew_is_followed(scene: Scene) -> None:
    view = opened(scene)
    quotes(scene, 100, 900)
    scene.frame()
    view.stack.pan(-0.1)
    view.stack.show_cursor(START_NANOS + 950 * SECOND)
    scene.session.restart()
    scene.frame()
    quotes(scene, 0, 20)
    scene.frame()
    assert view.live_button.isChecked()
    shown = view.stack.rows[0].plot.mapping
    assert shown.start < 19 <= shown.stop
    assert view.stack.rows[0].plot.state.cursor_x is None


@pytest.mark.parametrize("bid", [1.0001, 1.0500, 1.0999])
def test_that_the_tags_of_bid_and_ask_never_cover_each_other(bid: float) -> None:
    mapping = Mapping(0.0, 1.0, 1.0, 1.1, 400.0, 60.0)
    ask, below = (label.at for label in _price_tags(Quote(0.0, bid, bid + 2e-5), mapping, 5))
    assert below - ask >= TAG_PIXELS
    assert ask >= TAG_PIXELS / 2
    assert below <= 60 - TAG_PIXELS / 2


def test_that_no_mark_hides_behind_the_heading_or_is_cut_by_an_edge(scene: Scene) -> None:
    plot = opened(scene).stack.rows[0].plot
    mapping = plot.mapping
    half, middle = MARK_PIXELS / 2, round(mapping.height / 2)
    marks = np.zeros(5, MARK)
    marks["kind"] = MarkKind.Placed
    places = [-200.0, -2.0, 3.0, middle, mapping.height + 1]
    marks["price"] = [mapping.price(y) for y in places]
    plot.set_marks(marks)
    below_heading, above_floor = HEADER_PIXELS + half, mapping.height - half
    assert [y for _x, y in plot._mark_points.tolist()] == pytest.approx(
        [-200.0, below_heading, below_heading, middle, above_floor]
    )
