"""Replaces a file atomically: a reader, or a crash, sees either the old or the new content."""

from __future__ import annotations

import ctypes
import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.engine.files.regular_file import read_regular

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
_MOST_BYTES = 1 << 30
_NO_EXCHANGE = (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP)


def write_atomically(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Replaces a file, or a link, without a comparison. A new file gets `mode`. OSError if it cannot be written."""
    with _beside(path, text.encode(), mode) as temporary:
        os.replace(temporary, path)


def replace_unchanged(path: Path, before: bytes, after: bytes) -> bool:
    """Replaces a file whose content is `before`. Returns False without a change for another content.

    OSError if it cannot be written. FileProblem if it is not a regular file.
    """
    # A link stays. Its target is replaced.
    path = path.resolve()
    with _beside(path, after, 0o600) as temporary:
        if _content(path) != before:
            return False
        try:
            exchanged = _exchange(temporary, path)
        except FileNotFoundError:
            # Another program has just moved the file away to write it anew.
            return False
        if not exchanged:
            # This file system cannot exchange files, so a save at this very moment is lost.
            os.replace(temporary, path)
            return True
        if _content(temporary) == before:
            return True
        # The file was saved after the comparison. That save is put back.
        _exchange(temporary, path)
        return False


@contextmanager
def _beside(path: Path, content: bytes, mode: int) -> Iterator[Path]:
    """Creates a file beside another one, with the same mode or with `mode`. The file is removed at the end."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, path.stat().st_mode & 0o777 if path.is_file() else mode)
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _content(path: Path) -> bytes | None:
    try:
        return read_regular(path, most=_MOST_BYTES, what="a file to replace")
    except FileNotFoundError:
        return None


def _exchange(one: Path, other: Path) -> bool:
    """Swaps two files in one step. False if the file system does not support it. OSError for other errors."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NO_EXCHANGE:
        return False
    raise OSError(number, os.strerror(number), str(other))
