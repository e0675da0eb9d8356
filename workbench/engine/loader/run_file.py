"""Private copies of plugin files, so that the author may overwrite his while the server runs it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from workbench.engine.loader.scan import Candidate


def place(candidate: Candidate, run_folder: Path) -> Path:
    """A copy named by content, with exactly the bytes that were inspected. OSError when it cannot be written."""
    path = run_folder / f"{candidate.digest[:16]}-{candidate.file}"
    if not path.exists():
        temporary = path.with_name(path.name + ".part")
        temporary.write_bytes(candidate.data)
        temporary.chmod(0o700)
        temporary.rename(path)
    return path


def link_neighbours(neighbours: Iterable[tuple[str, Path]], origin: Path, run_folder: Path) -> None:
    """Lets a copy find the libraries that lay in its own folder, or below it, under $ORIGIN."""
    for name, found in neighbours:
        link = run_folder / found.parent.relative_to(origin) / name
        link.parent.mkdir(parents=True, exist_ok=True)
        if not link.is_symlink():
            os.symlink(found.resolve(), link)
