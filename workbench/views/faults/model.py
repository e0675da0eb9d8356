"""Crashes and hangs of the engine process, each with the report as it is known."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from workbench.session import AnyEvent, EngineStarted, FaultHappened, ThreadStack
from workbench.views.formats import local_time
from workbench.views.model import ViewModel
from workbench.views.plugin_list import PluginList

_CALL = re.compile(r"(.+) (\S+) ([\d.e+]+ (?:s|ms|µs|ns))(?: (.*))?$")
NO_STACK = "no stack to be had"


class FaultsModel(ViewModel):
    """Faults oldest first, for as long as the window lives."""

    def __init__(self, plugin_list: PluginList) -> None:
        super().__init__(plugin_list)
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
        for place, reported in enumerate(self.faults):
            if fault.number and reported.number == fault.number:
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
    faulting_plugin = fault.plugin or "The server"
    if fault.kind == "hang":
        return (
            f"{faulting_plugin} does not come back from {fault.callback}"
            if fault.callback
            else f"{faulting_plugin} stopped answering"
        )
    verb = _VERBS.get(fault.kind, fault.kind if fault.kind != "killed" else "was killed")
    where = f" in {fault.callback}" if fault.callback else ""
    return f"{faulting_plugin} {verb}{where}{_signal(fault)}"


def fault_report(fault: FaultHappened) -> tuple[tuple[str, str], ...]:
    """The facts below the headline: label and text, empty ones left out."""
    reported = (
        ("Cause", fault.cause or ("" if fault.complete else "being read")),
        ("What to do", fault.advice),
        ("Left out", f"{fault.quarantined} stays out until it changes or is tried again" if fault.quarantined else ""),
        ("Message", fault.message),
        ("Stack", marked(stack(fault)) or ("" if fault.complete else "being read")),
        ("Debugger", f"gdb -p {fault.pid}" if fault.kind == "hang" and fault.pid else ""),
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
    return tuple((label, text) for label, text in reported if text)


@dataclass(frozen=True)
class Frame:
    """One line of a stack. `at_fault`: the innermost one in a plugin's code; `own`: any in a plugin's code."""

    text: str
    own: bool = False
    at_fault: bool = False


def frames(thread: ThreadStack) -> tuple[Frame, ...]:
    """The stack of a thread, innermost first."""
    own = frozenset(thread.own)
    at_fault = min(own, default=-1)
    return tuple(Frame(text, place in own, place == at_fault) for place, text in enumerate(thread.frames))


def first_threads(fault: FaultHappened, most_lines: int) -> tuple[ThreadStack, ...]:
    """The threads whose stacks have together no more lines than that, and the first in any case."""
    lines = accumulate(len(thread.frames) + 1 for thread in fault.threads)
    return (
        tuple(thread for thread, total in zip(fault.threads, lines, strict=True) if total <= most_lines)
        or (fault.threads[:1])
    )


def stack(fault: FaultHappened) -> tuple[Frame, ...]:
    """The stack to blame, as far as it tells of plugins: what called them is told with all threads."""
    whole = frames(fault.threads[0]) if fault.threads and fault.threads[0].frames == fault.stack else ()
    if not whole:
        return tuple(map(Frame, fault.stack))
    last = max((place for place, frame in enumerate(whole) if frame.own), default=len(whole) - 1)
    more = len(whole) - last - 1
    rest = (Frame(f"… {more} more in Threads"),) if more else ()
    return (*whole[: last + 1], *rest)


def who(thread: ThreadStack) -> str:
    """A thread in one line: name, number, plugin."""
    owner = f", {thread.owner}" if thread.owner else ""
    return f"{thread.name or 'thread'} ({thread.tid}{owner})"


def registers(fault: FaultHappened) -> str:
    """Names and values, four to a line."""
    reported = [f"{name:>6} {value:016x}" for name, value in fault.registers]
    return "\n".join("  ".join(reported[start : start + 4]) for start in range(0, len(reported), 4))


def calls(fault: FaultHappened) -> str:
    """The calls before the fault, the newest on top: plugin, callback, duration and the rest in columns."""
    rows = [(_CALL.match(line), line) for line in reversed(fault.last_calls)]
    widths = [max((len(found[part]) for found, _line in rows if found), default=0) for part in (1, 2, 3)]
    return "\n".join(
        f"{found[1]:<{widths[0]}}  {found[2]:<{widths[1]}}  {found[3]:>{widths[2]}}  {found[4] or ''}".rstrip()
        if found
        else line
        for found, line in rows
    )


def as_text(fault: FaultHappened) -> str:
    """Headline and all that is known as plain text, for a ticket."""
    reported = [each for each in fault_report(fault) if each[0] != "Stack"]
    reported += [("Registers", registers(fault))]
    if not fault.threads or fault.threads[0].frames != fault.stack:
        reported += [("Stack", "\n".join(fault.stack))]
    reported += [(f"Thread {who(thread)}", marked(frames(thread)) or NO_STACK) for thread in fault.threads]
    reported += [("Last calls, newest first", calls(fault))]
    lines = [headline(fault)]
    for label, text in reported:
        if text:
            several = "\n" in text or label.startswith(("Stack", "Thread ", "Last calls"))
            lines += [f"{label}:", *(f"  {line}" for line in text.splitlines())] if several else [f"{label}: {text}"]
    return "\n".join(lines)


def marked(reported: Sequence[Frame]) -> str:
    """A stack as text, one line for each frame, with an arrow at the one to blame when there is one."""
    room = "  " if any(frame.at_fault for frame in reported) else ""
    return "\n".join(f"{'> ' if frame.at_fault else room}{frame.text}" for frame in reported)


def _signal(fault: FaultHappened) -> str:
    return f" ({fault.signal})" if fault.signal else ""
