"""Reads tick files as a whole and unpacks compressed ones."""

from __future__ import annotations

import gzip
import os
import stat
import zlib
from pathlib import Path

from workbench.engine.errors import StartError

GZIP_MAGIC = b"\x1f\x8b"


def read_tick_file(path: Path) -> bytes:
    """Returns the CSV text of a plain or gzip tick file. StartError if it is unreadable."""
    try:
        data = _read(path)
        return gzip.decompress(data) if data.startswith(GZIP_MAGIC) else data
    except (OSError, EOFError, zlib.error) as error:
        what = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise StartError(f"{path.name}: {what}") from error
    except MemoryError as error:
        raise StartError(f"{path.name}: too large for the memory of this machine") from error


def _read(path: Path) -> bytes:
    """Reads the file without waiting for a pipe, or for the end of an endless device."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise StartError(f"{path.name}: not a regular file")
        return file.read()
