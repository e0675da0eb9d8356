"""Generates names and visitors for the fields of every record, for code that shows, compares or stores records."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.contract.generate import cpp
from workbench.contract.generate.output import Output, Tables, cpp_file
from workbench.contract.table import Enum, Record

_ARRAYS = """
/// Whether a member is an array of either kind. Both kinds have the same layout.
template <class T> inline constexpr bool is_array = std::is_array_v<T>;
template <class T, std::size_t N> inline constexpr bool is_array<std::array<T, N>> = true;
"""
_SECRET = """
/// Returns whether a field of this name holds a password or a secret. They are never printed, logged or recorded.
constexpr bool is_secret(std::string_view field) {
    if (field.starts_with("enable_")) return false;
    return field.starts_with("password") || field.ends_with("_password") || field == "otp_secret" ||
           field.starts_with("secure_");
}
"""


def reflection_header(tables: Tables, path: str) -> Iterator[Output]:
    """Yields visit_fields, type_name, enum_name and return_code_name."""
    records = cpp.all_records(tables)
    lines = ["#pragma once", "", *cpp.includes("array", "concepts", "cstddef", "string_view", "type_traits")]
    lines += ['#include "model/Enums.hpp"', *(f'#include "model/{record.name}.hpp"' for record in records), ""]
    lines += ["namespace workbench {", _ARRAYS, _SECRET, _record_concept(records)]
    lines += ["/// Public name of a record or enumeration."]
    lines += ["template <class T> constexpr std::string_view type_name() = delete;"]
    names = [*(record.name for record in records), *(enum.name for table in tables for enum in table.enums)]
    lines += [f'template <> constexpr std::string_view type_name<{name}>() {{ return "{name}"; }}' for name in names]
    lines += [""]
    lines += [_visitor(record) for record in records]
    lines += [_enum_name(enum) for table in tables for enum in table.enums]
    lines += [_RETURN_CODE, "}  // namespace workbench"]
    yield Output(path, cpp_file(tables, "\n".join(lines)))


_RETURN_CODE = """
/// Returns "RET_..." for a code, empty for a code outside the list.
constexpr std::string_view return_code_name(int code) { return enum_name(static_cast<ReturnCodes>(code)); }
"""


def _record_concept(records: list[Record]) -> str:
    choices = " ||\n    ".join(f"std::same_as<std::remove_const_t<T>, {record.name}>" for record in records)
    return f"/// A record of the contract.\ntemplate <class T>\nconcept ContractRecord =\n    {choices};\n"


def _visitor(record: Record) -> str:
    visits = "".join(f'    visit("{item.name}", record.{item.name});\n' for item in record.fields)
    return (
        f"/// Calls visit(name, member) for every field in memory order, those of a base first.\n"
        f"template <class R, class F>\n"
        f"    requires std::same_as<std::remove_const_t<R>, {record.name}>\n"
        f"constexpr void visit_fields(R& record, F&& visit) {{\n{visits}}}\n"
    )


def _enum_name(enum: Enum) -> str:
    # Values are compared as numbers, because plugins may pass others than the list's and names may share a value.
    seen: dict[int, str] = {}
    for item in enum.enumerators:
        seen.setdefault(item.value, item.name)
    cases = "".join(f'        case {value}: return "{name}";\n' for value, name in seen.items())
    return (
        f"/// Returns the name of the enumerator, empty for a value outside the list.\n"
        f"constexpr std::string_view enum_name({enum.name} value) {{\n"
        f"    switch (static_cast<long long>(value)) {{\n{cases}        default: return {{}};\n    }}\n}}\n"
    )
