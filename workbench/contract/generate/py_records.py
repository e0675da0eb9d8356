"""Generates the records for Python as msgspec structures."""

from __future__ import annotations

import json
from collections.abc import Iterator

from workbench.contract.generate import cpp
from workbench.contract.generate.output import Output, Tables, python_file
from workbench.contract.generate.python_names import python_name, python_type
from workbench.contract.secrets import is_secret
from workbench.contract.table import Field, Record, Type


def python_records(tables: Tables, path: str) -> Iterator[Output]:
    """Yields one keyword-only structure for each record, with the table's defaults."""
    records = cpp.all_records(tables)
    enums = sorted({name for record in records for item in record.own for name in _enums(item.type)})
    body = "from __future__ import annotations\n\nimport msgspec\n\n"
    body += f"from workbench.contract.generated.enums import {', '.join(enums)}\n"
    body += "from workbench.contract.secrets import redacted_repr\n\n\n"
    body += "\n\n".join(_record(record) for record in records)
    body += "\n\nRECORDS: dict[str, type[msgspec.Struct]] = {\n"
    body += "".join(f'    "{record.name}": {record.name},\n' for record in records) + "}\n"
    purpose = "Records of the plugin contract. Names, order and defaults are those of the tables."
    yield Output(path, python_file(tables, purpose, body))


def _enums(type_: Type) -> list[str]:
    return [part.name for part in cpp.flattened(type_) if part.kind == "enum"]


def _record(record: Record) -> str:
    base = record.base or "msgspec.Struct"
    note = record.note if record.note and "@" not in record.note and "uninit" not in record.note else f"{record.name}."
    lines = [f"class {record.name}({base}, kw_only=True, forbid_unknown_fields=True):", f'    """{note}']
    if record.own:
        lines += ["", "    Attributes:"]
        lines += [f"        {python_name(item.name)}: {item.doc}" for item in record.own]
        lines += ['    """', ""]
    else:
        lines[-1] += '"""\n'
    lines += [f"    {python_name(item.name)}: {python_type(item.type)} = {_default(item)}" for item in record.own]
    if any(is_secret(item.name) for item in record.own):
        lines += ["", "    def __repr__(self) -> str:", "        return redacted_repr(self)"]
    return "\n".join([*lines, ""]) if record.own else "\n".join(lines)


def _default(item: Field) -> str:
    kind = item.type.kind
    if kind == "array":
        return f"msgspec.field(default_factory=lambda: {_items(item)})"
    if kind in ("vector", "map"):
        return f"msgspec.field(default_factory={'list' if kind == 'vector' else 'dict'})"
    if kind == "record":
        return f"msgspec.field(default_factory={item.type.name})"
    return scalar_default(item.default, item.type)


def _items(item: Field) -> str:
    element = item.type.element
    if element.kind == "record":
        return f"[{element.name}() for _ in range({item.type.count})]"
    return f"[{scalar_default(item.default, element)}] * {item.type.count}"


def scalar_default(default: object, type_: Type) -> str:
    """Returns the Python spelling of a default of a scalar, a string or an enumeration."""
    if type_.kind == "enum":
        return f"{type_.name}.{python_name(str(default))}" if default is not None else f"{type_.name}(0)"
    if type_.kind == "string":
        return json.dumps(default or "")
    if type_.name == "bool":
        return str(bool(default))
    return repr(float(str(default or 0))) if type_.name in ("f32", "f64") else str(default or 0)
