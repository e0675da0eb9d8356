"""The server interface as a plugin sees it: every method passes through a recorder."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.contract.generate import cpp
from workbench.contract.generate.output import Output, Tables, cpp_file
from workbench.contract.table import Method, Table

_CLASS = """
/// Hands every server call to `recorder.call(Callback, login, order, body)`, which runs the body and returns its code.
template <class Recorder>
class RecordedServer final : public {host} {{
public:
    RecordedServer(Recorder& recorder, {host}& inner) : recorder_(recorder), inner_(inner) {{}}

{methods}
private:
    Recorder& recorder_;
    {host}& inner_;
}};
"""


def recorded_server(tables: Tables, path: str) -> Iterator[Output]:
    """A forwarding implementation of the server interface."""
    table = tables[0]
    host = table.host_interface
    assert host is not None
    lines = ["#pragma once", "", f'#include "{host.name}.h"', '#include "generated/callbacks.h"', ""]
    lines += ["namespace workbench {"]
    methods = "\n".join(_method(method, table) for method in host.methods)
    lines += [_CLASS.format(host=host.name, methods=methods), "}  // namespace workbench"]
    yield Output(path, cpp_file(tables, "\n".join(lines)))


def subject(method: Method, table: Table, names: tuple[str, ...], field: str) -> str:
    """What spells the account or ticket a call is about: a parameter of that name or a record's field, else 0."""
    for param in method.params:
        if param.name in names and param.type.name == "i32":
            return param.name
        if param.mode == "const" and param.type.kind == "record" and table.record(param.type.name).has(field):
            return f"{param.name}.{field}"
    return "0"


def _method(method: Method, table: Table) -> str:
    login = subject(method, table, ("login", "account_id"), "login")
    order = subject(method, table, ("order",), "order")
    arguments = ", ".join(param.name for param in method.params)
    return (
        f"    {cpp.cpp_type(method.returns)} {method.name}({cpp.params(method.params)}) override {{\n"
        f"        return recorder_.call(Callback::{method.name}, {login}, {order},\n"
        f"                              [&] {{ return inner_.{method.name}({arguments}); }});\n    }}\n"
    )
