"""Reads a file that may be anything: a pipe, a device or a folder must not stop who asks for its content."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO


class FileProblem(Exception):
    """A file cannot be used; the text says why."""


class NoRegularFile(FileProblem):
    """What has this name is a folder, a pipe, a socket or a device."""


def read_regular(path: Path, *, most: int, what: str) -> bytes:
    """The content, at most `most` bytes. FileProblem when it cannot be had, FileNotFoundError when there is no file.

    `what` is what the file is meant to be, with its article: `a plugin`.
    """
    try:
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            if size > most:
                raise FileProblem(f"{size} bytes are more than {what} may have ({most})")
            return file.read(most)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise FileProblem(f"cannot be read: {error.strerror}") from error


@contextlib.contextmanager
def open_regular(path: Path) -> Iterator[BinaryIO]:
    """The file for reading, without waiting for a device or a pipe. OSError as for any file; FileProblem for others."""
    # A look before opening: opening alone can make a device do something, such as rewind a tape.
    if not stat.S_ISREG(kind := os.stat(path).st_mode):
        raise NoRegularFile(f"not a regular file, but {_kind(kind)}")
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        # Another one may have taken its place meanwhile.
        if not stat.S_ISREG(kind := os.fstat(file.fileno()).st_mode):
            raise NoRegularFile(f"not a regular file, but {_kind(kind)}")
        yield file


def _kind(mode: int) -> str:
    return next((name for test, name in _KINDS if test(mode)), "something special")


_KINDS: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
