"""Names of the plugins and symbols for the numbers in records."""

import msgspec

from workbench.session import (
    IN_MEMORY,
    LOADED,
    AnyEvent,
    EngineStarted,
    FeedChanged,
    FileChanged,
    PluginChanged,
    PluginOrderChanged,
    PluginRow,
    PluginState,
    SymbolRow,
    SymbolsChanged,
)

NO_PLUGIN = 0xFFFF


class PluginList:
    """Names, priority order and colour numbers of the plugins, symbols of the server, and the clock's calibration.

    The bridge passes events to it before any model, so a model finds a name for each number of a batch.
    """

    def __init__(self) -> None:
        self.pid = 0
        self.nanos_per_tick = 1.0
        """Length of one time stamp counter tick, nanoseconds."""
        self.overhead_nanos = 0.0
        """Cost of timing one call, nanoseconds."""
        self.symbols: dict[int, SymbolRow] = {}
        self.plugins: dict[str, PluginRow] = {}
        """Rows by file, in priority order."""
        self.feed: FeedChanged | None = None
        """State of the background feed. None while the server has none."""
        self.revision = 0
        """Increases whenever a name, a state or the order changes."""
        self._file_of_index: dict[int, str] = {}
        self._series: dict[str, int] = {}
        self._removed: dict[str, PluginRow] = {}

    def on_event(self, event: AnyEvent) -> None:
        """Takes plugins, their order and the symbols from an event."""
        match event:
            case PluginChanged(row=row):
                self._learn(row)
            case PluginOrderChanged(files=files):
                self._reorder(files)
            case FileChanged(change="changed") if self._state(event.file) in LOADED:
                self._set_state(event.file, "changed on disk")
            case FileChanged(change="removed") if self._state(event.file) not in IN_MEMORY:
                self._remove(event.file)
            case FileChanged(change="added") if event.file in self._removed:
                self.plugins[event.file] = self._removed.pop(event.file)
            case EngineStarted():
                self.pid = event.pid
                self.symbols = {row.number: row for row in event.symbols}
                self.feed = None
            case SymbolsChanged():
                self.symbols = {row.number: row for row in event.symbols}
            case FeedChanged():
                self.feed = event
                return
            case _:
                return
        self.revision += 1

    def plugin_name(self, index: int) -> str:
        """Returns the name of the plugin with this number in call records, or "server" for NO_PLUGIN."""
        if index == NO_PLUGIN:
            return "server"
        row = self.plugin_at(index)
        return row.name if row else f"plugin {index}"

    def plugin_at(self, index: int) -> PluginRow | None:
        """Returns the row of the plugin with this number in call records, or None."""
        return self.plugins.get(self._file_of_index.get(index, ""))

    def series_of_index(self, index: int) -> int:
        """Returns the colour number of the plugin with this number in call records, or -1."""
        return self._series.get(self._file_of_index.get(index, ""), -1)

    def series_of_file(self, file: str) -> int:
        """Returns the colour number of a plugin, or -1. It does not change with the order."""
        return self._series.get(file, -1)

    def series_of_name(self, name: str) -> int:
        """Returns the colour number of the plugin with this name, or -1."""
        return next((self._series[file] for file, row in self.plugins.items() if row.name == name), -1)

    def swatch(self, name: str) -> str:
        """Icon name of the colour of the plugin with this name, empty when unknown."""
        number = self.series_of_name(name)
        return f"series:{number}" if number >= 0 else ""

    def symbol(self, number: int) -> SymbolRow | None:
        """Returns the row of the symbol with this number in tick records, or None."""
        return self.symbols.get(number)

    def _learn(self, row: PluginRow) -> None:
        self.plugins[row.file] = row
        self._removed.pop(row.file, None)
        self._series.setdefault(row.file, len(self._series))
        if row.index >= 0:
            self._file_of_index[row.index] = row.file

    def _remove(self, file: str) -> None:
        # The server still has the file and does not send its row again when the file returns.
        if file in self.plugins:
            self._removed[file] = self.plugins.pop(file)

    def _state(self, file: str) -> str:
        return self.plugins[file].state if file in self.plugins else ""

    def _set_state(self, file: str, state: PluginState) -> None:
        self.plugins[file] = msgspec.structs.replace(self.plugins[file], state=state)

    def _reorder(self, files: tuple[str, ...]) -> None:
        known = {file: self.plugins[file] for file in files if file in self.plugins}
        self.plugins = known | {file: row for file, row in self.plugins.items() if file not in known}
