"""Reads a file that may be anything: a pipe, a device or a folder must not stop who asks for its content."""

from __future__ import annotations

import os
import stat
from pathlib import Path


class FileProblem(Exception):
    """A file cannot be used; the text says why."""


def read_regular(path: Path, *, most: int, what: str) -> bytes:
    """The content, at most `most` bytes. FileProblem when it cannot be had, FileNotFoundError when there is no file.

    `what` is what the file is meant to be, with its article: `a plugin`.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise FileProblem(f"cannot be read: {error.strerror}") from error
    try:
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            raise FileProblem("not a regular file")
        if facts.st_size > most:
            raise FileProblem(f"{facts.st_size} bytes are more than {what} may have ({most})")
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(most)
    except OSError as error:
        raise FileProblem(f"cannot be read: {error.strerror}") from error
    finally:
        os.close(descriptor)
