"""Addresses of a dead engine process as function names, files and lines."""

from __future__ import annotations

import re
import shutil
import subprocess
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MAPS_FILE = "maps"
"""In the run folder: /proc/self/maps of the engine process, as it was after its plugins were loaded."""

_LINE = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (\S+) ([0-9a-f]+) \S+ \S+\s*(.*)")


@dataclass(frozen=True)
class Mapping:
    """One line of a memory map."""

    start: int
    end: int
    offset: int
    path: str


class MemoryMap:
    """Which file lay where in the engine process."""

    def __init__(self, text: str) -> None:
        matches = (_LINE.match(line) for line in text.splitlines())
        found = [Mapping(int(m[1], 16), int(m[2], 16), int(m[4], 16), m[5]) for m in matches if m and m[5][:1] == "/"]
        self._mappings = sorted(found, key=lambda mapping: mapping.start)
        self._starts = [mapping.start for mapping in self._mappings]

    @classmethod
    def read(cls, run_folder: Path) -> MemoryMap:
        """The map that the engine left in its run folder; empty when it died before it wrote one."""
        file = run_folder / MAPS_FILE
        return cls(file.read_text("utf-8", "surrogateescape") if file.is_file() else "")

    def find(self, address: int) -> tuple[str, int] | None:
        """Path of the file mapped at an address, and the address as the file itself numbers it."""
        index = bisect_right(self._starts, address) - 1
        if index < 0 or address >= self._mappings[index].end:
            return None
        path = self._mappings[index].path
        base = min(mapping.start - mapping.offset for mapping in self._mappings if mapping.path == path)
        return path, address - base


def symbolise(
    addresses: Sequence[int], memory: MemoryMap, *, run_folder: Path, timeout_seconds: float = 0.5
) -> list[str]:
    """One line per address, innermost first. Names come from the plugins' run files only; others stay file+offset.

    The first address is where the fault happened, the others are return addresses: their call is one byte before.
    """
    places = [memory.find(address - (index > 0)) for index, address in enumerate(addresses)]
    named: dict[tuple[str, int], str] = {}
    for path in {place[0] for place in places if place and place[0].startswith(str(run_folder))}:
        offsets = [place[1] for place in places if place and place[0] == path]
        named |= {(path, offset): name for offset, name in _names(path, offsets, timeout_seconds).items()}
    return [_shown(address, place, named) for address, place in zip(addresses, places, strict=True)]


def _shown(address: int, place: tuple[str, int] | None, named: dict[tuple[str, int], str]) -> str:
    if place is None:
        return f"{address:#x}"
    return named.get(place) or f"{Path(place[0]).name}+{place[1]:#x}"


def _names(path: str, offsets: list[int], timeout_seconds: float) -> dict[int, str]:
    program = shutil.which("addr2line")
    if program is None:
        return {}
    command = [program, "-f", "-C", "-e", path, *map(hex, offsets)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout_seconds, check=False)
    except subprocess.TimeoutExpired:
        # The story of a crash must not wait for a large file's debug information.
        return {}
    lines = done.stdout.splitlines()
    pairs = zip(offsets, lines[0::2], lines[1::2], strict=False)
    return {offset: _name(function, place) for offset, function, place in pairs if function != "??"}


def _name(function: str, place: str) -> str:
    file, _, line = place.partition(" (")[0].rpartition(":")
    return f"{function} ({Path(file).name}:{line})" if line not in ("", "0", "?") else function
