"""Converts external text to text for terminals, files and messages, and file names to reversible text."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

_ESCAPE = re.compile(r"\\(?:\\|x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))")

MOST_LEVELS = 100
"""Nesting of JSON and TOML that every parser and writer of the workbench handles."""

_HALVES = re.compile("[\ud800-\udfff]")
_ESCAPED_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def without_halves(value: Any) -> Any:
    """Returns a plain value with U+FFFD in place of lone surrogates, which UTF-8 text cannot hold."""
    if isinstance(value, str):
        return _HALVES.sub("\ufffd", value)
    if isinstance(value, dict):
        return {without_halves(key): without_halves(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [without_halves(item) for item in value]
    return value


class TooDeep(ValueError):
    """A JSON text is nested deeper than MOST_LEVELS."""

    def __init__(self) -> None:
        super().__init__(f"the text is nested deeper than {MOST_LEVELS} levels")


def _check_depth(value: Any) -> None:
    """Raises TooDeep. Walks level by level, because a recursion would reach Python's limit."""
    level = [value]
    for _ in range(MOST_LEVELS + 1):
        inside = (each.values() if isinstance(each, dict) else each for each in level if isinstance(each, dict | list))
        level = [item for items in inside for item in items]
        if not level:
            return
    raise TooDeep


def parse_plain_json(text: str) -> Any:
    """Parses like `json.loads`. ValueError for every unusable text, TooDeep for a deeply nested one."""
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise TooDeep from error
    if text.count("[") + text.count("{") > MOST_LEVELS:
        _check_depth(value)
    return value


def parse_json(text: str) -> Any:
    """Parses a plugin's JSON like `parse_plain_json`. Replaces lone surrogates, which JSON escapes can contain."""
    value = parse_plain_json(text)
    return without_halves(value) if _ESCAPED_HALF.search(text) else value


def printable(text: str) -> str:
    """Returns the text on one line without effects on a terminal: escapes replace unprintable characters."""
    return text if text.isprintable() else "".join(each if each.isprintable() else _escape(each) for each in text)


def shortened(text: str, *, most: int = 100) -> str:
    """Returns the printable text without surrounding space, cut off after `most` characters."""
    clean = printable(text.strip())
    return clean if len(clean) <= most else clean[: most - 1] + "…"


def printable_lines(text: str) -> str:
    """Returns a text of several lines without terminal control characters. Line breaks stay."""
    return text if text.isprintable() else "\n".join(printable(line) for line in text.split("\n"))


def file_text(path: str | Path) -> str:
    """Returns a file's name or path as text, one to one. On Linux it may contain line breaks and invalid text."""
    name = os.fspath(path)
    if name.isprintable() and "\\" not in name:
        return name
    return "".join(_escape(each) if each == "\\" or not each.isprintable() else each for each in name)


def file_path(text: str) -> Path:
    """Returns the path from the result of `file_text`."""
    return Path(_ESCAPE.sub(_unescaped, text))


def _escape(letter: str) -> str:
    number = ord(letter)
    if letter == "\\":
        return "\\\\"
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _unescaped(escape: re.Match[str]) -> str:
    number = next((digits for digits in escape.groups() if digits), "5c")
    return chr(int(number, 16)) if int(number, 16) < 0x110000 else escape[0]
