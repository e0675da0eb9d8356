"""Bursts, answers and commands."""

from typing import get_args

import pytest

from tests.support.recording import START_NANOS
from tests.support.scene import Scene
from workbench.contract.generated.records import PluginMailRecord
from workbench.engine.messages import (
    Advance,
    Answer,
    AnyCommand,
    ApplyConfiguration,
    BreakBefore,
    CallCustomAction,
    EditConfiguration,
    EnablePlugin,
    InjectTick,
    MovePlugin,
    OpenTrade,
    Query,
    RedoConfiguration,
    SendMail,
    SetFeed,
    SetMaintenance,
    SetRobot,
    UndoConfiguration,
    UpdateAccount,
)
from workbench.views.event_injector.model import (
    CHOICES,
    FORMS,
    IN_FLIGHT,
    EventForm,
    EventInjectorModel,
    answer_text,
    choices,
    outcome,
)
from workbench.views.plugin_list import PluginList

BY_NAME = {form.name: form for form in FORMS}


def defaults(form: EventForm) -> dict[str, object]:
    return {field.name: field.default for field in form.fields}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_that_every_form_makes_its_command_from_its_defaults(form: EventForm) -> None:
    form.make({**defaults(form), **form.presets})
    assert set(form.first) <= {field.name for field in form.fields}
    assert {form.choice(name) for name in form.chosen} <= set(CHOICES)
    assert set(form.chosen_from) <= set(form.chosen)


def test_that_values_reach_the_command() -> None:
    values = {**defaults(BY_NAME["open"]), "login": 1003, "symbol": "EURUSD", "volume": 150}
    command = BY_NAME["open"].make(values)
    assert isinstance(command, OpenTrade)
    assert (command.trade.login, command.trade.symbol, command.trade.volume) == (1003, "EURUSD", 150)


def test_that_a_burst_keeps_a_few_commands_under_way(plugin_list: PluginList) -> None:
    model = EventInjectorModel(plugin_list)
    tick = {"symbol": "EURUSD", "bid": 1.0, "ask": 1.1, "volume": 0.0}
    sent = model.begin(BY_NAME["tick"], tick, number=40)
    first = list(model.due(sent))
    assert first == [InjectTick(**tick)] * IN_FLIGHT  # type: ignore[arg-type]
    assert list(model.due(sent)) == []
    model.learn(sent, Answer())
    assert len(list(model.due(sent))) == 1
    sent.stopped = True
    for _ in range(IN_FLIGHT):
        model.learn(sent, Answer())
    assert not sent.waiting
    assert outcome(sent) == "17 of 40 answered, 0 not RET_OK: RET_OK"


def test_that_a_server_that_went_away_ends_the_burst(plugin_list: PluginList) -> None:
    model = EventInjectorModel(plugin_list)
    sent = model.begin(BY_NAME["login"], {"login": 1}, number=100)
    list(model.due(sent))
    for _ in range(IN_FLIGHT):
        model.learn(sent, Answer(error="The server went away."))
    assert list(model.due(sent)) == []
    assert not sent.waiting
    assert sent.failed


def test_that_answers_name_the_return_code() -> None:
    assert answer_text(Answer(order=5012)) == "RET_OK  order 5012"
    assert answer_text(Answer(code=2, error="no money")) == "RET_ERROR  no money"
    assert answer_text(Answer(code=9999)) == "return code 9999"
    assert answer_text(Answer(error="gone")) == "gone"


def test_that_the_last_quote_of_every_symbol_is_known(scene: Scene) -> None:
    model = scene.models["event_injector"]
    assert isinstance(model, EventInjectorModel)
    for symbol in range(3):
        scene.session.writer.ticks(symbol, [1.0, 2.0 + symbol], [1.1, 2.1 + symbol], [START_NANOS, START_NANOS + 1])
    scene.frame()
    assert model.quote("USDJPY") == (4.0, 4.1)
    assert model.quote("EURUSD") == (2.0, 2.1)
    assert model.quote("nothing") is None
    assert model.server_nanos == START_NANOS + 1


def test_that_choices_show_whose_number_it_is() -> None:
    rows = [{"login": 1001, "name": "Ada", "group": "real-usd"}]
    assert choices("login", rows) == [("1001", "1001  Ada  real-usd")]


@pytest.mark.parametrize(
    ("form", "field", "what"),
    [
        ("open", "login", "accounts"), ("close", "order", "open_trades"), ("close_by", "parent_order", "open_trades"),
        ("cancel", "order", "pending_trades"), ("delete", "order", "closed_trades"),
        ("restore", "order", "closed_trades"), ("mail", "to", "accounts"), ("action", "plugin", "plugins"),
    ],
)  # fmt: skip
def test_that_each_field_offers_what_fits_it(form: str, field: str, what: str) -> None:
    assert field in BY_NAME[form].chosen
    assert CHOICES[BY_NAME[form].choice(field)].what == what


def test_that_mail_maintenance_and_actions_reach_their_commands() -> None:
    mail = BY_NAME["mail"].make({"to": 1001, "sender": "", "subject": "Hello", "body": "…"})
    assert mail == SendMail(mail=PluginMailRecord(to=1001, subject="Hello", body="…"))
    assert BY_NAME["maintenance"].make({"on": False}) == SetMaintenance(on=False)
    action = BY_NAME["action"].make({"plugin": "risk_guard", "request": {"login": 1001}})
    assert action == CallCustomAction(plugin="risk_guard", request={"login": 1001})


def test_that_whatever_can_be_asked_of_the_server_has_a_form() -> None:
    asked = {type(form.make({**defaults(form), **form.presets})) for form in FORMS}
    elsewhere = {
        UpdateAccount, SetFeed, SetRobot, EnablePlugin, MovePlugin, BreakBefore, Query, Advance, EditConfiguration,
        ApplyConfiguration, UndoConfiguration, RedoConfiguration,
    }  # fmt: skip
    assert asked | elsewhere == set(get_args(AnyCommand))


def test_that_the_form_of_a_closing_begins_with_what_a_closing_reads() -> None:
    [close] = [form for form in FORMS if form.name == "close"]
    assert close.first == ("order", "volume", "close_price")
