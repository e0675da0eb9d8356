"""Detects that another program moved, deleted, replaced or overwrote the database file of a running server."""

from __future__ import annotations

import os
from pathlib import Path

_HEADER_BYTES = 100
_MAGIC = b"SQLite format 3\0"
_CHANGE_COUNTER = slice(24, 28)
_PAGES = slice(28, 32)


class DatabaseWatch:
    """Compares the file at the path with the file that the server opened. `look` takes microseconds."""

    def __init__(self, path: Path) -> None:
        """`path` is a database that this process has just opened."""
        # Absolute, because a plugin may change the current directory.
        self._path = path.absolute()
        self._file = _identity(os.stat(self._path))
        self._descriptor = self._find_descriptor()
        self._size, self._counters = 0, (0, 0)

    def look(self) -> str:
        """Returns what happened to the file, empty if the server still uses the file at its path."""
        try:
            found = os.stat(self._path)
        except (FileNotFoundError, NotADirectoryError):
            return self._text("moved or deleted")
        except OSError:
            # The path cannot be examined at this moment. The server reports failing writes itself.
            return ""
        if _identity(found) != self._file:
            return self._text("replaced")
        if found.st_size < self._size:
            return self._text(f"truncated from {self._size} to {found.st_size} bytes")
        self._size = found.st_size
        return self._text("overwritten") if self._is_overwritten() else ""

    def _text(self, what: str) -> str:
        return f"{self._path}: the database file was {what} while the server used it; the server ends"

    def _is_overwritten(self) -> bool:
        """Whether the header belongs to another file. The server only ever increases the numbers in it."""
        header = self._header()
        if header is None:
            return False
        if not header.startswith(_MAGIC):
            return True
        before, after = self._counters, (_number(header[_CHANGE_COUNTER]), _number(header[_PAGES]))
        self._counters = after
        return any(now < earlier for now, earlier in zip(after, before, strict=True))

    def _header(self) -> bytes | None:
        """Returns the first bytes of the file, or None.

        Reads through the descriptor of the database: to open and close the file again would release its locks.
        """
        try:
            if self._descriptor < 0 or _identity(os.fstat(self._descriptor)) != self._file:
                return None
            return os.pread(self._descriptor, _HEADER_BYTES, 0) or None
        except OSError:
            return None

    def _find_descriptor(self) -> int:
        for name in os.listdir("/proc/self/fd"):
            try:
                if _identity(os.fstat(int(name))) == self._file:
                    return int(name)
            except OSError:
                # Closed in the meantime.
                continue
        return -1


def _identity(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino


def _number(field: bytes) -> int:
    return int.from_bytes(field, "big")
