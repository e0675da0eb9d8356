"""Ends plugins: stops calls, calls DestroyPlugin, and checks that threads, files and the library are gone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from workbench.engine import _core
from workbench.engine.configuration.model import Workspace
from workbench.engine.core import Core, Library, LibraryError, PluginFailure, PluginStillRunning
from workbench.engine.loader import diagnostics, python_module
from workbench.engine.loader.descriptors import described
from workbench.engine.loader.diagnostics import Diagnostic
from workbench.engine.loader.functions import Functions
from workbench.engine.loader.plugin_data import DataProblem, PluginData
from workbench.engine.loader.process_snapshot import MOST_NAMED, ProcessSnapshot
from workbench.engine.loader.registry import Plugin, PluginRegistry
from workbench.engine.loader.still_mapped import reason
from workbench.engine.loader.timeline import Note
from workbench.engine.plain_text import printable
from workbench.engine.process.own_threads import python_threads, still_running

THREADS_PATIENCE_SECONDS = 0.2
"""Time for a thread that received the request to end."""

LEAST_LEFT_BYTES = 1024
"""Libraries allocate less than that once for the process at their first use, on any thread: a locale's
facets, the linker's list of a thread's variables, a handler's registration. The sample
plugins leave 128 to 536 bytes in two or three blocks."""

_held: list[Library] = []
"""Libraries in which a thread still runs. Unmapping them would crash the server."""


class Unloader:
    """Ends the plugins of one server. `find` receives each diagnostic."""

    def __init__(
        self,
        core: Core,
        registry: PluginRegistry,
        *,
        data: PluginData,
        workspace: Workspace,
        run_folder: Path,
        find: Callable[[Plugin, Diagnostic], None],
    ) -> None:
        self._core, self._registry, self._data, self._find = core, registry, data, find
        self._functions = Functions(run_folder)
        self._server_files = (str(workspace.data_folder.resolve()), str(run_folder.resolve()), "anon_inode:inotify")
        self._files: dict[int, tuple[int, int, str]] = {}
        self.left_running = False
        """Whether a plugin still has threads after its end. Such a thread may call the server at any time."""

    def remember_files(self) -> None:
        """Remembers the open descriptors. Call it after loading: running plugins open all later descriptors."""
        self._files = _core.ProcessState.now().descriptors()

    def files_of_later(self) -> str:
        """Returns the later descriptors that are still open, without the server's own. Empty for none."""
        now = _core.ProcessState.now().descriptors()
        new = {number: facts[2] for number, facts in now.items() if self._files.get(number) != facts}
        return list_descriptors({n: target for n, target in new.items() if not target.startswith(self._server_files)})

    def destroy(self, plugin: Plugin) -> bool:
        """Stops calls and destroys a plugin. Returns whether no thread is inside it any more."""
        before = ProcessSnapshot(self._functions)
        try:
            with plugin.timeline.step("DestroyPlugin", ending=True) as note:
                self._destroy(plugin, note)
        except PluginStillRunning as failure:
            self._find(plugin, diagnostics.StillRunning(str(failure)))
            self.left_running = True
            self._hold(plugin)
            return False
        with plugin.timeline.step("state after", ending=True):
            for diagnostic in before.diagnostics("while it was ended", with_files=False):
                self._find(plugin, diagnostic)
        return True

    def _destroy(self, plugin: Plugin, note: Note) -> None:
        try:
            kept = self._core.remove_plugin(plugin.index)
        except PluginStillRunning:
            raise
        except PluginFailure as failure:
            self._find(plugin, diagnostics.DestroyFailed(str(failure)))
            note.result, note.detail = "failed", str(failure)
            return
        try:
            self._data.save(plugin.file, kept)
        except DataProblem as problem:
            self._find(plugin, diagnostics.KeptData(str(problem)))

    def prove(self, plugin: Plugin, code: Library | ModuleType | None, *, after: str = "DestroyPlugin") -> None:
        """Checks what remains of a plugin that receives no calls any more, and unmaps it if that is safe."""
        with plugin.timeline.step("threads left", ending=True) as note:
            alone = self._no_threads(plugin, note, after, python=isinstance(code, ModuleType))
        if isinstance(code, ModuleType):
            python_module.unload(code)
        elif code is not None and alone:
            self._unmap(plugin, code)
        elif code is not None:
            plugin.timeline.skip("dlclose", "a thread of the plugin still runs", ending=True)
            words = f"{plugin.file} is still in memory, because a thread of the plugin still runs"
            self._find(plugin, diagnostics.StillMapped(words))
            _held.append(code)
        with plugin.timeline.step("memory left", ending=True) as note:
            self._no_memory(plugin, note, after, python=isinstance(code, ModuleType))
        with plugin.timeline.step("files left", ending=True) as note:
            self._no_files(plugin, note, after)

    def _hold(self, plugin: Plugin) -> None:
        if isinstance(plugin.module, Library):
            _held.append(plugin.module)

    def _mapped(self) -> list[Path]:
        libraries = [plugin.module for plugin in self._registry if isinstance(plugin.module, Library)]
        return [library.path for library in libraries if library.is_mapped()]

    def _no_threads(self, plugin: Plugin, note: Note, after: str, *, python: bool) -> bool:
        own = plugin.thread_ids | self._core.threads_of(plugin.index)
        left = still_running(own, patience_seconds=THREADS_PATIENCE_SECONDS)
        if left:
            self.left_running = True
            names = printable(", ".join(sorted(set(left.values()))))
            note.detail = f"{len(left)} thread{'s' if len(left) > 1 else ''} ({names})"
        # A library that a Python plugin imports stays in the process and keeps its pool for the next import.
        if left and not (python and left.keys().isdisjoint(python_threads())):
            self._find(plugin, diagnostics.ThreadsLeft(f"still running after {after}: {note.detail}"))
        return not left

    def _unmap(self, plugin: Plugin, library: Library) -> None:
        try:
            with plugin.timeline.step("dlclose", ending=True):
                library.close()
        except (LibraryError, PluginFailure) as error:
            self._find(plugin, diagnostics.DestroyFailed(f"dlclose: {error}"))
        with plugin.timeline.step("memory map", ending=True) as note:
            note.detail = "gone"
            if library.is_mapped():
                note.detail = reason(library.path, (path for path in self._mapped() if path != library.path))
                text = f"{plugin.file} is still in memory after dlclose: {note.detail}"
                self._find(plugin, diagnostics.StillMapped(text))

    def _no_files(self, plugin: Plugin, note: Note, after: str) -> None:
        now = _core.ProcessState.now().descriptors()
        left = {number: facts[2] for number, facts in plugin.opened.items() if now.get(number) == facts}
        if left:
            note.detail = list_descriptors(left)
            self._find(plugin, diagnostics.FilesLeft(f"still open after {after}: {note.detail}"))

    def _no_memory(self, plugin: Plugin, note: Note, after: str, *, python: bool) -> None:
        if (held := self._core.heap_of(plugin.index)) is None:
            note.detail = "unknown: this server does not attribute memory"
            return
        note.detail = _amount(*held)
        # The interpreter keeps memory that it allocated while plugin code ran: caches, interned names, modules.
        # The linker and the C library keep the memory that they allocate while a library is unmapped.
        held_in = [holder for holder in self._core.heap_holders(plugin.index) if holder[0] != "dlclose"]
        if python or sum(size for _, size, _ in held_in) < LEAST_LEFT_BYTES:
            return
        holders = [
            f"{_amount(size, blocks)} allocated in {callback or 'its own threads'}"
            for callback, size, blocks in held_in[:MOST_NAMED]
        ]
        self._find(plugin, diagnostics.MemoryLeft(f"not freed after {after}: {note.detail}; {', '.join(holders)}"))


def _amount(size: int, blocks: int) -> str:
    return f"{size:,} bytes in {blocks:,} block{'s' if blocks != 1 else ''}"


def list_descriptors(targets: dict[int, str]) -> str:
    """Returns `12 → /tmp/file, 13 → stream socket 127.0.0.1:80`, and the number of further descriptors."""
    shown = [f"{number} → {described(number, target)}" for number, target in list(targets.items())[:MOST_NAMED]]
    more = [f"{len(targets) - MOST_NAMED} more"] if len(targets) > MOST_NAMED else []
    return printable(", ".join([*shown, *more]))
