"""Generates the interface between the server and plugins of legacy layouts, which uses the server's records."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from workbench.contract.generate import cpp
from workbench.contract.generate.output import Output, Tables, cpp_file
from workbench.contract.table import Interface, Method, Table

_BORDER = """
/// Identifies the tables of a shared object. Both sides must be compiled with the same records.
inline constexpr std::uint64_t kLayoutBorder = 0x{digest}u;

/// A plugin of a legacy layout. It is called with the server's own records, and converts them.
class LayoutPlugin {{
public:
    virtual ~LayoutPlugin() = default;

    /// Calls CreatePlugin and detects the classes that the plugin derives. False when it returned no plugin.
    virtual bool create(rapidjson::Value& params, rapidjson::Value& data,
                        rapidjson::Document::AllocatorType& allocator) = 0;
    /// Calls DestroyPlugin. This object, which is the plugin's server, stays.
    virtual void destroy() = 0;
    /// Returns whether the plugin derives the hook or event class of this name.
    virtual bool has(std::string_view name) const noexcept = 0;

{methods}}};

/// Entry points of a plugin's library, and its server twice: `server` records its calls, `quiet_server` does not.
struct LayoutEntry {{
    void* create;
    void* destroy;
    PluginServerInterface* server;
    PluginServerInterface* quiet_server;
}};

/// The export `workbench_layout` of a layout's shared object.
struct LayoutExport {{
    std::uint64_t border;
    LayoutPlugin* (*open)(const LayoutEntry& entry);
}};
"""

_FORWARD = """
class Layouted{name} final : public {name} {{
public:
    explicit Layouted{name}(LayoutPlugin& plugin) : plugin_(plugin) {{}}
{methods}
private:
    [[maybe_unused]] LayoutPlugin& plugin_;
}};
"""


def layout_border(tables: Tables, path: str) -> Iterator[Output]:
    """Yields `layout_plugin.h` for both sides and `layouted_plugin.h` for the server's side."""
    (server,) = tables
    lines = ["#pragma once", "", *cpp.includes("cstdint", "string", "string_view")]
    lines += ["#include <rapidjson/document.h>", "", '#include "PluginServerInterface.h"']
    lines += [f'#include "model/{name}.hpp"' for name in _records(server)]
    methods = "".join(_pure(method) for item in server.plugin_interfaces for method in item.methods)
    digest = hashlib.sha256(repr((server.records, server.interfaces)).encode()).hexdigest()[:16]
    lines += ["", "namespace workbench {", _BORDER.format(digest=digest, methods=methods), "}  // namespace workbench"]
    yield Output(f"{path}/layout_plugin.h", cpp_file(tables, "\n".join(lines)))
    lines = ["#pragma once", "", '#include "PluginInterface.h"', '#include "plugins/generated/layout_plugin.h"', ""]
    lines += [
        "namespace workbench {",
        "",
        "// Each class of the server's own layout, implemented by a plugin of a legacy one.",
    ]
    lines += [_forward(item) for item in server.plugin_interfaces]
    lines += ["}  // namespace workbench"]
    yield Output(f"{path}/layouted_plugin.h", cpp_file(tables, "\n".join(lines)))


def signature(method: Method) -> str:
    """Returns a method's declaration without `virtual` and its end."""
    constant = " const" if method.is_const else ""
    return f"{cpp.cpp_type(method.returns)} {method.name}({cpp.params(method.params)}){constant}"


def _records(server: Table) -> list[str]:
    types = [param.type for item in server.plugin_interfaces for method in item.methods for param in method.params]
    return cpp.used_records(types)


def _pure(method: Method) -> str:
    return f"    virtual {signature(method)} = 0;\n"


def _forward(interface: Interface) -> str:
    methods = "".join(
        f"    {signature(method)} override {{\n"
        f"        return plugin_.{method.name}({', '.join(param.name for param in method.params)});\n    }}\n"
        for method in interface.methods
    )
    return _FORWARD.format(name=interface.name, methods=methods)
