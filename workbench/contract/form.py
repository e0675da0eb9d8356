"""The description of one input of a form: its kind, default, choices, meaning and unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

FormKind = Literal["text", "int", "float", "bool", "time", "enum", "json"]


@dataclass(frozen=True, kw_only=True)
class FieldForm:
    """One input.

    `time` is a moment in Unix seconds. `choices` pairs a name with its number (kind `enum`). `json` is a list, a
    mapping or a nested record as a JSON-able value. `record` is the record type of the value, of its items or of its
    mapped values.
    """

    name: str
    kind: FormKind
    default: Any
    choices: tuple[tuple[str, int], ...] = ()
    doc: str = ""
    unit: str = ""
    is_secret: bool = False
    record: str = ""
