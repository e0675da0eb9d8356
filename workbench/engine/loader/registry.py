"""The plugin registry: the plugins of one server in priority order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from workbench.contract.generated.layouts import Layout
from workbench.engine.configuration.model import PluginEntry
from workbench.engine.loader.scan import SUFFIXES
from workbench.engine.loader.scanner import Scanned
from workbench.engine.loader.timeline import Timeline
from workbench.engine.messages import PluginRow, PluginState
from workbench.engine.plain_text import file_text


@dataclass
class Plugin:
    """One plugin file, from its discovery to the end of the server."""

    path: Path
    entry: PluginEntry
    in_configuration: bool
    _: KW_ONLY
    server_budget_millis: float
    """Default time budget of a callback in milliseconds."""
    state: PluginState = "available"
    """available, loading, running, refused, stopped or quarantined."""
    changed_on_disk: bool = False
    named_for_start: bool = False
    """Whether this start of the server named the plugin explicitly. The server then does not change its entry."""
    started_with: PluginEntry | None = None
    """The plugin's entry at the start of the server, if the configuration has changed since."""
    considered: bool = False
    """Whether this start of the server has decided about the plugin."""
    index: int = -1
    name: str = ""
    version: str = ""
    description: str = ""
    digest: str = ""
    modified_nanos: int = 0
    """Modification time of the file when it was read."""
    facts: tuple[tuple[str, str], ...] = ()
    """Facts that the loader reads from the file without executing it: label and text."""
    layout: Layout | None = None
    """Layout of the library, as far as its file shows it."""
    layout_doubt: str = ""
    """Why the layout may be wrong. Empty when the file proves it."""
    api_version: int = 0
    server_api_version: int = 0
    signature: str = ""
    signer: str = ""
    threads_before: int = 0
    threads_after: int = 0
    thread_ids: frozenset[int] = frozenset()
    """Threads that started while the plugin was loaded and still ran afterwards."""
    opened: dict[int, tuple[int, int, str]] = field(default_factory=dict)
    """Descriptors that were opened while the plugin was loaded: device, inode and target by number."""
    load_millis: float = 0.0
    timeline: Timeline = field(default_factory=Timeline)
    interfaces: tuple[str, ...] = ()
    module: Any = field(default=None, repr=False)
    """Object that must stay alive while the plugin runs: the mapped library or the Python module."""

    @property
    def file(self) -> str:
        """Returns the file name, which identifies the plugin."""
        return file_text(self.path.name)

    @property
    def language(self) -> str:
        """Returns C++ or Python."""
        return SUFFIXES.get(self.path.suffix, "")

    @property
    def budget_millis(self) -> float:
        """Returns the time budget of callbacks without a budget of their own, in milliseconds."""
        own = self.entry.budget_millis
        return self.server_budget_millis if own is None else own

    @property
    def shown_state(self) -> PluginState:
        """Returns the state for the client. A running plugin may differ from its file or from the configuration."""
        if self.state == "running" and self.changed_on_disk:
            return "changed on disk"
        wanted = self.entry.enabled and self.entry.load_at_startup
        if self.state == "running":
            return "running" if wanted and not self._waits_for_parameters else "restart needed"
        return "restart needed" if self.considered and self.state == "available" and wanted else self.state

    @property
    def _waits_for_parameters(self) -> bool:
        """Returns whether its parameters changed since its creation and it has no EventConfig to receive them."""
        other = self.started_with is not None and self.started_with.config != self.entry.config
        return other and "EventConfig" not in self.interfaces

    def take_over(self, scanned: Scanned) -> None:
        """Stores the results of the scan."""
        self.layout, self.facts = scanned.layout, scanned.facts
        self.layout_doubt = scanned.layout_doubt()
        if (state := scanned.signature) is not None:
            self.signature, self.signer = state.sentence, state.organisation if state.good else ""

    def row(self) -> PluginRow:
        """Returns the plugin's properties for the client process."""
        return PluginRow(
            index=self.index,
            file=self.file,
            name=self.name or self.entry.name or Path(self.file).stem,
            state=self.shown_state,
            language=self.language,
            enabled=self.entry.enabled,
            load_at_startup=self.entry.load_at_startup,
            modified_nanos=self.modified_nanos,
            version=self.version or self.entry.version,
            description=self.description or self.entry.description,
            layout=self.layout.name if self.layout is not None else "",
            layout_doubt=self.layout_doubt,
            api_version=self.api_version,
            server_api_version=self.server_api_version,
            signature=self.signature,
            signer=self.signer,
            threads_before=self.threads_before,
            threads_after=self.threads_after,
            load_millis=self.load_millis,
            steps=self.timeline.steps,
            interfaces=self.interfaces,
            facts=self.facts,
            config=self.entry.config,
            budget_millis=self.budget_millis,
            budgets=self.entry.budgets,
        )


class PluginRegistry:
    """Plugins in priority order. `changed` is called with each plugin whose row changed."""

    def __init__(self, plugins: list[Plugin], changed: Callable[[Plugin], None]) -> None:
        self._plugins, self._changed = plugins, changed

    def __iter__(self) -> Iterator[Plugin]:
        return iter(list(self._plugins))

    def add(self, plugin: Plugin) -> None:
        """Adds a plugin at the end."""
        self._plugins.append(plugin)
        self._changed(plugin)

    def find(self, file: str) -> Plugin | None:
        """Returns the plugin with this file name, or None."""
        return next((plugin for plugin in self._plugins if plugin.file == file), None)

    def named(self, name: str) -> Plugin | None:
        """Returns the plugin with this name or file name. Running plugins have priority."""
        found = [plugin for plugin in self._plugins if name in (plugin.row().name, plugin.file)]
        return min(found, key=lambda plugin: plugin.index < 0, default=None)

    def name_of(self, index: int) -> str:
        """Returns the name of the plugin with this number in call records, empty for the server itself."""
        return next((plugin.row().name for plugin in self._plugins if plugin.index == index), "")

    def layout_doubt(self, index: int | None) -> str:
        """Returns why the layout of the plugin with this number may be wrong, empty for the server itself."""
        return next((plugin.layout_doubt for plugin in self._plugins if plugin.index == index), "")

    def files(self) -> tuple[str, ...]:
        """Returns the file names in priority order."""
        return tuple(plugin.file for plugin in self._plugins)

    def running(self) -> list[Plugin]:
        """Returns the plugins that receive calls, in priority order."""
        return [plugin for plugin in self._plugins if plugin.state == "running"]

    def set_state(self, plugin: Plugin, state: PluginState) -> None:
        """Sets a plugin's state and reports the change."""
        plugin.state = state
        self._changed(plugin)

    def switch(self, plugin: Plugin, switches: Mapping[str, bool]) -> None:
        """Sets `enabled` or `load_at_startup` to the configured value and reports the change."""
        plugin.entry = msgspec.structs.replace(plugin.entry, **switches)
        self._changed(plugin)

    def set_entry(self, plugin: Plugin, entry: PluginEntry) -> None:
        """Stores the plugin's new entry. A running plugin keeps the entry that it was started with."""
        if entry == plugin.entry:
            return
        plugin.started_with = plugin.started_with or plugin.entry
        plugin.entry = entry
        self._changed(plugin)

    def sort(self, files: list[str]) -> None:
        """Sets the order of the plugins. Plugins that `files` does not name follow in their old order."""
        place = {file: number for number, file in enumerate(files)}
        self._plugins.sort(key=lambda plugin: place.get(plugin.file, len(place)))

    def move(self, plugin: Plugin, offset: int) -> None:
        """Moves a plugin by that many places, at most to the end of the list."""
        place = self._plugins.index(plugin)
        self._plugins.remove(plugin)
        self._plugins.insert(max(0, place + offset), plugin)
