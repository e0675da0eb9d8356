"""The table as a person uses it."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget
from pytestqt.qtbot import QtBot

from tests.support.scene import Scene
from tests.support.waiting import PATIENCE_MILLIS
from workbench.views.base import ROW_PIXELS
from workbench.views.table.empty import EmptyState
from workbench.views.table.model import Column
from workbench.views.table.widget import DataTable


@dataclass
class Row:
    name: str
    calls: int


COLUMNS: tuple[Column[Row], ...] = (
    Column(title="Name", text=lambda row: row.name, icon=lambda _row: "warning", color=lambda _row: "error"),
    Column(title="Calls", text=lambda row: str(row.calls), key=lambda row: row.calls, numeric=True),
)


@pytest.fixture
def table(scene: Scene, qtbot: QtBot) -> DataTable[Row]:
    made = DataTable(scene.context, "t", COLUMNS, empty=EmptyState("None", "None yet"), identity=lambda row: row.name)
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show()
    return made


def test_that_qt_is_notified_of_every_change_correctly(table: DataTable[Row]) -> None:
    tester = QAbstractItemModelTester(table.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    rows = [Row("a", 1), Row("b", 2)]
    table.show_rows(rows, 0)
    rows.append(Row("c", 3))
    table.show_rows(rows, 0)
    rows[0].calls = 7
    table.show_rows(rows, 1)
    table.filter("c")
    table.show_rows(rows[:1], 2)
    assert tester.model() is table.model
    assert table.model.rowCount() == 0
    assert table.model.rowCount(QModelIndex()) == 0


def test_that_an_empty_table_says_what_will_appear(table: DataTable[Row]) -> None:
    table.show_rows([], 0)
    assert table.empty.isVisible()
    table.show_rows([Row("a", 1)], 1)
    assert table.view.isVisible()
    table.filter("nothing like it")
    assert table.no_match.isVisible()
    table.no_match.button.click()
    assert table.view.isVisible()


def test_that_the_selection_follows_its_row_through_a_new_order(table: DataTable[Row]) -> None:
    rows = [Row("a", 1), Row("b", 2)]
    table.show_rows(rows, 0)
    table.select_identity("b")
    table.show_rows(list(reversed(rows)), 1)
    current = table.current()
    assert current is not None
    assert current.name == "b"


def test_that_ctrl_c_copies_and_ctrl_f_filters(table: DataTable[Row]) -> None:
    table.show_rows([Row("a", 1), Row("b", 2)], 0)
    table.view.selectAll()
    table.copy()
    assert QGuiApplication.clipboard().text() == "a\t1\nb\t2"
    table.open_filter()
    QTest.keyClicks(table.filter_line, "b")
    assert [row.name for row in (table.listing.row(0),)] == ["b"]
    table.clear_filter()
    assert len(table.listing.shown) == 2


def test_that_a_header_click_sorts_and_is_remembered(table: DataTable[Row], scene: Scene, qtbot: QtBot) -> None:
    table.show_rows([Row("a", 1), Row("b", 2)], 0)
    table.view.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert table.listing.row(0).name == "b"
    again = DataTable(scene.context, "t", COLUMNS, empty=EmptyState("None", ""), identity=lambda row: row.name)
    qtbot.addWidget(again)
    again.show_rows([Row("a", 1), Row("b", 2)], 0)
    assert again.listing.row(0).name == "b"


def test_that_rows_are_dense_and_numbers_stand_right(table: DataTable[Row]) -> None:
    table.show_rows([Row("a", 1)], 0)
    assert table.view.rowHeight(0) == ROW_PIXELS
    right = table.model.data(table.model.index(0, 1), Qt.ItemDataRole.TextAlignmentRole)
    assert right & Qt.AlignmentFlag.AlignRight
    assert table.model.data(table.model.index(0, 0), Qt.ItemDataRole.DecorationRole) is not None


def test_that_keys_reach_the_table_that_has_the_focus_and_no_other(scene: Scene, qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    layout = QHBoxLayout(box)
    tables = [DataTable(scene.context, name, COLUMNS, empty=EmptyState("None", "")) for name in ("one", "two")]
    for each in tables:
        layout.addWidget(each)
        each.show_rows([Row(each.view.accessibleName(), 1)], 0)
    box.show()
    box.activateWindow()
    tables[1].view.setFocus()
    qtbot.waitUntil(tables[1].view.hasFocus, timeout=PATIENCE_MILLIS)
    tables[1].view.selectAll()
    QTest.keyClick(tables[1].view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "two\t1"
    QTest.keyClick(tables[1].view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert [each.filter_line.isVisible() for each in tables] == [False, True]
    QTest.keyClick(tables[1].filter_line, Qt.Key.Key_Escape)
    assert not tables[1].filter_line.isVisible()


WIDE: tuple[Column[Row], ...] = (
    Column(title="Name", text=lambda row: row.name, width=100, stretch=True),
    Column(title="Calls", text=lambda row: str(row.calls), numeric=True, width=120, fit=True),
    Column(title="More", text=lambda row: row.name, width=80, extra=True),
)


def widths(table: DataTable[Row]) -> list[int]:
    header = table.view.horizontalHeader()
    return [header.sectionSize(number) for number in range(header.count())]


def test_that_columns_share_the_room_until_a_person_drags_one(scene: Scene, qtbot: QtBot) -> None:
    def open_wide() -> DataTable[Row]:
        made = DataTable(scene.context, "wide", WIDE, empty=EmptyState("None", ""), identity=lambda row: row.name)
        qtbot.addWidget(made)
        made.show()
        made.show_rows([Row("a", 1)], 0)
        return made

    table = open_wide()
    table.resize(400, 200)
    room = table.view.viewport().width()
    assert sum(widths(table)) == room
    assert widths(table)[1] < 120
    table.resize(200, 200)
    room = table.view.viewport().width()
    assert sum(widths(table)[:2]) == room
    table.show_rows([Row("a", 123_456_789)], 1)
    assert sum(widths(table)[:2]) == room
    table.view.horizontalHeader().resizeSection(0, 150)
    table.resize(500, 200)
    assert widths(table)[0] == 150
    assert widths(open_wide())[0] == 150
    menu = table.menu()
    columns = next(action.menu() for action in menu.actions() if action.text() == "Columns")
    assert isinstance(columns, QMenu)
    next(action for action in columns.actions() if action.text() == "Reset columns").trigger()
    assert sum(widths(table)) == table.view.viewport().width()


def test_that_a_suggested_row_is_not_a_persons_choice(table: DataTable[Row], qtbot: QtBot) -> None:
    reported: list[bool] = []
    table.selected.connect(lambda: reported.append(True))
    table.show_rows([Row("a", 1), Row("b", 2)], 0)
    table.suggest_first()
    assert table.current() is not None
    assert not table.chosen
    assert reported == []
    place = table.view.visualRect(table.model.index(0, 0)).center()
    QTest.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert table.chosen
    assert reported


def test_that_a_row_selected_elsewhere_comes_into_sight(table: DataTable[Row]) -> None:
    table.show_rows([Row(f"row {number}", number) for number in range(200)], 0)
    table.select_identity("row 150")
    place = table.view.visualRect(table.model.index(150, 0))
    assert table.view.viewport().rect().contains(place.center())


def test_that_a_column_is_measured_by_the_rows_in_sight_of_a_long_list(scene: Scene, qtbot: QtBot) -> None:
    columns = (Column[Row](title="N", text=lambda row: row.name, width=300, fit=True), *COLUMNS[1:])
    made = DataTable(scene.context, "long", columns, empty=EmptyState("None", ""), identity=lambda row: row.name)
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show()
    made.show_rows([Row("a text of some length", 0), *(Row(str(number), number) for number in range(300))], 0)
    wide = made.view.fontMetrics().horizontalAdvance("a text of some length")
    assert made.view.horizontalHeader().sectionSize(0) > wide


def test_that_clearing_the_filter_takes_back_what_the_panel_left_out(table: DataTable[Row]) -> None:
    table.accept(lambda row: row.calls > 5, clear=lambda: table.accept(lambda row: True))
    table.show_rows([Row("a", 1)], 0)
    assert table.no_match.isVisible()
    assert table.no_match.hint.text() == "No row matches the filter."
    table.no_match.button.click()
    assert table.view.isVisible()


def test_that_an_action_is_offered_only_when_it_makes_sense(table: DataTable[Row]) -> None:
    ran: list[str] = []
    sensible = [False]
    action = table.add_action("Try", lambda: ran.append("it"), "Ctrl+T", when=lambda: sensible[0])
    menu = table.menu()
    assert not action.isEnabled()
    menu.aboutToHide.emit()
    action.trigger()
    assert ran == []
    sensible[0] = True
    assert table.menu().actions()[0].isEnabled()
    action.trigger()
    assert ran == ["it"]
