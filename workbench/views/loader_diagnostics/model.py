"""Diagnostics of the loader and the guard, each listed once with its number of occurrences."""

from bisect import insort
from dataclasses import dataclass

from workbench.session import AnyEvent, DiagnosticFound, EngineStarted, EngineStopped, FaultHappened, Severity
from workbench.views.model import ViewModel
from workbench.views.plugin_list import PluginList

SEVERITIES = ("info", "warning", "error", "refused")
CAPACITY = 5_000


@dataclass(slots=True)
class Diagnostic:
    """One diagnostic. `nanos` is the wall time of the last occurrence, nanoseconds since the Unix epoch."""

    severity: Severity
    plugin: str
    code: str
    message: str
    advice: str
    nanos: int
    first_nanos: int
    times: int = 1
    explanation: str = ""
    detail: str = ""
    thread: str = ""
    stack: tuple[str, ...] = ()
    server: int = 0
    """Number of the server of the last occurrence, counted from 0."""
    past: bool = False
    """Whether it did not occur since the present server started."""


class LoaderDiagnosticsModel(ViewModel):
    """Diagnostics by severity, then newest first. A diagnostic that occurs again after a restart is listed once."""

    def __init__(self, plugin_list: PluginList) -> None:
        super().__init__(plugin_list)
        self.diagnostics: list[Diagnostic] = []
        self.generation = 0
        self._known: dict[tuple[str, str, str], Diagnostic] = {}
        self._server = self._fell = 0

    def on_event(self, event: AnyEvent) -> None:
        """Takes a diagnostic, or marks the diagnostics of earlier servers."""
        match event:
            case DiagnosticFound():
                self._learn(event)
            case EngineStopped():
                self._server += 1
            case FaultHappened(kind=kind, number=number) if kind != "hang" and number != self._fell:
                # The complete report of the same fault may arrive when the next server already runs.
                self._server, self._fell = self._server + 1, number
            case EngineStarted():
                for diagnostic in self.diagnostics:
                    diagnostic.past = diagnostic.server != self._server
                self.generation += 1
            case _:
                return

    def _learn(self, event: DiagnosticFound) -> None:
        key = (event.plugin, event.code, event.message)
        diagnostic = self._known.get(key)
        if diagnostic is None:
            self._add(key, event)
        else:
            diagnostic.times += 1
            diagnostic.nanos = event.nanos
            diagnostic.server, diagnostic.past = self._server, False
            diagnostic.detail = event.detail or diagnostic.detail
            diagnostic.thread, diagnostic.stack = event.thread or diagnostic.thread, event.stack or diagnostic.stack
            self.generation += 1

    def clear(self) -> None:
        """Removes all diagnostics."""
        self.diagnostics.clear()
        self._known.clear()
        self.generation += 1

    def counts(self) -> dict[str, int]:
        """Returns the number of diagnostics by severity. Refused files count as errors."""
        counted = dict.fromkeys(SEVERITIES[:3], 0)
        for diagnostic in self.diagnostics:
            counted["error" if diagnostic.severity == "refused" else diagnostic.severity] += 1
        return counted

    def _add(self, key: tuple[str, str, str], event: DiagnosticFound) -> None:
        diagnostic = Diagnostic(
            severity=event.severity,
            plugin=event.plugin,
            code=event.code,
            message=event.message,
            advice=event.advice,
            nanos=event.nanos,
            first_nanos=event.nanos,
            explanation=event.explanation,
            detail=event.detail,
            thread=event.thread,
            stack=event.stack,
            server=self._server,
        )
        self._known[key] = diagnostic
        insort(self.diagnostics, diagnostic, key=_order)
        if len(self.diagnostics) > CAPACITY:
            # The list is sorted by severity. The dictionary keeps the order of the first occurrence.
            oldest = self._known.pop(next(iter(self._known)))
            self.diagnostics.remove(oldest)
        self.generation += 1


def _order(diagnostic: Diagnostic) -> tuple[int, int]:
    return -rank(diagnostic.severity), -diagnostic.first_nanos


def rank(severity: Severity) -> int:
    """Returns the rank of a severity, 0 for info. ValueError for an unknown severity."""
    return SEVERITIES.index(severity)


def facts(diagnostic: Diagnostic) -> tuple[tuple[str, str], ...]:
    """Returns the facts of the detail area as label and text, without empty ones."""
    pairs = (
        ("Message", diagnostic.message),
        ("Last occurrence", diagnostic.detail),
        ("Now", "has not occurred since the server started" if diagnostic.past else ""),
        ("Meaning", diagnostic.explanation),
        ("What to do", diagnostic.advice),
        ("Thread", diagnostic.thread),
        ("Where", "\n".join(diagnostic.stack)),
    )
    return tuple((label, text) for label, text in pairs if text)


def as_text(diagnostic: Diagnostic) -> str:
    """Returns a diagnostic as text for a ticket."""
    where = f"{diagnostic.plugin}: " if diagnostic.plugin else ""
    lines = [f"{where}{diagnostic.message} ({diagnostic.severity}, {diagnostic.code})"]
    lines += [f"{label}: {text}" for label, text in facts(diagnostic)[1:] if label != "Where"]
    return "\n".join([*lines, *(f"  {frame}" for frame in diagnostic.stack)])
