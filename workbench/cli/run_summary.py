"""The summary that `workbench run` prints at the end."""

from __future__ import annotations

from typing import Any

from workbench.session.run_report import RunReport

_COLUMNS = ("plugin", "callback", "calls", "p50", "p99", "max", "changed", "refused", "failed")


def print_summary(report: RunReport, seconds: float) -> None:
    """Prints plugins, figures, findings and faults, aligned for a terminal."""
    for row in report.plugins.values():
        print(f"plugin  {row.name}  {row.state}  {row.language}  {row.file}")
    callbacks = report.callbacks()
    if callbacks:
        print()
        _table([_COLUMNS, *(_cells(row) for row in callbacks)])
    for finding in report.diagnostics:
        if finding.severity != "info":
            print(f"{finding.severity}  {finding.plugin}  {finding.code}: {finding.message}")
    for fault in report.faults:
        print("\n".join(fault_lines(fault)))
    count = report.counters
    rate = count["ticks"] / seconds if seconds > 0 else 0.0
    print(
        f"\n{seconds:.1f} s  {count['ticks']} ticks ({rate:.0f}/s)  {count['opened']} opened  "
        f"{count['closed']} closed  {count['refused']} refused  {report.as_json()['lost_records']} records lost"
    )


def fault_lines(fault: Any) -> list[str]:
    """The story of a fault, one fact a line."""
    where = f" in {fault.plugin}" if fault.plugin else ""
    where += f" {fault.callback}" if fault.callback else ""
    lines = [f"fault  {fault.kind}{where}: {fault.message}"]
    lines += [f"    {frame}" for frame in fault.stack]
    if fault.last_calls:
        lines += ["  last calls:", *(f"    {call}" for call in fault.last_calls[-5:])]
    return lines


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    return (
        row["plugin"],
        row["callback"],
        str(row["calls"]),
        *(duration(row[f"{name}_nanos"]) for name in ("p50", "p99", "max")),
        *(str(row[name]) for name in ("changed", "refused", "failed")),
    )


def _table(rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())


def duration(nanos: float) -> str:
    """Three significant digits with a unit."""
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanos >= size:
            return f"{nanos / size:.3g} {unit}"
    return f"{nanos:.0f} ns"
