"""Functions of this process by their address: name, file and line, and the plugin whose code they are."""

from __future__ import annotations

import re
from pathlib import Path

from workbench.engine.symbolize.symbolizer import MemoryMap, symbolise

_MAPS = Path("/proc/self/maps")
_COPY = re.compile(r"^[0-9a-f]{16}-(.+)$")


class Functions:
    """Looks up addresses in what is mapped at the moment of the question."""

    def __init__(self, run_folder: Path) -> None:
        self._run_folder = run_folder.resolve()

    def name(self, address: int) -> str:
        """`on_terminate() (handlers.cpp:12)`, or the library and the offset in it when nothing says more."""
        # The last one: what begins there may have other functions inlined.
        found = symbolise([address], self._map(), run_folder=self._run_folder)[-1]
        copy = _COPY.match(found)
        return copy[1] if copy else found

    def library(self, address: int) -> str:
        """Path of the file whose code it is, empty for none."""
        place = self._map().find(address)
        return place[0] if place else ""

    def plugin_file(self, address: int) -> str:
        """File name of the plugin whose private copy it is in, empty for none."""
        path = Path(self.library(address))
        copy = _COPY.match(path.name)
        return copy[1] if copy and self._run_folder in path.parents else ""

    @staticmethod
    def _map() -> MemoryMap:
        return MemoryMap(_MAPS.read_text("utf-8", "surrogateescape"))
