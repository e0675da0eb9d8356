"""Tick files: read whole, unpacked when they are packed."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from workbench.engine.errors import StartError

GZIP_MAGIC = b"\x1f\x8b"


def read_tick_file(path: Path) -> bytes:
    """The CSV text of a tick file, plain or gzip. StartError when it cannot be read."""
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if data.startswith(GZIP_MAGIC) else data
    except (OSError, EOFError, zlib.error) as error:
        what = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise StartError(f"{path.name}: {what}") from error
