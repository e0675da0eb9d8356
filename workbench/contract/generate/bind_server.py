"""Generates the server interface for Python plugins: `code, trades = server.GetOpenTradesByLogin(login)`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from workbench.contract.generate import cpp
from workbench.contract.generate.output import Output, Tables, cpp_file
from workbench.contract.generate.python_names import python_name
from workbench.contract.table import Method, Param

_HEADER = """
#pragma once

#include <nanobind/nanobind.h>

#include <atomic>

#include "{host}.h"
#include "WorkbenchExtensions.h"

namespace workbench {{

/// The server object of a Python plugin, with all classes that C++ plugins have. The interface must outlive it, or
/// invalidate() must be called first. A running call then ends undisturbed, so that the interface itself must be
/// destroyed last.
class PythonServer {{
public:
    explicit PythonServer({host}& server) : server_(&server) {{}}

    /// Makes every method raise RuntimeError from now on. Callable on any thread.
    void invalidate() noexcept {{ server_.store(nullptr, std::memory_order_release); }}

    /// Returns the interface as one of its classes. RuntimeError in Python after invalidate(), or without such a class.
    template <class Face>
    Face& get() const;

private:
    std::atomic<{host}*> server_;
}};

/// Adds class `Server`. A method returns its code, or a tuple of the code and the results. A record argument is a
/// record, a dict of fields or any object with the same attributes. The GIL is free during the call of the server.
void bind_server(nanobind::module_& module);

}}  // namespace workbench
"""

_SOURCE = """
#include "python/generated/bind_server.h"

#include "python/generated/python_values.h"

namespace workbench {{
namespace {{

namespace nb = nanobind;
using python::from_python;
using python::to_python;

}}  // namespace

template <class Face>
Face& PythonServer::get() const {{
    {host}* server = server_.load(std::memory_order_acquire);
    if (server == nullptr) throw std::runtime_error("the server object is invalid, because the plugin was destroyed");
    if constexpr (std::is_same_v<Face, {host}>) {{
        return *server;
    }} else {{
        if (auto* const face = dynamic_cast<Face*>(server)) return *face;
        throw std::runtime_error("this server does not have that class");
    }}
}}

void bind_server(nb::module_& module) {{
    nb::class_<PythonServer> type(module, "Server", "The trading server's interface for plugins.");
    type.def("invalidate", &PythonServer::invalidate, "Makes every method raise RuntimeError from now on.");
{methods}}}

}}  // namespace workbench
"""


def bind_server(tables: Tables, path: str) -> Iterator[Output]:
    """Yields `path`.h and `path`.cpp."""
    hosts = cpp.host_interfaces(tables)
    methods = "\n".join(_method(method, host.name) for host in hosts for method in host.methods)
    yield Output(f"{path}.h", cpp_file(tables, _HEADER.format(host=hosts[0].name)))
    yield Output(f"{path}.cpp", cpp_file(tables, _SOURCE.format(host=hosts[0].name, methods=methods)))


def _method(method: Method, host: str) -> str:
    given = [param for param in method.params if param.mode != "out"]
    results = [param for param in method.params if param.mode == "out"]
    accepted = ", ".join(["PythonServer& self", *(_accepted(param) for param in given)])
    lines = [f"{host}& server = self.get<{host}>();"]
    for param in given:
        lines += _prepared(param, method)
    lines += [f"{cpp.cpp_type(param.type)} {param.name}{{}};" for param in results]
    arguments = ", ".join(_passed(param) for param in method.params)
    lines += ["const int code = [&] {", "    const nb::gil_scoped_release release;"]
    lines += [f"    return server.{method.name}({arguments});", "}();"]
    lines += [_copied_back(param) for param in given if param.mode == "inout" and param.type.kind == "record"]
    answer = ", ".join(["code", *(f"to_python({param.name})" for param in results)])
    lines += [f"return nb::make_tuple({answer});" if results else "return code;"]
    body = "".join(f"        {line}\n" for line in lines)
    named = "".join(f', nb::arg("{python_name(param.name)}")' for param in given)
    return f'    type.def("{method.name}", []({accepted}) {{\n{body}    }}{named}, {json.dumps(method.doc)});\n'


def _is_plain(param: Param) -> bool:
    return param.type.kind == "scalar"


def _accepted(param: Param) -> str:
    return f"{cpp.param_type(param)} {param.name}" if _is_plain(param) else f"nb::handle {param.name}_source"


def _prepared(param: Param, method: Method) -> list[str]:
    if _is_plain(param):
        return []
    if param.type.kind == "json":
        return [
            f"rapidjson::Document {param.name};",
            f"python::json_from_python({param.name}_source, {param.name}, {param.name}.GetAllocator());",
        ]
    place = f'{{"{method.name}", "{param.name}"}}'
    read = f"from_python({param.name}_source, {param.name}, {place});"
    return [f"{cpp.cpp_type(param.type)} {param.name}{{}};", read]


def _passed(param: Param) -> str:
    return f"&{param.name}" if param.mode == "out" else param.name


def _copied_back(param: Param) -> str:
    name, record = param.name, param.type.name
    return f"if (nb::isinstance<{record}>({name}_source)) *nb::inst_ptr<{record}>({name}_source) = {name};"
