"""Functions of this process by address: name, file and line, and the plugin that contains them."""

from __future__ import annotations

import re
from pathlib import Path

from workbench.engine.symbolize.symbolizer import MemoryMap, symbolise

_MAPS = Path("/proc/self/maps")
_COPY = re.compile(r"^[0-9a-f]{16}-(.+)$")


class Functions:
    """Looks up addresses in the current memory map."""

    def __init__(self, run_folder: Path) -> None:
        self._run_folder = run_folder.resolve()

    def name(self, address: int) -> str:
        """Returns `on_terminate() (handlers.cpp:12)`, or the library and the offset in it if nothing else is known."""
        # The last frame is the function itself. The others are inlined into its beginning.
        found = symbolise([address], self._map(), run_folder=self._run_folder)[-1]
        copy = _COPY.match(found)
        return copy[1] if copy else found

    def library(self, address: int) -> str:
        """Returns the path of the file that contains the address, empty for none."""
        place = self._map().find(address)
        return place[0] if place else ""

    def plugin_file(self, address: int) -> str:
        """Returns the file name of the plugin whose private copy contains the address, empty for none."""
        path = Path(self.library(address))
        copy = _COPY.match(path.name)
        return copy[1] if copy and self._run_folder in path.parents else ""

    @staticmethod
    def _map() -> MemoryMap:
        return MemoryMap(_MAPS.read_text("utf-8", "surrogateescape"))
