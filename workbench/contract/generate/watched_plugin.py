"""Generates a wrapper of a plugin: it forwards every call with records that a watch holds during the call."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.contract.generate import cpp
from workbench.contract.generate.output import Output, Tables, cpp_file
from workbench.contract.table import Interface, Method, Param

_CLASS = """
/// Stands in for a plugin. The plugin gets the watch's copies of records. Changes to a writable record are copied back
/// after the call.
class WatchedPlugin final
    : {bases} {{
public:
    /// Wraps the classes that the plugin has. `watch` and the plugin must outlive this object.
    WatchedPlugin(CallWatch& watch, const PluginInterfaces& inner) : watch_(watch), inner_(inner) {{}}

    /// Returns this object for each class that the plugin has.
    PluginInterfaces interfaces() {{
        PluginInterfaces found;
{interfaces}        return found;
    }}

{methods}
private:
    CallWatch& watch_;
    PluginInterfaces inner_;
}};
"""


def watched_plugin(tables: Tables, path: str) -> Iterator[Output]:
    """Yields a forwarding implementation of all interfaces that a plugin has for the server."""
    classes = [item for table in tables for item in table.interfaces if item.implemented_by != "host"]
    lines = [
        "#pragma once",
        "",
        '#include "plugins/call_watch.h"',
        '#include "plugins/plugin_entry.h"',
        "",
        "namespace workbench {",
    ]
    text = _CLASS.format(
        bases=",\n      ".join(f"public {item.name}" for item in classes),
        interfaces="".join(
            f"        if (inner_.{_place(item)} != nullptr) found.{_place(item)} = this;\n" for item in classes
        ),
        methods="\n".join(_method(item, method) for item in classes for method in item.methods),
    )
    lines += [text, "}  // namespace workbench"]
    yield Output(path, cpp_file(tables, "\n".join(lines)))


def _place(item: Interface) -> str:
    """Returns the member of PluginInterfaces: `hook_trade` for HookTrade."""
    if item.name == "PluginInterface":
        return "plugin"
    return re.sub(r"(?<!^)(?=[A-Z])", "_", item.name).lower()


def _method(item: Interface, method: Method) -> str:
    const = " const" if method.is_const else ""
    arguments = ", ".join(_handed(param) for param in method.params)
    return (
        f"    {cpp.cpp_type(method.returns)} {method.name}({cpp.params(method.params)}){const} override {{\n"
        f"        [[maybe_unused]] CallWatch::Call call(watch_, Callback::{method.name});\n"
        f"        return inner_.{_place(item)}->{method.name}({arguments});\n    }}\n"
    )


def _handed(param: Param) -> str:
    if param.type.kind != "record" or param.mode not in ("const", "inout"):
        return param.name
    return f"call.{'constant' if param.mode == 'const' else 'changing'}({param.name})"
