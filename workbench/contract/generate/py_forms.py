"""Generates form descriptors: the inputs for each record and each call."""

from __future__ import annotations

import json
from collections.abc import Iterator

from workbench.contract.generate.output import Output, Tables, python_file
from workbench.contract.generate.python_names import python_name
from workbench.contract.secrets import is_secret
from workbench.contract.table import FLOATS, Field, Method, Table, Type

# A phrase of the description and the unit that it stands for, the most specific first.
_UNITS = (
    ("hundredths of a lot", "lots × 100"),
    ("deposit currency", "deposit currency"),
    ("percent", "%"),
    ("points", "points"),
    ("Unix seconds", "s"),
    ("seconds", "s"),
    ("minutes from midnight", "min"),
    ("Days before", "days"),
)


def python_forms(tables: Tables, path: str) -> Iterator[Output]:
    """Yields RECORD_FORMS by record name and METHOD_FORMS by method name."""
    lines = ["from __future__ import annotations", "", "from workbench.contract.form import FieldForm", ""]
    lines += ["RECORD_FORMS: dict[str, tuple[FieldForm, ...]] = {"]
    for table in tables:
        for record in table.records:
            lines += [f'    "{record.name}": (', *(_form(item, table) for item in record.fields), "    ),"]
    lines += ["}", "", "METHOD_FORMS: dict[str, tuple[FieldForm, ...]] = {"]
    for table in tables:
        for interface in table.interfaces:
            for method in interface.methods:
                lines += [f'    "{method.name}": (', *(_form(item, table) for item in _inputs(method)), "    ),"]
    purpose = "The form inputs of each record and each call."
    yield Output(path, python_file(tables, purpose, "\n".join([*lines, "}"])))


def _inputs(method: Method) -> list[Field]:
    shown = [param for param in method.params if param.mode != "out" and param.type.kind != "json_alloc"]
    return [Field(param.name, param.type, None, "") for param in shown]


def _form(item: Field, table: Table) -> str:
    parts = [f'name="{python_name(item.name)}"', f'kind="{_kind(item.type)}"', f"default={_default(item, table)}"]
    if item.type.kind == "enum":
        pairs = ", ".join(f'("{value.name}", {value.value})' for value in table.enum(item.type.name).enumerators)
        parts.append(f"choices=({pairs})")
    if item.doc:
        parts.append(f"doc={json.dumps(item.doc, ensure_ascii=False)}")
    if unit := next((unit for phrase, unit in _UNITS if phrase in item.doc), ""):
        parts.append(f'unit="{unit}"')
    if is_secret(item.name):
        parts.append("is_secret=True")
    held = item.type.element if item.type.arguments else item.type
    if held.kind == "record":
        parts.append(f'record="{held.name}"')
    body = "".join(f"            {part},\n" for part in parts)
    return f"        FieldForm(\n{body}        ),"


def _kind(type_: Type) -> str:
    if type_.kind == "scalar":
        if type_.name in ("bool", "time"):
            return type_.name
        return "float" if type_.name in FLOATS else "int"
    return {"string": "text", "enum": "enum"}.get(type_.kind, "json")


def _default(item: Field, table: Table) -> str:
    value = _value(item.type, item.default, table)
    return json.dumps(value) if isinstance(value, str) else repr(value)


def _value(type_: Type, default: object, table: Table) -> object:
    if type_.kind == "enum":
        names = {value.name: value.value for value in table.enum(type_.name).enumerators}
        return names[str(default)] if default is not None else 0
    if type_.kind == "array":
        if type_.element.kind == "record":
            return []
        return [_value(type_.element, default, table)] * type_.count
    if type_.kind == "scalar":
        return default if default is not None else {"bool": False, "f32": 0.0, "f64": 0.0}.get(type_.name, 0)
    return {"string": default or "", "vector": []}.get(type_.kind, {})
