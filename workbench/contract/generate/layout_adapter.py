"""Generates the shared object of a legacy layout: its classes, server and plugins, and conversions of its records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from workbench.contract.generate import cpp
from workbench.contract.generate.layout_border import signature
from workbench.contract.generate.layout_fields import CONNECTIONS, Conversion, body, is_shared, nested
from workbench.contract.generate.output import Output, Tables, cpp_file
from workbench.contract.layout import layout_of
from workbench.contract.table import Interface, Method, Param, Record, Table, TableError, Type

# A changed record starts with the server's own values, because the legacy layout lacks some of its fields.
_BASES = {
    "UpdateAccount": "quiet_.GetAccountByLogin(account.login, &account_)",
    "UpdateOpenTrade": "open_trade(quiet_, trade.order, trade_)",
    "UpdateCloseTrade": "closed_trade(quiet_, trade.login, trade.order, trade_)",
}

_SOURCE = """
#include "plugins/layouts/generated/{name}.h"

namespace workbench::layout {{
namespace {{

class Server final : public {host} {{
public:
    explicit Server(const LayoutEntry& entry) : server_(*entry.server), quiet_(*entry.quiet_server) {{}}

{server}
private:
    PluginServerInterface& server_;
    [[maybe_unused]] PluginServerInterface& quiet_;
}};

class Plugin final : public LayoutPlugin {{
public:
    explicit Plugin(const LayoutEntry& entry) : entry_(entry), server_(entry) {{}}

    bool create(rapidjson::Value& params, rapidjson::Value& data,
                rapidjson::Document::AllocatorType& allocator) override {{
        using Create = PluginInterface*(rapidjson::Value&, rapidjson::Value&, rapidjson::Document::AllocatorType&,
                                        {host}*);
        plugin_ = reinterpret_cast<Create*>(entry_.create)(params, data, allocator, &server_);
        if (plugin_ == nullptr) return false;
{casts}        return true;
    }}

    void destroy() override {{
        // The platform passes the server as well. A function declared with one parameter ignores it.
        reinterpret_cast<void (*)(PluginInterface*, {host}*)>(entry_.destroy)(plugin_, &server_);
    }}

    bool has(std::string_view name) const noexcept override {{
{has}        return false;
    }}

{plugin}
private:
    LayoutEntry entry_;
    Server server_;
    PluginInterface* plugin_ = nullptr;
{members}}};

LayoutPlugin* open(const LayoutEntry& entry) {{
    return new Plugin(entry);
}}

}}  // namespace
}}  // namespace workbench::layout

extern "C" __attribute__((visibility("default"))) const workbench::LayoutExport workbench_layout;
const workbench::LayoutExport workbench_layout = {{workbench::kLayoutBorder, &workbench::layout::open}};
"""


def layout_adapter(tables: Tables, path: str) -> Iterator[Output]:
    """Yields `NAME.h` with classes and conversions, and `NAME.cpp` with the exports of the shared object."""
    server, old = tables
    yield Output(f"{path}/{old.name}.h", cpp_file(tables, _header(old, server)))
    yield Output(f"{path}/{old.name}.cpp", cpp_file(tables, _source(old, server)))


def _header(old: Table, server: Table) -> str:
    records = [record for record in _used(old) if not is_shared(record, server)]
    lines = ["#pragma once", "", *cpp.includes("algorithm", "cstddef", "iterator")]
    lines += ['#include "plugins/generated/layout_plugin.h"']
    lines += [f'#include "model/{record.name}.hpp"' for record in records]
    lines += ["", "// dynamic_cast finds these classes by their public names. The server never creates them."]
    lines += [_class(item) for item in old.interfaces]
    for record in records:
        lines += [
            f"static_assert(offsetof({record.name}, {place.field.name}) == {place.offset});"
            for place in layout_of(record, old).places
        ]
    conversions = _conversions(old, server)
    lines += ["", "namespace workbench::layout {", ""]
    lines += [f"{item.signature};" for item in conversions]
    lines += ["", "}  // namespace workbench::layout", "", "// Its templates call the functions declared above."]
    lines += ['#include "plugins/layouts/adapter.h"', "", "namespace workbench::layout {", ""]
    lines += [*(f"{item.signature} {{\n{body(item)}}}\n" for item in conversions)]
    lines += [_connection(), "}  // namespace workbench::layout"]
    return "\n".join(lines)


def _used(old: Table) -> list[Record]:
    types = [param.type for item in old.interfaces for method in item.methods for param in method.params]
    return [old.record(name) for name in cpp.used_records(types)]


def _class(interface: Interface) -> str:
    lines = [f"{interface.kind} {interface.name} {{", "public:"]
    if interface.has_virtual_destructor:
        lines.append(f"    virtual ~{interface.name}() = default;")
    lines += [f"    virtual {signature(method)} = 0;" for method in interface.methods]
    return "\n".join([*lines, "};", ""])


def _connection() -> str:
    cases = "".join(f"        case PluginConnectionType::{own}: return {old};\n" for own, old in CONNECTIONS.items())
    return (
        "/// Earlier name of a kind of connection.\n"
        "inline ConnectionType connection_type(PluginConnectionType type) {\n"
        f"    switch (type) {{\n{cases}    }}\n    return CONNECTION_TYPE_CLIENT_DESKTOP;\n}}\n"
    )


def _conversions(old: Table, server: Table) -> list[Conversion]:
    """Returns every conversion that the methods need, each once."""
    todo = [item for method, own in _pairs(old, server) for item in _of_method(method, own, old, server)]
    found: dict[str, Conversion] = {}
    while todo:
        item = todo.pop(0)
        if item.signature not in found:
            found[item.signature] = item
            todo += nested(item, old, server)
    return list(found.values())


def _pairs(old: Table, server: Table) -> Iterator[tuple[Method, Method]]:
    for interface in old.interfaces:
        own = server.host_interface if interface.implemented_by == "host" else server.interface(interface.name)
        assert own is not None
        for method in interface.methods:
            yield method, _method(own, method.name)


def _method(interface: Interface, name: str) -> Method:
    for method in interface.methods:
        if method.name == name:
            return method
    raise TableError(f"{interface.name}: no method {name}, but a legacy layout has it")


def _of_method(method: Method, own: Method, old: Table, server: Table) -> Iterator[Conversion]:
    is_server_call = any(item.name == method.name for item in _host(old).methods)
    for param, own_param in zip(method.params, own.params, strict=True):
        held, own_held = _record_type(param.type), _record_type(own_param.type)
        if held is None or own_held is None or is_shared(old.record(held.name), server):
            continue
        theirs, ours = old.record(held.name), server.record(own_held.name)
        into_plugin = (param.mode == "out") == is_server_call
        if into_plugin or param.mode == "inout":
            yield Conversion(ours, theirs, True)
        if not into_plugin or param.mode == "inout":
            yield Conversion(theirs, ours, False)


def _host(table: Table) -> Interface:
    host = table.host_interface
    assert host is not None
    return host


def _record_type(type_: Type) -> Type | None:
    held = type_.element if type_.kind == "vector" else type_
    return held if held.kind == "record" else None


def _source(old: Table, server: Table) -> str:
    host, own_host = _host(old), _host(server)
    classes = [item for item in old.plugin_interfaces if item.name != "PluginInterface"]
    return _SOURCE.format(
        name=old.name,
        host=host.name,
        server="\n".join(
            _server_method(method, _method(own_host, method.name), old, server) for method in host.methods
        ),
        casts=_lines("        ", (f"{_member(c)} = dynamic_cast<{c.name}*>(plugin_);" for c in classes)),
        has=_lines("        ", (f'if (name == "{c.name}") return {_member(c)} != nullptr;' for c in classes)),
        plugin="\n".join(
            _callback(item, method, old, server) for item in server.plugin_interfaces for method in item.methods
        ),
        members=_lines("    ", (f"{c.name}* {_member(c)} = nullptr;" for c in classes)),
    )


def _lines(indent: str, lines: Iterable[str]) -> str:
    return "".join(f"{indent}{line}\n" for line in lines)


def _member(interface: Interface) -> str:
    if interface.name == "PluginInterface":
        return "plugin_"
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in interface.name)[1:] + "_"


def _server_method(method: Method, own: Method, old: Table, server: Table) -> str:
    before: list[str] = []
    after: list[str] = []
    arguments: list[str] = []
    for param, own_param in zip(method.params, own.params, strict=True):
        arguments.append(_server_argument(method.name, param, own_param, old, server, before, after))
    call = f"server_.{method.name}({', '.join(arguments)})"
    inside = [*before, f"const int code = {call};", *after, "return code;"] if after else [*before, f"return {call};"]
    if len(inside) == 1:
        return f"    {signature(method)} override {{ {inside[0]} }}\n"
    lines = "".join(f"            {line}\n" for line in inside)
    return (
        f"    {signature(method)} override {{\n        return answered(server_, [&] {{\n{lines}        }});\n    }}\n"
    )


def _server_argument(
    method: str, param: Param, own: Param, old: Table, server: Table, before: list[str], after: list[str]
) -> str:
    name, local = param.name, f"{param.name}_"
    held = _record_type(param.type)
    if held is not None and not is_shared(old.record(held.name), server):
        before.append(f"{cpp.cpp_type(own.type)} {local}{{}};")
        many = param.type.kind == "vector"
        if param.mode == "out":
            give = f"give_list(code, {local}, {name})" if many else f"give(code, {local}, {name})"
            after.append(f"{give};")
            return f"{name} == nullptr ? nullptr : &{local}"
        if method in _BASES:
            before.append(f"{_BASES[method]};")
        before.append(f"take_list({name}, {local});" if many else f"to_server({name}, {local});")
        return local
    if (param.type.name, own.type.name) == ("i32", "string"):
        return f"text_of({name})"
    return name


def _callback(interface: Interface, own: Method, old: Table, server: Table) -> str:
    target = old.interface(interface.name)
    method = next((item for item in target.methods if item.name == own.name), None)
    if method is None:
        answer = "" if own.returns.kind == "void" else " return RET_OK; "
        return f"    {_unnamed(own)} override {{{answer}}}\n"
    records = [_record_type(param.type) for param in method.params]
    leased = [held.name for held in records if held is not None and not is_shared(old.record(held.name), server)]
    before = [f"const Lease<{', '.join(leased)}> lease;"] if leased else []
    after: list[str] = []
    arguments: list[str] = []
    for param, held in zip(method.params, records, strict=True):
        if held is not None and not is_shared(old.record(held.name), server):
            place = f"lease.get<{sum(argument.startswith('lease') for argument in arguments)}>()"
            before.append(f"to_plugin({param.name}, {place});")
            if param.mode == "inout":
                after.append(f"to_server({place}, {param.name});")
            arguments.append(place)
        else:
            arguments.append(f"connection_type({param.name})" if param.type.name == "ConnectionType" else param.name)
    call = f"{_member(target)}->{method.name}({', '.join(arguments)})"
    result = [f"const int code = {call};", *after, "return code;"] if after else [f"return {call};"]
    return f"    {_renamed(own, method)} override {{\n{_lines('        ', [*before, *result])}    }}\n"


def _renamed(own: Method, method: Method) -> str:
    """Returns the server's signature with the legacy layout's parameter names."""
    params = tuple(
        Param(theirs.name, ours.type, ours.mode) for ours, theirs in zip(own.params, method.params, strict=True)
    )
    return signature(replace(own, params=params))


def _unnamed(own: Method) -> str:
    arguments = ", ".join(cpp.param_type(param) for param in own.params)
    return f"{cpp.cpp_type(own.returns)} {own.name}({arguments})"
