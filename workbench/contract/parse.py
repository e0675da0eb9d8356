"""Type expressions of the tables: `vector<PluginTradeRecord>`, `array<i32,2>`, `map<string,PluginConSession>`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from workbench.contract.table import SCALARS, Type

_SIMPLE = {**dict.fromkeys(SCALARS, "scalar"), "string": "string", "void": "void"}
_SIMPLE |= {"json": "json", "json_alloc": "json_alloc"}
_GENERIC = re.compile(r"(array|std_array|vector|map)<(.+)>")


def parse_type(text: str, names: Mapping[str, str]) -> Type:
    """Parses one expression. `names` gives the kind (enum, record, interface) of known names. ValueError if invalid."""
    text = text.strip()
    if text in _SIMPLE:
        return Type(_SIMPLE[text], text)
    if text in names:
        return Type(names[text], text)
    match = _GENERIC.fullmatch(text)
    if match is None:
        raise ValueError(f"unknown type {text!r}")
    return _parse_generic(match[1], _split(match[2]), text, names)


def _parse_generic(kind: str, parts: list[str], text: str, names: Mapping[str, str]) -> Type:
    wanted = 1 if kind == "vector" else 2
    if len(parts) != wanted:
        raise ValueError(f"{text!r}: {kind} takes {wanted} argument{'s' if wanted > 1 else ''}")
    if kind in ("array", "std_array"):
        if not parts[1].isdecimal() or int(parts[1]) == 0:
            raise ValueError(f"{text!r}: the length of an array is a positive number")
        return Type("array", text, (_member(parts[0], text, names),), int(parts[1]))
    arguments = tuple(_member(part, text, names) for part in parts)
    if kind == "map" and arguments[0].kind not in ("scalar", "string", "enum"):
        raise ValueError(f"{text!r}: the key of a map is a number, a string or an enumeration")
    return Type(kind, text, arguments)


def _member(part: str, text: str, names: Mapping[str, str]) -> Type:
    parsed = parse_type(part, names)
    if parsed.kind in ("void", "json", "json_alloc", "interface"):
        raise ValueError(f"{text!r}: {parsed} cannot be an element")
    return parsed


def _split(text: str) -> list[str]:
    """Splits at the commas of the outermost level."""
    parts, depth, start = [], 0, 0
    for position, character in enumerate(text):
        depth += (character == "<") - (character == ">")
        if character == "," and depth == 0:
            parts.append(text[start:position].strip())
            start = position + 1
    return [*parts, text[start:].strip()]
