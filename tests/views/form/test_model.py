"""What a person types becomes a value, or one clear line."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.contract.form import FieldForm
from workbench.contract.generated.forms import METHOD_FORMS, RECORD_FORMS
from workbench.views.form.model import FieldError, parse, summary, written

FIELDS = [field for fields in (*RECORD_FORMS.values(), *METHOD_FORMS.values()) for field in fields]


def field(kind: str, default: Any = None, **more: Any) -> FieldForm:
    return FieldForm(name="volume", kind=kind, default=default, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("int", " 100 ", 100),
        ("float", "1,5", 1.5),
        ("time", "2026-03-02 08:00", 1_772_438_400),
        ("time", "12", 12),
        ("bool", "yes", True),
        ("json", '{"a": [1]}', {"a": [1]}),
        ("text", "VIP", "VIP"),
    ],
)
def test_that_what_is_typed_is_understood(kind: str, text: str, value: Any) -> None:
    assert parse(field(kind), text) == value


@pytest.mark.parametrize("kind", ["int", "float", "time", "bool", "json"])
def test_that_nonsense_is_named_with_its_field(kind: str) -> None:
    with pytest.raises(FieldError, match="volume: “abc” is not "):
        parse(field(kind), "abc")


def test_that_an_enumeration_takes_names_and_numbers() -> None:
    command = field("enum", 0, choices=(("Buy", 0), ("Sell", 1)))
    assert [parse(command, text) for text in ("Sell", "1", "24", "")] == [1, 1, 24, 0]
    with pytest.raises(FieldError, match="one of Buy, Sell"):
        parse(command, "Hold")


def test_that_infinite_and_too_large_numbers_are_refused() -> None:
    for kind, text in (("float", "inf"), ("float", "nan"), ("int", "9" * 30)):
        with pytest.raises(FieldError):
            parse(field(kind), text)


@given(st.sampled_from(FIELDS))
def test_that_every_default_of_the_contract_survives_its_editor(described: FieldForm) -> None:
    assert parse(described, written(described, described.default)) == described.default


def test_that_a_summary_hides_secrets_and_leaves_out_defaults() -> None:
    fields = (
        FieldForm(name="login", kind="int", default=0),
        FieldForm(name="password", kind="text", default="", is_secret=True),
        FieldForm(name="comment", kind="text", default=""),
    )
    assert summary({"login": 1003, "password": "hush", "comment": ""}, fields) == "login 1003  password •••"
