"""Moves tables of an array in a TOML text, together with their comments. The rest of the text stays unchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workbench.engine.configuration.toml_lines import statements

_HEADER = re.compile(r"(\[\[?)\s*([A-Za-z0-9_-]+)\s*(.)")


def permuted(text: str, section: str, order: list[int]) -> str:
    """Returns the text with the `[[section]]` tables in a new order: position i gets table `order[i]`.

    A table moves with its keys, its sub-tables, and the comments inside it and directly above it. Text between two
    tables stays in its place.
    """
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    blocks = _blocks(lines, section)
    moved = [lines[start:end] for start, end in blocks]
    for place in reversed(range(len(blocks))):
        start, end = blocks[place]
        lines[start:end] = moved[order[place]]
    return "".join(lines)


def _blocks(lines: list[str], section: str) -> list[tuple[int, int]]:
    """Returns the first line and the line after the last of each table, counted from 0."""
    blocks: list[tuple[int, int]] = []
    start = None
    for number, header in _headers("".join(lines)):
        if start is not None and not header.belongs_to(section):
            blocks.append((_first(lines, start), _last(lines, start, number)))
            start = None
        if header.opens(section):
            start = number
    if start is not None:
        blocks.append((_first(lines, start), _last(lines, start, len(lines))))
    return blocks


@dataclass(frozen=True)
class _Header:
    brackets: str
    name: str
    after: str

    def opens(self, section: str) -> bool:
        return (self.brackets, self.name, self.after) == ("[[", section, "]")

    def belongs_to(self, section: str) -> bool:
        """Returns whether the header continues a table that was opened before it."""
        return self.name == section and self.after == "."


def _headers(text: str) -> Iterator[tuple[int, _Header]]:
    for number, statement in statements(text):
        if match := _HEADER.match(statement):
            yield number - 1, _Header(match[1], match[2], match[3])


def _first(lines: list[str], start: int) -> int:
    while start > 0 and lines[start - 1].lstrip().startswith("#"):
        start -= 1
    return start


def _last(lines: list[str], start: int, end: int) -> int:
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return end
