"""The newest fault shows itself."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.support.events import fault
from tests.support.scene import Scene
from tests.support.waiting import PATIENCE_MILLIS
from workbench.session import ThreadStack


def test_that_a_new_fault_is_selected_and_reported(scene: Scene) -> None:
    view = scene.open("faults")
    scene.frame(fault("crash", "a", "OnQuoteTick", signal="SIGSEGV"))
    scene.frame(fault("crash", "b", "OnQuoteTick", signal="SIGSEGV"))
    assert view.table.current().plugin == "b"
    assert "b crashed in OnQuoteTick (SIGSEGV)" in view.title_line.text()
    view.without.click()
    assert scene.ran == ["server.restart_without"]
    view.copy()
    assert QGuiApplication.clipboard().text().startswith("b crashed")


def test_that_only_the_newest_fault_offers_a_restart(scene: Scene) -> None:
    view = scene.open("faults")
    scene.frame(fault("crash", "a", "OnQuoteTick"))
    scene.frame(fault("crash", "b", "OnQuoteTick"))
    view.table.view.selectRow(0)
    assert not view.restart.isVisible()
    view.table.view.selectRow(1)
    assert view.restart.isVisible()


def test_that_a_panel_opened_after_the_fault_reports_it(scene: Scene) -> None:
    scene.frame(fault("crash", "a", "OnQuoteTick"))
    view = scene.open("faults")
    scene.frame()
    assert "a crashed in OnQuoteTick" in view.title_line.text()


def test_that_nothing_is_to_be_restarted_once_a_server_runs_again(scene: Scene) -> None:
    view = scene.open("faults")
    scene.frame(fault("crash", "a", "OnQuoteTick"))
    assert view.restart.isVisible()
    scene.session.restart()
    scene.frame()
    assert not view.restart.isVisible()
    assert not view.without.isVisible()


def test_that_a_plugin_left_out_can_be_tried_again(scene: Scene) -> None:
    view = scene.open("faults")
    scene.session.quarantine = ("a.so",)
    scene.frame(fault("crash", "a", "OnQuoteTick", number=1, quarantined="a.so"))
    assert view.retry.text() == "Retry a"
    assert not view.without.isVisible()
    view.retry.click()
    assert scene.session.retried == ["a.so"]
    scene.frame()
    assert not view.retry.isVisible()


def test_that_a_debugger_is_offered_for_what_still_stands(scene: Scene) -> None:
    view = scene.open("faults")
    scene.frame(fault("hang", "a", "OnQuoteTick"))
    view.attach.click()
    assert scene.ran == ["server.attach_debugger"]
    scene.frame(fault("crash", "a", "OnQuoteTick"))
    assert not view.attach.isVisible()


def test_that_the_frame_at_fault_is_marked_and_the_servers_own_stand_back(scene: Scene) -> None:
    view = scene.open("faults")
    thread = ThreadStack(tid=7, name="engine", owner="a", frames=("raise", "A::rule (a.cpp:3)", "core<b>"), own=(1,))
    scene.frame(fault("crash", "a", "OnQuoteTick", stack=thread.frames, threads=(thread,)))
    reported = view.pages.page("Report").toPlainText()
    assert "▶ A::rule (a.cpp:3)" in reported
    assert "… 1 more in Threads" in reported
    whole = view.pages.page("Threads").toPlainText().replace("\xa0", " ").splitlines()
    assert whole == ["engine (7, a)", "  raise", "▶ A::rule (a.cpp:3)", "  core<b>"]
    assert scene.theme.color("error").name() in view.pages.page("Threads").toHtml()


def test_that_more_threads_than_can_be_read_are_counted_and_copied(scene: Scene) -> None:
    view = scene.open("faults")
    threads = tuple(ThreadStack(tid=tid, name=f"worker {tid}", frames=("wait",) * 50) for tid in range(60))
    scene.frame(fault("crash", "a", "OnQuoteTick", threads=threads, stack=threads[0].frames))
    reported = view.pages.page("Threads").toPlainText()
    assert "… 21 more threads" in reported
    assert "worker 59" not in reported
    view.copy()
    assert "worker 59" in QGuiApplication.clipboard().text()


def test_that_the_report_is_copied_from_whatever_part_of_the_panel_has_the_focus(scene: Scene, qtbot: QtBot) -> None:
    view = scene.open("faults")
    scene.frame(fault("crash", "a", "OnQuoteTick", stack=("rule",)))
    for part in (view.table.view, view.pages.page("Report")):
        QGuiApplication.clipboard().setText("before")
        view.activateWindow()
        part.setFocus()
        qtbot.waitUntil(part.hasFocus, timeout=PATIENCE_MILLIS)
        QTest.keyClick(part, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        assert QGuiApplication.clipboard().text().startswith("a crashed in OnQuoteTick")
    # Qt takes the modifiers for pressed until the next key.
    QTest.keyClick(view.table.view, Qt.Key.Key_Escape)
