"""Converts addresses of an engine process to function names, files and lines."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias

from workbench.engine.plain_text import printable
from workbench.engine.symbolize.memory_map import MAPS_FILE, MemoryMap

__all__ = ["MAPS_FILE", "FunctionNames", "MemoryMap", "Place", "lines_of", "look_up", "places_of", "shown", "symbolise"]

_STANDARD_HEADER = re.compile(r"/include/(?:[^/]+/)?c\+\+/[^/]+/(.+)$")
_IN_STANDARD_HEADER = re.compile(r" \(<[^>]+>:\d+\)$")

Place: TypeAlias = tuple[str, int]
"""A file and an address in the file's address space."""
FunctionNames: TypeAlias = dict[Place, tuple[str, ...]]
"""Functions at a place, innermost first: the inlined ones, and the function that contains them."""

PATIENCE_SECONDS = 10.0
"""Time limit for a busy machine or very large debug information. The usual time is a fiftieth of it."""
_LIVE_PATIENCE_SECONDS = 2.0
"""Time limit for a lookup by a running server."""
_PROCESSES = 4
_LOOK_SECONDS = 0.1


def places_of(addresses: Sequence[int], memory: MemoryMap) -> list[Place | None]:
    """Returns the place of each address of a stack, innermost first.

    The first address is the thread's place. The others are return addresses, whose call is one byte before.
    """
    return [memory.find(address - (index > 0)) for index, address in enumerate(addresses)]


def look_up(
    places: Sequence[Place | None],
    *,
    timeout_seconds: float = PATIENCE_SECONDS,
    given_up: threading.Event | None = None,
) -> FunctionNames:
    """Returns the known names. Each file is read once, all files at the same time. None after `given_up`."""
    by_file: dict[str, set[int]] = {}
    for place in places:
        if place is not None:
            by_file.setdefault(place[0], set()).add(place[1])
    program = shutil.which("addr2line")
    if program is None or not by_file:
        return {}
    with ThreadPoolExecutor(min(len(by_file), _PROCESSES), "symbols") as pool:
        asked = [
            pool.submit(_names, program, path, sorted(offsets), timeout_seconds, given_up)
            for path, offsets in by_file.items()
        ]
        found: FunctionNames = {}
        for answer in asked:
            found |= answer.result()
    return found


def shown(addresses: Sequence[int], memory: MemoryMap, names: FunctionNames) -> tuple[str, ...]:
    """Returns one line for each function of a stack, innermost first: `function (file:line)`, or file+offset."""
    return tuple(line for _place, lines in lines_of(addresses, memory, names) for line in lines)


def lines_of(
    addresses: Sequence[int], memory: MemoryMap, names: FunctionNames
) -> Iterator[tuple[Place | None, tuple[str, ...]]]:
    """Yields each address of a stack, innermost first: its place, and a line for each function there."""
    for address, place in zip(addresses, places_of(addresses, memory), strict=True):
        if place is None:
            yield None, (f"{address:#x}",)
        else:
            yield place, names.get(place) or (f"{printable(Path(place[0]).name)}+{place[1]:#x}",)


def symbolise(
    addresses: Sequence[int], memory: MemoryMap, *, run_folder: Path, timeout_seconds: float = _LIVE_PATIENCE_SECONDS
) -> list[str]:
    """Returns the lines of one stack. Names come from the plugins' run files only. Other addresses are file+offset."""
    own = [place for place in places_of(addresses, memory) if place and place[0].startswith(str(run_folder))]
    return list(shown(addresses, memory, look_up(own, timeout_seconds=timeout_seconds)))


def _names(
    program: str, path: str, offsets: list[int], timeout_seconds: float, given_up: threading.Event | None
) -> FunctionNames:
    command = [program, "-a", "-i", "-f", "-C", "-e", path, *map(hex, offsets)]
    found: FunctionNames = {}
    at, functions = 0, iter(_printed(command, timeout_seconds, given_up or threading.Event()).splitlines())
    for line in functions:
        if line.startswith("0x"):
            at = int(line, 16)
        elif (place := next(functions, None)) is not None and line != "??":
            found[path, at] = (*found.get((path, at), ()), _name(line, place))
    return found


def _printed(command: list[str], timeout_seconds: float, given_up: threading.Event) -> str:
    """Returns the output of a program, nothing if it does not end in time."""
    if given_up.is_set():
        return ""
    deadline = time.monotonic() + timeout_seconds
    try:
        asked = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, errors="replace"
        )
    except OSError:
        # The system cannot start another process. The stack shows plain addresses.
        return ""
    with asked:
        while not given_up.is_set() and time.monotonic() < deadline:
            try:
                return asked.communicate(timeout=_LOOK_SECONDS)[0]
            except subprocess.TimeoutExpired:
                continue
        # A crash report must not wait for a large file's debug information.
        asked.kill()
    return ""


def _name(function: str, place: str) -> str:
    file, _, line = place.partition(" (")[0].rpartition(":")
    header = _STANDARD_HEADER.search(file)
    name = f"<{header[1]}>" if header else Path(file).name
    return printable(f"{function} ({name}:{line})" if line not in ("", "0", "?") else function)


def from_standard_header(line: str) -> bool:
    """Returns whether a line of a stack is code of the C++ library's headers, which any library may contain."""
    return _IN_STANDARD_HEADER.search(line) is not None
