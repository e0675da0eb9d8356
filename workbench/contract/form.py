"""What a form needs to know about one input: its kind, default, choices, meaning and unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

FormKind = Literal["text", "int", "float", "bool", "time", "enum", "json"]


@dataclass(frozen=True, kw_only=True)
class FieldForm:
    """One input.

    `time` is a moment in Unix seconds. `choices` pairs a name with its number (kind `enum`). `json` is a list, a
    mapping or a nested record as a JSON-able value; `record` then names the record that it, its items or its values
    are.
    """

    name: str
    kind: FormKind
    default: Any
    choices: tuple[tuple[str, int], ...] = ()
    doc: str = ""
    unit: str = ""
    is_secret: bool = False
    record: str = ""
