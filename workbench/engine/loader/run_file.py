"""Private copies of plugin files, so that the author may overwrite his while the server runs it."""

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
    """A copy named by content, with exactly the bytes that were inspected. OSError when it cannot be written."""
    path = run_folder / f"{candidate.digest[:16]}-{copy_name(candidate.file)}"
    if not path.exists():
        temporary = path.with_name(path.name + ".part")
        temporary.write_bytes(candidate.data)
        temporary.chmod(0o700)
        temporary.rename(path)
    return path


def copy_name(file: str) -> str:
    """What a copy of the plugin file of this name is called, after its hash: fit for every tool that is to read it."""
    if _PLAIN.fullmatch(file):
        return file
    plain = "".join(letter if _PLAIN.fullmatch(letter) else "_" for letter in file)
    return f"{plain[:_PLAIN_LETTERS]}-{hashlib.sha256(file.encode()).hexdigest()[:8]}{Path(file).suffix}"


def link_neighbours(neighbours: Iterable[tuple[str, Path]], origin: Path, run_folder: Path) -> Path:
    """Lets a copy find under $ORIGIN the libraries that its file found there; answers the folder for the copy.

    It is so deep in the run folder that what is looked for above it, as in $ORIGIN/../lib, is in there, too.
    """
    # The linker itself opens a name with a slash, wherever the copy is.
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
