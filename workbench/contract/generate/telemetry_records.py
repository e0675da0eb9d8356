"""Generates the records of the shared-memory segment as C++ structures."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.contract.generate import cpp
from workbench.contract.generate.output import Output, Tables, cpp_file
from workbench.contract.layout import layout_of
from workbench.contract.table import Enum, Record, Table, Type


def telemetry_records(tables: Tables, path: str) -> Iterator[Output]:
    """Yields plain structures without initialisers (they are mapped, not created), with assertions of their layout."""
    (table,) = tables
    lines = ["#pragma once", "", *cpp.includes("cstddef", "cstdint", "type_traits")]
    lines += ["namespace workbench::telemetry {", ""]
    lines += [f"inline constexpr unsigned int kTelemetryVersion = {table.version};", ""]
    lines += [_enum(item) for item in table.enums]
    lines += [_record(item, table) for item in table.records]
    yield Output(path, cpp_file(tables, "\n".join([*lines, "}  // namespace workbench::telemetry"])))


def _enum(enum: Enum) -> str:
    values = "".join(f"    {item.name} = {item.value},\n" for item in enum.enumerators)
    kind = "enum class" if enum.scoped else "enum"
    return f"{cpp.doc(enum.note)}{kind} {enum.name} : {cpp.cpp_type(Type('scalar', enum.underlying))} {{\n{values}}};\n"


def _record(record: Record, table: Table) -> str:
    lines = [cpp.doc(record.note) + f"struct {record.name} {{"]
    lines += [cpp.doc(item.doc, "    ") + f"    {cpp.declarator(item.name, item.type)};" for item in record.fields]
    layout = layout_of(record, table)
    name = record.name
    lines += ["};", f"static_assert(std::is_trivial_v<{name}> && std::is_standard_layout_v<{name}>);"]
    lines += [f"static_assert(sizeof({name}) == {layout.size} && alignof({name}) == {layout.alignment});"]
    lines += [f"static_assert(offsetof({name}, {place.field.name}) == {place.offset});" for place in layout.places]
    return "\n".join([*lines, ""])
