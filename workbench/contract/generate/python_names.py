"""The Python spelling of table items."""

from __future__ import annotations

import keyword

from workbench.contract.table import INTEGERS, Type


def python_name(name: str) -> str:
    """Returns a valid Python name. Keywords get a trailing underscore."""
    return f"{name}_" if keyword.iskeyword(name) else name


def python_type(type_: Type) -> str:
    """Returns the annotation of a type."""
    if type_.kind in ("vector", "array"):
        return f"list[{python_type(type_.element)}]"
    if type_.kind == "map":
        return f"dict[{', '.join(python_type(part) for part in type_.arguments)}]"
    if type_.kind in ("json", "json_alloc"):
        return "Any"
    if type_.name in INTEGERS:
        return "int"
    return {"f32": "float", "f64": "float", "string": "str", "void": "None"}.get(type_.name, type_.name)


def upper_snake(name: str) -> str:
    """Returns `CALL_RECORD` for `CallRecord`."""
    return "".join(f"_{c}" if c.isupper() and i else c for i, c in enumerate(name)).upper()
