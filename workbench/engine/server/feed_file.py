"""Reads tick files as a whole and unpacks compressed ones."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path

from workbench.engine.errors import StartError
from workbench.engine.files.regular_file import FileProblem, read_regular

GZIP_MAGIC = b"\x1f\x8b"
MOST_BYTES = 1 << 32
MOST_RATIO = 100
"""Tick files pack to a fifth or a tenth. A much better ratio is a file that was made to fill the memory."""
SMALL_BYTES = 16 << 20
"""The ratio does not matter up to this unpacked size."""
_BLOCK_BYTES = 1 << 20


def read_tick_file(path: Path) -> bytes:
    """Returns the CSV text of a plain or gzip tick file. StartError if it is unreadable."""
    try:
        data = read_regular(path, most=MOST_BYTES, what="a tick file")
        return _unpacked(data) if data.startswith(GZIP_MAGIC) else data
    except (FileProblem, OSError, EOFError, zlib.error) as error:
        what = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise StartError(f"{path.name}: {what}") from error
    except MemoryError as error:
        raise StartError(f"{path.name}: too large for the memory of this machine") from error


def _unpacked(data: bytes) -> bytes:
    most = min(MOST_BYTES, max(SMALL_BYTES, MOST_RATIO * len(data)))
    blocks, size = [], 0
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
        while block := file.read(_BLOCK_BYTES):
            size += len(block)
            if size > most:
                raise FileProblem(
                    f"{len(data)} bytes of gzip unpack to more than {most} bytes. "
                    f"The limit is {MOST_RATIO} times the packed size and at most {MOST_BYTES} bytes"
                )
            blocks.append(block)
    return b"".join(blocks)
