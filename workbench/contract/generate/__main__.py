"""Writes the generated files, or reports which of them differ from the tables (`--check`)."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from workbench.contract.generate.output import MARK, ROOT, Output
from workbench.contract.generate.registry import INCLUDE, LAYOUT_ADAPTERS, LAYOUT_INCLUDES, NATIVE, PYTHON, outputs
from workbench.contract.table import TableError

_SHOWN_LINES = 12
_OWNED = (INCLUDE, NATIVE, LAYOUT_ADAPTERS, LAYOUT_INCLUDES, PYTHON)


def main(arguments: Sequence[str] | None = None, *, root: Path = ROOT) -> int:
    """Returns the exit code: 0 done, 1 `--check` found a difference, 2 a table is wrong."""
    parser = argparse.ArgumentParser(prog="python -m workbench.contract.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a generated file has drifted")
    options = parser.parse_args(arguments)
    try:
        made = tuple(outputs())
    except TableError as error:
        print(error, file=sys.stderr)
        return 2
    return _check(made, root) if options.check else _write(made, root)


def _write(made: tuple[Output, ...], root: Path) -> int:
    for output in made:
        path = root / output.path
        if _current(path) != output.text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(output.text, "utf-8")
            print(f"wrote {output.path}")
    for path in stale(made, root):
        path.unlink()
        print(f"removed {path.relative_to(root)}")
    return 0


def _check(made: tuple[Output, ...], root: Path) -> int:
    drifted = [output for output in made if _current(root / output.path) != output.text]
    for output in drifted:
        print(f"{output.path}: differs from its table; run python -m workbench.contract.generate")
        before = _current(root / output.path).splitlines()
        after = output.text.splitlines()
        lines = difflib.unified_diff(before, after, "on disk", "from the table", lineterm="", n=1)
        print("\n".join(islice(lines, _SHOWN_LINES)))
    left = stale(made, root)
    for path in left:
        print(f"{path.relative_to(root)}: no longer generated; run python -m workbench.contract.generate")
    return 1 if drifted or left else 0


def stale(made: tuple[Output, ...], root: Path) -> list[Path]:
    """Yields files in the generator's folders that have its mark but are not generated any more."""
    known = {root / output.path for output in made}
    found = [path for folder in _OWNED for path in sorted((root / folder).rglob("*.*")) if path.is_file()]
    return [path for path in found if path not in known and _is_marked(path)]


def _is_marked(path: Path) -> bool:
    if path.suffix not in (".h", ".hpp", ".cpp", ".py"):
        return False
    return MARK in path.read_text("utf-8").partition("\n")[0]


def _current(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
