"""What the loader and the guard found, each finding once, with how often it was met."""

from bisect import insort
from dataclasses import dataclass

from workbench.session import AnyEvent, DiagnosticFound, EngineStarted, EngineStopped, FaultHappened
from workbench.views.directory import Directory
from workbench.views.model import ViewModel

SEVERITIES = ("info", "warning", "error", "refused")
CAPACITY = 5_000


@dataclass(slots=True)
class Finding:
    """One diagnostic. `nanos` is the wall time of the last occasion, nanoseconds since the Unix epoch."""

    severity: str
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
    """Which server it was met in last, counted from 0."""
    past: bool = False
    """Whether the server that runs now has not met it."""


class LoaderDiagnosticsModel(ViewModel):
    """Findings, the gravest first and of these the newest; a restart that meets one again does not list it twice."""

    def __init__(self, directory: Directory) -> None:
        super().__init__(directory)
        self.findings: list[Finding] = []
        self.generation = 0
        self._known: dict[tuple[str, str, str], Finding] = {}
        self._server = self._fell = 0

    def on_event(self, event: AnyEvent) -> None:
        """Learns a finding, and which of them are those of a server that is gone."""
        match event:
            case DiagnosticFound():
                self._learn(event)
            case EngineStopped():
                self._server += 1
            case FaultHappened(kind=kind, number=number) if kind != "hang" and number != self._fell:
                # It is told once more with names, maybe when the next server runs already.
                self._server, self._fell = self._server + 1, number
            case EngineStarted():
                for finding in self.findings:
                    finding.past = finding.server != self._server
                self.generation += 1
            case _:
                return

    def _learn(self, event: DiagnosticFound) -> None:
        key = (event.plugin, event.code, event.message)
        finding = self._known.get(key)
        if finding is None:
            self._add(key, event)
        else:
            finding.times += 1
            finding.nanos = event.nanos
            finding.server, finding.past = self._server, False
            finding.detail = event.detail or finding.detail
            finding.thread, finding.stack = event.thread or finding.thread, event.stack or finding.stack
            self.generation += 1

    def clear(self) -> None:
        """Forgets all findings."""
        self.findings.clear()
        self._known.clear()
        self.generation += 1

    def counts(self) -> dict[str, int]:
        """Findings by severity; refused files are errors."""
        counted = dict.fromkeys(SEVERITIES[:3], 0)
        for finding in self.findings:
            counted["error" if finding.severity == "refused" else finding.severity] += 1
        return counted

    def _add(self, key: tuple[str, str, str], event: DiagnosticFound) -> None:
        finding = Finding(
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
        self._known[key] = finding
        insort(self.findings, finding, key=_order)
        if len(self.findings) > CAPACITY:
            # Those of the graver severities stand first, but what was met first is the oldest.
            oldest = self._known.pop(next(iter(self._known)))
            self.findings.remove(oldest)
        self.generation += 1


def _order(finding: Finding) -> tuple[int, int]:
    return -rank(finding.severity), -finding.first_nanos


def rank(severity: str) -> int:
    """How grave a severity is, 0 for info; ValueError for no severity."""
    return SEVERITIES.index(severity)


def facts(finding: Finding) -> tuple[tuple[str, str], ...]:
    """What the detail area tells: label and text, empty ones left out."""
    told = (
        ("What", finding.message),
        ("Last time", finding.detail),
        ("Now", "not met since the server was started" if finding.past else ""),
        ("Meaning", finding.explanation),
        ("What to do", finding.advice),
        ("Thread", finding.thread),
        ("Where", "\n".join(finding.stack)),
    )
    return tuple((label, text) for label, text in told if text)


def as_text(finding: Finding) -> str:
    """A finding as text for a message or a ticket."""
    where = f"{finding.plugin}: " if finding.plugin else ""
    lines = [f"{where}{finding.message} ({finding.severity}, {finding.code})"]
    lines += [f"{label}: {text}" for label, text in facts(finding)[1:] if label != "Where"]
    return "\n".join([*lines, *(f"  {frame}" for frame in finding.stack)])
