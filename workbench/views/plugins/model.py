"""The plugins in priority order, with what each has done since the server started."""

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
    """One line of the table. Calls are hooks and events; errors are calls that an exception ended."""

    place: int
    row: PluginRow
    calls: int = 0
    errors: int = 0
    p99_nanos: float = 0.0
    published: Any = None
    """What it last told with SendState."""

    @property
    def threads_delta(self) -> int:
        """Threads added while it was loaded."""
        return self.row.threads_after - self.row.threads_before


class PluginsModel(ViewModel):
    """Lines in priority order; `generation` changes with any figure, state or place."""

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
        """Keeps what plugins publish, until the next server finds them."""
        match event:
            case PluginChanged(row=row) if row.state == "available":
                self._published.pop(row.name, None)
            case StatePublished(plugin=plugin, state=state):
                self._published[plugin] = state
                self._fresh = True
            case _:
                return

    def begin_server(self) -> None:
        """Counts anew with each server."""
        self._table = LatencyTable()
        self._fresh = True

    def take(self, batch: "Batch") -> None:
        """Counts the calls of a frame."""
        if len(batch.calls):
            self._table.nanos_per_tick = self.plugin_list.nanos_per_tick
            self._table.add(batch.calls[batch.calls["kind"] <= CallKind.Event])
            self._fresh = True

    def frame(self, now_nanos: int) -> None:
        """Follows the directory at once, the figures some times a second: nobody reads faster."""
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
    """Percentile over all callbacks of a plugin, nanoseconds; never above the slowest call."""
    return min(float(percentile(counts, 0.99)[0]), float(slowest.max())) if len(slowest) else 0.0


def facts(line: PluginLine) -> tuple[tuple[str, str], ...]:
    """What the detail area tells of a plugin: label and text, empty ones left out."""
    row = line.row
    reported = (
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
    return tuple((label, text) for label, text in reported if text)


def _budgets(row: PluginRow) -> str:
    """What its callbacks may take: `5.00 ms; OnQuoteTick 100 µs`."""
    own = (f"{callback} {duration(millis * 1e6)}" for callback, millis in row.budgets.items())
    return "; ".join((duration(row.budget_millis * 1e6), *own))


STATES = {
    "available": "In the folder; this start of the server has not considered it",
    "loading": "Is being loaded",
    "running": "Gets calls",
    "refused": "Not loaded: Loader diagnostics says why",
    "stopped": "Its server ended, or was started without it",
    "crashed": "Its code was running when the server's process died: Faults has the report",
    "quarantined": "Left out as it ended or blocked an earlier server, until its file changes or it is tried again",
    "changed on disk": "Runs as it was loaded; its file is another one by now",
    "restart needed": "Is to run or to stop at the next start of the server",
}
"""What each state means."""


def state_meaning(row: PluginRow) -> str:
    """The state in a sentence, for people who do not know the word."""
    if row.state == "available" and not row.enabled:
        return "In the folder and not enabled"
    if row.state == "available" and not row.load_at_startup:
        return "Enabled, but not to be loaded when the server starts"
    return STATES.get(row.state, row.state)


@dataclass(frozen=True)
class StepBar:
    """One step of the timeline: where its bar begins and how long it is, as shares of the whole."""

    step: LoadStep
    begins: float
    length: float


def timeline(row: PluginRow) -> tuple[StepBar, ...]:
    """The steps with their bars, in order; loading and ending have a scale each."""
    bars: list[StepBar] = []
    for ending in (False, True):
        part = [step for step in row.steps if step.ending == ending]
        first = min((step.started_nanos for step in part), default=0)
        whole = max((step.started_nanos + step.took_nanos for step in part), default=0) - first
        share = 1 / whole if whole else 0.0
        bars += [StepBar(step, (step.started_nanos - first) * share, step.took_nanos * share) for step in part]
    return tuple(bars)
