"""Crashes and hangs of the engine process, each with the story as it is known."""

from workbench.session import AnyEvent, EngineStarted, FaultHappened
from workbench.views.directory import Directory
from workbench.views.formats import local_time
from workbench.views.model import ViewModel


class FaultsModel(ViewModel):
    """Faults oldest first, for as long as the window lives."""

    def __init__(self, directory: Directory) -> None:
        super().__init__(directory)
        self.faults: list[FaultHappened] = []
        self.over = False
        """Whether a server was started since the newest fault."""

    def on_event(self, event: AnyEvent) -> None:
        """Learns a fault."""
        match event:
            case FaultHappened():
                self.faults.append(event)
                self.over = False
            case EngineStarted():
                self.over = True
            case _:
                return


_VERBS = {
    "crash": "crashed",
    "abort": "aborted",
    "exit": "ended the server process",
    "hang": "does not come back from",
}


def headline(fault: FaultHappened) -> str:
    """What happened, in one sentence: `risk_guard crashed in HookTradeRequestOpen (SIGSEGV)`."""
    if fault.kind == "failed to start":
        return f"The server did not start: {fault.message}" if fault.message else "The server did not start"
    if fault.kind == "killed" and not fault.plugin:
        return f"The server process was killed{_signal(fault)}"
    who = fault.plugin or "The server"
    if fault.kind == "hang":
        return f"{who} does not come back from {fault.callback}" if fault.callback else f"{who} stopped answering"
    verb = _VERBS.get(fault.kind, fault.kind if fault.kind != "killed" else "was killed")
    where = f" in {fault.callback}" if fault.callback else ""
    return f"{who} {verb}{where}{_signal(fault)}"


def story(fault: FaultHappened) -> tuple[tuple[str, str], ...]:
    """The facts below the headline: label and text, empty ones left out."""
    told = (
        ("What", fault.kind),
        ("Plugin", fault.plugin),
        ("Callback", fault.callback),
        ("Signal", fault.signal),
        ("Thread", str(fault.thread) if fault.thread else ""),
        ("Time", local_time(fault.nanos) if fault.nanos else ""),
        ("Message", fault.message),
        ("Stack", "\n".join(fault.stack)),
        ("Last calls", "\n".join(fault.last_calls)),
    )
    return tuple((label, text) for label, text in told if text)


def as_text(fault: FaultHappened) -> str:
    """Headline and story as plain text, for a ticket."""
    lines = [headline(fault)]
    for label, text in story(fault):
        lines += [f"{label}:", *(f"  {line}" for line in text.splitlines())] if "\n" in text else [f"{label}: {text}"]
    return "\n".join(lines)


def _signal(fault: FaultHappened) -> str:
    return f" ({fault.signal})" if fault.signal else ""
