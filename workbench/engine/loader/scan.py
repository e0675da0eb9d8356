"""Finds the plugin files in plugins/ and reads their content."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from workbench.engine.files.regular_file import FileProblem, read_regular
from workbench.engine.plain_text import file_text

SUFFIXES = {".so": "C++", ".py": "Python"}
MAX_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True)
class Candidate:
    """A plugin file with its content. `digest` is the SHA-256 of the content, hexadecimal."""

    path: Path
    language: str
    data: bytes
    digest: str

    @property
    def file(self) -> str:
        """Returns the name that identifies the plugin in the configuration."""
        return file_text(self.path.name)


def scan(folder: Path) -> list[Path]:
    """Returns the paths in a folder that have a plugin's suffix (.so or .py), sorted, without hidden ones.


    The result includes folders and devices, so that the loader reports that they cannot be loaded. OSError if the
    folder is unreadable.
    """
    with os.scandir(folder) as entries:
        names = [
            entry.name
            for entry in entries
            if not entry.name.startswith(".") and os.path.splitext(entry.name)[1] in SUFFIXES
        ]
    return [folder / name for name in sorted(names)]


def read_candidate(path: Path) -> Candidate:
    """Returns the content of a plugin file, without waiting for a device or a pipe. FileProblem if it is unreadable."""
    language = SUFFIXES.get(path.suffix)
    if language is None:
        raise FileProblem(f"neither {' nor '.join(SUFFIXES)}")
    try:
        data = read_regular(path, most=MAX_BYTES, what="a plugin")
    except FileNotFoundError as error:
        raise FileProblem(f"cannot be read: {error.strerror}") from error
    return Candidate(path, language, data, hashlib.sha256(data).hexdigest())


def leaves_folder(path: Path, folder: Path) -> bool:
    """Returns whether a file in `folder` is a link to a place outside of it."""
    return not path.resolve().is_relative_to(folder.resolve())


def writable_by(path: Path) -> str:
    """Returns who besides the owner can replace or change a plugin file, as text for a diagnostic. Empty for nobody."""
    try:
        file, folder = os.stat(path).st_mode, os.stat(path.parent).st_mode
    except OSError:
        # The file is gone. The next read reports that.
        return ""
    if file & stat.S_IWOTH:
        return "every user can write to the file"
    # In a folder with this bit, such as /tmp, only owners may rename and delete.
    if folder & stat.S_IWOTH and not folder & stat.S_ISVTX:
        return "every user can write to its folder and replace the file"
    return ""
