"""Crashes and hangs of the engine process, each with the story as it is known."""

from workbench.session import AnyEvent, EngineStarted, FaultHappened, ThreadStack
from workbench.views.directory import Directory
from workbench.views.formats import local_time
from workbench.views.model import ViewModel


class FaultsModel(ViewModel):
    """Faults oldest first, for as long as the window lives."""

    def __init__(self, directory: Directory) -> None:
        super().__init__(directory)
        self.faults: list[FaultHappened] = []
        self.generation = 0
        self.over = False
        """Whether a server was started since the newest fault."""

    def on_event(self, event: AnyEvent) -> None:
        """Learns a fault, or more about one that was told before."""
        match event:
            case FaultHappened():
                self._learn(event)
            case EngineStarted():
                self.over = True
            case _:
                return

    def _learn(self, fault: FaultHappened) -> None:
        for place, told in enumerate(self.faults):
            if fault.number and told.number == fault.number:
                self.faults[place] = fault
                self.generation += 1
                return
        self.faults.append(fault)
        self.over = False


def identity(fault: FaultHappened) -> int:
    """What stays the same when more is told of a fault."""
    return fault.number or id(fault)


_VERBS = {
    "crash": "crashed",
    "abort": "aborted",
    "exit": "ended the server process",
    "out of memory": "ran out of memory",
    "sanitizer": "was stopped by its sanitizer",
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
        ("Cause", fault.cause),
        ("What to do", fault.advice),
        ("Left out", f"{fault.quarantined} stays out until it changes or is tried again" if fault.quarantined else ""),
        ("Message", fault.message),
        ("Stack", "\n".join(fault.stack) or ("" if fault.complete else "being read")),
        ("What", fault.kind),
        ("Plugin", fault.plugin),
        ("File", fault.file),
        ("Callback", fault.callback),
        ("Signal", fault.signal),
        ("Address", f"{fault.address:#x}" if fault.signal in ("SIGSEGV", "SIGBUS") else ""),
        ("Thread", str(fault.thread) if fault.thread else ""),
        ("Scenario step", str(fault.step) if fault.step else ""),
        ("Process", str(fault.pid) if fault.pid else ""),
        ("Time", local_time(fault.nanos) if fault.nanos else ""),
    )
    return tuple((label, text) for label, text in told if text)


def threads(fault: FaultHappened) -> tuple[tuple[str, str], ...]:
    """Every thread of the process: who it is, and its stack."""
    return tuple((_who(thread), "\n".join(thread.frames) or "no stack to be had") for thread in fault.threads)


def registers(fault: FaultHappened) -> str:
    """Names and values, four to a line."""
    told = [f"{name:>6} {value:016x}" for name, value in fault.registers]
    return "\n".join("  ".join(told[start : start + 4]) for start in range(0, len(told), 4))


def as_text(fault: FaultHappened) -> str:
    """Headline and all that is known as plain text, for a ticket."""
    lines = [headline(fault)]
    told = [
        *story(fault),
        ("Registers", registers(fault)),
        *threads(fault),
        ("Last calls", "\n".join(fault.last_calls)),
    ]
    for label, text in told:
        if text:
            several = "\n" in text or label in ("Stack", "Last calls")
            lines += [f"{label}:", *(f"  {line}" for line in text.splitlines())] if several else [f"{label}: {text}"]
    return "\n".join(lines)


def _who(thread: ThreadStack) -> str:
    owner = f", {thread.owner}" if thread.owner else ""
    return f"{thread.name or 'thread'} ({thread.tid}{owner})"


def _signal(fault: FaultHappened) -> str:
    return f" ({fault.signal})" if fault.signal else ""
