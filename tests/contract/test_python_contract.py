"""The Python side of the contract is the same contract: layouts, numbers, defaults, forms."""

import re
from pathlib import Path

import msgspec
import numpy as np
import pytest

from tests.contract.witnesses import ROOT, Witnesses
from workbench.contract.generate.callback_list import callback_rows
from workbench.contract.generate.python_names import python_name
from workbench.contract.generated import dtypes, enums
from workbench.contract.generated.callbacks import CALLBACK_BY_NAME, CALLBACKS
from workbench.contract.generated.forms import METHOD_FORMS, RECORD_FORMS
from workbench.contract.generated.records import RECORDS, PluginAccountRecord, PluginTradeRecord
from workbench.contract.secrets import is_secret
from workbench.contract.table import Table

Tables = tuple[Table, Table, Table]
DTYPES = {**dtypes.PLUGIN_SDK_DTYPES, **dtypes.EXTENSION_DTYPES, **dtypes.TELEMETRY_DTYPES}
CALLBACKS_H = ROOT / "workbench/engine/native/telemetry/generated/callbacks.h"


def test_that_numpy_sees_every_field_where_the_compiler_put_it(witnesses: Witnesses) -> None:
    for name, dtype in DTYPES.items():
        found = witnesses.layouts["records"][name]
        assert dtype.itemsize == found["size"], name
        assert dtype.fields is not None
        places = {key: [offset, part.itemsize] for key, (part, offset, *_) in dtype.fields.items()}
        assert places == {key: value[:2] for key, value in found["fields"].items() if key}, name


def test_that_shared_memory_records_are_numbers_only() -> None:
    for name, dtype in dtypes.TELEMETRY_DTYPES.items():
        assert dtype.fields is not None
        assert all(part.base.kind in "iuf" for part, *_ in dtype.fields.values()), name


def test_that_a_call_record_survives_the_way_through_bytes() -> None:
    record = np.zeros(1, dtypes.CALL_RECORD)
    record["took_ticks"] = 2**63
    record["login"] = -1
    again = np.frombuffer(record.tobytes(), dtypes.CALL_RECORD)
    assert again["took_ticks"][0] == 2**63
    assert again["login"][0] == -1


def test_that_callback_numbers_are_the_same_in_both_languages(tables: Tables) -> None:
    pairs = re.findall(r"^    (\w+) = (\d+),  ///<", CALLBACKS_H.read_text(), re.MULTILINE)
    assert [(name, int(number)) for name, number in pairs] == [(item.name, item.number) for item in CALLBACKS]
    assert [item.number for item in CALLBACKS] == list(range(len(CALLBACKS)))
    assert len(CALLBACKS) == len(callback_rows(tables[:2]))


def test_that_each_method_has_its_kind() -> None:
    kinds = {
        "HookQuoteTick": "Hook",
        "OnTradeAddDB": "Event",
        "GetSymbol": "ServerCall",
        "CreatePlugin": "EntryPoint",
        "CustomAction": "EntryPoint",
    }
    assert {name: CALLBACK_BY_NAME[name].kind for name in kinds} == kinds
    assert CALLBACKS[0].name == "None"


def test_that_python_records_have_the_tables_fields_and_defaults(tables: Tables, witnesses: Witnesses) -> None:
    for table in tables[:2]:
        for record in table.records:
            made = RECORDS[record.name]()
            assert made.__struct_fields__ == tuple(python_name(item.name) for item in record.fields)
            found = witnesses.layouts["records"][record.name]["fields"]
            for name in made.__struct_fields__:
                value, default = getattr(made, name), found[name][2]
                if default is not None and not isinstance(value, dict):
                    assert value == default, f"{record.name}.{name}"


def test_that_python_enumerations_have_the_tables_values(tables: Tables) -> None:
    for table in tables:
        for enum in table.enums:
            made = getattr(enums, enum.name)
            assert {name: int(item) for name, item in made.__members__.items()} == {
                python_name(item.name): item.value for item in enum.enumerators
            }


def test_that_a_record_survives_json() -> None:
    trade = PluginTradeRecord(order=7, symbol="EURUSD", cmd=enums.PluginTradeCommand.Sell, conv_rates=[1.0, 2.0])
    assert msgspec.json.decode(msgspec.json.encode(trade), type=PluginTradeRecord) == trade


def test_that_an_unknown_field_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field `ordr`"):
        msgspec.convert({"ordr": 1}, PluginTradeRecord)


def test_that_an_open_enumeration_keeps_unknown_values() -> None:
    trade = msgspec.json.decode(b'{"state": 77}', type=PluginTradeRecord)
    assert trade.state == 77
    assert trade.state.name == "Unknown_77"
    assert enums.PluginTradeState(77) is trade.state
    with pytest.raises(ValueError, match="99"):
        enums.PluginTradeCommand(99)


def test_that_no_secret_is_printed() -> None:
    secrets = {"password": "p1", "password_investor": "p2", "otp_secret": "p3", "secure_reserved": "p4"}
    account = msgspec.convert({**secrets, "name": "Ann"}, PluginAccountRecord)
    assert "Ann" in repr(account)
    assert not re.search(r"p[1-4]", repr(account))
    assert "enable_change_password=0" in repr(account)


def test_that_forms_cover_every_record_and_every_input(tables: Tables) -> None:
    main, extension, _ = tables
    for table in (main, extension):
        for record in table.records:
            names = [python_name(item.name) for item in record.fields]
            assert [form.name for form in RECORD_FORMS[record.name]] == names
        for interface in table.interfaces:
            for method in interface.methods:
                inputs = [item for item in method.params if item.mode != "out" and item.type.kind != "json_alloc"]
                names = [python_name(item.name) for item in inputs]
                assert [form.name for form in METHOD_FORMS[method.name]] == names


def test_that_forms_describe_each_input() -> None:
    forms = {form.name: form for form in RECORD_FORMS["PluginTradeRequestRecord"]}
    assert forms["volume"].unit == "lots × 100"
    assert forms["open_time"].kind == "time"
    assert ("Buy", 0) in forms["cmd"].choices
    assert forms["cmd"].default == -1
    assert forms["conv_rates"].default == [0.0, 0.0]
    assert METHOD_FORMS["OpenTrade"][0].record == "PluginTradeRequestRecord"
    assert all(form.doc for form in forms.values())


def test_that_forms_hide_secrets() -> None:
    hidden = {form.name for forms in RECORD_FORMS.values() for form in forms if form.is_secret}
    assert hidden == {"password", "password_investor", "otp_secret", "secure_reserved", "smtp_password"}
    assert not is_secret("enable_change_password")


def test_that_the_reference_page_has_every_item(tables: Tables) -> None:
    page = (Path(ROOT) / "docs/reference/plugin_sdk.md").read_text()
    headings = set(re.findall(r"^### (\w+)$", page, re.MULTILINE))
    for table in tables[:2]:
        groups = (table.records, table.enums, table.interfaces, table.entry_points)
        assert {item.name for group in groups for item in group} <= headings
