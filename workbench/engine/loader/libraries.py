"""Where the dynamic linker will find the libraries that a plugin needs."""

from __future__ import annotations

import os
import struct
from pathlib import Path

DEFAULT_FOLDERS = ("/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib")
CACHE = Path("/etc/ld.so.cache")

_MAGIC = b"glibc-ld.so.cache1.1"
_CACHE_HEADER = struct.Struct("<20sII20x")
_CACHE_ENTRY = struct.Struct("<iIIIQ")


def cached_libraries(path: Path = CACHE) -> dict[str, str]:
    """Path by library name from the linker's cache; empty when there is no cache in the known format."""
    try:
        data = path.read_bytes()
    except OSError:
        # No cache, as on systems without glibc: the default folders remain.
        return {}
    start = data.find(_MAGIC)
    if start < 0:
        return {}
    data = data[start:]
    count = _CACHE_HEADER.unpack_from(data)[1]
    found: dict[str, str] = {}
    for number in range(count):
        _, key, value, _, _ = _CACHE_ENTRY.unpack_from(data, _CACHE_HEADER.size + number * _CACHE_ENTRY.size)
        found.setdefault(_text(data, key), _text(data, value))
    return found


def _text(data: bytes, offset: int) -> str:
    return data[offset : data.index(b"\0", offset)].decode("utf-8", "surrogateescape")


class LibrarySearch:
    """The linker's search, in its order: run paths, LD_LIBRARY_PATH, cache, default folders."""

    def __init__(self, cache: dict[str, str] | None = None) -> None:
        self._cache = cached_libraries() if cache is None else cache
        self._environment = tuple(filter(None, os.environ.get("LD_LIBRARY_PATH", "").split(":")))

    def find(self, name: str, *, origin: Path, run_paths: tuple[str, ...]) -> Path | None:
        """The file that would be loaded for `name` by a plugin in folder `origin`; None when it is missing."""
        if "/" in name:
            return Path(name) if Path(name).is_file() else None
        own = [path.replace("${ORIGIN}", "$ORIGIN").replace("$ORIGIN", str(origin)) for path in run_paths]
        for folder in (*own, *self._environment):
            if (Path(folder) / name).is_file():
                return Path(folder) / name
        if name in self._cache and Path(self._cache[name]).is_file():
            return Path(self._cache[name])
        return next((path for folder in DEFAULT_FOLDERS if (path := Path(folder) / name).is_file()), None)
