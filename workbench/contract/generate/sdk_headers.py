"""Generates the headers that a plugin is compiled with, with the public file and type names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workbench.contract.generate import cpp
from workbench.contract.generate.output import Output, Tables, cpp_file
from workbench.contract.layout import layout_of
from workbench.contract.table import Enum, Interface, Method, Record, Table, Type

ENUMS = "Enums.hpp"
COMMON = "Structures.h"
"""The header that every other header of a development kit includes."""
_WIDEST_ARGUMENTS = 80
_HOST_DOC = "The server's interface. Every method returns a code of ReturnCodes. RET_OK (0) is success."
_VERSION_DOC = "Plugin API number of this header. The server refuses a plugin with another number."
_HOOK_DOC = (
    "Called before something happens, by plugin priority. RET_OK accepts it, RET_OK_CHANGE applies diff, and any other "
    "code refuses it and becomes the answer. diff holds the record's values at the start. The arguments are valid "
    "during the call only."
)
_RAPIDJSON = (
    "static_assert(sizeof(rapidjson::Value) == 16 && sizeof(rapidjson::MemoryPoolAllocator<>) == 40,\n"
    '              "server and plugin must share rapidjson 1.1.0 as Debian and Ubuntu package it (rapidjson-dev)");\n'
)
_EXPORT = (
    "/// Exports a function from a plugin that is built with hidden visibility.\n"
    '#define PLUGIN_MODULE_EXPORT __attribute__((visibility("default")))\n'
)


def sdk_headers(tables: Tables, path: str) -> Iterator[Output]:
    """Yields enumerations, one header for each record, the server's interface and the plugin's classes of a layout."""
    (table,) = tables
    yield Output(f"{path}/model/{ENUMS}", cpp_file(tables, _enums(table)))
    yield from _record_headers(tables, path)
    host = table.host_interface
    assert host is not None
    yield Output(f"{path}/{host.name}.h", cpp_file(tables, _host_header(host, table)))
    yield Output(f"{path}/PluginInterface.h", cpp_file(tables, _plugin_header(table, host)))


def extension_headers(tables: Tables, path: str) -> Iterator[Output]:
    """Yields classes beyond the public headers in one header of their own."""
    (table,) = tables
    yield from _record_headers(tables, path)
    types = [t for item in table.interfaces for t in _types(item)]
    types += [Type("record", record.name) for record in table.records]
    lines = ["#pragma once", "", *_includes(types), "", cpp.doc(table.sdk + ".").strip()]
    lines += [f"inline constexpr int WORKBENCH_EXTENSION_VERSION = {table.version};", ""]
    lines += [_plugin_class(item) for item in table.plugin_interfaces]
    if (host := table.host_interface) is not None:
        lines += [cpp.doc(host.note).strip(), *_host_class(host), ""]
    yield Output(f"{path}/WorkbenchExtensions.h", cpp_file(tables, "\n".join(lines)))


def _record_headers(tables: Tables, path: str) -> Iterator[Output]:
    for table in tables:
        for record in table.records:
            yield Output(f"{path}/model/{record.name}.hpp", cpp_file(tables, _record(record, table)))


def _enums(table: Table) -> str:
    return "#pragma once\n\n" + "\n".join(_enum(item) for item in table.enums)


def _enum(enum: Enum) -> str:
    # Without a fixed type an unscoped enumeration promotes to int, so that codes mix with int without warnings. The
    # compiler chooses u32 by itself.
    plain = not enum.scoped and enum.underlying == "u32"
    fixed = "" if plain else f" : {cpp.cpp_type(Type('scalar', enum.underlying))}"
    note = enum.note if not enum.accepts_any_value else "The server may send other values: accept all."
    values = "".join(f"    {item.name} = {item.value},\n" for item in enum.confirmed)
    return f"{cpp.doc(note)}enum {'class ' if enum.scoped else ''}{enum.name}{fixed} {{\n{values}}};\n"


def _record(record: Record, table: Table) -> str:
    types = [item.type for item in record.own]
    lines = ["#pragma once", "", *_includes(types, here="", base=record.base), ""]
    head = f"struct {record.name}" + (f" : {record.base}" if record.base else "")
    lines.append(cpp.doc(_record_note(record)) + head + " {")
    for item in record.own:
        lines += [cpp.doc(item.doc, "    ") + f"    {cpp.member(item)}"]
    layout = layout_of(record, table)
    name = record.name
    lines += ["};", ""]
    lines += [f"static_assert(sizeof({name}) == {layout.size} && alignof({name}) == {layout.alignment},"]
    lines += [f'              "{name} must have the layout that the server was built with");']
    return "\n".join(lines)


def _record_note(record: Record) -> str:
    if record.inferred:
        return "Fields after `comment` are inferred: the public header of this record is older than the layout."
    return "" if "uninitialised" in record.note or "@" in record.note else record.note


def _types(interface: Interface) -> list[Type]:
    return [param.type for method in interface.methods for param in method.params] + [
        method.returns for method in interface.methods
    ]


def _includes(types: list[Type], *, here: str = "model/", base: str = "") -> list[str]:
    lines = cpp.system_headers(types)
    own = [f'#include "{here}{ENUMS}"'] if cpp.uses_enum(types) or here else []
    records = [*([base] if base else []), *cpp.used_records(types)]
    own += [f'#include "{here}{name}.hpp"' for name in dict.fromkeys(records)]
    return [*lines, *([""] if lines and own else []), *own]


def _host_header(host: Interface, table: Table) -> str:
    lines = ["#pragma once", "", *_includes(_types(host)), "", _RAPIDJSON]
    lines += [cpp.doc("Server API number of this header.").strip()]
    lines += [f"inline constexpr int PLUGIN_SERVER_API = {table.server_api_version};", ""]
    lines += [cpp.doc(_HOST_DOC).strip()]
    version = [cpp.doc("Server API number, which must equal the server's.", "    ").rstrip()]
    version += ["    static constexpr int GetApiVersion() { return PLUGIN_SERVER_API; }"]
    return "\n".join([*lines, *_host_class(host, version)])


def _host_class(host: Interface, extra: Iterable[str] = ()) -> list[str]:
    lines = [f"{host.kind} {host.name} {{", "public:"]
    if host.has_virtual_destructor:
        lines += [f"    virtual ~{host.name}() = default;"]
    if extra:
        lines += ["", *extra]
    for method in host.methods:
        lines += ["", cpp.doc(method.doc, "    ") + f"    virtual {_signature(method, unused=False)} = 0;"]
    return [*lines, "};"]


def _signature(method: Method, *, unused: bool) -> str:
    constant = " const" if method.is_const else ""
    arguments = cpp.params(method.params, unused=unused)
    if len(arguments) > _WIDEST_ARGUMENTS:
        arguments = "\n            " + arguments.replace(", ", ",\n            ")
    return f"{cpp.cpp_type(method.returns)} {method.name}({arguments}){constant}"


def _plugin_header(table: Table, host: Interface) -> str:
    types = [t for item in table.plugin_interfaces for t in _types(item)]
    exported = any(item.name == "GetPluginApiVersion" for item in table.entry_points)
    # In a development kit this header includes all headers of the kit.
    below = f"{host.name}.h" if exported else COMMON
    lines = ["#pragma once", "", *_includes(types), f'#include "{below}"', ""]
    lines += [cpp.doc(_VERSION_DOC).strip()]
    # Layouts without version exports have their number in a variable, which the server reads from the file.
    constant = "inline constexpr int" if exported else "inline int"
    lines += [f"{constant} PLUGIN_VERSION_API = {table.plugin_api_version};", ""]
    lines += [_plugin_class(item) for item in table.plugin_interfaces]
    lines += [_EXPORT, 'extern "C" {']
    for entry in table.entry_points:
        note = _entry_point_doc(entry.name, entry.doc, entry.required)
        lines += [cpp.doc(note) + f"PLUGIN_MODULE_EXPORT {cpp.entry_point_signature(entry, table)};", ""]
    return "\n".join([*lines[:-1], "}"])


def _entry_point_doc(name: str, text: str, required: bool) -> str:
    return cpp.ENTRY_POINT_DOCS.get(name, text) + (" Required." if required else " Optional.")


def _plugin_class(interface: Interface) -> str:
    lines = [cpp.doc(_class_doc(interface)) + f"{interface.kind} {interface.name} {{", "public:"]
    if interface.has_virtual_destructor:
        lines.append(f"    virtual ~{interface.name}() = default;")
    for method in interface.methods:
        answer = cpp.default_answer(method)
        body = f"{{ return {answer}; }}" if answer else "{}"
        lines += ["", cpp.doc(method.doc, "    ") + f"    virtual {_signature(method, unused=True)} {body}"]
    return "\n".join([*lines, "};", ""])


def _class_doc(interface: Interface) -> str:
    if not interface.methods:
        return "Has no methods. A plugin that derives from it declares interest in this kind of event."
    if interface.name.startswith("Hook"):
        return _HOOK_DOC
    if interface.name.startswith("Event"):
        return "Called after something happened. The arguments are valid during the call only: copy what you keep."
    return "The plugin itself. Derive the hook and event classes beside it. The server finds them by dynamic_cast."
