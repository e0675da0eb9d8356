"""Reads a path that may be a pipe, a device or a folder, without blocking the reader."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO


class FileProblem(Exception):
    """A file is unusable. The text gives the reason."""


class NoRegularFile(FileProblem):
    """The path is a folder, a pipe, a socket or a device."""


class LeadsOutside(FileProblem):
    """A link on the path leads out of the folder that the program may write to."""


def read_regular(path: Path, *, most: int, what: str) -> bytes:
    """Returns the content, at most `most` bytes. FileProblem if it is unreadable, FileNotFoundError if it is missing.

    `what` is the expected kind of file with its article: `a plugin`.
    """
    try:
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            if size > most:
                raise FileProblem(f"{size} bytes exceed the limit for {what} ({most})")
            return file.read(most)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise FileProblem(f"cannot be read: {error.strerror}") from error


@contextlib.contextmanager
def open_regular(path: Path) -> Iterator[BinaryIO]:
    """Opens the file for reading, without waiting for a device or a pipe. OSError, or FileProblem for other kinds."""
    # Checked before opening, because opening alone can affect a device, for example rewind a tape.
    check_regular(path)
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        # Another file may have replaced it meanwhile.
        _check_kind(os.fstat(file.fileno()))
        yield file


@contextlib.contextmanager
def append_regular(path: Path) -> Iterator[BinaryIO]:
    """Opens the file for appending like `open_regular`. Creates a missing one that only its owner can read."""
    with contextlib.suppress(FileNotFoundError):
        check_regular(path)
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC
    with open(os.open(path, flags, 0o600), "ab") as file:
        _check_kind(os.fstat(file.fileno()))
        yield file


def check_regular(path: Path) -> None:
    """Raises NoRegularFile for another kind of file, OSError if there is none."""
    _check_kind(os.stat(path))


def resolved_inside(path: Path, folder: Path) -> Path:
    """Returns the path without links, for writing. LeadsOutside if it is not in the folder."""
    place = path.resolve()
    if not place.is_relative_to(folder.resolve()):
        raise LeadsOutside(f"a link leads out of {folder.name}/, to {place}")
    return place


def _check_kind(facts: os.stat_result) -> None:
    if not stat.S_ISREG(facts.st_mode):
        raise NoRegularFile(f"not a regular file, but {_kind(facts.st_mode)}")


def _kind(mode: int) -> str:
    return next((name for test, name in _KINDS if test(mode)), "a special file")


_KINDS: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
