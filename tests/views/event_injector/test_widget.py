"""Filling in, sending, reading the answer."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.recording import START_NANOS
from tests.ui.scene import Scene
from workbench.engine.messages import Answer, InjectTick, Login, OpenTrade
from workbench.views.event_injector.model import FORMS

NAMES = [form.name for form in FORMS]


def test_that_the_tick_form_starts_from_the_last_quote(scene: Scene) -> None:
    scene.session.rows["symbols"] = [{"symbol": "USDJPY"}]
    view = scene.open("event_injector")
    scene.session.writer.ticks(2, [150.1], [150.2], [START_NANOS])
    scene.frame()
    scene.frame()
    view.send()
    scene.frame()
    assert scene.session.sent(InjectTick) == [InjectTick(symbol="USDJPY", bid=150.1, ask=150.2, volume=0.0)]
    assert view.answer.text() == "RET_OK"


def test_that_a_refusal_is_shown_by_name_and_the_history_sends_it_again(scene: Scene) -> None:
    scene.session.answers[OpenTrade] = Answer(code=2, order=7, error="exposure above the limit")
    view = scene.open("event_injector")
    view.kinds.setCurrentRow(NAMES.index("open"))
    form = view.stack.currentWidget()
    form.set_text("login", "1003")
    QTest.keyClick(form.editors["volume"], Qt.Key.Key_Return)
    scene.frame()
    assert view.answer.text() == "RET_ERROR  order 7  exposure above the limit"
    view.table.view.selectRow(0)
    view.resend()
    assert [command.trade.login for command in scene.session.sent(OpenTrade)] == [1003, 1003]


def test_that_a_wrong_value_is_told_and_nothing_is_sent(scene: Scene) -> None:
    view = scene.open("event_injector")
    view.stack.currentWidget().set_text("bid", "much")
    view.send()
    scene.frame()
    assert view.answer.text() == "bid: “much” is not a number"
    assert scene.session.sent(InjectTick) == []


def test_that_a_burst_is_sent_as_answers_come(scene: Scene) -> None:
    view = scene.open("event_injector")
    view.kinds.setCurrentRow(NAMES.index("login"))
    view.burst.setValue(50)
    view.send()
    for _ in range(50):
        scene.frame()
    assert len(scene.session.sent(Login)) == 50
    assert view.model.history[0].answered == 50


def test_that_all_fields_of_a_record_can_be_opened_and_edited_again(scene: Scene) -> None:
    view = scene.open("event_injector")
    view.kinds.setCurrentRow(NAMES.index("open"))
    form = view.stack.currentWidget()
    assert "gw_uuid" not in form.editors
    view.all_fields.setChecked(True)
    form.set_text("gw_uuid", "x-1")
    view.send()
    form.set_text("gw_uuid", "")
    view.table.show_rows(view.model.history, view.model.generation)
    view.table.view.selectRow(0)
    view.edit_again()
    assert form.text("gw_uuid") == "x-1"


def test_that_logins_are_picked_by_name_and_sent_as_numbers(scene: Scene) -> None:
    scene.session.rows["accounts"] = [
        {"login": 1001, "name": "Ada", "group": "real-usd"},
        {"login": 1002, "name": "Grace", "group": "real-usd"},
    ]
    view = scene.open("event_injector")
    view.kinds.setCurrentRow(NAMES.index("login"))
    scene.frame()
    combo = view.stack.currentWidget().editors["login"]
    assert combo.itemText(1) == "1002  Grace  real-usd"
    combo.setCurrentIndex(1)
    combo.activated.emit(1)
    view.send()
    assert scene.session.sent(Login)[0].login == 1002
