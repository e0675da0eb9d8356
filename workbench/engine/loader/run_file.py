"""Private copies of plugin files, so that the author can overwrite the file while the server runs the plugin."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path

from workbench.engine.loader.scan import Candidate

_PLAIN = re.compile(r"[A-Za-z0-9_.+-]{1,200}")
_PLAIN_LETTERS = 60


def place(candidate: Candidate, run_folder: Path) -> Path:
    """Creates a copy with exactly the inspected bytes, named by their content. OSError if it cannot be written."""
    path = run_folder / f"{candidate.digest[:16]}-{copy_name(candidate.file)}"
    if not path.exists():
        temporary = path.with_name(path.name + ".part")
        temporary.write_bytes(candidate.data)
        temporary.chmod(0o700)
        temporary.rename(path)
    return path


def copy_name(file: str) -> str:
    """Returns the name of a plugin file's copy after its hash, valid for every tool that reads it."""
    if _PLAIN.fullmatch(file):
        return file
    plain = "".join(letter if _PLAIN.fullmatch(letter) else "_" for letter in file)
    return f"{plain[:_PLAIN_LETTERS]}-{hashlib.sha256(file.encode()).hexdigest()[:8]}{Path(file).suffix}"


def link_neighbours(neighbours: Iterable[tuple[str, Path]], origin: Path, run_folder: Path) -> Path:
    """Lets a copy find the libraries that its file finds under $ORIGIN. Returns the folder for the copy.

    The folder is so deep in the run folder that paths above it, as in $ORIGIN/../lib, stay inside the run folder.
    """
    # The linker opens a name with a slash itself, independent of the copy's place.
    places = [(name, found, found.parent.relative_to(origin)) for name, found in neighbours if "/" not in name]
    above = max((place.parts.count("..") for _, _, place in places), default=0)
    folder = run_folder.joinpath(*["in"] * above)
    folder.mkdir(parents=True, exist_ok=True)
    for name, found, place in places:
        link = folder / place / name
        link.parent.mkdir(parents=True, exist_ok=True)
        if not link.is_symlink():
            os.symlink(found.resolve(), link)
    return folder
