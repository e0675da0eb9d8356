"""Generates the server interface for a plugin with a recorder around every method."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.contract.generate import cpp
from workbench.contract.generate.output import Output, Tables, cpp_file
from workbench.contract.table import Method, Table, Type

_CLASS = """
/// The server's one object: {faces}.
/// Passes every server call to `recorder.call(Callback, login, order, body)`, which runs the body and returns its code.
/// Texts of a call pass through `recorder.text(Callback, parameter, value)`.
template <class Recorder>
class RecordedServer final : {bases} {{
public:
    RecordedServer(Recorder& recorder, {parameters}) : recorder_(recorder), {initialisers} {{}}

{methods}
private:
    Recorder& recorder_;
{members}}};
"""


def recorded_server(tables: Tables, path: str) -> Iterator[Output]:
    """Yields a forwarding implementation of all interfaces that the server has for a plugin."""
    hosts = cpp.host_interfaces(tables)
    places = [(host, "inner" if number == 0 else f"inner_{number}") for number, host in enumerate(hosts)]
    lines = ["#pragma once", "", f'#include "{hosts[0].name}.h"', '#include "WorkbenchExtensions.h"']
    lines += ['#include "telemetry/generated/callbacks.h"', "", "namespace workbench {"]
    text = _CLASS.format(
        faces=" and ".join(host.name for host in hosts),
        bases=", ".join(f"public {host.name}" for host in hosts),
        parameters=", ".join(f"{host.name}& {place}" for host, place in places),
        initialisers=", ".join(f"{place}_({place})" for _, place in places),
        members="".join(f"    {host.name}& {place}_;\n" for host, place in places),
        methods="\n".join(_method(method, tables, f"{place}_") for host, place in places for method in host.methods),
    )
    lines += [text, "}  // namespace workbench"]
    yield Output(path, cpp_file(tables, "\n".join(lines)))


def subject(method: Method, table: Table, names: tuple[str, ...], field: str) -> str:
    """Returns the expression of a call's account or ticket: a parameter of that name or a record's field, else 0."""
    for param in method.params:
        if param.name in names and param.type.name == "i32":
            return param.name
        if param.mode == "const" and param.type.kind == "record" and table.record(param.type.name).has(field):
            return f"{param.name}.{field}"
    return "0"


def _method(method: Method, tables: Tables, inner: str) -> str:
    table = tables[-1]
    login = subject(method, table, ("login", "account_id"), "login")
    order = subject(method, table, ("order",), "order")
    callback = f"Callback::{method.name}"
    texts = [param for param in method.params if param.mode == "const" and _has_text(param.type, table)]
    lines = [
        f'            recorder_.make_plain({callback}, "{param.name}", {param.name});'
        for param in method.params
        if param.mode == "inout" and _has_text(param.type, table)
    ]
    lines += [
        f'            const auto plain_{param.name} = recorder_.text({callback}, "{param.name}", {param.name});'
        for param in texts
    ]
    arguments = ", ".join(f"*plain_{param.name}" if param in texts else param.name for param in method.params)
    answer = f"{inner}.{method.name}({arguments})"
    for param in texts:
        if param.type.kind != "json":
            answer = f'recorder_.explained({callback}, {answer}, "{param.name}", *plain_{param.name})'
    body = f"[&] {{ return {answer}; }}"
    if lines:
        body = "\n".join(["[&] {", *lines, f"            return {answer};", "        }"])
    return (
        f"    {cpp.cpp_type(method.returns)} {method.name}({cpp.params(method.params)}) override {{\n"
        f"        return recorder_.call({callback}, {login}, {order},\n"
        f"                              {body});\n    }}\n"
    )


def _has_text(type_: Type, table: Table) -> bool:
    """Returns whether a value of this type contains text."""
    for part in cpp.flattened(type_):
        if part.name in ("string", "json"):
            return True
        if part.kind == "record" and any(_has_text(field.type, table) for field in table.record(part.name).fields):
            return True
    return False
