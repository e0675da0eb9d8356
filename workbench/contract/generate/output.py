"""One generated file and its mark."""

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
    """A file relative to the project's root, and its whole text."""

    path: str
    text: str


@dataclass(frozen=True)
class Target:
    """A generator for some tables: `render(tables, path)` yields outputs at or below `path`."""

    tables: tuple[str, ...]
    path: str
    render: Render


def mark(tables: Tables) -> str:
    """Returns the first sentence of a generated file."""
    names = ",".join(table.name for table in tables)
    source = f"{{{names}}}" if len(tables) > 1 else names
    return f"{MARK}workbench/contract/tables/{source}.toml by {TOOL}; do not edit."


def cpp_file(tables: Tables, body: str) -> str:
    """Returns a marked C++ file. clang-format is off, because the generator formats it."""
    return f"// {mark(tables)}\n// clang-format off\n{body.strip()}\n"


def python_file(tables: Tables, purpose: str, body: str) -> str:
    """Returns a marked Python module with this docstring."""
    # The public names are the vendor's, and a default body does not use its arguments.
    rules = "A002, ARG002, D403, E501, N802, RUF022, RUF100"
    return f'# {mark(tables)}\n# ruff: noqa: {rules}\n"""{purpose}"""\n\n{body.strip()}\n'
