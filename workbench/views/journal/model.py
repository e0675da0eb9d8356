"""The newest hundred thousand lines of the server log."""

from workbench.session import AnyEvent, JournalLine, JournalWritten
from workbench.views.model import ViewModel
from workbench.views.plugin_list import PluginList

LEVELS = ("info", "warning", "error")
CAPACITY = 100_000
# Dropping in large steps avoids filtering all lines again with each new line.
_DROP = 10_000


class JournalModel(ViewModel):
    """Lines, oldest first. `generation` changes when old lines are dropped."""

    def __init__(self, plugin_list: PluginList, *, capacity: int = CAPACITY) -> None:
        super().__init__(plugin_list)
        self.capacity = capacity
        self.lines: list[JournalLine] = []
        self.generation = 0
        self.dropped = 0

    def on_event(self, event: AnyEvent) -> None:
        """Adds new lines."""
        if isinstance(event, JournalWritten):
            self.lines.extend(event.lines)
            if len(self.lines) > self.capacity:
                self._drop(len(self.lines) - self.capacity + min(_DROP, self.capacity // 10))

    def clear(self) -> None:
        """Removes all lines. The server's log file keeps them."""
        self._drop(len(self.lines))

    def _drop(self, number: int) -> None:
        del self.lines[:number]
        self.dropped += number
        self.generation += 1


def at_least(level: str) -> frozenset[str]:
    """Returns this level and the more severe ones. KeyError for an unknown level."""
    return frozenset(LEVELS[{name: rank for rank, name in enumerate(LEVELS)}[level] :])
