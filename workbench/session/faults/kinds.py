"""Kinds of faults of an engine process, each with one cause and one next action."""

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
    ("SIGSEGV", 128): "non-canonical address",
    ("SIGBUS", 1): "misaligned address",
    ("SIGBUS", 2): "beyond the end of a mapped file",
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
    """What is known about the end of a process. `signal` is 0 when the process exited by itself."""

    signal: int = 0
    code: int = 0
    caught: bool = False
    """Whether the signal handler in the process caught the signal."""
    sender: int = 0
    pid: int = 0
    death: DeathKind = DeathKind.None_
    came_up: bool = True
    """Whether the process had started far enough to record its end."""
    exit_code: int = 0
    address: int = 0
    pc: int = 0
    sp: int = 0
    said: str = ""
    """What the process recorded about its end: the exception, or the text of abort()."""
    printed: str = ""
    """Last line on its standard error."""
    replaced_by: str = ""
    """Program that a call of exec() started in the process. The session ended it."""
    out_of_memory_kills: int = 0
    """Number of processes that the kernel killed for lack of memory in the meantime."""
    violation: str = ""
    """Why the client killed the process: its frames or its shared memory were invalid."""
    plugin: str = ""
    callback: str = ""
    running: str = ""
    """Plugin and callback that ran in any thread, even when that plugin is not the faulting plugin."""
    stack: tuple[str, ...] = ()
    memory: MemoryMap = field(default_factory=lambda: MemoryMap(""))

    @property
    def name(self) -> str:
        """Name of the signal. Real-time signals have numbers only."""
        return signal_name(self.signal)

    @property
    def sent(self) -> bool:
        """Whether a process sent the signal, in contrast to a hardware exception."""
        return self.caught and self.code <= 0

    @property
    def sent_from_outside(self) -> bool:
        """Whether another process sent the signal."""
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
    """The first rule that `fits` decides. The texts may name {who}, {where}, {what}, {said}, {exit_code}, {program}."""

    kind: FaultKind
    fits: Callable[[Evidence], bool]
    cause: str
    advice: str
    message: str = "{what}"


def signal_name(number: int) -> str:
    """Returns the name of a signal, or an empty string for 0."""
    try:
        return signal.Signals(number).name if number else ""
    except ValueError:
        return f"signal {number}"


def is_violation(evidence: Evidence) -> bool:
    """Whether the client killed the process because of invalid data, before a fatal signal of its own."""
    return bool(evidence.violation) and not evidence.caught


def is_stack_overflow(evidence: Evidence) -> bool:
    """Whether the access was below the stack and the stack pointer is below or just above the end of the stack."""
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


_LOOK = "Open the topmost frame of your code in the stack. "
_OUTSIDE = "Start the server again. The databases contain every answered request."
RULES: tuple[Rule, ...] = (
    Rule(
        kind="exit",
        fits=lambda e: bool(e.replaced_by),
        message="exec() replaced the server by {program}",
        cause="A call of exec() ended the whole server process{where} and started another program in it. "
        "The workbench ended that program.",
        advice="Search the plugin for exec, and start the program with posix_spawn() or a fork before exec.",
    ),
    Rule(
        kind="killed",
        fits=is_violation,
        message="the workbench ended the server: {violation}",
        cause="The server process sent invalid data. A plugin has overwritten the server's memory or used its "
        "descriptors.",
        advice="Build the plugins with -fsanitize=address and start the server again.",
    ),
    Rule(
        kind="killed",
        fits=lambda e: e.sent_from_outside,
        message="{sender} sent {name}",
        cause="Another process ended the server. No plugin caused this.",
        advice=_OUTSIDE,
    ),
    Rule(
        kind="out of memory",
        fits=lambda e: _terminated(e) and e.said.startswith("std::bad_alloc"),
        cause="An allocation failed and no code caught std::bad_alloc. The requested size was too large, "
        "or the process ran out of memory.",
        advice=_LOOK + "Check the requested size, then check the heap of each plugin in Threads and memory.",
    ),
    Rule(
        kind="out of memory",
        fits=lambda e: e.signal == signal.SIGKILL and e.out_of_memory_kills > 0,
        message="the kernel killed the process because memory was exhausted",
        cause="The process used up the memory of the machine or its memory limit.",
        advice="Compare the memory of the plugins in Threads and memory. A plugin that grows steadily leaks memory.",
    ),
    Rule(
        kind="killed",
        fits=lambda e: bool(e.signal) and not e.caught and not e.came_up,
        message="{name} ended the process before the server started",
        cause="No plugin had run yet. Another process ended the server, or Python or one of its libraries is damaged.",
        advice="Start the server again. If the fault repeats, run scripts/setup.",
    ),
    Rule(
        kind="crash",
        fits=_fault("SIGSEGV", is_stack_overflow),
        message="stack overflow: {what}",
        cause="The thread used up its stack. The usual reasons are endless recursion and very large local variables.",
        advice="Find the function that repeats in the stack and end its recursion. Move large arrays to the heap.",
    ),
    Rule(
        kind="crash",
        fits=_fault("SIGSEGV", lambda e: e.pc < PAGE and e.caught),
        message="call through a null pointer: {what}",
        cause="The code called a function through a null pointer.",
        advice=_LOOK + "The function pointer, or the object whose virtual method the line calls, is null.",
    ),
    Rule(
        kind="crash",
        fits=_fault("SIGSEGV", lambda e: e.address < PAGE and e.code == 1),
        message="null pointer: {what}",
        cause="The code dereferenced a null pointer. The address is the offset of the accessed member.",
        advice=_LOOK + "Check the pointer before this line uses it.",
    ),
    Rule(
        kind="crash",
        fits=_fault("SIGSEGV", lambda e: e.code == 2 and e.pc == e.address),
        cause="The processor jumped to memory that is not executable.",
        advice=_LOOK + "A function pointer or a virtual table that this line uses is damaged.",
    ),
    Rule(
        kind="crash",
        fits=_fault("SIGSEGV", lambda e: e.code == 2),
        message="write to read-only memory: {what}",
        cause="The code wrote to read-only memory: a constant, a string literal, or a record that the server owns.",
        advice=_LOOK + "Work on a copy instead of casting const away.",
    ),
    Rule(
        kind="crash",
        fits=lambda e: e.name == "SIGSEGV" and not e.caught,
        cause="The signal handler could not run. Most likely the thread used up its stack by endless recursion.",
        advice="Check the recursive functions in the threads of the plugin. A debugger stops at the faulting line.",
    ),
    Rule(
        kind="crash",
        fits=_fault("SIGSEGV"),
        cause="A pointer refers to unmapped memory. It was never set, or its target was freed, or it was overwritten.",
        advice=_LOOK + "If the pointer looks right, build the plugin with -fsanitize=address and run it again.",
    ),
    Rule(
        kind="crash",
        fits=_fault("SIGBUS"),
        cause="The code accessed memory beyond the end of a mapped file, or a misaligned address.",
        advice=_LOOK + "Another program may have truncated the file while it was mapped.",
    ),
    Rule(
        kind="crash",
        fits=_fault("SIGFPE"),
        cause="The code divided an integer by zero.",
        advice=_LOOK + "Check the divisor.",
    ),
    Rule(
        kind="crash",
        fits=_fault("SIGILL"),
        cause="The processor found an invalid instruction. The usual reasons are a function without return, a trap, "
        "and code for another processor.",
        advice=_LOOK + "Compile with -Wall. If the plugin was built on another machine, compile without -march=native.",
    ),
    Rule(
        kind="crash",
        fits=_fault("SIGTRAP"),
        cause="The plugin reached a breakpoint in its own code.",
        advice="Remove the breakpoint, or attach a debugger before the plugin reaches it.",
    ),
    Rule(
        kind="crash",
        fits=lambda e: e.name in ("SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGTRAP") and e.sent,
        message="the process sent {name} to itself",
        cause="{who} raised the signal.",
        advice=_LOOK + "It calls raise() or kill().",
    ),
    Rule(
        kind="abort",
        fits=lambda e: _terminated(e) and bool(e.said),
        message="uncaught exception: {said}",
        cause="An exception left a thread function or a noexcept function.",
        advice=_LOOK + "Catch the exception there, or in the start function of the thread.",
    ),
    Rule(
        kind="abort",
        fits=lambda e: e.name == "SIGABRT" and (_says("pure virtual")(e) or _stands("__cxa_pure_virtual")(e)),
        message="pure virtual method called",
        cause="The code called a virtual method on an object during its construction or after its destruction.",
        advice=_LOOK
        + "Join all threads that use the object before destroying it, and do not call virtual methods in its "
        "constructor or destructor.",
    ),
    Rule(
        kind="abort",
        fits=_terminated,
        message="std::terminate was called without an exception",
        cause="The code destroyed or overwrote a std::thread that was still joinable.",
        advice=_LOOK + "Join the thread, or use std::jthread.",
    ),
    Rule(
        kind="abort",
        fits=_says("stack smashing"),
        message="{said}",
        cause="The code wrote beyond the end of a local array.",
        advice=_LOOK + "Check the bounds of its local arrays. A build with -fsanitize=address reports the line.",
    ),
    Rule(
        kind="abort",
        fits=_says("Assertion .* failed"),
        message="{said}",
        cause="An assertion of the plugin failed.",
        advice="Open the file and line that the message names.",
    ),
    Rule(
        kind="abort",
        fits=lambda e: e.name == "SIGABRT" and bool(_GLIBC_HEAP.search(e.said)),
        message="{said}",
        cause="The heap is damaged. The code freed memory twice, freed memory that was never allocated, "
        "or wrote beyond the end of a block.",
        advice="Build the plugin with -fsanitize=address and run it again. The sanitizer reports where the code "
        "allocates, frees and uses the memory.",
    ),
    Rule(
        kind="abort",
        fits=lambda e: e.name == "SIGABRT",
        message="{what}",
        cause="The code called abort().",
        advice=_LOOK + "That code called abort().",
    ),
    Rule(
        kind="exit",
        fits=lambda e: e.death in (DeathKind.Exit, DeathKind.QuickExit),
        message="{who} called {call}",
        cause="{who} ended the whole server process. A plugin runs inside the server process and must not end it.",
        advice=_LOOK + "Return an error code or throw an exception instead of ending the process.",
    ),
    Rule(
        kind="exit",
        fits=lambda e: not e.signal,
        message="the process ended with exit code {exit_code} without calling exit()",
        cause="_exit(), exec() or a system call ended the whole server process{where}.",
        advice="Search the plugin for _exit, _Exit, exec and fork. A forked child must not return into the server.",
    ),
    Rule(
        kind="killed",
        fits=lambda e: e.signal == signal.SIGKILL,
        message="SIGKILL ended the process{while_running}",
        cause="Another process ended the server, or the kernel ended it to free memory. "
        "The workbench has no evidence against a plugin.",
        advice=_OUTSIDE,
    ),
    Rule(
        kind="killed",
        fits=lambda e: e.sent,
        message="the process sent {name} to itself",
        cause="{who} sent the signal, or set a timer without a signal handler.",
        advice=_LOOK + "Handle the signal, or remove the call that causes it.",
    ),
    Rule(
        kind="killed",
        fits=lambda _: True,
        message="{name} ended the process{while_running}",
        cause="The signal has no handler. It comes from a call of kill() or raise() in a plugin, a timer that a plugin "
        "set, a limit of the system, or another process.",
        advice=_OUTSIDE,
    ),
)


def judge(evidence: Evidence) -> FaultExplanation:
    """Returns the texts of the first rule that fits, with their values filled in."""
    rule = next(rule for rule in RULES if rule.fits(evidence))
    values = {
        "name": evidence.name,
        "who": evidence.plugin or "The server",
        "where": f" in {evidence.plugin} {evidence.callback}".rstrip() if evidence.plugin else "",
        "while_running": f" while {evidence.running} ran" if evidence.running else "",
        "what": what_happened(evidence),
        "said": printable(evidence.said or evidence.printed),
        "violation": printable(evidence.violation),
        "program": evidence.replaced_by,
        "exit_code": str(evidence.exit_code),
        "call": "quick_exit()" if evidence.death == DeathKind.QuickExit else f"exit({evidence.exit_code})",
        "sender": process_name(evidence.sender),
    }
    message, cause, advice = (text.format_map(values) for text in (rule.message, rule.cause, rule.advice))
    return FaultExplanation(kind=rule.kind, message=message, cause=cause, advice=advice)


def what_happened(evidence: Evidence) -> str:
    """Describes the signal in words: `SIGSEGV, address not mapped, at 0x10`."""
    parts = [evidence.name or f"exit code {evidence.exit_code}"]
    if words := _HAPPENED.get((evidence.name, evidence.code)):
        parts.append(words)
    if evidence.caught and evidence.name in ("SIGSEGV", "SIGBUS") and not evidence.sent:
        parts.append(f"at {evidence.address:#x}")
    if evidence.name == "SIGABRT" and (said := evidence.said or evidence.printed):
        parts.append(said)
    return printable(", ".join(parts))


def process_name(pid: int) -> str:
    """Returns `process 12 (name)`, or `process 12` when the process no longer exists."""
    try:
        name = Path("/proc", str(pid), "comm").read_text("utf-8", "replace").strip()
    except OSError:
        return f"process {pid}"
    return f"process {pid} ({printable(name)})"


_OF_OTHER_HEADERS = ("crash", "abort", "out of memory", "sanitizer", "hang")


def suspect_layout(kind: FaultKind, doubt: str) -> tuple[str, str]:
    """Returns what to add to cause and advice when the faulting plugin's file does not prove its layout.

    `doubt` is the reason why the layout is uncertain, or an empty string.
    """
    if not doubt or kind not in _OF_OTHER_HEADERS:
        return "", ""
    return f" {layout_cause(doubt)}", f" {OF_KIT}"


HANGS: tuple[tuple[str, str, str], ...] = (
    (
        "lll_lock_wait|mutex_lock|rwlock_|sem_wait|futex|cond_(timed)?wait|sem_clockwait",
        "The thread waits for a lock or a condition variable.",
        "Find the thread that holds the lock. Usually that thread waits in a server call.",
    ),
    (
        "nanosleep|usleep|sleep_for|sleep_until|(?<![a-z])sleep$",
        "The callback sleeps while the server waits for it.",
        "Move the wait to a thread of the plugin and return at once.",
    ),
    (
        "(?<![a-z])(recv|recvfrom|recvmsg|p?poll|select|connect|accept4?|epoll_wait|getaddrinfo|send|sendto)$",
        "The callback waits for the network while the server waits for it.",
        "Move the network access to a thread of the plugin, set a time limit, and return at once.",
    ),
    (
        "(?<![a-z])(read|readv|write|writev|fsync|fdatasync|open(at)?|flock|waitpid|wait4|waitid)$",
        "The callback waits for a file or another process while the server waits for it.",
        "Move the wait to a thread of the plugin and return at once.",
    ),
)
HANG_CAUSE = "The callback does not return. The usual reasons are an endless loop and work that takes too long."
HANG_ADVICE = "Open the topmost frame of your code in the stack. Attach a debugger to see its variables."
CLOSED = (
    "The server's files and connections are closed. A plugin closed descriptors that it did not open.",
    "Search the plugins for close(), closefrom(), close_range() and dup2().",
)
_TOP_FRAMES = 4


def judge_hang(stack: tuple[str, ...]) -> tuple[str, str]:
    """Returns cause and advice for the functions on top of the thread's stack."""
    functions = [line.partition(" (")[0].removesuffix("()") for line in stack[:_TOP_FRAMES]]
    for signs, cause, advice in HANGS:
        if any(re.search(signs, function) for function in functions):
            return cause, advice
    return HANG_CAUSE, HANG_ADVICE
