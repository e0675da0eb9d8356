"""One generated file and the line that marks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.contract.table import Table

ROOT = Path(__file__).resolve().parents[3]
MARK = "Generated from "
TOOL = "python -m workbench.contract.generate"

Tables = tuple[Table, ...]
Render = Callable[[Tables, str], "Iterator[Output]"]


@dataclass(frozen=True)
class Output:
    """A file relative to the project's root and its whole text."""

    path: str
    text: str


@dataclass(frozen=True)
class Target:
    """What to make of some tables: `render(tables, path)` yields outputs at or below `path`."""

    tables: tuple[str, ...]
    path: str
    render: Render


def mark(tables: Tables) -> str:
    """The sentence that every generated file begins with."""
    names = ",".join(table.name for table in tables)
    source = f"{{{names}}}" if len(tables) > 1 else names
    return f"{MARK}workbench/contract/tables/{source}.toml by {TOOL}; do not edit."


def cpp_file(tables: Tables, body: str) -> str:
    """A marked C++ file; its layout is the generator's, so clang-format is told to leave it."""
    return f"// {mark(tables)}\n// clang-format off\n{body.strip()}\n"


def python_file(tables: Tables, purpose: str, body: str) -> str:
    """A marked Python module whose docstring says what it is for."""
    # The public names are the vendor's, and a default body uses no argument.
    rules = "A002, ARG002, D403, E501, N802, RUF022, RUF100"
    return f'# {mark(tables)}\n# ruff: noqa: {rules}\n"""{purpose}"""\n\n{body.strip()}\n'
