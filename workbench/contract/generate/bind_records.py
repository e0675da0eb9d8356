"""Generates the Python classes of the compiled module for records and enumerations."""

from __future__ import annotations

import json
from collections.abc import Iterator

from workbench.contract.generate import cpp
from workbench.contract.generate.output import Output, Tables, cpp_file
from workbench.contract.generate.python_names import python_name
from workbench.contract.table import Enum, Record

_HEADER = """
#pragma once

#include <nanobind/nanobind.h>

namespace workbench {

/// Adds a class for every record and enumeration. The fields of a record are the keywords of its constructor. copy.copy
/// copies it, and its repr shows no secret. Arrays, vectors and maps are returned as copies: assign the whole field
/// to change it.
void bind_records(nanobind::module_& module);

}  // namespace workbench
"""

_SOURCE = """
#include "python/generated/bind_records.h"

#include "python/generated/python_values.h"

namespace workbench {{
namespace {{

namespace nb = nanobind;
using python::from_python;
using python::to_python;

template <class C, class R, class T>
void add_field(C& type, const char* name, T R::*member, const char* doc) {{
    const auto set = [member, name](R& self, nb::handle value) {{
        from_python(value, self.*member, {{type_name<R>(), name}});
    }};
    if constexpr (ContractRecord<T>) {{
        const auto get = [member](R& self) -> T& {{ return self.*member; }};
        type.def_prop_rw(name, get, set, nb::rv_policy::reference_internal, doc);
    }} else {{
        type.def_prop_rw(name, [member](const R& self) {{ return to_python(self.*member); }}, set, doc);
    }}
}}

template <class R, class C>
void add_basics(C& type) {{
    type.def("__init__", [](R* self, nb::kwargs values) {{
        R record{{}};
        python::assign_fields(record, values);
        new (self) R(record);
    }});
    type.def("__copy__", [](const R& self) {{ return R(self); }});
    type.def("__deepcopy__", [](const R& self, nb::handle) {{ return R(self); }}, nb::arg("memo").none());
    type.def("__repr__", [](const R& self) {{ return python::record_repr(self); }});
}}

{functions}
}}  // namespace

void bind_records(nb::module_& module) {{
{calls}}}

}}  // namespace workbench
"""


def bind_records(tables: Tables, path: str) -> Iterator[Output]:
    """Yields `path`.h and `path`.cpp."""
    enums = [enum for table in tables for enum in table.enums]
    records = cpp.all_records(tables)
    names = [*(enum.name for enum in enums), *(record.name for record in records)]
    functions = [_enum(item) for item in enums] + [_record(item) for item in records]
    calls = "".join(f"    bind_{name}(module);\n" for name in names)
    yield Output(f"{path}.h", cpp_file(tables, _HEADER))
    yield Output(f"{path}.cpp", cpp_file(tables, _SOURCE.format(functions="\n".join(functions), calls=calls)))


def _enum(enum: Enum) -> str:
    flags = "nb::is_arithmetic()" + (", nb::is_flag()" if enum.is_bit_mask else "")
    lines = [f"void bind_{enum.name}(nb::module_& module) {{"]
    lines += [f'    nb::enum_<{enum.name}>(module, "{enum.name}", {flags})']
    for item in enum.enumerators:
        value = f"{enum.name}::{item.name}" if item.confirmed else f"static_cast<{enum.name}>({item.value})"
        lines.append(f'        .value("{python_name(item.name)}", {value})')
    if not enum.scoped:
        lines.append("        .export_values()")
    return "\n".join(lines) + ";\n}\n"


def _record(record: Record) -> str:
    bases = f"{record.name}, {record.base}" if record.base else record.name
    note = f", {json.dumps(record.note)}" if record.note and "@" not in record.note else ""
    lines = [f"void bind_{record.name}(nb::module_& module) {{"]
    lines += [f'    nb::class_<{bases}> type(module, "{record.name}"{note});', f"    add_basics<{record.name}>(type);"]
    for item in record.own:
        lines.append(f'    add_field(type, "{item.name}", &{record.name}::{item.name}, {json.dumps(item.doc)});')
    return "\n".join([*lines, "}", ""])
