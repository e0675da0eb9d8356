"""The fault report of an engine process that crashed or hangs: first with addresses, then with function names."""

from __future__ import annotations

import platform
import signal
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from workbench.contract.generated.enums import DeathKind
from workbench.engine.messages import FaultHappened, ThreadStack
from workbench.engine.symbolize import symbolizer
from workbench.engine.symbolize.symbolizer import MemoryMap
from workbench.session.faults import thread_stacks
from workbench.session.faults.kinds import (
    CLOSED,
    Evidence,
    is_violation,
    judge,
    judge_hang,
    signal_name,
    suspect_layout,
)
from workbench.session.faults.last_calls import callback_name, last_calls
from workbench.session.faults.thread_stacks import RawThread
from workbench.session.plugin_names import PluginNames
from workbench.session.sanitizers.reports import Report
from workbench.telemetry.segment import RunningCall, SegmentReader

_REGISTERS = {
    "x86_64": [f"r{number}" for number in range(8, 16)]
    + ["rdi", "rsi", "rbp", "rbx", "rdx", "rax", "rcx", "rsp", "rip"],
    "aarch64": [f"x{number}" for number in range(24)],
}
_OWN_MODULE = "_core."
_INTERPRETER = ("python", "libpython")
_ANYWHERE = {
    signal.SIGALRM,
    signal.SIGVTALRM,
    signal.SIGPROF,
    signal.SIGUSR1,
    signal.SIGUSR2,
    signal.SIGIO,
    signal.SIGQUIT,
}
"""Signals of the whole process. The kernel may deliver them to any thread."""


@dataclass(frozen=True, kw_only=True)
class FaultReport:
    """A fault with the data for its function names. `first` is quick; `complete` reads debug information."""

    fault: FaultHappened
    threads: tuple[RawThread, ...]
    faulting: int
    """Index of the faulting plugin, -1 for none."""
    names: PluginNames
    memory: MemoryMap
    run_folder: Path
    evidence: Evidence | None = None
    """None for a hang, and for a server that did not start."""
    closed: bool = False
    """Whether the descriptors of the server are closed although its process runs."""
    report: Report | None = None
    """The report of the sanitizer that ended the process."""

    def with_sanitizer(self, report: Report | None) -> FaultReport:
        """Returns the same fault with the sanitizer's report that explains it."""
        if report is None or self.evidence is None or self.evidence.name not in ("", "SIGABRT"):
            return self
        at_fault = report.at_fault(self.run_folder)
        index = self.names.of_file(at_fault[0]) if at_fault else -1
        if index < 0:
            return replace(self, report=report)
        fault = msgspec.structs.replace(self.fault, plugin=self.names.plugin(index), file=self.names.file(index))
        return replace(self, report=report, fault=fault, faulting=index)

    def failed_to_start(self, last_output: str) -> FaultReport:
        """Returns the same fault as that of a server that did not start. No plugin is the faulting plugin."""
        message = last_output or (judge(self.evidence).message if self.evidence else "")
        fault = msgspec.structs.replace(self.fault, kind="failed to start", message=message)
        return replace(self, fault=fault, evidence=None, threads=())

    def first(self) -> FaultHappened:
        """Returns the fault with addresses as file and offset. Takes milliseconds."""
        return self._filled({}, complete=not self.threads)

    def complete(self, number: int, *, given_up: threading.Event | None = None) -> FaultHappened:
        """Returns the same fault with functions, files and lines.

        Reads debug information, which takes tenths of a second. A name that is not found before `given_up` is set
        stays an address.
        """
        python = thread_stacks.python_frames(self.run_folder)
        stacks = [self._native(thread, python) for thread in self.threads]
        places = [place for frames in stacks for place in symbolizer.places_of(frames, self.memory)]
        if self.report is not None:
            places += self.report.places(self.run_folder)
        fault = self._filled(symbolizer.look_up(places, given_up=given_up), complete=True)
        return msgspec.structs.replace(fault, number=number)

    def _filled(self, found: symbolizer.FunctionNames, *, complete: bool) -> FaultHappened:
        python = thread_stacks.python_frames(self.run_folder)
        threads = tuple(self._thread(thread, found, python) for thread in self.threads)
        fault = msgspec.structs.replace(
            self.fault, complete=complete, threads=threads, stack=threads[0].frames if threads else ()
        )
        fault = self._judged(fault) if self.report is None else self._explained(fault, self.report, found)
        if not fault.cause:
            return fault
        cause, advice = suspect_layout(fault.kind, self.names.layout_doubt(self.faulting))
        return msgspec.structs.replace(fault, cause=fault.cause + cause, advice=fault.advice + advice)

    def _explained(self, fault: FaultHappened, report: Report, found: symbolizer.FunctionNames) -> FaultHappened:
        return msgspec.structs.replace(
            fault,
            kind="sanitizer",
            message=report.sentence(report.where(self.run_folder, found)),
            cause="The plugin's sanitizer observed this error and ended the process.",
            advice="Fix the line that the message names. The stack also shows where the memory was allocated.",
            stack=report.text(found),
        )

    def _judged(self, fault: FaultHappened) -> FaultHappened:
        if fault.kind == "hang":
            if not fault.complete:
                # Function names show what the thread waits for. Without names a lock looks like a loop.
                return fault
            cause, advice = CLOSED if self.closed else judge_hang(fault.stack)
            return msgspec.structs.replace(fault, cause=cause, advice=advice)
        if self.evidence is None:
            return fault
        verdict = judge(replace(self.evidence, stack=fault.stack))
        return msgspec.structs.replace(
            fault, kind=verdict.kind, message=verdict.message, cause=verdict.cause, advice=verdict.advice
        )

    def _thread(
        self, thread: RawThread, found: symbolizer.FunctionNames, python: Mapping[int, tuple[str, ...]]
    ) -> ThreadStack:
        frames = [(f"[{thread.waits}]", -1)] if thread.waits else []
        for place, lines in symbolizer.lines_of(self._native(thread, python), self.memory, found):
            plugin = self._plugin_at(place)
            frames += [(line, -1 if symbolizer.from_standard_header(line) else plugin) for line in lines]
        frames += [(line, self.names.of_script(line)) for line in python.get(thread.pthread, ())]
        own = [place for place, (_line, plugin) in enumerate(frames) if plugin >= 0]
        inside = _in_plugins(thread, self.memory, self.names, self.run_folder) or [frames[place][1] for place in own]
        return ThreadStack(
            tid=thread.tid,
            name=thread.name,
            # A thread or a call of a plugin begins in the outermost frame of that plugin.
            owner=self.names.plugin(inside[-1]) if inside else "",
            frames=tuple(line for line, _plugin in frames),
            own=tuple(own),
        )

    def _plugin_at(self, place: symbolizer.Place | None) -> int:
        """Returns the index of the plugin whose file contains the place, or -1."""
        inside = place is not None and place[0].startswith(str(self.run_folder))
        return self.names.of_file(place[0]) if place is not None and inside else -1

    def _native(self, thread: RawThread, python: Mapping[int, tuple[str, ...]]) -> tuple[int, ...]:
        """Returns the native frames inside the interpreter's callee. The Python frames describe the rest better."""
        if python.get(thread.pthread):
            for at, place in enumerate(symbolizer.places_of(thread.frames, self.memory)):
                if place and Path(place[0]).name.startswith(_INTERPRETER):
                    return thread.frames[:at]
        return thread.frames


def describe_death(
    reader: SegmentReader,
    exit_code: int,
    names: PluginNames,
    run_folder: Path,
    *,
    pid: int = 0,
    printed: str = "",
    out_of_memory_kills: int = 0,
    violation: str = "",
    replaced_by: str = "",
) -> FaultReport:
    """Describes the end of the process.

    `exit_code` as subprocess returns it: negative for a signal. `printed` is the last line on standard error.
    `violation` is the reason why the client killed the process, if it did.
    `replaced_by` is the program that a call of exec() started in the process.
    """
    fault, memory = reader.fault, MemoryMap.read(run_folder)
    threads = tuple(thread_stacks.left_behind(reader))
    evidence = replace(_evidence(fault, exit_code, memory, came_up=reader.ready), violation=violation)
    if threads and evidence.death in (DeathKind.Exit, DeathKind.QuickExit):
        threads = (_without_listener(threads[0], memory), *threads[1:])
    running = _running_at_death(reader)
    faulting = running.plugin if running else -1
    if faulting < 0 and threads:
        faulting = next(iter(_in_plugins(threads[0], memory, names, run_folder)), -1)
    callback = callback_name(running.callback) if running else ""
    plugin = names.plugin(faulting) if faulting >= 0 else ""
    evidence = replace(
        evidence,
        pid=pid or int(reader.header["pid"]),
        printed=printed,
        out_of_memory_kills=out_of_memory_kills,
        replaced_by=replaced_by,
        plugin=plugin,
        callback=callback,
        running=f"{plugin} {callback}" if running else "",
    )
    kind = judge(evidence).kind
    at_fault = faulting if kind != "killed" or (evidence.sent and not evidence.sent_from_outside) else -1
    happened = FaultHappened(
        nanos=time.time_ns(),
        kind=kind,
        plugin=names.plugin(at_fault) if at_fault >= 0 else "",
        callback=callback,
        pid=evidence.pid,
        file=names.file(at_fault),
        # The client's own signal says nothing about the fault.
        signal="" if is_violation(evidence) else signal_name(evidence.signal),
        address=evidence.address,
        registers=_registers(fault) if evidence.caught else (),
        thread=int(fault["tid"]) if evidence.death else (running.tid if running else 0),
        step=running.step if running else 0,
        last_calls=last_calls(reader, names.plugin),
    )
    return FaultReport(
        fault=happened,
        threads=threads,
        faulting=at_fault,
        names=names,
        memory=memory,
        run_folder=run_folder,
        evidence=evidence,
    )


def describe_hang(
    reader: SegmentReader,
    names: PluginNames,
    message: str,
    run_folder: Path = Path(),
    threads: Sequence[RawThread] = (),
    *,
    closed: bool = False,
) -> FaultReport:
    """Describes a hang. `message` is its symptom. `closed`: as `FaultReport.closed`."""
    running = _running(reader, 0) or _running(reader, None)
    pid = int(reader.header["pid"])
    memory = MemoryMap.of_file(Path("/proc", str(pid), "maps")) if threads else MemoryMap("")
    faulting = running.plugin if running else -1
    happened = FaultHappened(
        nanos=time.time_ns(),
        kind="hang",
        plugin=names.plugin(faulting) if faulting >= 0 else "",
        callback=callback_name(running.callback) if running else "",
        pid=pid,
        file=names.file(faulting),
        thread=running.tid if running else 0,
        step=running.step if running else 0,
        message=message,
        last_calls=last_calls(reader, names.plugin),
    )
    first = tuple(sorted(threads, key=lambda thread: thread.tid != happened.thread))
    return FaultReport(
        fault=happened,
        threads=first,
        faulting=faulting,
        names=names,
        memory=memory,
        run_folder=run_folder,
        closed=closed,
    )


def faulting_index(reader: SegmentReader) -> int:
    """Returns the index of the plugin whose code ran when the process ended, or -1."""
    running = _running_at_death(reader)
    return running.plugin if running else -1


def _running_at_death(reader: SegmentReader) -> RunningCall | None:
    """Returns the call of the faulting thread, or of any thread when the faulting thread is unknown."""
    fault = reader.fault
    if not fault["kind"]:
        return _running(reader, None)
    # The kernel may deliver a signal that the process sends to itself to any thread.
    if fault["kind"] == DeathKind.Signal and fault["sender"] == reader.header["pid"] and fault["signal"] in _ANYWHERE:
        return _running(reader, None)
    return _running(reader, int(fault["slot"]))


def _running(reader: SegmentReader, slot: int | None) -> RunningCall | None:
    """Returns the running call of that thread slot, or of any slot when `slot` is None."""
    running = [call for call in reader.running() if call.depth > 0]
    if slot is not None:
        running = [call for call in running if call.slot == slot]
    return running[0] if running else None


def _evidence(fault: Any, exit_code: int, memory: MemoryMap, *, came_up: bool) -> Evidence:
    # A plugin that handles the signal may turn it into an exit. The fault record contains the original signal.
    number = int(fault["signal"]) or (-exit_code if exit_code < 0 else 0)
    kind = int(fault["kind"])
    # A plugin with a stray write may have overwritten this field.
    death = DeathKind(kind) if kind in DeathKind.__members__.values() else DeathKind.None_
    if death in (DeathKind.Exit, DeathKind.QuickExit):
        number = 0
    return Evidence(
        signal=number,
        code=int(fault["code"]),
        caught=bool(fault["signal"]),
        sender=int(fault["sender"]),
        death=death,
        came_up=came_up,
        exit_code=int(fault["exit_code"]) if death == DeathKind.Exit else exit_code,
        address=int(fault["address"]),
        pc=int(fault["pc"]),
        sp=int(fault["sp"]),
        said=bytes(fault["message"]).split(b"\0")[0].decode("utf-8", "replace").strip(),
        memory=memory,
    )


def _registers(fault: Any) -> tuple[tuple[str, int], ...]:
    names = _REGISTERS.get(platform.machine(), [])
    return tuple(zip(names, (int(value) for value in fault["registers"]), strict=False))


def _without_listener(thread: RawThread, memory: MemoryMap) -> RawThread:
    """Removes the frames of the server's own exit handler above the caller of exit()."""
    frames = thread.frames
    while frames and (place := memory.find(frames[0])) and Path(place[0]).name.startswith(_OWN_MODULE):
        frames = frames[1:]
    return replace(thread, frames=frames)


def _in_plugins(thread: RawThread, memory: MemoryMap, names: PluginNames, run_folder: Path) -> list[int]:
    """Returns the indexes of the plugins whose files contain the thread's frames, innermost first."""
    places = symbolizer.places_of(thread.frames, memory)
    files = [place[0] for place in places if place and place[0].startswith(str(run_folder))]
    return [index for file in files if (index := names.of_file(file)) >= 0]
