"""Finds the libraries that the dynamic linker loads for a plugin, the missing ones, and their exports."""

from __future__ import annotations

import copy
import os
import re
import struct
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from workbench.engine.files.regular_file import FileProblem, open_regular
from workbench.engine.loader.elf.facts import ElfFacts, Exports, NotElf, WrongMachine, read_exports, read_links

DEFAULT_FOLDERS = ("/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib")
CACHE = Path("/etc/ld.so.cache")
COMMON = {
    "libstdc++.so.6": ("libm.so.6", "libc.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2"),
    "libm.so.6": ("libc.so.6",),
    "libgcc_s.so.1": ("libc.so.6",),
    "libc.so.6": ("ld-linux-x86-64.so.2",),
    "ld-linux-x86-64.so.2": (),
}
"""Libraries that nearly every plugin needs. The scanner reads them and their dependencies once."""
DEEPEST = 12
MOST_BYTES = 512 * 1024 * 1024

_MAGIC = b"glibc-ld.so.cache1.1"
_CACHE_HEADER = struct.Struct("<20sII20x")
_CACHE_ENTRY = struct.Struct("<iIIIQ")
_ARCHITECTURE, _X86_64_LIBRARY = 0xFF00, 0x0300
_TOKEN = re.compile(r"\$(?:\{(?:ORIGIN|LIB)\}|(?:ORIGIN|LIB)\b)")
_LIB = "lib/x86_64-linux-gnu"
_FITTING_HEADER = re.compile(rb"\x7fELF\x02\x01.{12}\x3e\x00", re.DOTALL)


@dataclass(frozen=True)
class Needed:
    """A needed library: its path, or the reason why it is missing, and its own needs."""

    name: str
    path: Path | None = None
    reason: str = ""
    needs: tuple[Needed, ...] = field(default=())
    soname: str = ""

    def all(self) -> Iterator[Needed]:
        """Yields the library and all libraries below it."""
        yield self
        for library in self.needs:
            yield from library.all()

    def missing(self) -> Iterator[tuple[Needed, tuple[str, ...]]]:
        """Yields each missing library at or below this one, with the names on the path to it."""
        if self.path is None and self.reason:
            yield self, (self.name,)
        for library in self.needs:
            yield from ((miss, (self.name, *way)) for miss, way in library.missing())


def cached_libraries(path: Path = CACHE) -> dict[str, str]:
    """Returns the path of each library in the linker's cache. Empty without a cache in the known format."""
    try:
        data = path.read_bytes()
    except OSError:
        # There is no cache, as on systems without glibc. The default folders remain.
        return {}
    start = data.find(_MAGIC)
    if start < 0:
        return {}
    data = data[start:]
    count = _CACHE_HEADER.unpack_from(data)[1]
    found: dict[str, str] = {}
    for number in range(count):
        flags, key, value, _, _ = _CACHE_ENTRY.unpack_from(data, _CACHE_HEADER.size + number * _CACHE_ENTRY.size)
        if flags & _ARCHITECTURE == _X86_64_LIBRARY:
            found.setdefault(_text(data, key), _text(data, value))
    return found


def _text(data: bytes, offset: int) -> str:
    return data[offset : data.index(b"\0", offset)].decode("utf-8", "surrogateescape")


class LibrarySearch:
    """The linker's search order: loaded libraries, run paths, LD_LIBRARY_PATH, cache, default folders.

    `preload` is LD_PRELOAD of the server's process. These libraries are loaded before any plugin.
    """

    def __init__(self, cache: Mapping[str, str] | None = None, *, preload: str = "") -> None:
        self._cache = cached_libraries() if cache is None else cache
        self._environment = tuple(filter(None, os.environ.get("LD_LIBRARY_PATH", "").split(":")))
        self._there = dict(self._named_by(filter(None, re.split("[: ]", preload))))
        self._exports: dict[tuple[Path, int, int], Exports] = {}
        self._process: tuple[Path, ...] = ()

    def beside(self, libraries: Iterable[str]) -> LibrarySearch:
        """Returns the same search with these libraries loaded. Both searches share their cache of read files."""
        more = dict(self._named_by(libraries))
        if not more.keys() - self._there.keys():
            return self
        search = copy.copy(self)
        search._there, search._process = {**more, **self._there}, ()
        return search

    def find(self, name: str, *, first: Iterable[str] = (), then: Iterable[str] = ()) -> Path | None:
        """Returns the file that the linker loads for `name`, None if it is missing. `first` are folders of DT_RPATH,
        before those of the environment. `then` are folders of DT_RUNPATH, after them.
        """
        if "/" in name:
            return Path(name) if _fits(Path(name)) else None
        for folder in (*first, *self._environment, *then):
            if _fits(Path(folder) / name):
                return Path(folder) / name
        if name in self._cache and _fits(Path(self._cache[name])):
            return Path(self._cache[name])
        return next((path for folder in DEFAULT_FOLDERS if _fits(path := Path(folder) / name)), None)

    def tree(self, facts: ElfFacts, origin: Path) -> tuple[Needed, ...]:
        """Returns the needs of a library in this folder and their own needs. Each file is followed once.

        The order is breadth first, as in the linker: a library that is found once is loaded for all later ones.
        """
        top = _Mapped("", wants=facts.needed).searching(facts, origin, above=())
        row, seen = deque([top]), set[str]()
        while row:
            mapped = row.popleft()
            for name in mapped.wants:
                if name not in seen:
                    below = self._mapped(name, mapped)
                    seen |= {name, below.soname}
                    mapped.needs.append(below)
                    row.append(below)
        return top.needed().needs

    def exports(self, path: Path) -> Exports:
        """Returns the exports of a library. NotElf or OSError if it cannot be read."""
        facts = path.stat()
        key = (path, facts.st_mtime_ns, facts.st_size)
        if key not in self._exports:
            self._exports[key] = read_exports(_read(path))
        return self._exports[key]

    def mentions(self, tree: Iterable[Needed], text: bytes) -> bool:
        """Returns whether a library of the tree contains this text. Libraries of COMMON are left out."""
        every = {needed.path for top in tree for needed in top.all() if needed.name not in COMMON}
        return any(text in _content(path) for path in every if path is not None)

    def of_this_process(self) -> tuple[Path, ...]:
        """Returns the program and the libraries that it needs. Their exports are visible to every plugin."""
        if not self._process:
            program = Path("/proc/self/exe").resolve()
            facts = read_links(_read(program))
            trees = [self.tree(facts, program.parent)]
            trees += [self.tree(read_links(_read(path)), path.parent) for path in self._there.values()]
            needed = [needed.path for tree in trees for top in tree for needed in top.all() if needed.path is not None]
            self._process = (program, *self._there.values(), *needed)
        return self._process

    def remember_common(self) -> None:
        """Reads the libraries that nearly every plugin needs, for all later scans."""
        for name in COMMON:
            path = self.find(name)
            if path is not None:
                self.exports(path)
        for path in self.of_this_process():
            self.exports(path)

    def _named_by(self, preloads: Iterable[str]) -> Iterator[tuple[str, Path]]:
        """Yields SONAME and path of each library. The search leaves out missing libraries without a report."""
        for name in preloads:
            path = self.find(name)
            if path is None:
                continue
            try:
                yield read_links(_read(path)).soname or path.name, path
            except (NotElf, WrongMachine, OSError):
                # The linker leaves the library out as well, and writes a message to the server's output.
                continue

    def _mapped(self, name: str, by: _Mapped) -> _Mapped:
        path = self._there.get(name) or self.find(name, first=by.first, then=by.then)
        if path is None:
            return _Mapped(name, reason=self._why_missing(name, (*by.first, *by.then)))
        if name in COMMON or by.depth == DEEPEST:
            return _Mapped(name, path, wants=COMMON.get(name, ()))
        try:
            facts = read_links(_read(path))
        except WrongMachine as error:
            return _Mapped(name, reason=f"{path} is {error}")
        except (NotElf, OSError) as error:
            return _Mapped(name, reason=f"{path} cannot be read: {error}")
        found = _Mapped(name, path, wants=facts.needed, soname=facts.soname, depth=by.depth + 1)
        return found.searching(facts, path.parent, above=by.passed)

    def _why_missing(self, name: str, paths: tuple[str, ...]) -> str:
        if "/" in name:
            return "there is no such file"
        looked = [f"RUNPATH {':'.join(paths)}" if paths else ""]
        looked += [f"LD_LIBRARY_PATH {':'.join(self._environment)}" if self._environment else ""]
        return f"not in {', '.join([*filter(None, looked), 'the linker cache'])} or the default folders"


@dataclass
class _Mapped:
    """A library in the linker's search, and the folders where the linker looks for its needs."""

    name: str
    path: Path | None = None
    reason: str = ""
    wants: tuple[str, ...] = ()
    soname: str = ""
    depth: int = 0
    passed: tuple[str, ...] = ()
    """Returns the DT_RPATH folders of the library and of the libraries that need it."""
    first: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    needs: list[_Mapped] = field(default_factory=list)

    def searching(self, facts: ElfFacts, origin: Path, above: tuple[str, ...]) -> _Mapped:
        self.then = _resolved(facts.run_paths, origin)
        self.passed = _resolved(facts.passed_paths, origin) + above
        # A library with DT_RUNPATH ignores every DT_RPATH.
        self.first = () if self.then else self.passed
        return self

    def needed(self) -> Needed:
        return Needed(self.name, self.path, self.reason, tuple(below.needed() for below in self.needs), self.soname)


def _fits(path: Path) -> bool:
    """Returns whether the linker would load this file. It skips files of another word size or processor."""
    try:
        with open_regular(path) as file:
            return bool(_FITTING_HEADER.match(file.read(20)))
    except (OSError, FileProblem):
        # The file is missing or unreadable. The linker continues with the next folder.
        return False


def _resolved(paths: Iterable[str], origin: Path) -> tuple[str, ...]:
    return tuple(_TOKEN.sub(lambda token: _LIB if "LIB" in token[0] else str(origin), path) for path in paths)


def _content(path: Path) -> bytes:
    try:
        return _read(path)
    except (NotElf, OSError):
        # The file disappeared, or was never readable. The check of needed libraries reports it.
        return b""


def _read(path: Path) -> bytes:
    try:
        with open_regular(path) as file:
            return file.read(MOST_BYTES)
    except FileProblem as problem:
        raise NotElf(str(problem)) from problem
