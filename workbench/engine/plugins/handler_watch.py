"""Detects handlers that a running plugin replaces: finds them within a second, reports each once, and restores them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from workbench.engine import _core
from workbench.engine.loader.diagnostics import Diagnostic
from workbench.engine.loader.functions import Functions
from workbench.engine.loader.process_snapshot import ProcessChange, replaced_handlers
from workbench.engine.loader.registry import PluginRegistry

LOOK_SECONDS = 1.0
_HOSTS = ("python", "libpython", "_core.")


class HandlerWatch:
    """Compares the process's handlers with those at creation of this object."""

    def __init__(self, registry: PluginRegistry, run_folder: Path, *, own_process: bool) -> None:
        """`own_process`: whether only the server and its plugins run in this process."""
        self._registry, self._functions, self._own_process = registry, Functions(run_folder), own_process
        self._expected = _core.HandlerTable.now()
        self._reported: set[tuple[str, str, int]] = set()
        self._due = 0.0

    def look(self, now_seconds: float) -> Iterator[tuple[str, Diagnostic]]:
        """Yields the plugin's name, empty if unknown, and the diagnostic about the handlers that it replaced."""
        if now_seconds < self._due:
            return
        self._due = now_seconds + LOOK_SECONDS
        if changes := [ProcessChange(*row) for row in self._expected.changes()]:
            yield from self._judged(changes)

    def _judged(self, changes: list[ProcessChange]) -> Iterator[tuple[str, Diagnostic]]:
        by_plugin: dict[str, list[ProcessChange]] = {}
        for change in changes:
            name = self._faulting_plugin(change)
            if name is not None:
                by_plugin.setdefault(name, []).append(change)
        if not by_plugin:
            # The host program installed this handler, so it stays.
            self._expected = _core.HandlerTable.now()
            return
        put_back = {change.what for change in (ProcessChange(*row) for row in self._expected.changes(put_back=True))}
        for name, own in by_plugin.items():
            new = [change for change in own if (name, change.what, change.address) not in self._reported]
            self._reported |= {(name, change.what, change.address) for change in new}
            done = [ProcessChange(*(c.kind, c.what, c.before, c.after, c.address, c.what in put_back)) for c in new]
            if done:
                yield name, replaced_handlers(done, self._functions, "while it was running")

    def _faulting_plugin(self, change: ProcessChange) -> str | None:
        """Returns the plugin that contains the code, empty if unknown, None for the host program's own change."""
        plugin = self._registry.find(self._functions.plugin_file(change.address))
        if plugin is not None:
            return plugin.row().name
        library = Path(self._functions.library(change.address)).name
        return "" if self._own_process and not library.startswith(_HOSTS) else None
