"""C++ for both sides of a legacy layout's border: every field gets its own value, and each side prints all of them."""

import zlib
from collections.abc import Iterable, Iterator

from workbench.contract.generate import cpp
from workbench.contract.table import Field, Interface, Method, Param, Record, Table, Type

# What fields of the legacy layouts are called now, from the platform's own description of its changes.
RENAMED = {
    ("TradeRecord", "timestamp"): "last_swap_time",
    ("TradeDiffRecord", "timestamp"): "last_swap_time",
    ("SymbolRecord", "lasttime"): "tick_time",
    ("AccountRecord", "timestamp"): "update_time",
    ("ServerLog", "type"): "actor_type",
    ("ServerLog", "message"): "detail",
}

_SHOW = r"""
#include <cstdio>
#include <ctime>
#include <fstream>
#include <string>
#include <type_traits>

inline std::string quoted(const std::string& text) { return "\"" + text + "\""; }

template <class T>
std::string show(const T& value);

template <class T>
std::string show_plain(const T& value) {
    if constexpr (std::is_same_v<T, std::string>) return quoted(value);
    else if constexpr (std::is_enum_v<T>) return std::to_string(static_cast<long long>(value));
    else if constexpr (!std::is_floating_point_v<T>) return std::to_string(value);
    else {
        char text[40];
        std::snprintf(text, sizeof text, "%.17g", value);
        return text;
    }
}

template <class List>
std::string show_list(const List& list) {
    std::string text;
    for (const auto& item : list) text += (text.empty() ? "" : ",") + show(item);
    return "[" + text + "]";
}

template <class Map>
std::string show_map(const Map& map) {
    std::string text;
    for (const auto& [key, item] : map) {
        text += text.empty() ? "" : ",";
        if constexpr (std::is_same_v<std::decay_t<decltype(key)>, std::string>) text += quoted(key);
        else text += quoted(std::to_string(key));
        text += ":" + show(item);
    }
    return "{" + text + "}";
}

template <class T>
std::string named(const char* name, const T& value) { return quoted(name) + ":" + show(value); }

template <class T> std::string show_record(const T& record) = delete;
"""

_SHOW_END = r"""
template <class T>
std::string show(const T& value) {
    if constexpr (std::is_array_v<T>) return show_list(value);
    else if constexpr (requires { typename T::mapped_type; }) return show_map(value);
    else if constexpr (std::is_same_v<T, std::string>) return quoted(value);
    else if constexpr (requires { value.IsObject(); }) return value.IsObject() ? quoted("object") : quoted("other");
    else if constexpr (requires { value.begin(); }) return show_list(value);
    else if constexpr (std::is_class_v<T>) return show_record(value);
    else return show_plain(value);
}

inline std::string& told() { static std::string text; return text; }
inline void tell(const std::string& who, const std::string& method, const std::string& values) {
    told() += "{\"who\":" + quoted(who) + ",\"method\":" + quoted(method) + ",\"values\":{" + values + "}}\n";
}
"""

_PLUGIN = """
#include "PluginInterface.h"
#include "CServerInterface.h"
{show}
class Plugin final : public {bases} {{
public:
{overrides}}};

extern "C" {{
static CServerInterface* server = nullptr;
PLUGIN_MODULE_EXPORT PluginInterface* CreatePlugin(rapidjson::Value&, rapidjson::Value&,
                                                   rapidjson::Document::AllocatorType&, CServerInterface* given) {{
    server = given;
    return new Plugin;
}}
PLUGIN_MODULE_EXPORT void DestroyPlugin(PluginInterface* plugin) {{ delete static_cast<Plugin*>(plugin); }}
PLUGIN_MODULE_EXPORT void write_told(const char* path) {{ std::ofstream(path) << told(); }}
PLUGIN_MODULE_EXPORT void call_server() {{
    rapidjson::Value object(rapidjson::kObjectType);
{calls}}}
}}
"""

_HOST = """
#include <dlfcn.h>
#include <memory>
#include "PluginServerInterface.h"
#include "plugins/generated/layout_plugin.h"
{show}
class Server final : public PluginServerInterface {{
public:
    explicit Server(const char* who) : who_(who) {{}}
{methods}
private:
    const char* who_;
}};

int main(int, char** arguments) {{
    void* const layout = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    void* const library = dlopen(arguments[2], RTLD_NOW | RTLD_LOCAL);
    if (layout == nullptr || library == nullptr) {{ std::puts(dlerror()); return 1; }}
    const auto* exported = static_cast<const workbench::LayoutExport*>(dlsym(layout, "workbench_layout"));
    if (exported->border != workbench::kLayoutBorder) {{ std::puts("another border"); return 1; }}
    Server server("server");
    Server quiet("quiet server");
    void* const create = dlsym(library, "CreatePlugin");
    const workbench::LayoutEntry entry{{create, dlsym(library, "DestroyPlugin"), &server, &quiet}};
    std::unique_ptr<workbench::LayoutPlugin> plugin(exported->open(entry));
    rapidjson::Document document(rapidjson::kObjectType);
    rapidjson::Value object(rapidjson::kObjectType);
    auto& allocator = document.GetAllocator();
    if (!plugin->create(document, document, allocator)) {{ std::puts("no plugin"); return 1; }}
    for (const char* name : {{{classes}}}) {{
        if (!plugin->has(name)) {{ std::puts(name); return 1; }}
    }}
{calls}    reinterpret_cast<void (*)()>(dlsym(library, "call_server"))();
    reinterpret_cast<void (*)(const char*)>(dlsym(library, "write_told"))(arguments[4]);
    plugin->destroy();
    std::ofstream(arguments[3]) << told();
    return 0;
}}
"""


def number(name: str, shift: int = 0) -> int:
    """The value of every numeric field of this name."""
    return 1 + zlib.crc32(name.encode()) % 30_000 + shift


def key(record: Record, item: Field) -> str:
    """Name that decides a field's value: the server's name for it."""
    return RENAMED.get((record.name, item.name), item.name)


def legacy_plugin(old: Table) -> str:
    """A plugin of the layout that prints its arguments, changes its diffs and calls every server method."""
    interfaces = list(old.plugin_interfaces)
    host = old.host_interface
    assert host is not None
    methods = [method for item in interfaces for method in item.methods]
    return _PLUGIN.format(
        show=_show(_used([*interfaces, host], old), old),
        bases=", public ".join(item.name for item in interfaces),
        overrides="".join(_override(method, old) for method in methods),
        calls="".join(_server_call(method, old) for method in host.methods),
    )


def newer_host(old: Table, server: Table) -> str:
    """A host that calls every method of the legacy plugin with the server's records and is the server it calls."""
    host = server.host_interface
    assert host is not None
    interfaces = server.plugin_interfaces
    known = {method.name for item in old.plugin_interfaces for method in item.methods}
    classes = [item.name for item in old.plugin_interfaces if item.name != "PluginInterface"]
    return _HOST.format(
        show=_show(_used([*interfaces, host], server), server),
        methods="".join(_server_method(method, server) for method in host.methods),
        classes=", ".join(f'"{name}"' for name in classes),
        calls="".join(_call(method, server) for item in interfaces for method in item.methods if method.name in known),
    )


def _used(interfaces: Iterable[Interface], table: Table) -> list[Record]:
    types = [param.type for item in interfaces for method in item.methods for param in method.params]
    names = cpp.used_records(types)
    for name in names:
        names += [inner for inner in cpp.used_records(f.type for f in table.record(name).fields) if inner not in names]
    return [record for record in table.records if record.name in names]


def _show(records: list[Record], table: Table) -> str:
    lines = [_SHOW]
    for record in records:
        fields = ' + "," + '.join(f'named("{item.name}", record.{item.name})' for item in record.fields)
        lines.append(f"template <> inline std::string show_record(const {record.name}& record) {{")
        lines.append(f'    return std::string("{{") + {fields} + "}}";\n}}')
        lines.append(f"[[maybe_unused]] inline void fill({record.name}& record, [[maybe_unused]] int shift = 0) {{")
        lines += [f"    {line}" for item in record.fields for line in _fill(record, item, table)]
        lines.append("}")
    return "\n".join([*lines, _SHOW_END])


def _fill(record: Record, item: Field, table: Table) -> Iterator[str]:
    name, left = key(record, item), f"record.{item.name}"
    held = item.type.element if item.type.kind == "array" else item.type
    if item.type.kind == "map":
        at = '"EURUSD"' if item.type.arguments[0].kind == "string" else "3"
        yield f"fill({left}[{at}], shift);"
    elif held.kind == "record":
        yield f"for (auto& one : {left}) fill(one, shift);" if item.type.kind == "array" else f"fill({left}, shift);"
    elif item.type.kind == "array":
        half = " + 0.5" if held.name == "f64" else ""
        yield f"for (int i = 0; i < {item.type.count}; ++i) {left}[i] = {number(name)} + shift + i{half};"
    elif held.kind == "string":
        text = (
            f"std::to_string({number(name)} + shift)" if name == "gw_order" else f"\"{name}\" + std::string(shift, '*')"
        )
        yield f"{left} = {text};"
    elif held.kind == "enum":
        yield f"{left} = static_cast<{cpp.cpp_type(held)}>({number(name)} + shift);"
    else:
        half = " + 0.5" if held.name in ("f32", "f64") else ""
        yield f"{left} = {number(name)} + shift{half};"


def _reported(params: Iterable[Param], *, mode: tuple[str, ...]) -> str:
    shown = [
        f'named("{param.name}", {param.name})'
        for param in params
        if param.mode in mode and param.type.kind != "json_alloc"
    ]
    return ' + "," + '.join(shown) or "std::string()"


def _override(method: Method, table: Table) -> str:
    if method.is_const:
        return ""
    diffs = [param for param in method.params if param.mode == "inout" and param.type.kind == "record"]
    body = f'tell("plugin", "{method.name}", {_reported(method.params, mode=("value", "const", "inout"))});'
    body += "".join(f" fill({param.name}, 1);" for param in diffs)
    answer = "" if method.returns.kind == "void" else f" return {100 + method.slot};"
    arguments = cpp.params(method.params, unused=True)
    return f"    {cpp.cpp_type(method.returns)} {method.name}({arguments}) override {{ {body}{answer} }}\n"


def argument(index: int, param: Param) -> int | float | str:
    """What both sides pass for a parameter that is not a record."""
    if param.type.kind == "string":
        return param.name
    if param.type.kind == "enum":
        return 5
    return index + 40.5 if param.type.name == "f64" else index + 40


def _arguments(params: tuple[Param, ...], table: Table) -> tuple[list[str], list[str]]:
    lines, arguments = [], []
    for index, param in enumerate(params):
        arguments.append(f"&{param.name}" if param.mode == "out" else param.name)
        value = argument(index, param)
        if param.type.kind == "json":
            arguments[-1] = "object"
        elif param.type.kind == "json_alloc":
            arguments[-1] = "allocator"
        elif param.mode == "out":
            lines.append(f"{cpp.cpp_type(param.type)} {param.name}{{}};")
        elif param.type.kind == "vector":
            lines += [f"{cpp.cpp_type(param.type)} {param.name}(2);", f"for (auto& one : {param.name}) fill(one);"]
        elif param.type.kind == "record":
            lines += [f"{cpp.cpp_type(param.type)} {param.name}{{}};", f"fill({param.name});"]
        elif param.type.kind == "string":
            lines.append(f'const std::string {param.name} = "{value}";')
        else:
            lines.append(f"const auto {param.name} = static_cast<{cpp.cpp_type(param.type)}>({value});")
    return lines, arguments


def _block(lines: list[str]) -> str:
    return "    {\n" + "".join(f"        {line}\n" for line in lines) + "    }\n"


def _server_call(method: Method, old: Table) -> str:
    lines, arguments = _arguments(method.params, old)
    lines.append(f"const int code = server->{method.name}({', '.join(arguments)});")
    outs = _reported(method.params, mode=("out",))
    lines.append(f'tell("answer", "{method.name}", {outs} + "{"," if "named" in outs else ""}" + named("code", code));')
    return _block(lines)


def _server_method(method: Method, server: Table) -> str:
    body = [f'tell(who_, "{method.name}", {_reported(method.params, mode=("value", "const", "inout"))});']
    outs = [param for param in method.params if param.mode == "out"]
    for param in outs:
        if param.type.kind == "vector":
            body += [f"{param.name}->resize(2);", f"for (auto& one : *{param.name}) fill(one);"]
        else:
            body.append(f"fill(*{param.name});" if param.type.kind == "record" else f"*{param.name} = 0.75;")
    body.append(f"return {'RET_OK' if outs else 500 + method.slot};")
    arguments = cpp.params(method.params, unused=True)
    return f"    int {method.name}({arguments}) override {{ {' '.join(body)} }}\n"


def _call(method: Method, server: Table) -> str:
    if method.is_const:
        return ""
    lines, arguments = _arguments(method.params, server)
    call = f"plugin->{method.name}({', '.join(arguments)});"
    returns = method.returns.kind != "void"
    lines.append(f"const int code = {call}" if returns else call)
    diffs = [param for param in method.params if param.mode == "inout" and param.type.kind == "record"]
    outs = "".join(f'named("{param.name}", {param.name}) + "," + ' for param in diffs)
    lines.append(f'tell("host", "{method.name}", {outs}named("code", {"code" if returns else "0"}));')
    return _block(lines)


# ---- expected output ------------------------------------------------------------------------------------------------


def expected(target: Record, table: Table, source: Record, other: Table, *, shift: int = 0) -> dict[str, object]:
    """A record after its conversion from a filled one: fields of the same meaning, else their defaults."""
    values: dict[str, object] = {}
    for item in target.fields:
        match = next((each for each in source.fields if key(source, each) == key(target, item)), None)
        values[item.name] = (
            _default(item.type, item.default)
            if match is None
            else _value(item.type, match.type, key(target, item), table, other, shift)
        )
    return values


def _default(type_: Type, default: object) -> object:
    if type_.kind == "array":
        return [_default(type_.element, default)] * type_.count
    return default if default is not None else {"string": "", "map": {}}.get(type_.kind, 0)


def _value(type_: Type, from_: Type, name: str, table: Table, other: Table, shift: int) -> object:
    if type_.kind == "record":
        return expected(table.record(type_.name), table, other.record(from_.name), other, shift=shift)
    if type_.kind == "map":
        at = "EURUSD" if type_.arguments[0].kind == "string" else "3"
        return {at: _value(type_.element, from_.element, name, table, other, shift)}
    if type_.kind == "array":
        common = min(type_.count, from_.count)
        if type_.element.kind == "record":
            return [_value(type_.element, from_.element, name, table, other, shift)] * common
        half = 0.5 if type_.element.name == "f64" else 0
        return [number(name) + shift + i + half for i in range(common)] + [0] * (type_.count - common)
    if type_.kind == "string":
        return str(number(name, shift)) if name == "gw_order" else name + "*" * shift
    return number(name, shift) + (0.5 if type_.name in ("f32", "f64") else 0)
