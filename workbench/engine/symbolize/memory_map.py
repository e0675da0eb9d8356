"""Reads the kernel's memory map of a process."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

MAPS_FILE = "maps"
"""File in the run folder: /proc/self/maps of the engine process at the moment of its death."""

_LINE = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (\S+) ([0-9a-f]+) \S+ \S+\s*(.*)")


@dataclass(frozen=True)
class Mapping:
    """One line of a memory map. `path` is empty for memory without a file, or a name in brackets."""

    start: int
    end: int
    access: str
    offset: int
    path: str

    @property
    def writable(self) -> bool:
        """Returns whether the memory is writable."""
        return "w" in self.access


class MemoryMap:
    """Mappings by ascending address."""

    def __init__(self, text: str) -> None:
        matches = (_LINE.match(line) for line in text.splitlines())
        found = [Mapping(int(m[1], 16), int(m[2], 16), m[3], int(m[4], 16), m[5]) for m in matches if m]
        self._mappings = sorted(found, key=lambda mapping: mapping.start)
        self._starts = [mapping.start for mapping in self._mappings]
        self._bases: dict[str, int] = {}
        for mapping in self._mappings:
            self._bases.setdefault(mapping.path, mapping.start - mapping.offset)

    @classmethod
    def read(cls, run_folder: Path) -> MemoryMap:
        """Returns the map that the engine left in its run folder, empty if it left none."""
        return cls.of_file(run_folder / MAPS_FILE)

    @classmethod
    def of_file(cls, file: Path) -> MemoryMap:
        """Returns a map in the kernel's format, empty if there is none."""
        try:
            return cls(file.read_text("utf-8", "surrogateescape"))
        except OSError:
            # The process did not write the file, or is gone.
            return cls("")

    def at(self, address: int) -> Mapping | None:
        """Returns the mapping that contains the address."""
        index = bisect_right(self._starts, address) - 1
        return self._mappings[index] if index >= 0 and address < self._mappings[index].end else None

    def above(self, address: int) -> Mapping | None:
        """Returns the first writable mapping above the address."""
        return next((mapping for mapping in self._mappings if mapping.start > address and mapping.writable), None)

    def find(self, address: int) -> tuple[str, int] | None:
        """Returns the path of the file mapped at an address, and the address within that file."""
        mapping = self.at(address)
        if mapping is None or mapping.path[:1] != "/":
            return None
        return mapping.path, address - self._bases[mapping.path]
