"""Generates the memory layouts for numpy."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.contract.generate.output import Output, Tables, python_file
from workbench.contract.generate.python_names import upper_snake
from workbench.contract.layout import layout_of, size_and_alignment
from workbench.contract.table import Record, Table, Type

_CODES = {"bool": "?", "i16": "<i2", "i32": "<i4", "i64": "<i8", "time": "<i8", "f32": "<f4", "f64": "<f8"}
_CODES |= {"u8": "u1", "u16": "<u2", "u32": "<u4", "u64": "<u8"}


def python_dtypes(tables: Tables, path: str) -> Iterator[Output]:
    """Yields a dtype for each record with the offsets of C++. Parts that own memory are opaque bytes."""
    body = "from __future__ import annotations\n\nimport numpy as np\n\n"
    body += "\n".join(_record(record, table) for table in tables for record in table.records)
    for table in tables:
        names = "".join(f'    "{record.name}": {upper_snake(record.name)},\n' for record in table.records)
        body += f"\n{table.name.upper()}_DTYPES: dict[str, np.dtype[np.void]] = {{\n{names}}}\n"
    purpose = "Memory layouts of call records and contract records. Strings, vectors and maps are opaque bytes."
    yield Output(path, python_file(tables, purpose, body))


def _record(record: Record, table: Table) -> str:
    layout = layout_of(record, table)
    names = "".join(f'            "{place.field.name}",\n' for place in layout.places)
    formats = "".join(f"            {_format(place.field.type, table)},\n" for place in layout.places)
    offsets = "".join(f"            {place.offset},\n" for place in layout.places)
    return (
        f"{upper_snake(record.name)}: np.dtype[np.void] = np.dtype(\n    {{\n"
        f'        "names": [\n{names}        ],\n        "formats": [\n{formats}        ],\n'
        f'        "offsets": [\n{offsets}        ],\n        "itemsize": {layout.size},\n    }}\n)\n'
    )


def _format(type_: Type, table: Table) -> str:
    if type_.kind == "array":
        return f"({_format(type_.element, table)}, ({type_.count},))"
    if type_.kind == "record":
        return upper_snake(type_.name)
    if type_.kind == "enum":
        return f'"{_CODES[table.enum(type_.name).underlying]}"'
    if type_.kind == "scalar":
        return f'"{_CODES[type_.name]}"'
    return f'"V{size_and_alignment(type_, table)[0]}"'
