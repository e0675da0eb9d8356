"""Which files of plugins/ are plugins, and what they hold."""

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
        """Name by which the configuration knows it."""
        return file_text(self.path.name)


def scan(folder: Path) -> list[Path]:
    """What is called like a plugin in a folder, sorted: .so and .py, nothing hidden. OSError when unreadable.

    Also what is no file at all: that it cannot be loaded is worth being told.
    """
    with os.scandir(folder) as entries:
        names = [
            entry.name
            for entry in entries
            if not entry.name.startswith(".") and os.path.splitext(entry.name)[1] in SUFFIXES
        ]
    return [folder / name for name in sorted(names)]


def read_candidate(path: Path) -> Candidate:
    """The content of a plugin file, read without waiting for a device or a pipe; FileProblem when it cannot be had."""
    language = SUFFIXES.get(path.suffix)
    if language is None:
        raise FileProblem(f"neither {' nor '.join(SUFFIXES)}")
    try:
        data = read_regular(path, most=MAX_BYTES, what="a plugin")
    except FileNotFoundError as error:
        raise FileProblem(f"cannot be read: {error.strerror}") from error
    return Candidate(path, language, data, hashlib.sha256(data).hexdigest())


def leaves_folder(path: Path, folder: Path) -> bool:
    """Whether a file in `folder` is a link to a place outside of it."""
    return not path.resolve().is_relative_to(folder.resolve())


def writable_by(path: Path) -> str:
    """Who besides its owner may replace a plugin file or write into it: everybody, or nobody as the empty text."""
    try:
        file, folder = os.stat(path).st_mode, os.stat(path.parent).st_mode
    except OSError:
        # Gone meanwhile: whoever reads it says so.
        return ""
    if file & stat.S_IWOTH:
        return "everybody may write into it"
    # In a folder with this bit, as /tmp has, only owners may rename and delete.
    if folder & stat.S_IWOTH and not folder & stat.S_ISVTX:
        return "everybody may write into its folder, and so replace it"
    return ""
