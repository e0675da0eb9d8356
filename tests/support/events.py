"""Events as a server sends them, with what a test does not care about filled in."""

from typing import Any

from workbench.engine.messages import DiagnosticFound, FaultHappened, FaultKind, JournalLine, Severity


def line(number: int, level: str = "info") -> JournalLine:
    return JournalLine(nanos=number, server_nanos=number, level=level, type="t", plugin="p", text=f"line {number}")


def found(severity: Severity = "warning", message: str = "6.20 ms", nanos: int = 1) -> DiagnosticFound:
    return DiagnosticFound(
        nanos=nanos, severity=severity, plugin="spread_watch", code="slow", message=message, advice="Do less."
    )


def fault(kind: FaultKind, plugin: str = "", callback: str = "", **more: Any) -> FaultHappened:
    return FaultHappened(kind=kind, plugin=plugin, callback=callback, **more)
