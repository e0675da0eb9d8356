"""Line numbers of the keys in a TOML text, for error messages about values."""

from __future__ import annotations

import re
from collections.abc import Iterator

Path = tuple[str | int, ...]

_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*'""")


class KeyLines:
    """Line numbers of the keys of a valid TOML text. Elements of an array of tables are counted from 0."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        self._sizes: dict[Path, int] = {}
        prefix: Path = ()
        for number, statement in statements(text):
            if statement.startswith("[["):
                prefix = self._append(tuple(keys_of(statement[2:])), number)
            elif statement.startswith("["):
                prefix = self._resolve(tuple(keys_of(statement[1:])))
                self._lines.setdefault(prefix, number)
            else:
                self._lines.setdefault((*prefix, *keys_of(statement)), number)

    def line(self, path: Path) -> int:
        """Returns the line of the key at `path`, or of the nearest table around it, or 1 if nothing is known."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return 1

    def _append(self, keys: tuple[str, ...], number: int) -> Path:
        table = (*self._resolve(keys[:-1]), keys[-1])
        index = self._sizes.get(table, 0)
        self._sizes[table] = index + 1
        self._lines.setdefault(table, number)
        self._lines[(*table, index)] = number
        return (*table, index)

    def _resolve(self, keys: tuple[str, ...]) -> Path:
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self._sizes:
                path = (*path, self._sizes[path] - 1)
        return path


def keys_of(text: str) -> Iterator[str]:
    """Returns the parts of a dotted key at the start of `text`."""
    position = 0
    while match := _KEY.match(text, _skip_blanks(text, position)):
        yield match[0].strip("\"'")
        position = _skip_blanks(text, match.end())
        if text[position : position + 1] != ".":
            return
        position += 1


def _skip_blanks(text: str, position: int) -> int:
    while text[position : position + 1] in (" ", "\t") and position < len(text):
        position += 1
    return position


def statements(text: str) -> Iterator[tuple[int, str]]:
    """Yields each table header and key = value with its first line. A value over several lines is one statement."""
    depth, quote = 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if depth == 0 and not quote:
            if not stripped or stripped.startswith("#"):
                continue
            yield number, stripped
            if stripped.startswith("["):
                continue
            stripped = stripped[stripped.find("=") + 1 :]
        depth, quote = _scan(stripped, depth, quote)


def _scan(text: str, depth: int, quote: str) -> tuple[int, str]:
    """Returns the brackets and multi-line strings that are still open after `text`."""
    position = 0
    while position < len(text):
        here = text[position]
        if quote:
            if here == "\\" and quote[0] == '"':
                position += 1
            elif text.startswith(quote, position):
                position += len(quote) - 1
                quote = ""
        elif here in "\"'":
            quote = here * 3 if text.startswith(here * 3, position) else here
            position += len(quote) - 1
        elif here == "#":
            break
        else:
            depth += (here in "[{") - (here in "]}")
        position += 1
    return depth, quote if len(quote) == 3 else ""
