"""Following the log, and not while one reads."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.support.events import line
from tests.support.scene import Scene
from tests.support.waiting import PATIENCE_MILLIS
from workbench.engine.messages import JournalWritten


def written(first: int, count: int) -> JournalWritten:
    levels = ("info", "warning", "error")
    return JournalWritten(lines=tuple(line(number, levels[number % 3]) for number in range(first, first + count)))


def test_that_the_newest_line_stays_in_sight_until_the_reader_scrolls(scene: Scene, qtbot: QtBot) -> None:
    view = scene.open("journal")
    scene.frame(written(0, 200))
    bar = view.table.view.verticalScrollBar()
    assert view.following
    assert bar.value() == bar.maximum()
    bar.setValue(3)
    scene.frame(written(200, 50))
    assert not view.following
    assert bar.value() == 3
    assert view.live.text() == "Paused, 50 new"
    view.activateWindow()
    view.table.view.setFocus()
    qtbot.waitUntil(view.table.view.hasFocus, timeout=PATIENCE_MILLIS)
    QTest.keyClick(view.table.view, Qt.Key.Key_End)
    assert view.following
    assert bar.value() == bar.maximum()


def test_that_selecting_pauses_and_the_button_resumes(scene: Scene) -> None:
    view = scene.open("journal")
    scene.frame(written(0, 20))
    view.table.view.selectRow(2)
    assert not view.following
    view.live.click()
    assert view.following


def test_that_levels_and_text_narrow_the_log(scene: Scene) -> None:
    view = scene.open("journal")
    scene.frame(written(0, 9))
    view.level.setCurrentIndex(view.level.findData("error"))
    assert len(view.table.listing.shown) == 3
    QTest.keyClicks(view.needle, "line 5")
    assert [view.table.listing.row(0).text] == ["line 5"]
