"""The plugin manager: finds the plugins, loads them in priority order, enables and moves them, and watches files."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from workbench.contract.generated.enums import ReturnCodes
from workbench.engine.configuration import edit
from workbench.engine.configuration.file import ConfigurationFile
from workbench.engine.configuration.model import ConfigurationError, PluginEntry, Workspace
from workbench.engine.core import Core
from workbench.engine.files.regular_file import FileProblem
from workbench.engine.loader import diagnostics, scanner
from workbench.engine.loader.diagnostics import Diagnostic
from workbench.engine.loader.plugin_data import PluginData
from workbench.engine.loader.plugin_loader import Loader, request_for, set_budgets
from workbench.engine.loader.registry import Plugin, PluginRegistry
from workbench.engine.loader.scan import read_candidate, scan
from workbench.engine.loader.signing.signature import TRUST_FOLDER, SignatureRules
from workbench.engine.loader.unloading import Unloader
from workbench.engine.messages import (
    Answer,
    AnyEvent,
    FileChanged,
    PluginChanged,
    PluginOrderChanged,
    StartOptions,
)
from workbench.engine.plain_text import file_path, file_text
from workbench.engine.plugins.debounced_scan import FileChange
from workbench.engine.plugins.file_inspector import FileInspector


class PluginManager:
    """Manages the plugins, except for the calls into them."""

    def __init__(
        self,
        core: Core,
        workspace: Workspace,
        configuration: ConfigurationFile,
        options: StartOptions,
        emit: Callable[[AnyEvent], None],
        run_folder: Path,
        *,
        own_process: bool = False,
    ) -> None:
        """`configuration` is the file of the workspace.

        `own_process`: whether only the server and its plugins run in this process.
        """
        self._core, self._workspace, self._options, self._emit = core, workspace, options, emit
        self._configuration, self._run_folder = configuration, run_folder
        self._data = PluginData(workspace.data_folder)
        self.registry = PluginRegistry([], self._publish)
        self._own_process = own_process
        self._signatures = SignatureRules(workspace.folder / TRUST_FOLDER, workspace.server.require_signature)
        self._inspector = FileInspector(scanner.shared())
        self._ending = Unloader(
            core, self.registry, data=self._data, workspace=workspace, run_folder=run_folder, find=self._find
        )
        self.wrote_entries = False
        """Returns whether loading changed server.toml."""

    def _publish(self, plugin: Plugin) -> None:
        self._emit(PluginChanged(nanos=time.time_ns(), row=plugin.row()))

    @property
    def left_running(self) -> bool:
        """Returns whether a plugin still has threads after its end. Such a thread may call the server at any time."""
        return self._ending.left_running

    def _find(self, plugin: Plugin, diagnostic: Diagnostic) -> None:
        plugin.timeline.found()
        self._report(plugin.row().name, diagnostic)

    def _report(self, plugin: str, diagnostic: Diagnostic) -> None:
        self._emit(diagnostic.event(plugin))

    def load_all(self) -> None:
        """Finds the plugins, reports each, and loads the ones that are to run, highest priority first."""
        for plugin in self._found():
            self.registry.add(plugin)
        self._emit(PluginOrderChanged(nanos=time.time_ns(), files=self.registry.files()))
        loader = Loader(
            self._core,
            self.registry,
            run_folder=self._run_folder,
            configuration=self._configuration,
            plugins_folder=self._workspace.plugins_folder,
            signatures=self._signatures,
            scanner=scanner.shared(),
            data=self._data,
            find=self._find,
            ending=self._ending,
        )
        loader.expect(plugin for plugin in self.registry if plugin.file not in self._options.without)
        for plugin in self.registry:
            self._load(loader, plugin)
        self.wrote_entries = loader.entries.written
        self._ending.remember_files()
        self._core.set_plugin_order([plugin.index for plugin in self.registry.running()])

    def _found(self) -> list[Plugin]:
        if self._options.plugins is not None:
            return [self._explicit(name) for name in self._options.plugins]
        files = self._scan()
        configured = [entry for entry in self._workspace.plugins if entry.file in files]
        for entry in self._workspace.plugins:
            if entry.file not in files and entry.enabled:
                name = entry.name or entry.file
                self._report(name, diagnostics.FileGone(f"{entry.file} is in server.toml, but not in plugins/"))
        known = [self._plugin(files.pop(entry.file), entry) for entry in configured]
        enabled = self._workspace.server.enable_new_plugins
        new = [self._plugin(path, PluginEntry(file, enabled=enabled), known=False) for file, path in files.items()]
        return known + new

    def _scan(self) -> dict[str, Path]:
        folder = self._workspace.plugins_folder
        try:
            return {file_text(path.name): path for path in scan(folder)}
        except FileNotFoundError:
            # A workspace without a plugins folder is valid.
            return {}
        except OSError as error:
            self._report("", diagnostics.Unreadable(f"{folder}: {error.strerror}"))
            return {}

    def _explicit(self, name: str) -> Plugin:
        """Adds a plugin that the start options name. It runs independent of the configuration."""
        path = self._workspace.plugins_folder / file_path(name)
        file = file_text(path.name)
        known = self._workspace.entry(file)
        entry = msgspec.structs.replace(known or PluginEntry(file), enabled=True, load_at_startup=True)
        return self._plugin(path, entry, named_for_start=True)

    def _plugin(self, path: Path, entry: PluginEntry, *, known: bool = True, named_for_start: bool = False) -> Plugin:
        """`known`: whether server.toml has an entry for the file."""
        millis = self._workspace.server.hook_budget_millis
        return Plugin(path, entry, known, server_budget_millis=millis, named_for_start=named_for_start)

    def _load(self, loader: Loader, plugin: Plugin) -> None:
        if plugin.file in self._options.without:
            left_out = plugin.file in self._options.quarantined
            plugin.considered = left_out
            self.registry.set_state(plugin, "quarantined" if left_out else "stopped")
            return
        plugin.considered = True
        loader.load(plugin, create=plugin.entry.enabled and plugin.entry.load_at_startup)

    def enable(self, file: str, enabled: bool | None, load_at_startup: bool | None) -> Answer:
        """Changes the configuration, where None keeps a value. The change takes effect at the next start."""
        plugin = self.registry.find(file)
        if plugin is None:
            return _unknown(file)
        reported = {"enabled": enabled, "load_at_startup": load_at_startup}
        switches = {name: value for name, value in reported.items() if value is not None}
        if plugin.in_configuration:
            edit.switch_plugin(self._configuration, file, **switches)
        else:
            new = PluginEntry(file, enabled=False, sha256=_digest(plugin.path))
            entry = msgspec.structs.replace(new, **switches)
            edit.add_plugin(self._configuration, entry)
            plugin.in_configuration = True
        self.registry.switch(plugin, switches)
        if not plugin.entry.enabled:
            self._end_quarantine(plugin)
        return Answer()

    def move(self, file: str, offset: int) -> Answer:
        """Changes the priority order in the configuration. Takes effect when applied or at a restart."""
        plugin = self.registry.find(file)
        if plugin is None:
            return _unknown(file)
        before = self.registry.files()
        self.registry.move(plugin, offset)
        try:
            edit.order_plugins(self._configuration, list(self.registry.files()))
        except ConfigurationError:
            self.registry.sort(list(before))
            raise
        if self._options.plugins is None:
            self._emit(PluginOrderChanged(nanos=time.time_ns(), files=self.registry.files()))
        else:
            # The start options named this plugin, in an order outside of the configuration: nothing to apply later.
            self._reordered()
        return Answer()

    def reconfigured(self, entries: tuple[PluginEntry, ...]) -> None:
        """Applies order and budgets of these entries. Their other changes take effect at the next start."""
        wanted = {entry.file: entry for entry in entries}
        for plugin in self.registry:
            if plugin.in_configuration and (entry := wanted.get(plugin.file)) is not None:
                self.registry.set_entry(plugin, entry)
        for plugin in self.registry.running():
            set_budgets(self._core, plugin)
        if self._options.plugins is None:
            self.registry.sort(list(wanted))
            self._reordered()

    def _reordered(self) -> None:
        self._core.set_plugin_order([plugin.index for plugin in self.registry.running()])
        self._emit(PluginOrderChanged(nanos=time.time_ns(), files=self.registry.files()))

    def running_index(self, name: str) -> int | None:
        """Returns the number of the running plugin with this name or file, or None."""
        plugin = self.registry.named(name)
        return plugin.index if plugin is not None and plugin in self.registry.running() else None

    def on_file(self, change: FileChange) -> None:
        """Reports a change in plugins/ and its consequence for a loaded plugin."""
        plugin = self.registry.find(change.file)
        if plugin is None and change.change == "added" and self._options.plugins is None:
            plugin = self._came(change.file)
            self.registry.add(plugin)
        # Reported after the plugin's row, because the restart policy reads the row.
        self._emit(FileChanged(nanos=time.time_ns(), file=change.file, change=change.change))
        if plugin is None:
            return
        if change.change != "removed":
            self._inspector.ask(plugin.file, request_for(plugin, self._signatures))
        if plugin not in self.registry.running():
            self._end_quarantine(plugin)
            return
        gone = change.change == "removed"
        diagnostic = diagnostics.FileGone if gone else diagnostics.FileRewritten
        text = "was removed while its plugin runs" if gone else "changed on disk while its plugin runs"
        self._report(plugin.row().name, diagnostic(f"{change.file} {text}"))
        plugin.changed_on_disk = True
        self._publish(plugin)

    def _came(self, file: str) -> Plugin:
        """Handles a file that was not there at the start. server.toml may have an entry for it."""
        path, entry = self._workspace.plugins_folder / file_path(file), self._workspace.entry(file)
        plugin = self._plugin(path, entry or PluginEntry(file), known=entry is not None)
        plugin.considered = True
        return plugin

    def pump(self) -> None:
        """Reports diagnostics about files that were added or changed while the server runs."""
        for file, scanned in self._inspector.take():
            plugin = self.registry.find(file)
            if plugin is None:
                continue
            for diagnostic in filter(None, (*scanned.diagnostics, scanned.signature_diagnostic())):
                self._report(plugin.row().name, diagnostic)
            if plugin not in self.registry.running():
                # A running plugin keeps the facts of the file that it was loaded from.
                plugin.take_over(scanned)
                self._publish(plugin)

    def _end_quarantine(self, plugin: Plugin) -> None:
        if plugin.state == "quarantined":
            self.registry.set_state(plugin, "available")

    def close(self) -> None:
        """Ends the file inspector."""
        self._inspector.close()

    def unload_all(self) -> None:
        """Ends every plugin, lowest priority first: stops calls, then calls DestroyPlugin."""
        started = self.registry.running()
        ended = [plugin for plugin in reversed(started) if self._ending.destroy(plugin)]
        for plugin in ended:
            self.registry.set_state(plugin, "stopped")
        # After all plugins received the request to end: each had time to end, and none needs another's code any more.
        for plugin in ended:
            self._ending.prove(plugin, plugin.module)
            self._publish(plugin)
        self._report_files_left(started)

    def _report_files_left(self, started: list[Plugin]) -> None:
        """Reports descriptors that were opened after loading. The plugin is known only if there was just one."""
        later = self._ending.files_of_later() if self._own_process and started else ""
        if later and len(started) == 1:
            text = f"opened while it ran and still open after DestroyPlugin: {later}"
            self._find(started[0], diagnostics.FilesLeft(text))
        elif later:
            names = ", ".join(plugin.row().name for plugin in started)
            self._report("", diagnostics.FilesLeft(f"opened by one of {names} and still open after their end: {later}"))


def _digest(path: Path) -> str:
    """Returns the digest of a file, empty if the file is gone again."""
    try:
        return read_candidate(path).digest
    except FileProblem:
        return ""


def _unknown(file: str) -> Answer:
    return Answer(code=ReturnCodes.RET_ERR_NOTFOUND, error=f"plugins/ has no file {file}")
