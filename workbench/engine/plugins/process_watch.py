"""Detects changes that running plugins make to the process: settings, closed descriptors, forked children."""

from __future__ import annotations

from collections.abc import Container, Iterator
from pathlib import Path
from typing import TypeAlias

from workbench.engine import _core
from workbench.engine.loader import diagnostics
from workbench.engine.loader.diagnostics import Diagnostic
from workbench.engine.loader.functions import Functions
from workbench.engine.loader.process_snapshot import ProcessChange, diagnostics_about
from workbench.engine.loader.registry import PluginRegistry

LOOK_SECONDS = 1.0
"""Interval of the search for changes outside of calls."""
_PARTS = {"current directory": "directory", "umask": "umask", "std::locale": "locale"}
Found: TypeAlias = tuple[str, Diagnostic]
"""Name of the plugin, empty if unknown, and the diagnostic."""


def open_descriptors() -> frozenset[int]:
    """Returns the numbers of the open descriptors."""
    return frozenset(_core.ProcessState.now().descriptors())


def watch_own_process() -> None:
    """Declares that this process belongs to one server. The native side records changes and stops forked children."""
    _core.watch_own_process()


def protect_descriptors(*, opened_since: Container[int] = (), only: tuple[str, ...] = ("",)) -> None:
    """Declares that the open descriptors belong to the server, so that plugins cannot close them.

    Excluded are descriptors that were open before, and those whose target begins with another text.
    """
    for number, (_device, _inode, target) in _core.ProcessState.now().descriptors().items():
        if number not in opened_since and target.startswith(only):
            _core.protect_descriptor(number)


class ProcessWatch:
    """Reports what running plugins change in the process of one server."""

    def __init__(self, registry: PluginRegistry, run_folder: Path, *, own_process: bool) -> None:
        """`own_process`: whether only the server and its plugins run in this process."""
        self._registry, self._functions, self._own_process = registry, Functions(run_folder), own_process
        self._reported: set[tuple[str, ...]] = set()
        self._due = 0.0
        self._seen: list[ProcessChange] = []
        self._expect()

    def look(self, now_seconds: float) -> Iterator[Found]:
        """Yields the changes since the last call."""
        for index, callback, is_sampled, rows in _core.take_call_changes():
            yield from self._left_by_call(index, callback, [ProcessChange(*row) for row in rows], is_sampled=is_sampled)
        for index, callback, lowest, highest, attempts in _core.take_kept_descriptors():
            yield from self._kept(index, callback, lowest, highest, attempts)
        for pid, index, callback in _core.take_forked_children():
            text = f"process {pid}, forked by the plugin, came back into the server in {callback}; it was stopped"
            yield self._registry.name_of(index), diagnostics.ForkedChildStopped(text)
        if self._own_process and now_seconds >= self._due:
            self._due = now_seconds + LOOK_SECONDS
            yield from self._left_otherwise()

    def _left_by_call(
        self, index: int, callback: str, changes: list[ProcessChange], *, is_sampled: bool
    ) -> Iterator[Found]:
        plugin, when = self._registry.name_of(index), f"in {callback}"
        if not callback:
            running = self._running()
            plugin, when = self._registry.name_of(next(iter(running))) if len(running) == 1 else "", "in a callback"
        elif is_sampled and len(self._running()) > 1:
            plugin, when = "", f"in {callback} of {plugin} or in a call shortly before it"
        yield from self._new(plugin, callback, changes, when)

    def _kept(self, index: int, callback: str, lowest: int, highest: int, attempts: int) -> Iterator[Found]:
        plugin = self._registry.name_of(index)
        if self._is_new(plugin, callback, "closes"):
            several = f"descriptors from {lowest} to {highest}, {attempts} in all,"
            which = f"descriptor {lowest}" if lowest == highest else several
            where = f" in {callback}" if callback else ""
            yield plugin, diagnostics.DescriptorsKept(f"tried to close {which} of the server{where}; they stay open")

    def _left_otherwise(self) -> Iterator[Found]:
        """Yields changes by threads of plugins, or ones that the probe cannot see. Reports a change at the second look
        only, because a short change does no harm.
        """
        if self._running() != self._expected_of:
            # A plugin was loaded or ended meanwhile. The loader reported its changes.
            self._expect()
            return
        changes = [ProcessChange(*row) for row in self._expected.changes()]
        lasting, self._seen = [change for change in changes if change in self._seen], changes
        if not lasting:
            return
        by_part = _core.take_thread_changes()
        back = {(change.kind, change.what): change for change in _put_back(self._expected)}
        self._seen = []
        for change in lasting:
            index = by_part.get(_part(change), -1)
            plugin = self._registry.name_of(index) if index >= 0 else ""
            when = "by a thread of the plugin" if plugin else "while the server was running"
            yield from self._new(plugin, "", [back.get((change.kind, change.what), change)], when)
        # Changes that cannot be restored stay.
        self._expect()

    def _new(self, plugin: str, callback: str, changes: list[ProcessChange], when: str) -> Iterator[Found]:
        new = [change for change in changes if self._is_new(plugin, callback, change.kind, change.what, change.after)]
        for diagnostic in diagnostics_about(new, self._functions, when):
            yield plugin, diagnostic

    def _is_new(self, *what: str) -> bool:
        new = what not in self._reported
        self._reported.add(what)
        return new

    def _running(self) -> frozenset[int]:
        return frozenset(plugin.index for plugin in self._registry if plugin.state == "running")

    def _expect(self) -> None:
        """Takes the current state as the expected one."""
        self._expected, self._expected_of = _core.SharedSettings.now(), self._running()
        self._seen = []


def _part(change: ProcessChange) -> str:
    """Returns the name of the change in take_thread_changes(), empty for other changes."""
    if change.kind == "environment":
        return change.kind
    return "locale" if change.what.startswith("LC_") else _PARTS.get(change.what, "")


def _put_back(expected: _core.SharedSettings) -> list[ProcessChange]:
    return [ProcessChange(*row) for row in expected.changes(put_back=True)]
