"""The text of server.toml and its parsed form, before any check of keys. Every reader of the file uses this module."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from workbench.engine.configuration.model import FILE_NAME, ConfigurationError
from workbench.engine.configuration.toml_lines import KeyLines, keys_of, statements
from workbench.engine.files.regular_file import FileProblem, read_regular
from workbench.engine.plain_text import MOST_LEVELS, shortened

MOST_BYTES = 16 * 1024 * 1024
_MOST_BITS = 128
"""The check of each key refuses smaller numbers with its name."""
_LONG_NUMBER = re.compile(r"[0-9](?:_?[0-9]){4000}")


def read_text(folder: Path) -> str:
    """Returns the text of server.toml. ConfigurationError if it is unreadable."""
    file = folder / FILE_NAME
    try:
        # Unchanged, including line ends, because editors compare it with the file.
        return read_regular(file, most=MOST_BYTES, what=FILE_NAME).decode("utf-8")
    except FileNotFoundError as error:
        raise ConfigurationError(f"{file}: {error.strerror}") from error
    except FileProblem as problem:
        raise ConfigurationError(f"{file}: {problem}") from problem
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{FILE_NAME}: not UTF-8 text (byte {error.start})") from error


def parse_toml(text: str) -> dict[str, Any]:
    """Returns the document. ConfigurationError if it is no TOML, nested too deeply, or has numbers above 64 bits."""
    _check_keys(text)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(_toml_error(error, text)) from error
    except RecursionError as error:
        raise ConfigurationError(f"{FILE_NAME}: {_TOO_DEEP}") from error
    except ValueError as error:
        # Python converts no decimal number of more than 4300 digits.
        found = _LONG_NUMBER.search(text)
        line = text.count("\n", 0, found.start()) + 1 if found else 1
        raise ConfigurationError(f"{FILE_NAME}:{line}: {_TOO_LARGE}") from error
    _check_values(document, text)
    return document


_TOO_DEEP = f"the text is nested deeper than {MOST_LEVELS} levels"
_TOO_LARGE = "a number exceeds 64 bits"


def _toml_error(error: tomllib.TOMLDecodeError, text: str) -> str:
    match = re.search(r" \(at line (\d+), column (\d+)\)", str(error))
    line = match[1] if match else str(text.count("\n") + 1)
    what = shortened(re.sub(r" \(at .*\)$", "", str(error)))
    return f"{FILE_NAME}:{line}: not TOML: {what}"


def _check_keys(text: str) -> None:
    """Refuses keys with very many dots, for which the parser needs minutes."""
    if all(line.count(".") <= MOST_LEVELS for line in text.splitlines()):
        return
    for number, statement in statements(text):
        if sum(1 for _ in keys_of(statement.lstrip("["))) > MOST_LEVELS:
            raise ConfigurationError(f"{FILE_NAME}:{number}: {_TOO_DEEP}")


def _check_values(document: dict[str, Any], text: str) -> None:
    """Walks level by level, because a recursion would reach Python's limit."""
    level: list[tuple[tuple[str | int, ...], Any]] = [((), document)]
    for _ in range(MOST_LEVELS + 1):
        below: list[tuple[tuple[str | int, ...], Any]] = []
        for place, value in level:
            if isinstance(value, dict):
                below += [((*place, key), item) for key, item in value.items()]
            elif isinstance(value, list):
                below += [((*place, index), item) for index, item in enumerate(value)]
            elif isinstance(value, int) and value.bit_length() > _MOST_BITS:
                raise ConfigurationError(f"{FILE_NAME}:{KeyLines(text).line(place)}: {_TOO_LARGE}")
        if not below:
            return
        level = below
    raise ConfigurationError(f"{FILE_NAME}:{KeyLines(text).line(level[0][0])}: {_TOO_DEEP}")
