"""Names of the plugins of one run, found by the numbers in records and by file names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from workbench.engine.loader.run_file import copy_name
from workbench.engine.messages import PluginRow


class PluginNames:
    """Plugins by their index in call records and by their private run file."""

    def __init__(self, rows: Mapping[str, PluginRow]) -> None:
        self._rows = {row.index: row for row in rows.values() if row.index >= 0}

    def plugin(self, index: int) -> str:
        """Returns the name of the plugin, or `plugin N` for an unknown index."""
        return self._rows[index].name if index in self._rows else f"plugin {index}"

    def file(self, index: int) -> str:
        """Returns the file of the plugin, or an empty string for an unknown index."""
        return self._rows[index].file if index in self._rows else ""

    def layout_doubt(self, index: int) -> str:
        """Returns why the plugin may have been built for another layout; empty when that is certain or unknown."""
        return self._rows[index].layout_doubt if index in self._rows else ""

    def of_file(self, run_file: str) -> int:
        """Returns the index of the plugin with this private run file, or -1."""
        file = Path(run_file).name.partition("-")[2]
        return next((index for index, row in self._rows.items() if copy_name(row.file) == file), -1)

    def of_script(self, frame: str) -> int:
        """Returns the index of the plugin whose file a Python frame, `function (file:line)`, belongs to, or -1."""
        file = frame.rpartition("(")[2].rpartition(":")[0]
        return next((index for index, row in self._rows.items() if file and row.file == file), -1)
