"""Text from outside as text that every terminal, file and message can carry; names of files that find back to them."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

_ESCAPE = re.compile(r"\\(?:\\|x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))")

_HALVES = re.compile("[\ud800-\udfff]")
_ESCAPED_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def without_halves(value: Any) -> Any:
    """A plain value with U+FFFD in place of halves of surrogate pairs, which no UTF-8 text holds."""
    if isinstance(value, str):
        return _HALVES.sub("\ufffd", value)
    if isinstance(value, dict):
        return {without_halves(key): without_halves(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [without_halves(item) for item in value]
    return value


def parse_json(text: str) -> Any:
    """`json.loads` of a plugin's text: its escapes can spell halves of surrogate pairs, which are replaced."""
    value = json.loads(text)
    return without_halves(value) if _ESCAPED_HALF.search(text) else value


def printable(text: str) -> str:
    """The text on one line that does nothing to a terminal: what cannot be printed is written as an escape."""
    return text if text.isprintable() else "".join(each if each.isprintable() else _escape(each) for each in text)


def shortened(text: str, *, most: int = 100) -> str:
    """The same without space around it, cut off after `most` letters."""
    clean = printable(text.strip())
    return clean if len(clean) <= most else clean[: most - 1] + "…"


def printable_lines(text: str) -> str:
    """A text of several lines without what a terminal would obey, which stay lines."""
    return text if text.isprintable() else "\n".join(printable(line) for line in text.split("\n"))


def file_text(path: str | Path) -> str:
    """A file's name or path as text, one for one: on Linux it may hold line breaks, and bytes that are no text."""
    name = os.fspath(path)
    if name.isprintable() and "\\" not in name:
        return name
    return "".join(_escape(each) if each == "\\" or not each.isprintable() else each for each in name)


def file_path(text: str) -> Path:
    """The path that `file_text` made this text of."""
    return Path(_ESCAPE.sub(_unescaped, text))


def _escape(letter: str) -> str:
    number = ord(letter)
    if letter == "\\":
        return "\\\\"
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _unescaped(escape: re.Match[str]) -> str:
    number = next((digits for digits in escape.groups() if digits), "5c")
    return chr(int(number, 16)) if int(number, 16) < 0x110000 else escape[0]
