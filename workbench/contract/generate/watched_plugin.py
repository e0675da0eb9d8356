"""A plugin seen through a watch: every call goes on to the plugin with its records held by the watch meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.contract.generate import cpp
from workbench.contract.generate.output import Output, Tables, cpp_file
from workbench.contract.table import Interface, Method, Param

_CLASS = """
/// Stands in for a plugin. A record that the plugin may only read is handed on as a copy of the watch, one that it may
/// change as well, and what it changed is taken over after the call.
class WatchedPlugin final
    : {bases} {{
public:
    /// Stands in for those classes of the plugin that are there; `watch` and the plugin must outlive it.
    WatchedPlugin(CallWatch& watch, const PluginInterfaces& inner) : watch_(watch), inner_(inner) {{}}

    /// This, as far as the plugin has the classes.
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
    """A forwarding implementation of all that a plugin is to the server."""
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
    """Member of PluginInterfaces: `hook_trade` for HookTrade."""
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
