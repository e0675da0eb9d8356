"""What ended or blocked an engine process: kinds told apart, each with its one cause and the one next action."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from workbench.contract.generated.enums import DeathKind
from workbench.engine.loader.diagnostics import OF_KIT, layout_cause
from workbench.engine.messages import FaultKind
from workbench.engine.plain_text import printable
from workbench.engine.symbolize.memory_map import MemoryMap

PAGE = 4096
_STACK_REACH = 64 * 1024 * 1024
_HAPPENED = {
    ("SIGSEGV", 1): "address not mapped",
    ("SIGSEGV", 2): "no permission for this access",
    ("SIGSEGV", 128): "address that no process can have",
    ("SIGBUS", 1): "misaligned address",
    ("SIGBUS", 2): "behind the end of a mapped file",
    ("SIGFPE", 1): "integer division by zero",
    ("SIGFPE", 2): "integer overflow",
    ("SIGFPE", 3): "floating-point division by zero",
    ("SIGILL", 1): "illegal opcode",
    ("SIGILL", 2): "illegal operand",
    ("SIGTRAP", 1): "breakpoint",
    ("SIGTRAP", 128): "breakpoint",
}
_GLIBC_HEAP = re.compile(
    r"free\(\)|malloc|realloc\(\)|double free|corrupted|munmap_chunk|tcache|invalid (pointer|size|chunk)"
)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What is known of a death. `signal` 0: the process exited by itself."""

    signal: int = 0
    code: int = 0
    caught: bool = False
    """Whether the handler in the process saw it."""
    sender: int = 0
    pid: int = 0
    death: DeathKind = DeathKind.None_
    came_up: bool = True
    """Whether the process got so far that it could tell of its end."""
    exit_code: int = 0
    address: int = 0
    pc: int = 0
    sp: int = 0
    said: str = ""
    """What the process wrote of it: the exception, or the text of abort()."""
    printed: str = ""
    """Last line on its standard error."""
    out_of_memory_kills: int = 0
    """How often the kernel ended a process for want of memory meanwhile."""
    plugin: str = ""
    callback: str = ""
    running: str = ""
    """Plugin and callback of any thread, also when they are not to blame."""
    stack: tuple[str, ...] = ()
    memory: MemoryMap = field(default_factory=lambda: MemoryMap(""))

    @property
    def name(self) -> str:
        """Of the signal; real-time signals have numbers only."""
        return signal_name(self.signal)

    @property
    def sent(self) -> bool:
        """Whether somebody sent the signal, in contrast to a fault of the machine."""
        return self.caught and self.code <= 0

    @property
    def sent_from_outside(self) -> bool:
        """Whether another process did."""
        return self.sent and self.sender not in (0, self.pid)


@dataclass(frozen=True, kw_only=True)
class FaultExplanation:
    """`message` says what happened, `cause` why, `advice` what to do next."""

    kind: FaultKind
    message: str
    cause: str
    advice: str


@dataclass(frozen=True, kw_only=True)
class Rule:
    """The first rule that `fits` decides. The texts may name {who}, {where}, {what}, {said}, {exit_code}."""

    kind: FaultKind
    fits: Callable[[Evidence], bool]
    cause: str
    advice: str
    message: str = "{what}"


def signal_name(number: int) -> str:
    """Name of a signal, empty for none."""
    try:
        return signal.Signals(number).name if number else ""
    except ValueError:
        return f"signal {number}"


def is_stack_overflow(evidence: Evidence) -> bool:
    """Whether the access was below the stack, where the stack pointer had gone before it or stands right above."""
    here = evidence.memory.at(evidence.address)
    stack = evidence.memory.above(evidence.address)
    if evidence.address < PAGE or (here is not None and here.writable) or stack is None:
        return False
    holder = evidence.memory.at(evidence.sp)
    gone_below = (holder is None or not holder.writable) and stack.start - evidence.sp < _STACK_REACH
    close_above = holder == stack and evidence.sp - stack.start < 16 * PAGE
    return stack.start - evidence.address < _STACK_REACH and (gone_below or close_above)


def _stands(*names: str) -> Callable[[Evidence], bool]:
    return lambda evidence: any(name in line for line in evidence.stack for name in names)


def _says(text: str) -> Callable[[Evidence], bool]:
    pattern = re.compile(text)
    return lambda evidence: bool(pattern.search(evidence.said or evidence.printed))


def _fault(name: str, test: Callable[[Evidence], bool] = lambda _: True) -> Callable[[Evidence], bool]:
    return lambda evidence: evidence.name == name and not evidence.sent and test(evidence)


def _terminated(evidence: Evidence) -> bool:
    return evidence.death == DeathKind.Terminate


_LOOK = "Open the topmost line of the stack that is yours: "
_OUTSIDE = "Start again; the databases are as they were after the last answered request."
RULES: tuple[Rule, ...] = (
    Rule(
        kind="killed",
        fits=lambda e: e.sent_from_outside,
        message="{name} was sent by {sender}",
        cause="Another process ended the server; no plugin is to blame.",
        advice=_OUTSIDE,
    ),
    Rule(
        kind="out of memory",
        fits=lambda e: _terminated(e) and e.said.startswith("std::bad_alloc"),
        cause="An allocation failed and nobody caught it: the size was too large, or the process has no memory left.",
        advice=_LOOK + "check the size that is asked for there, then the heap of each plugin in Threads and memory.",
    ),
    Rule(
        kind="out of memory",
        fits=lambda e: e.signal == signal.SIGKILL and e.out_of_memory_kills > 0,
        message="the kernel ended the process because the machine had no memory left",
        cause="The machine, or the memory limit it runs under, was used up.",
        advice="Look at the memory of each plugin in Threads and memory; the one that grows is leaking.",
    ),
    Rule(
        kind="killed",
        fits=lambda e: bool(e.signal) and not e.caught and not e.came_up,
        message="the process was ended by {name} before the server had begun",
        cause="No plugin had run yet: another process ended it, or Python or one of its libraries is damaged.",
        advice="Start again; when it happens again, run scripts/setup.",
    ),
    Rule(
        kind="crash",
        fits=_fault("SIGSEGV", is_stack_overflow),
        message="stack overflow: {what}",
        cause="The stack of the thread is used up: endless recursion, or very large local variables.",
        advice="Look for the function that repeats in the stack and end its recursion; move large arrays to the heap.",
    ),
    Rule(
        kind="crash",
        fits=_fault("SIGSEGV", lambda e: e.pc < PAGE and e.caught),
        message="call through a null pointer: {what}",
        cause="A function was called through a null pointer.",
        advice=_LOOK + "the function pointer, or the object whose virtual method is called there, is null.",
    ),
    Rule(
        kind="crash",
        fits=_fault("SIGSEGV", lambda e: e.address < PAGE and e.code == 1),
        message="null pointer: {what}",
        cause="A null pointer was used; the address is the offset of the member that was wanted.",
        advice=_LOOK + "check the pointer there before it is used.",
    ),
    Rule(
        kind="crash",
        fits=_fault("SIGSEGV", lambda e: e.code == 2 and e.pc == e.address),
        cause="The processor was sent to memory that is no code.",
        advice=_LOOK + "a function pointer or a virtual table there is damaged.",
    ),
    Rule(
        kind="crash",
        fits=_fault("SIGSEGV", lambda e: e.code == 2),
        message="memory that may not be written: {what}",
        cause="Read-only memory was written: a constant, a text literal, or a record that belongs to the server.",
        advice=_LOOK + "work on a copy instead of casting const away.",
    ),
    Rule(
        kind="crash",
        fits=lambda e: e.name == "SIGSEGV" and not e.caught,
        cause="The thread had no room left to tell more: most likely its stack is used up by endless recursion.",
        advice="Look at the recursions of the threads that the plugin starts; a debugger stops at the place itself.",
    ),
    Rule(
        kind="crash",
        fits=_fault("SIGSEGV"),
        cause="A pointer led to memory that is not there: it was never set, already freed, or overwritten.",
        advice=_LOOK + "if the pointer looks right, build the plugin with -fsanitize=address and run again.",
    ),
    Rule(
        kind="crash",
        fits=_fault("SIGBUS"),
        cause="Memory behind the end of a mapped file was used, or an address that is not aligned.",
        advice=_LOOK + "the file may have been cut while it was mapped.",
    ),
    Rule(
        kind="crash",
        fits=_fault("SIGFPE"),
        cause="An integer was divided by zero.",
        advice=_LOOK + "check the divisor there.",
    ),
    Rule(
        kind="crash",
        fits=_fault("SIGILL"),
        cause="The processor met no valid instruction: a function without return, a trap, or foreign code.",
        advice=_LOOK + "compile with -Wall, and without -march=native if it was built elsewhere.",
    ),
    Rule(
        kind="crash",
        fits=_fault("SIGTRAP"),
        cause="The plugin ran into a breakpoint of its own.",
        advice="Remove the breakpoint, or attach a debugger before it is reached.",
    ),
    Rule(
        kind="crash",
        fits=lambda e: e.name in ("SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGTRAP") and e.sent,
        message="{name} was sent by the process itself",
        cause="{who} raised the signal itself.",
        advice=_LOOK + "it calls raise() or kill().",
    ),
    Rule(
        kind="abort",
        fits=lambda e: _terminated(e) and bool(e.said),
        message="nobody caught {said}",
        cause="An exception left a thread or a function that must not throw, and nobody caught it.",
        advice=_LOOK + "catch it in the function that the thread begins with, or where it is thrown.",
    ),
    Rule(
        kind="abort",
        fits=lambda e: e.name == "SIGABRT" and (_says("pure virtual")(e) or _stands("__cxa_pure_virtual")(e)),
        message="pure virtual method called",
        cause="A virtual method was called on an object that is being built or already destroyed.",
        advice=_LOOK
        + "end the threads that use the object before it is destroyed; its destructor calls no virtual method.",
    ),
    Rule(
        kind="abort",
        fits=_terminated,
        message="std::terminate was called without an exception",
        cause="A std::thread was destroyed or overwritten while it could still be joined.",
        advice=_LOOK + "join the thread, or use std::jthread.",
    ),
    Rule(
        kind="abort",
        fits=_says("stack smashing"),
        message="{said}",
        cause="A local array was written beyond its end.",
        advice=_LOOK + "check the bounds of its local arrays; -fsanitize=address names the line.",
    ),
    Rule(
        kind="abort",
        fits=_says("Assertion .* failed"),
        message="{said}",
        cause="An assert of the plugin did not hold.",
        advice="Open the file and line that the message names.",
    ),
    Rule(
        kind="abort",
        fits=lambda e: e.name == "SIGABRT" and bool(_GLIBC_HEAP.search(e.said)),
        message="{said}",
        cause="The heap is damaged: memory was freed twice, never was allocated, or was written beyond its end.",
        advice="Build the plugin with -fsanitize=address and run again: it names allocation, freeing and use.",
    ),
    Rule(
        kind="abort",
        fits=lambda e: e.name == "SIGABRT",
        message="{what}",
        cause="abort() was called.",
        advice=_LOOK + "it decided to end the process.",
    ),
    Rule(
        kind="exit",
        fits=lambda e: e.death in (DeathKind.Exit, DeathKind.QuickExit),
        message="{call} was called",
        cause="{who} ended the whole server process; a plugin lives in it and must not.",
        advice=_LOOK + "return an error code or throw instead of leaving the process.",
    ),
    Rule(
        kind="exit",
        fits=lambda e: not e.signal,
        message="the process ended with exit code {exit_code} without passing exit()",
        cause="_exit() or a system call ended the whole server process{where}.",
        advice="Look for _exit, _Exit, exec and fork in the plugin; a forked child must not return into the server.",
    ),
    Rule(
        kind="killed",
        fits=lambda e: e.signal == signal.SIGKILL,
        message="the process was ended by SIGKILL{while_running}",
        cause="Another process ended the server, or the machine to save memory; no plugin is known to be to blame.",
        advice=_OUTSIDE,
    ),
    Rule(
        kind="killed",
        fits=lambda e: e.sent,
        message="{name} was sent by the process itself",
        cause="{who} sent the signal, or set a timer that nobody handles.",
        advice=_LOOK + "handle the signal or do not ask for it.",
    ),
    Rule(
        kind="killed",
        fits=lambda _: True,
        message="the process was ended by {name}{while_running}",
        cause="The signal has no handler: a timer that a plugin has set, a limit of the system, or another process.",
        advice=_OUTSIDE,
    ),
)


def judge(evidence: Evidence) -> FaultExplanation:
    """The first rule that fits, with its texts filled in."""
    rule = next(rule for rule in RULES if rule.fits(evidence))
    values = {
        "name": evidence.name,
        "who": evidence.plugin or "The server",
        "where": f" in {evidence.plugin} {evidence.callback}".rstrip() if evidence.plugin else "",
        "while_running": f" while {evidence.running} ran" if evidence.running else "",
        "what": what_happened(evidence),
        "said": printable(evidence.said or evidence.printed),
        "exit_code": str(evidence.exit_code),
        "call": "quick_exit()" if evidence.death == DeathKind.QuickExit else f"exit({evidence.exit_code})",
        "sender": process_name(evidence.sender),
    }
    message, cause, advice = (text.format_map(values) for text in (rule.message, rule.cause, rule.advice))
    return FaultExplanation(kind=rule.kind, message=message, cause=cause, advice=advice)


def what_happened(evidence: Evidence) -> str:
    """The signal in words: `SIGSEGV, address not mapped, at 0x10`."""
    parts = [evidence.name or f"exit code {evidence.exit_code}"]
    if words := _HAPPENED.get((evidence.name, evidence.code)):
        parts.append(words)
    if evidence.caught and evidence.name in ("SIGSEGV", "SIGBUS") and not evidence.sent:
        parts.append(f"at {evidence.address:#x}")
    if evidence.name == "SIGABRT" and (said := evidence.said or evidence.printed):
        parts.append(said)
    return printable(", ".join(parts))


def process_name(pid: int) -> str:
    """`process 12 (name)`, without the name when it is gone."""
    try:
        name = Path("/proc", str(pid), "comm").read_text("utf-8", "replace").strip()
    except OSError:
        return f"process {pid}"
    return f"process {pid} ({printable(name)})"


_OF_OTHER_HEADERS = ("crash", "abort", "out of memory", "sanitizer", "hang")


def suspect_layout(kind: FaultKind, doubt: str) -> tuple[str, str]:
    """What to add to cause and advice of a fault in a plugin whose file does not prove its layout: `doubt` says why."""
    if not doubt or kind not in _OF_OTHER_HEADERS:
        return "", ""
    return f" {layout_cause(doubt)}", f" {OF_KIT}"


HANGS: tuple[tuple[str, str, str], ...] = (
    (
        "lll_lock_wait|mutex_lock|rwlock_|sem_wait|futex|cond_(timed)?wait|sem_clockwait",
        "It waits for a lock or a condition that does not come.",
        "Look in the other threads for the one that holds it; usually it makes a server call meanwhile.",
    ),
    (
        "nanosleep|usleep|sleep_for|sleep_until|(?<![a-z])sleep$",
        "It sleeps inside a call of the server.",
        "Move the waiting to a thread of the plugin and return at once.",
    ),
    (
        "(?<![a-z])(recv|recvfrom|recvmsg|p?poll|select|connect|accept4?|epoll_wait|getaddrinfo|send|sendto)$",
        "It waits for the network inside a call of the server.",
        "Move the network to a thread of the plugin, with a time limit, and return at once.",
    ),
    (
        "(?<![a-z])(read|readv|write|writev|fsync|fdatasync|open(at)?|flock|waitpid|wait4|waitid)$",
        "It waits for a file or another process inside a call of the server.",
        "Move it to a thread of the plugin and return at once.",
    ),
)
HANG_CAUSE = "Its code does not come to an end: a loop that never ends, or work that is far too long."
HANG_ADVICE = "Open the topmost line of the stack that is yours; attach a debugger to see its variables."
CLOSED = (
    "The server's files and connections are closed: a plugin closed descriptors that it did not open.",
    "Look for close(), closefrom(), close_range() and dup2() in the plugins.",
)
_TOP_FRAMES = 4


def judge_hang(stack: tuple[str, ...]) -> tuple[str, str]:
    """Cause and advice, by the functions on top of the thread's stack."""
    functions = [line.partition(" (")[0].removesuffix("()") for line in stack[:_TOP_FRAMES]]
    for signs, cause, advice in HANGS:
        if any(re.search(signs, function) for function in functions):
            return cause, advice
    return HANG_CAUSE, HANG_ADVICE
