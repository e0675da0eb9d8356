"""Names of the plugins of one run, by what records and files call them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from workbench.engine.loader.run_file import copy_name
from workbench.engine.messages import PluginRow


class PluginNames:
    """Plugins by the index that call records carry, and by the private run file they were loaded from."""

    def __init__(self, rows: Mapping[str, PluginRow]) -> None:
        self._rows = {row.index: row for row in rows.values() if row.index >= 0}

    def plugin(self, index: int) -> str:
        """Name of the plugin, `plugin N` for one that was never told."""
        return self._rows[index].name if index in self._rows else f"plugin {index}"

    def file(self, index: int) -> str:
        """File of the plugin, empty for one that was never told."""
        return self._rows[index].file if index in self._rows else ""

    def layout_doubt(self, index: int) -> str:
        """Why the plugin may have been built for another layout, empty for none and for one that was never told."""
        return self._rows[index].layout_doubt if index in self._rows else ""

    def of_file(self, run_file: str) -> int:
        """Index of the plugin whose private run file this is, -1 when it is none."""
        file = Path(run_file).name.partition("-")[2]
        return next((index for index, row in self._rows.items() if copy_name(row.file) == file), -1)

    def of_script(self, frame: str) -> int:
        """Index of the plugin whose file a frame of Python, `function (file:line)`, lies in, -1 for none."""
        file = frame.rpartition("(")[2].rpartition(":")[0]
        return next((index for index, row in self._rows.items() if file and row.file == file), -1)
