"""The border between the server and plugins of legacy layouts, in the server's own records."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from workbench.contract.generate import cpp
from workbench.contract.generate.output import Output, Tables, cpp_file
from workbench.contract.table import Interface, Method, Table

_BORDER = """
/// Tells shared objects that were built from other tables: both sides must be compiled with the same records.
inline constexpr std::uint64_t kLayoutBorder = 0x{digest}u;

/// A plugin of a legacy layout: asked and told in the server's own records, which it converts.
class LayoutPlugin {{
public:
    virtual ~LayoutPlugin() = default;

    /// CreatePlugin, and a look at what the plugin derives. False when it returned none.
    virtual bool create(rapidjson::Value& params, rapidjson::Value& data,
                        rapidjson::Document::AllocatorType& allocator) = 0;
    /// DestroyPlugin. The object itself, which is the plugin's server, stays.
    virtual void destroy() = 0;
    /// Whether the plugin derives the hook or event class of this name.
    virtual bool has(std::string_view name) const noexcept = 0;

{methods}}};

/// Entry points of a plugin's library, and the server it is to have: once recorded as the plugin's calls, once not.
struct LayoutEntry {{
    void* create;
    void* destroy;
    PluginServerInterface* server;
    PluginServerInterface* quiet_server;
}};

/// What a layout's shared object exports as `workbench_layout`.
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
    """`layout_plugin.h` for both sides, `layouted_plugin.h` for the server's."""
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
        "// Each class of the server's own layout, answered by a plugin of a legacy one.",
    ]
    lines += [_forward(item) for item in server.plugin_interfaces]
    lines += ["}  // namespace workbench"]
    yield Output(f"{path}/layouted_plugin.h", cpp_file(tables, "\n".join(lines)))


def signature(method: Method) -> str:
    """A method's declaration without `virtual` and what follows it."""
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
