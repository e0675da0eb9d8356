"""Generates the enumerations for Python."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.contract.generate.output import Output, Tables, python_file
from workbench.contract.generate.python_names import python_name
from workbench.contract.table import Enum


def python_enums(tables: Tables, path: str) -> Iterator[Output]:
    """Yields one IntEnum or IntFlag for each enumeration."""
    enums = [enum for table in tables for enum in table.enums]
    body = "from __future__ import annotations\n\nfrom enum import IntEnum, IntFlag\n\n"
    body += "from workbench.contract.open_enum import OpenIntEnum\n\n\n"
    body += "\n\n".join(_enum(enum) for enum in enums)
    yield Output(path, python_file(tables, "Enumerations of the plugin contract and of the call records.", body))


def _enum(enum: Enum) -> str:
    base = "IntFlag" if enum.is_bit_mask else "OpenIntEnum" if enum.accepts_any_value else "IntEnum"
    note = enum.note or f"Values of {enum.name}."
    if enum.accepts_any_value:
        note = "The server may send other values, which become members of their own."
    lines = [f"class {enum.name}({base}):", f'    """{note}"""', ""]
    for item in enum.enumerators:
        remark = "" if item.confirmed else "  # from a sibling list: accept, do not rely on it"
        lines.append(f"    {python_name(item.name)} = {item.value}{remark}")
    return "\n".join([*lines, ""])
