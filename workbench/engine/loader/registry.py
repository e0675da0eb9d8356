"""The plugins of one server: what is known of each, in priority order."""

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
    """What a callback may take when the entry does not say."""
    state: PluginState = "available"
    """available, loading, running, refused, stopped or quarantined."""
    changed_on_disk: bool = False
    named_for_start: bool = False
    """Whether this start of the server was asked for it by name: its entry is not touched then."""
    started_with: PluginEntry | None = None
    """What the configuration said when the server started, once it says something else."""
    considered: bool = False
    """Whether this start of the server has decided about it."""
    index: int = -1
    name: str = ""
    version: str = ""
    description: str = ""
    digest: str = ""
    modified_nanos: int = 0
    """When the file was last written to, as of its reading."""
    facts: tuple[tuple[str, str], ...] = ()
    """What its file tells without being executed: label and text."""
    layout: Layout | None = None
    """What a library was built for, as far as its file tells."""
    layout_doubt: str = ""
    """Why it may have been built for another layout than that, empty when its file proves it."""
    api_version: int = 0
    server_api_version: int = 0
    signature: str = ""
    signer: str = ""
    threads_before: int = 0
    threads_after: int = 0
    thread_ids: frozenset[int] = frozenset()
    """Threads that began while it was loaded and were there at the end of that."""
    opened: dict[int, tuple[int, int, str]] = field(default_factory=dict)
    """Descriptors that are open since it was loaded: device, inode and target by number."""
    load_millis: float = 0.0
    timeline: Timeline = field(default_factory=Timeline)
    interfaces: tuple[str, ...] = ()
    module: Any = field(default=None, repr=False)
    """What must stay alive while the plugin runs: the mapped library, or the Python module."""

    @property
    def file(self) -> str:
        """Name by which everybody calls the file."""
        return file_text(self.path.name)

    @property
    def language(self) -> str:
        """C++ or Python."""
        return SUFFIXES.get(self.path.suffix, "")

    @property
    def budget_millis(self) -> float:
        """What each of its callbacks may take that has no budget of its own."""
        own = self.entry.budget_millis
        return self.server_budget_millis if own is None else own

    @property
    def shown_state(self) -> PluginState:
        """The state as the client sees it: a running plugin may differ from its file or from the configuration."""
        if self.state == "running" and self.changed_on_disk:
            return "changed on disk"
        wanted = self.entry.enabled and self.entry.load_at_startup
        if self.state == "running":
            return "running" if wanted and not self._waits_for_parameters else "restart needed"
        return "restart needed" if self.considered and self.state == "available" and wanted else self.state

    @property
    def _waits_for_parameters(self) -> bool:
        """Whether it was created with others than it has now, and has nothing that they could be told to."""
        other = self.started_with is not None and self.started_with.config != self.entry.config
        return other and "EventConfig" not in self.interfaces

    def take_over(self, scanned: Scanned) -> None:
        """What looking at its file told."""
        self.layout, self.facts = scanned.layout, scanned.facts
        self.layout_doubt = scanned.layout_doubt()
        if (state := scanned.signature) is not None:
            self.signature, self.signer = state.sentence, state.organisation if state.good else ""

    def row(self) -> PluginRow:
        """All of it that a client process sees."""
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
    """Plugins in priority order. `changed` is called with each one whose row is new."""

    def __init__(self, plugins: list[Plugin], changed: Callable[[Plugin], None]) -> None:
        self._plugins, self._changed = plugins, changed

    def __iter__(self) -> Iterator[Plugin]:
        return iter(list(self._plugins))

    def add(self, plugin: Plugin) -> None:
        """Adds a plugin at the end."""
        self._plugins.append(plugin)
        self._changed(plugin)

    def find(self, file: str) -> Plugin | None:
        """The plugin with this file name, None when there is none."""
        return next((plugin for plugin in self._plugins if plugin.file == file), None)

    def named(self, name: str) -> Plugin | None:
        """The plugin that the server calls so, or whose file is called so; running ones first."""
        found = [plugin for plugin in self._plugins if name in (plugin.row().name, plugin.file)]
        return min(found, key=lambda plugin: plugin.index < 0, default=None)

    def name_of(self, index: int) -> str:
        """Name of the plugin with this number in call records, empty for the server itself."""
        return next((plugin.row().name for plugin in self._plugins if plugin.index == index), "")

    def layout_doubt(self, index: int | None) -> str:
        """Why the plugin with this number may have another layout, empty for the server itself."""
        return next((plugin.layout_doubt for plugin in self._plugins if plugin.index == index), "")

    def files(self) -> tuple[str, ...]:
        """File names in priority order."""
        return tuple(plugin.file for plugin in self._plugins)

    def running(self) -> list[Plugin]:
        """Plugins that get calls, in priority order."""
        return [plugin for plugin in self._plugins if plugin.state == "running"]

    def set_state(self, plugin: Plugin, state: PluginState) -> None:
        """Changes a plugin's state and tells it."""
        plugin.state = state
        self._changed(plugin)

    def switch(self, plugin: Plugin, switches: Mapping[str, bool]) -> None:
        """Changes `enabled` or `load_at_startup` as the configuration says it now, and tells it."""
        plugin.entry = msgspec.structs.replace(plugin.entry, **switches)
        self._changed(plugin)

    def set_entry(self, plugin: Plugin, entry: PluginEntry) -> None:
        """Takes over what the configuration says of a plugin now; a running one keeps what it was started with."""
        if entry == plugin.entry:
            return
        plugin.started_with = plugin.started_with or plugin.entry
        plugin.entry = entry
        self._changed(plugin)

    def sort(self, files: list[str]) -> None:
        """Puts the plugins in this order; those not named follow in their old order."""
        place = {file: number for number, file in enumerate(files)}
        self._plugins.sort(key=lambda plugin: place.get(plugin.file, len(place)))

    def move(self, plugin: Plugin, offset: int) -> None:
        """Moves a plugin by that many places, to the end of the list at most."""
        place = self._plugins.index(plugin)
        self._plugins.remove(plugin)
        self._plugins.insert(max(0, place + offset), plugin)
