"""Converts typed text to the value of a contract field, or returns a one-line error."""

import json
import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from workbench.contract.form import FieldForm

INT_LIMITS = (-(2**63), 2**63 - 1)


class FieldError(ValueError):
    """A value that a field does not accept. The text names the field and the reason."""


def parse(field: FieldForm, text: str) -> Any:
    """Returns the value of a field. FieldError contains the field, the typed text and the expected format.

    Empty text gives the default. A `time` is Unix seconds or `2026-03-02 08:00[:00]` in server time (UTC).
    """
    text = text.strip()
    if not text:
        return field.default
    try:
        return _PARSERS[field.kind](field, text)
    except ValueError as error:
        raise FieldError(f"{field.name}: “{text}” is not {error}") from None


def written(field: FieldForm, value: Any) -> str:
    """Returns the text of a value in its editor."""
    match field.kind:
        case "json":
            return json.dumps(value, ensure_ascii=False)
        case "enum":
            return {number: name for name, number in field.choices}.get(int(value), str(int(value)))
        case "float":
            return repr(float(value)).removesuffix(".0")
        case "bool":
            return "true" if value else "false"
        case _:
            return str(value)


def summary(values: Mapping[str, Any], fields: tuple[FieldForm, ...], *, every: bool = False) -> str:
    """Returns the values that differ from their defaults, or every value, in the fields' order. Hides secrets."""
    texts = (
        f"{field.name} {'•••' if field.is_secret else written(field, values[field.name])}"
        for field in fields
        if field.name in values and (every or values[field.name] != field.default)
    )
    return "  ".join(texts)


def _int(_field: FieldForm, text: str) -> int:
    try:
        value = int(text.replace("\u2009", "").replace("_", ""))
    except ValueError:
        raise ValueError("a whole number") from None
    if not INT_LIMITS[0] <= value <= INT_LIMITS[1]:
        raise ValueError("a whole number of 64 bits")
    return value


def _float(_field: FieldForm, text: str) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        raise ValueError("a number") from None
    if not math.isfinite(value):
        raise ValueError("a finite number")
    return value


def _time(field: FieldForm, text: str) -> int:
    if text.lstrip("-").isdigit():
        return _int(field, text)
    try:
        return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())
    except ValueError:
        raise ValueError("a time (Unix seconds, or 2026-03-02 08:00)") from None


def _enum(field: FieldForm, text: str) -> int:
    by_name = dict(field.choices)
    if text in by_name:
        return by_name[text]
    return _int(field, text) if text.lstrip("-").isdigit() else _unknown(field)


def _unknown(field: FieldForm) -> int:
    raise ValueError(f"one of {', '.join(name for name, _ in field.choices[:6])} …")


def _bool(_field: FieldForm, text: str) -> bool:
    try:
        return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[text.lower()]
    except KeyError:
        raise ValueError("true or false") from None


def _json(_field: FieldForm, text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"JSON ({error.msg} at character {error.pos + 1})") from None


_PARSERS: dict[str, Callable[[FieldForm, str], Any]] = {
    "text": lambda _field, text: text,
    "int": _int,
    "float": _float,
    "time": _time,
    "enum": _enum,
    "bool": _bool,
    "json": _json,
}
