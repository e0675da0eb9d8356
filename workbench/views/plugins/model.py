"""The plugins in priority order with their measurements since the server started."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from workbench.contract.generated.enums import CallKind
from workbench.session import AnyEvent, LoadStep, PluginChanged, PluginRow, StatePublished
from workbench.telemetry.histogram import LatencyTable, percentile
from workbench.views.formats import duration
from workbench.views.model import ViewModel
from workbench.views.plugin_list import PluginList

if TYPE_CHECKING:
    from workbench.telemetry.segment import Batch

FIGURES_INTERVAL_NANOS = 250_000_000


@dataclass(slots=True)
class PluginLine:
    """One row of the table. Calls are hooks and events. Errors are calls that threw an exception."""

    place: int
    row: PluginRow
    calls: int = 0
    errors: int = 0
    p99_nanos: float = 0.0
    published: Any = None
    """Its last state from SendState."""

    @property
    def threads_delta(self) -> int:
        """Threads added while it was loaded."""
        return self.row.threads_after - self.row.threads_before


class PluginsModel(ViewModel):
    """Rows in priority order. `generation` changes with any measurement, state or place."""

    def __init__(self, plugin_list: PluginList) -> None:
        super().__init__(plugin_list)
        self.lines: list[PluginLine] = []
        self.generation = 0
        self._table = LatencyTable()
        self._revision = -1
        self._counted_nanos = 0
        self._fresh = False
        self._published: dict[str, Any] = {}

    def on_event(self, event: AnyEvent) -> None:
        """Keeps the published state of plugins until the next server loads them."""
        match event:
            case PluginChanged(row=row) if row.state == "available":
                self._published.pop(row.name, None)
            case StatePublished(plugin=plugin, state=state):
                self._published[plugin] = state
                self._fresh = True
            case _:
                return

    def begin_server(self) -> None:
        """Resets the counts for a new server."""
        self._table = LatencyTable()
        self._fresh = True

    def take(self, batch: "Batch") -> None:
        """Counts the calls of a frame."""
        if len(batch.calls):
            self._table.nanos_per_tick = self.plugin_list.nanos_per_tick
            self._table.add(batch.calls[batch.calls["kind"] <= CallKind.Event])
            self._fresh = True

    def frame(self, now_nanos: int) -> None:
        """Updates the list at once, and the measurements four times a second, which is fast enough to read."""
        listed = self._revision != self.plugin_list.revision
        due = self._fresh and now_nanos - self._counted_nanos >= FIGURES_INTERVAL_NANOS
        if listed:
            self._list()
        if listed or due:
            self._count()
            self._counted_nanos, self._fresh = now_nanos, False
            self.generation += 1

    def _list(self) -> None:
        self._revision = self.plugin_list.revision
        known = {line.row.file: line for line in self.lines}
        self.lines = []
        for place, (file, row) in enumerate(self.plugin_list.plugins.items(), 1):
            line = known.get(file) or PluginLine(place, row)
            line.place, line.row = place, row
            self.lines.append(line)

    def _count(self) -> None:
        summary, counts = self._table.summary(), self._table.counts()
        for line in self.lines:
            mine = summary["plugin"] == line.row.index
            line.calls = int(summary["calls"][mine].sum())
            line.errors = int(summary["failed"][mine].sum())
            line.published = self._published.get(line.row.name)
            line.p99_nanos = _p99(counts[mine].sum(axis=0), summary["max_nanos"][mine])


def _p99(counts: npt.NDArray[np.int64], slowest: npt.NDArray[np.float64]) -> float:
    """Returns the percentile over all callbacks of a plugin in nanoseconds, at most the slowest call."""
    return min(float(percentile(counts, 0.99)[0]), float(slowest.max())) if len(slowest) else 0.0


def facts(line: PluginLine) -> tuple[tuple[str, str], ...]:
    """Returns the facts of the detail area as label and text, without empty ones."""
    row = line.row
    pairs = (
        ("State", state_meaning(row)),
        ("File", row.file),
        ("Version", row.version),
        ("Description", row.description),
        ("Layout", row.layout),
        ("API", f"plugin {row.api_version}, server {row.server_api_version}" if row.api_version else ""),
        ("Signature", row.signature),
        ("Threads", f"{row.threads_before} before loading, {row.threads_after} after" if row.threads_after else ""),
        ("Interfaces", ", ".join(row.interfaces)),
        ("At startup", "loaded" if row.load_at_startup else "not loaded"),
        ("Published", json.dumps(line.published, ensure_ascii=False) if line.published is not None else ""),
        ("Configuration", json.dumps(row.config, indent=2, ensure_ascii=False) if row.config else ""),
        ("Budget", _budgets(row)),
    )
    return tuple((label, text) for label, text in pairs if text)


def _budgets(row: PluginRow) -> str:
    """Returns the time budgets of its callbacks: `5.00 ms; OnQuoteTick 100 µs`."""
    own = (f"{callback} {duration(millis * 1e6)}" for callback, millis in row.budgets.items())
    return "; ".join((duration(row.budget_millis * 1e6), *own))


STATES = {
    "available": "In the plugins folder, not loaded",
    "loading": "Loading",
    "running": "Running and receiving calls",
    "refused": "Not loaded. See Loader diagnostics for the reason.",
    "stopped": "Not running. The server ended or started without the plugin.",
    "crashed": "Crashed the server. See Faults for the report.",
    "quarantined": "Excluded after a fault until its file changes or you retry it",
    "changed on disk": "Running the old version. The file has changed on disk.",
    "restart needed": "The change takes effect at the next start",
}
"""Tooltip of each state."""


def state_meaning(row: PluginRow) -> str:
    """Describes the state in a sentence."""
    if row.state == "available" and not row.enabled:
        return "In the plugins folder, not enabled"
    if row.state == "available" and not row.load_at_startup:
        return "Enabled, but not loaded when the server starts"
    return STATES.get(row.state, row.state)


@dataclass(frozen=True)
class StepBar:
    """One step of the timeline: start and length of its bar as shares of the whole."""

    step: LoadStep
    begins: float
    length: float


def timeline(row: PluginRow) -> tuple[StepBar, ...]:
    """Returns the steps with their bars, in order. Loading and unloading have separate scales."""
    bars: list[StepBar] = []
    for ending in (False, True):
        part = [step for step in row.steps if step.ending == ending]
        first = min((step.started_nanos for step in part), default=0)
        whole = max((step.started_nanos + step.took_nanos for step in part), default=0) - first
        share = 1 / whole if whole else 0.0
        bars += [StepBar(step, (step.started_nanos - first) * share, step.took_nanos * share) for step in part]
    return tuple(bars)
