"""Crashes and hangs of the engine process, each with its fault report."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from workbench.session import AnyEvent, EngineStarted, FaultHappened, ThreadStack
from workbench.views.formats import local_time
from workbench.views.model import ViewModel
from workbench.views.plugin_list import PluginList

_CALL = re.compile(r"(.+) (\S+) ([\d.e+]+ (?:s|ms|µs|ns))(?: (.*))?$")
NO_STACK = "no stack available"


class FaultsModel(ViewModel):
    """Faults of all servers of this window, oldest first."""

    def __init__(self, plugin_list: PluginList) -> None:
        super().__init__(plugin_list)
        self.faults: list[FaultHappened] = []
        self.generation = 0
        self.over = False
        """Whether a server started after the newest fault."""

    def on_event(self, event: AnyEvent) -> None:
        """Takes a fault, or the complete report of a known fault."""
        match event:
            case FaultHappened():
                self._learn(event)
            case EngineStarted():
                self.over = True
            case _:
                return

    def _learn(self, fault: FaultHappened) -> None:
        for place, known in enumerate(self.faults):
            if fault.number and known.number == fault.number:
                self.faults[place] = fault
                self.generation += 1
                return
        self.faults.append(fault)
        self.over = False


def identity(fault: FaultHappened) -> int:
    """Returns what stays the same when the complete report of a fault arrives."""
    return fault.number or id(fault)


_VERBS = {
    "crash": "crashed",
    "abort": "aborted",
    "exit": "ended the server process",
    "out of memory": "ran out of memory",
    "sanitizer": "was stopped by its sanitizer",
    "hang": "does not return from",
}


def headline(fault: FaultHappened) -> str:
    """Describes the fault in one sentence: `risk_guard crashed in HookTradeRequestOpen (SIGSEGV)`."""
    if fault.kind == "failed to start":
        return f"The server did not start: {fault.message}" if fault.message else "The server did not start"
    if fault.kind == "killed" and not fault.plugin:
        what = _signal(fault) or (f": {fault.message}" if fault.message else "")
        return f"The server process was killed{what}"
    faulting_plugin = fault.plugin or "The server"
    if fault.kind == "hang":
        return (
            f"{faulting_plugin} does not return from {fault.callback}"
            if fault.callback
            else f"{faulting_plugin} stopped answering"
        )
    verb = _VERBS.get(fault.kind, fault.kind if fault.kind != "killed" else "was killed")
    where = f" in {fault.callback}" if fault.callback else ""
    return f"{faulting_plugin} {verb}{where}{_signal(fault)}"


def fault_report(fault: FaultHappened) -> tuple[tuple[str, str], ...]:
    """Returns the facts below the headline as label and text, without empty ones."""
    facts = (
        ("Cause", fault.cause or ("" if fault.complete else "Reading symbols…")),
        ("What to do", fault.advice),
        ("Quarantine", f"{fault.quarantined} is excluded until you change or retry it" if fault.quarantined else ""),
        ("Message", fault.message),
        ("Stack", marked(stack(fault)) or ("" if fault.complete else "Reading symbols…")),
        ("Debugger", f"gdb -p {fault.pid}" if fault.kind == "hang" and fault.pid else ""),
        ("Kind", fault.kind),
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
    return tuple((label, text) for label, text in facts if text)


@dataclass(frozen=True)
class Frame:
    """One line of a stack. `own`: a frame in a plugin's code. `at_fault`: the innermost such frame."""

    text: str
    own: bool = False
    at_fault: bool = False


def frames(thread: ThreadStack) -> tuple[Frame, ...]:
    """Returns the stack of a thread, innermost first."""
    own = frozenset(thread.own)
    at_fault = min(own, default=-1)
    return tuple(Frame(text, place in own, place == at_fault) for place, text in enumerate(thread.frames))


def first_threads(fault: FaultHappened, most_lines: int) -> tuple[ThreadStack, ...]:
    """Returns the first threads whose stacks have together at most that many lines, but at least one thread."""
    lines = accumulate(len(thread.frames) + 1 for thread in fault.threads)
    return (
        tuple(thread for thread, total in zip(fault.threads, lines, strict=True) if total <= most_lines)
        or (fault.threads[:1])
    )


def stack(fault: FaultHappened) -> tuple[Frame, ...]:
    """Returns the stack of the faulting thread down to the outermost plugin frame. Threads shows the rest."""
    whole = frames(fault.threads[0]) if fault.threads and fault.threads[0].frames == fault.stack else ()
    if not whole:
        return tuple(map(Frame, fault.stack))
    last = max((place for place, frame in enumerate(whole) if frame.own), default=len(whole) - 1)
    more = len(whole) - last - 1
    rest = (Frame(f"… {more} more in Threads"),) if more else ()
    return (*whole[: last + 1], *rest)


def who(thread: ThreadStack) -> str:
    """Describes a thread in one line: name, number, plugin."""
    owner = f", {thread.owner}" if thread.owner else ""
    return f"{thread.name or 'thread'} ({thread.tid}{owner})"


def registers(fault: FaultHappened) -> str:
    """Returns register names and values, four per line."""
    cells = [f"{name:>6} {value:016x}" for name, value in fault.registers]
    return "\n".join("  ".join(cells[start : start + 4]) for start in range(0, len(cells), 4))


def calls(fault: FaultHappened) -> str:
    """Returns the calls before the fault, newest first: plugin, callback, duration and the rest in columns."""
    rows = [(_CALL.match(line), line) for line in reversed(fault.last_calls)]
    widths = [max((len(found[part]) for found, _line in rows if found), default=0) for part in (1, 2, 3)]
    return "\n".join(
        f"{found[1]:<{widths[0]}}  {found[2]:<{widths[1]}}  {found[3]:>{widths[2]}}  {found[4] or ''}".rstrip()
        if found
        else line
        for found, line in rows
    )


def as_text(fault: FaultHappened) -> str:
    """Returns the complete fault report as plain text, for a ticket."""
    sections = [each for each in fault_report(fault) if each[0] != "Stack"]
    sections += [("Registers", registers(fault))]
    if not fault.threads or fault.threads[0].frames != fault.stack:
        sections += [("Stack", "\n".join(fault.stack))]
    sections += [(f"Thread {who(thread)}", marked(frames(thread)) or NO_STACK) for thread in fault.threads]
    sections += [("Last calls, newest first", calls(fault))]
    lines = [headline(fault)]
    for label, text in sections:
        if text:
            several = "\n" in text or label.startswith(("Stack", "Thread ", "Last calls"))
            lines += [f"{label}:", *(f"  {line}" for line in text.splitlines())] if several else [f"{label}: {text}"]
    return "\n".join(lines)


def marked(shown: Sequence[Frame]) -> str:
    """Returns a stack as text, one line per frame, with an arrow at the faulting frame."""
    indent = "  " if any(frame.at_fault for frame in shown) else ""
    return "\n".join(f"{'> ' if frame.at_fault else indent}{frame.text}" for frame in shown)


def _signal(fault: FaultHappened) -> str:
    return f" ({fault.signal})" if fault.signal else ""
