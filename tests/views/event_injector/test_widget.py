"""Filling in, sending, reading the answer."""

from typing import Any

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.support.recording import START_NANOS
from tests.support.scene import Scene
from workbench.contract.generated.records import PluginTradeRequestRecord
from workbench.engine.messages import Answer, InjectTick, Login, OpenTrade, UpdateClosedTrade, UpdateTrade
from workbench.views.event_injector.model import FORMS
from workbench.views.form.widget import EDITOR_PIXELS, GAP_PIXELS

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


def test_that_a_wrong_value_is_reported_and_nothing_is_sent(scene: Scene) -> None:
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


def test_that_a_number_is_sent_as_it_is_typed_also_when_a_choice_begins_with_it(scene: Scene) -> None:
    scene.session.rows["accounts"] = [{"login": 1001, "name": "Ada", "group": "real-usd"}]
    view = scene.open("event_injector")
    view.kinds.setCurrentRow(NAMES.index("login"))
    scene.frame()
    # The keys reach the line by way of its combo box, which has the focus.
    combo = view.stack.currentWidget().editors["login"]
    assert combo.completer() is None, "a completed number is sent on a real screen, which this test does not have"
    for typed in ("100", "1001"):
        combo.lineEdit().selectAll()
        QTest.keyClicks(combo, typed)
        QTest.keyClick(combo, Qt.Key.Key_Return)
    assert [command.login for command in scene.session.sent(Login)] == [100, 1001]


def trade_row(order: int, **fields: Any) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.to_builtins(
        PluginTradeRequestRecord(order=order, login=1001, symbol="EURUSD", **fields)
    )
    return row


def show(scene: Scene, form: str) -> Any:
    view = scene.open("event_injector")
    view.kinds.setCurrentRow(NAMES.index(form))
    scene.frame()
    return view


def test_that_choosing_an_order_shows_its_values_and_only_edited_ones_are_sent(scene: Scene) -> None:
    scene.session.rows["closed_trades"] = [
        trade_row(7, profit=-10.0, comment="old"),
        trade_row(8, profit=25.5, commission=-7.0, open_price=1.1, close_price=1.2, comment="kept"),
    ]
    view = show(scene, "update_closed")
    form = view.stack.currentWidget()
    assert form.text("profit") == "-10"
    form.set_text("order", "8")
    shown = [form.text(name) for name in ("profit", "commission", "open_price", "close_price", "comment")]
    assert shown == ["25.5", "-7", "1.1", "1.2", "kept"]
    form.set_text("comment", "corrected")
    view.send()
    [sent] = scene.session.sent(UpdateClosedTrade)
    assert (sent.trade.order, sent.trade.comment, sent.only) == (8, "corrected", ("comment",))
    scene.frame()
    assert view.model.history[-1].summary == "order 8  comment corrected"


def test_that_an_order_typed_by_number_alone_changes_nothing_but_what_is_typed(scene: Scene) -> None:
    view = show(scene, "update")
    form = view.stack.currentWidget()
    form.set_text("order", "4711")
    form.set_text("tp", "1.5")
    view.send()
    [sent] = scene.session.sent(UpdateTrade)
    assert (sent.trade.order, sent.trade.tp, sent.only) == (4711, 1.5, ("tp",))


def test_that_an_edit_of_an_order_without_a_listed_record_stays_when_it_is_refused(scene: Scene) -> None:
    scene.session.rows["open_trades"] = [trade_row(9, sl=1.05, tp=1.2, comment="kept")]
    scene.session.answers[UpdateTrade] = Answer(code=115, order=9, error="RET_TRADE_INCORRECT_ORDER")
    view = show(scene, "update")
    form = view.stack.currentWidget()
    form.set_text("sl", "1.04")
    scene.session.rows["open_trades"] = [trade_row(10, sl=1.01)]
    view.send()
    for _ in range(3):
        scene.frame()
    assert [form.text(name) for name in ("order", "sl", "tp", "comment")] == ["9", "1.04", "", ""]
    view.send()
    assert [each.only for each in scene.session.sent(UpdateTrade)] == [("sl",), ("sl",)]


def test_that_a_zero_entered_for_an_order_without_a_listed_record_is_sent(scene: Scene) -> None:
    view = show(scene, "update")
    form = view.stack.currentWidget()
    view.all_fields.setChecked(True)
    form.set_text("order", "4711")
    assert form.text("sl") == form.text("gw_order") == form.text("cmd") == ""
    form.set_text("sl", "0")
    view.send()
    [sent] = scene.session.sent(UpdateTrade)
    assert (sent.trade.order, sent.trade.sl, sent.only) == (4711, 0.0, ("sl",))


def test_that_a_long_text_shows_its_beginning(scene: Scene) -> None:
    scene.session.rows["open_trades"] = [trade_row(9, comment="x" * 1024)]
    view = show(scene, "update")
    assert view.stack.currentWidget().editors["comment"].cursorPosition() == 0


def test_that_a_form_has_as_many_columns_as_fit_beside_each_other(scene: Scene) -> None:
    view = show(scene, "update")
    form = view.stack.currentWidget()
    labels = max(form._labels[name].sizeHint().width() for name in FORMS[NAMES.index("update")].first)
    pair = labels + EDITOR_PIXELS + 2 * GAP_PIXELS
    for width, columns in ((2 * pair + GAP_PIXELS, 2), (2 * pair + GAP_PIXELS - 1, 1), (pair, 1)):
        form.resize(width, 400)
        assert form._columns == columns


def test_that_a_cleared_value_is_an_edit(scene: Scene) -> None:
    scene.session.rows["open_trades"] = [trade_row(9, sl=1.05)]
    view = show(scene, "update")
    view.stack.currentWidget().set_text("sl", "")
    view.send()
    [sent] = scene.session.sent(UpdateTrade)
    assert (sent.trade.sl, sent.only) == (0.0, ("sl",))


def test_that_new_values_of_the_order_appear_beside_what_was_edited(scene: Scene) -> None:
    scene.session.rows["open_trades"] = [trade_row(9, sl=1.05, tp=1.2)]
    view = show(scene, "update")
    form = view.stack.currentWidget()
    form.set_text("tp", "1.3")
    scene.session.rows["open_trades"] = [trade_row(9, sl=1.06, tp=1.25)]
    view.send()
    for _ in range(3):
        scene.frame()
    assert (form.text("sl"), form.text("tp")) == ("1.06", "1.3")


def test_that_all_fields_of_an_order_show_its_values(scene: Scene) -> None:
    scene.session.rows["open_trades"] = [trade_row(9, gw_order="lp-17")]
    view = show(scene, "update")
    view.all_fields.setChecked(True)
    scene.frame()
    form = view.stack.currentWidget()
    assert (form.text("gw_order"), form.text("login"), form.text("symbol")) == ("lp-17", "1001", "EURUSD")
    view.send()
    assert scene.session.sent(UpdateTrade)[0].only == ()


def test_that_an_edit_of_the_history_is_edited_again(scene: Scene) -> None:
    scene.session.rows["open_trades"] = [trade_row(9, sl=1.05), trade_row(10, sl=1.01)]
    view = show(scene, "update")
    form = view.stack.currentWidget()
    form.set_text("sl", "1.07")
    view.send()
    form.set_text("order", "10")
    view.table.show_rows(view.model.history, view.model.generation)
    view.table.view.selectRow(0)
    view.edit_again()
    view.send()
    assert [(each.trade.order, each.trade.sl, each.only) for each in scene.session.sent(UpdateTrade)] == [
        (9, 1.07, ("sl",)),
        (9, 1.07, ("sl",)),
    ]
