"""The table as a person uses it."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from tests.ui.scene import Scene
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


def test_that_qt_is_told_of_every_change_correctly(table: DataTable[Row]) -> None:
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
