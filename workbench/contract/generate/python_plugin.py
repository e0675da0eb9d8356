"""Generates the C++ class of a Python plugin: every virtual method calls the Python method of the same name."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.contract.generate import cpp
from workbench.contract.generate.output import Output, Tables, cpp_file
from workbench.contract.table import Interface, Method, Param

_HEADER = """
#pragma once

#include <nanobind/nanobind.h>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

{includes}
#include "telemetry/generated/callbacks.h"

namespace workbench {{

/// A Python exception that left a plugin's method. what() is "Type: text".
class PythonPluginError : public std::runtime_error {{
public:
    PythonPluginError(std::string type_name, const std::string& text, std::string traceback);

    /// Name of the Python exception's class.
    const std::string& type_name() const {{ return type_name_; }}
    /// The complete Python traceback, several lines.
    const std::string& traceback() const {{ return traceback_; }}

private:
    std::string type_name_;
    std::string traceback_;
}};

/// Owns the instance of a Python plugin class and is a plugin for the server. The constructor detects the methods that
/// the class overrides. Other methods return their default without taking the GIL. The plugin gets copies of records.
/// Changes of an in/out record or JSON object are copied back after the call.
class [[gnu::visibility("hidden")]] PythonPlugin final
    : {bases} {{
public:
    /// Needs the GIL.
    explicit PythonPlugin(nanobind::object instance);
    /// Takes the GIL to release the instance.
    ~PythonPlugin() override;
    PythonPlugin(const PythonPlugin&) = delete;
    PythonPlugin& operator=(const PythonPlugin&) = delete;

    /// Returns whether the class overrides a method of that interface, or derives from an interface without methods.
    bool implements(std::string_view interface_name) const;
    /// Returns whether the class overrides this method.
    bool overrides(Callback callback) const {{ return method(callback).is_valid(); }}
    /// Returns the names of the methods that the class overrides, in the order of Callback.
    std::vector<std::string_view> overridden() const;
    /// Returns the Python object. Needs the GIL.
    const nanobind::object& instance() const {{ return instance_; }}

{declarations}
private:
    template <class Answer, class Body>
    Answer call(Callback callback, Body&& body) const;
    const nanobind::object& method(Callback callback) const {{ return methods_[static_cast<std::size_t>(callback)]; }}

    nanobind::object instance_;
    std::array<nanobind::object, kCallbackCount> methods_;
    std::vector<std::string> base_names_;
}};

}}  // namespace workbench
"""

_SOURCE = """
#include "python/generated/python_plugin.h"

#include <algorithm>
#include <utility>

#include "python/generated/python_values.h"
#include "python/python_exception.h"
#include "python/python_thread.h"

namespace workbench {{
namespace {{

namespace nb = nanobind;
using python::from_python;
using python::to_python;

/// Module of the plugins' base classes. A method found there is not an override.
constexpr std::string_view kBaseModule = "workbench.sdk.interfaces";

bool is_base(nb::handle type) {{ return nb::cast<std::string>(nb::str(type.attr("__module__"))) == kBaseModule; }}

/// Returns the bound method if the instance's class overrides it, otherwise an invalid object.
nb::object find_override(nb::handle instance, std::string_view name) {{
    const nb::str key(name.data(), name.size());
    for (nb::handle type : nb::borrow<nb::tuple>(instance.type().attr("__mro__"))) {{
        const nb::object members = type.attr("__dict__");
        const int found = PySequence_Contains(members.ptr(), key.ptr());
        if (found < 0) nb::raise_python_error();
        if (found == 1) return is_base(type) ? nb::object() : nb::object(instance.attr(key));
    }}
    return nb::object();
}}

template <class Answer>
Answer answer_from_python(nb::handle answer, Callback callback) {{
    Answer value{{}};
    from_python(answer, value, {{callback_name(callback), "return value"}});
    return value;
}}

/// Converts a null JSON value to a dict, which the plugin can fill in.
nb::object json_argument(const rapidjson::Value& value) {{
    return value.IsNull() ? nb::object(nb::dict()) : to_python(value);
}}

void json_result(nb::handle source, rapidjson::Value& target, rapidjson::Document::AllocatorType& allocator) {{
    const bool untouched = target.IsNull() && nb::isinstance<nb::dict>(source) && nb::len(source) == 0;
    if (!untouched) python::json_from_python(source, target, allocator);
}}

}}  // namespace

PythonPluginError::PythonPluginError(std::string type_name, const std::string& text, std::string traceback)
    : std::runtime_error(type_name + ": " + text),
      type_name_(std::move(type_name)),
      traceback_(std::move(traceback)) {{}}

PythonPlugin::PythonPlugin(nb::object instance) : instance_(std::move(instance)) {{
    for (std::size_t number = 0; number < kCallbackCount; ++number) {{
        const CallbackInfo& info = kCallbacks[number];
        const bool forwarded = !info.class_name.empty() && info.kind != telemetry::CallKind::ServerCall;
        if (forwarded) methods_[number] = find_override(instance_, info.name);
    }}
    for (nb::handle type : nb::borrow<nb::tuple>(instance_.type().attr("__mro__"))) {{
        if (is_base(type)) base_names_.push_back(nb::cast<std::string>(type.attr("__name__")));
    }}
}}

PythonPlugin::~PythonPlugin() {{
    const python::Turn turn;
    for (nb::object& held : methods_) held.reset();
    instance_.reset();
}}

bool PythonPlugin::implements(std::string_view interface_name) const {{
    bool has_methods = false;
    for (std::size_t number = 0; number < kCallbackCount; ++number) {{
        if (kCallbacks[number].class_name != interface_name) continue;
        if (methods_[number].is_valid()) return true;
        has_methods = true;
    }}
    return !has_methods && std::ranges::find(base_names_, interface_name) != base_names_.end();
}}

std::vector<std::string_view> PythonPlugin::overridden() const {{
    std::vector<std::string_view> names;
    for (std::size_t number = 0; number < kCallbackCount; ++number) {{
        if (methods_[number].is_valid()) names.push_back(kCallbacks[number].name);
    }}
    return names;
}}

template <class Answer, class Body>
Answer PythonPlugin::call(Callback callback, Body&& body) const {{
    const python::Turn turn;
    try {{
        const nb::object answer = body(method(callback));
        if constexpr (!std::is_void_v<Answer>) return answer_from_python<Answer>(answer, callback);
    }} catch (const nb::python_error& error) {{
        throw PythonPluginError(python::type_name_of(error), python::text_of(error), python::traceback_of(error));
    }} catch (const nb::builtin_exception& error) {{
        throw PythonPluginError("TypeError", error.what(), "");
    }} catch (const nb::cast_error& error) {{
        throw PythonPluginError("TypeError", error.what(), "");
    }}
}}

{definitions}
}}  // namespace workbench
"""


def python_plugin(tables: Tables, path: str) -> Iterator[Output]:
    """Yields `path`.h and `path`.cpp."""
    interfaces = [item for table in tables for item in table.plugin_interfaces]
    # The plugin's own class comes first, so that its pointer equals the object's address.
    interfaces.sort(key=lambda item: item.name != "PluginInterface")
    methods = [(item, method) for item in interfaces for method in item.methods]
    header = _HEADER.format(
        includes='#include "PluginInterface.h"\n#include "WorkbenchExtensions.h"',
        bases=",\n      ".join(f"public {item.name}" for item in interfaces),
        declarations="".join(f"    {_declaration(method)} override;\n" for _, method in methods),
    )
    source = _SOURCE.format(definitions="\n".join(_definition(item, method) for item, method in methods))
    yield Output(f"{path}.h", cpp_file(tables, header))
    yield Output(f"{path}.cpp", cpp_file(tables, source))


def _declaration(method: Method, owner: str = "") -> str:
    constant = " const" if method.is_const else ""
    return f"{cpp.cpp_type(method.returns)} {owner}{method.name}({cpp.params(method.params)}){constant}"


def _definition(interface: Interface, method: Method) -> str:
    names = ", ".join(param.name for param in method.params)
    default = f"{interface.name}::{method.name}({names})"
    returns = cpp.cpp_type(method.returns)
    body = "".join(f"        {line}\n" for line in _body(method))
    return (
        f"{_declaration(method, 'PythonPlugin::')} {{\n"
        f"    if (!overrides(Callback::{method.name})) return {default};\n"
        f"    return call<{returns}>(Callback::{method.name}, [&](nb::handle python) {{\n{body}    }});\n}}\n"
    )


def _body(method: Method) -> list[str]:
    shown = [param for param in method.params if param.type.kind != "json_alloc"]
    changed = [param for param in shown if param.mode == "inout"]
    lines = [f"const nb::object {param.name}_object = {_argument(param)};" for param in changed]
    arguments = ", ".join(f"{p.name}_object" if p in changed else _argument(p) for p in shown)
    if not changed:
        return [f"return python({arguments});"]
    lines += [f"nb::object answer = python({arguments});"]
    lines += [_copied_back(param, method) for param in changed]
    return [*lines, "return answer;"]


def _argument(param: Param) -> str:
    return f"{'json_argument' if param.type.kind == 'json' else 'to_python'}({param.name})"


def _copied_back(param: Param, method: Method) -> str:
    if param.type.kind == "json":
        allocator = next(item.name for item in method.params if item.type.kind == "json_alloc")
        return f"json_result({param.name}_object, {param.name}, {allocator});"
    return f'from_python({param.name}_object, {param.name}, {{"{method.name}", "{param.name}"}});'
