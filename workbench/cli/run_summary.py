"""The summary of `workbench run` as text: plugins, callbacks, diagnostics, faults and counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from workbench.contract.generated.callbacks import CALLBACKS
from workbench.engine.messages import DiagnosticFound, FaultHappened, PluginRow
from workbench.session.run_counts import RunCounts
from workbench.session.run_report import RunReport

_COLUMNS = ("plugin", "callback", "calls", "p50", "p99", "max", "changed", "refused", "failed")
# CustomAction is called while the server runs. The other entry points belong to loading and unloading.
_LOADING = {callback.name for callback in CALLBACKS if callback.kind == "EntryPoint"} - {"CustomAction"}
# The core reports these repeatedly. Each message begins with the callback's name.
_REPEATED = ("slow", "exception", "change", "return-code", "after-destroy")
_HELD_BACK = re.compile(r"(?:; )?and (\d+) times more since the last report$")


def summary(report: RunReport, seconds: float) -> Iterator[str]:
    """Yields the lines: plugins, measurements, diagnostics, faults, counts."""
    yield from _plugin_lines(report.plugins.values())
    rows = [row for row in report.callbacks() if row["callback"] not in _LOADING or row["failed"]]
    if rows:
        yield ""
        yield from _table([_COLUMNS, *(_cells(row) for row in rows)])
    diagnostics = [*_diagnostic_lines(report.diagnostics)]
    if diagnostics:
        yield ""
        yield from diagnostics
    for fault in report.faults:
        yield ""
        yield from fault_lines(fault)
    if report.database is not None and not report.database.consistent:
        yield ""
        yield from (f"database inconsistent: {violation}" for violation in report.database.violations)
    yield from _happening_lines(report.counts)
    count = report.counters
    rate = count["ticks"] / seconds if seconds > 0 else 0.0
    yield ""
    yield (
        f"{seconds:.1f} s  {count['ticks']} ticks ({rate:.0f}/s)  {count['opened']} opened  "
        f"{count['closed']} closed  {count['refused']} refused  {report.lost_records} records lost"
        + (f"  {report.invalid_records} invalid records dropped" if report.invalid_records else "")
    )


def _happening_lines(counts: RunCounts) -> Iterator[str]:
    """Yields one line of counts for each kind of event."""
    counted = counts.as_json()
    groups = ("orders", "activations", "changes", "money", "refusals")
    rows = [(group, _counted(counted[group])) for group in groups if counted[group]]
    server = {
        "margin calls": counted["margin_calls"], "stop outs": counted["stop_outs"],
        "days ended": counted["days"]["ended"],
        "swaps": counted["days"]["swaps"], "maintenance windows": counted["maintenance"]["windows"],
        "backups": counted["maintenance"]["backups"], "mails": counted["mails"], "news": counted["news"],
        "configuration changes": counted["configuration_changes"],
    }  # fmt: skip
    if any(server.values()):
        rows.append(("server", _counted({name: count for name, count in server.items() if count})))
    if rows:
        yield ""
        yield from _table(rows)


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def _plugin_lines(plugins: Iterable[PluginRow]) -> Iterator[str]:
    rows = [
        (
            "plugin",
            row.name,
            row.state,
            row.language,
            row.file,
            f"loaded in {duration(row.load_millis * 1e6)}" if row.load_millis else "",
        )
        for row in plugins
    ]
    if rows:
        yield from _table(rows, left=len(rows[0]))


def _diagnostic_lines(diagnostics: Iterable[DiagnosticFound]) -> Iterator[str]:
    """Yields each diagnostic once, and the number of infos."""
    shown: dict[tuple[str, str, str, str], str] = {}
    times: dict[tuple[str, str, str, str], int] = {}
    infos = 0
    for diagnostic in diagnostics:
        if diagnostic.severity == "info":
            infos += 1
            continue
        held_back = _HELD_BACK.search(diagnostic.detail)
        detail = _HELD_BACK.sub("", diagnostic.detail)
        message = f"{diagnostic.message}, {detail}" if detail else diagnostic.message
        about = message.partition(" ")[0] if diagnostic.code in _REPEATED else message
        key: tuple[str, str, str, str] = (diagnostic.severity, diagnostic.plugin, diagnostic.code, about)
        shown.setdefault(key, message)
        times[key] = times.get(key, 0) + 1 + (int(held_back[1]) if held_back else 0)
    for key, message in shown.items():
        severity, plugin, code, _ = key
        more = f"  (and {times[key] - 1} times more)" if times[key] > 1 else ""
        yield f"{severity}  {f'{plugin}  ' if plugin else ''}{code}: {message}{more}"
    if infos:
        yield f"info  {infos} diagnostic{'s' if infos > 1 else ''}, listed with --json"


def fault_lines(fault: FaultHappened) -> Iterator[str]:
    """Yields the report of a fault, one fact per line."""
    where = f" in {fault.plugin}" if fault.plugin else ""
    where += f" {fault.callback}" if fault.callback else ""
    yield f"fault  {fault.kind}{where}: {fault.message}"
    if fault.cause:
        yield f"  cause: {fault.cause}"
        yield f"  next: {fault.advice}"
    for frame in fault.stack:
        yield f"    {frame}"
    if fault.last_calls:
        yield "  last calls:"
        for call in fault.last_calls[-5:]:
            yield f"    {call}"


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    return (
        row["plugin"],
        row["callback"],
        str(row["calls"]),
        *(duration(row[f"{name}_nanos"]) for name in ("p50", "p99", "max")),
        *(str(row[name]) for name in ("changed", "refused", "failed")),
    )


def _table(rows: Sequence[tuple[str, ...]], *, left: int = 2) -> Iterator[str]:
    """Yields aligned rows, with the first `left` columns left-aligned and the others right-aligned."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell.ljust(width) if column < left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def duration(nanos: float) -> str:
    """Formats a duration with three significant digits and a unit."""
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanos >= size:
            return f"{nanos / size:.3g} {unit}"
    return f"{nanos:.0f} ns"
