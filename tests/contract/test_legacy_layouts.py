"""Legacy layouts: their headers match the tables, and every record, hook, event and server call crosses the border."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.contract.layout_probe import layout_probe, shown
from tests.contract.legacy_probe import RENAMED, argument, expected, legacy_plugin, newer_host
from tests.contract.witnesses import build, expected_default
from workbench.contract.generate import layout_fields
from workbench.contract.generate.output import ROOT
from workbench.contract.layout import layout_of
from workbench.contract.load import load_table
from workbench.contract.table import Method, Param, Table, Type
from workbench.engine import _core

SERVER = load_table("plugin_sdk")
# As header of 148: an OnAccountLogin by kind 5 (Web) is one by CONNECTION_TYPE_CLIENT_WEB (5).
WEB = 5


@dataclass(frozen=True)
class Layout:
    """One legacy layout: its table, the compiled layout of its headers, and the output of both sides."""

    table: Table
    records: dict[str, Any]
    reported: dict[tuple[str, str], dict[str, Any]]


@pytest.fixture(scope="module", params=["devkit", "devkit_demo"])
def layout(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Layout:
    table = load_table(request.param)
    folder = tmp_path_factory.mktemp(table.name)
    kit = f"-I{ROOT / 'workbench/sdk/layouts' / table.name / 'include'}"
    headers = ("PluginInterface.h", *(f"model/{record.name}.hpp" for record in table.records))
    probe = build("layouts", layout_probe([(table, "::", headers)]), kit, "-std=c++20")
    records = json.loads(subprocess.run([str(probe)], capture_output=True, text=True, check=True).stdout)["records"]
    shared = ("-std=c++20", "-shared", "-fPIC", "-fvisibility=hidden")
    plugin = build("plugin.so", legacy_plugin(table), kit, *shared)
    host = build("host", newer_host(table, SERVER), "-std=c++20")
    library = Path(_core.__file__).parent / f"_layout_{table.name}.so"
    files = folder / "host.txt", folder / "plugin.txt"
    done = subprocess.run([host, library, plugin, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    lines = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    return Layout(table, records, {(line["who"], line["method"]): line["values"] for line in lines})


def plugin_methods(table: Table) -> Iterator[tuple[Method, Method]]:
    """Methods of the plugin's classes with the server's own of the same name."""
    for item in table.plugin_interfaces:
        own = {method.name: method for method in SERVER.interface(item.name).methods}
        yield from ((method, own[method.name]) for method in item.methods if not method.is_const)


def server_methods(table: Table) -> Iterator[tuple[Method, Method]]:
    assert table.host_interface
    assert SERVER.host_interface
    own = {method.name: method for method in SERVER.host_interface.methods}
    return ((method, own[method.name]) for method in table.host_interface.methods)


def converted(type_: Type, table: Table, from_: Type, other: Table, *, shift: int = 0) -> object:
    """A filled record or list of two as it arrives."""
    if type_.kind == "vector":
        return [converted(type_.element, table, from_.element, other, shift=shift)] * 2
    return expected(table.record(type_.name), table, other.record(from_.name), other, shift=shift)


def passed(index: int, param: Param) -> object:
    """What arrives of an argument that is not a record."""
    return "object" if param.type.kind == "json" else argument(index, param)


def has_records(param: Param) -> bool:
    return param.type.kind in ("record", "vector")


def test_that_records_have_the_offsets_of_the_table(layout: Layout) -> None:
    for record in layout.table.records:
        found, wanted = layout.records[record.name], layout_of(record, layout.table)
        assert (found["size"], found["alignment"]) == (wanted.size, wanted.alignment), record.name
        for place in wanted.places:
            assert found["fields"][place.field.name][:2] == [place.offset, place.size], place.field.name
            if shown(place.field.type):
                assert found["fields"][place.field.name][2] == expected_default(place.field, layout.table)


def test_that_plugins_get_every_argument_of_every_hook_and_event(layout: Layout) -> None:
    seen = 0
    for method, own in plugin_methods(layout.table):
        reported = layout.reported["plugin", method.name]
        for index, (param, ours) in enumerate(zip(method.params, own.params, strict=True)):
            if param.type.kind == "json_alloc":
                continue
            wanted = (
                converted(param.type, layout.table, ours.type, SERVER) if has_records(param) else passed(index, param)
            )
            assert reported[param.name] == wanted, f"{method.name}({param.name})"
            seen += 1
    assert seen > 50


def test_that_every_diff_comes_back_changed(layout: Layout) -> None:
    seen = 0
    for method, own in plugin_methods(layout.table):
        reported = layout.reported["host", method.name]
        assert reported["code"] == (100 + method.slot if method.returns.kind != "void" else 0)
        for param, ours in zip(method.params, own.params, strict=True):
            if param.mode == "inout" and param.type.kind == "record":
                wanted = converted(ours.type, SERVER, param.type, layout.table, shift=1)
                assert reported[ours.name] == wanted, f"{method.name}({param.name})"
                seen += 1
    assert seen == 8


def test_that_the_server_gets_every_argument_of_every_method(layout: Layout) -> None:
    for method, own in server_methods(layout.table):
        reported = layout.reported["server", method.name]
        for index, (param, ours) in enumerate(zip(method.params, own.params, strict=True)):
            if param.mode == "out":
                continue
            wanted = (
                converted(ours.type, SERVER, param.type, layout.table) if has_records(param) else passed(index, param)
            )
            if param.name == "gw_order":
                wanted = str(wanted)
            if method.name.startswith("Update"):
                # Begins with what the server has, which here are filled records: all of it is as the plugin wants.
                reported = {
                    name: {field: reported[name][field] for field in common(param, ours, layout)} for name in reported
                }
                wanted = {field: dict(wanted)[field] for field in common(param, ours, layout)}  # type: ignore[call-overload]
            assert reported[ours.name] == wanted, f"{method.name}({param.name})"


def common(param: Param, ours: Param, layout: Layout) -> list[str]:
    """Fields that the legacy record contains, by the server's names."""
    record = layout.table.record(param.type.name)
    names = {RENAMED.get((record.name, item.name), item.name) for item in record.fields}
    simple = ("scalar", "string", "enum")
    return [
        item.name for item in SERVER.record(ours.type.name).fields if item.name in names and item.type.kind in simple
    ]


def test_that_plugins_get_every_answer_of_every_method(layout: Layout) -> None:
    for method, own in server_methods(layout.table):
        reported = layout.reported["answer", method.name]
        outs = [(param, ours) for param, ours in zip(method.params, own.params, strict=True) if param.mode == "out"]
        assert reported["code"] == (0 if outs else 500 + own.slot), method.name
        for param, ours in outs:
            wanted = converted(param.type, layout.table, ours.type, SERVER) if has_records(param) else 0.75
            assert reported[param.name] == wanted, f"{method.name}({param.name})"


def test_that_an_update_begins_with_the_servers_own_record(layout: Layout) -> None:
    update = layout.reported["server", "UpdateAccount"]["account"]
    assert (update["avatar"], update["name"]) == ("avatar", "name")


def test_that_the_kinds_of_connections_keep_their_meaning() -> None:
    kinds = {item.name for item in SERVER.enum("PluginConnectionType").enumerators}
    older = {item.name: item.value for item in load_table("devkit").enum("ConnectionType").enumerators}
    assert layout_fields.CONNECTIONS.keys() == kinds
    assert older[layout_fields.CONNECTIONS["Web"]] == WEB
    assert set(layout_fields.CONNECTIONS.values()) <= older.keys()
