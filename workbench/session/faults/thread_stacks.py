"""Stacks of all threads of an engine process: recorded at its end, or requested from its running threads."""

from __future__ import annotations

import ctypes
import itertools
import os
import platform
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.contract.generated.enums import Segment, StackSignal
from workbench.engine.plain_text import printable
from workbench.engine.process.arguments import PYTHON_STACKS_FILE
from workbench.telemetry.segment import SegmentReader

PATIENCE_SECONDS = 1.0
"""Long enough for a busy machine. A thread that accepts signals answers within milliseconds. Others are skipped."""
_LOOK_SECONDS = 0.001
_SYSTEM_CALLS = {"x86_64": (297, 234), "aarch64": (240, 131)}
_SI_QUEUE = -1
_PYTHON_THREAD = re.compile(r"(?:Current thread|Thread) 0x([0-9a-f]+)")
_PYTHON_FRAME = re.compile(r'  File "(.*)", line (\d+|\?\?\?) in (.*)')


@dataclass(frozen=True, kw_only=True)
class RawThread:
    """One thread with addresses, innermost first. `pthread` is the thread's ident in Python.

    `waits` describes what the kernel reports about a thread that did not answer.
    """

    tid: int
    name: str
    frames: tuple[int, ...]
    slot: int = -1
    pthread: int = 0
    waits: str = ""


def left_behind(reader: SegmentReader) -> list[RawThread]:
    """Returns the threads of an ended process, the faulting thread first; empty when it recorded none."""
    count = min(int(reader.fault["stacks"]), int(Segment.STACKS))
    return [_raw(record) for record in reader.stacks(count) if record["tid"]]


def asked(
    pid: int,
    reader: SegmentReader,
    round_: int,
    *,
    patience_seconds: float = PATIENCE_SECONDS,
    given_up: threading.Event | None = None,
) -> list[RawThread]:
    """Returns the stacks of all threads. Stops no thread: each thread writes its own stack in a signal handler.

    A thread that does not answer in time, or before `given_up` is set, is described from /proc. `round_` numbers the
    requests of one segment from 1.
    """
    places = dict(enumerate(_threads(pid)[: int(Segment.STACKS)]))
    waiting = {place for place, tid in places.items() if _catches(pid, tid) and _ask(pid, tid, round_, place)}

    def answers() -> bool:
        records = reader.stacks(len(places))
        return all(int(records[place]["round"]) == round_ for place in waiting)

    _wait(answers, patience_seconds, given_up)
    records = reader.stacks(len(places))
    return [
        _raw(records[place]) if place in waiting and int(records[place]["round"]) == round_ else _outside(pid, tid)
        for place, tid in places.items()
    ]


def ask_python(
    pid: int,
    run_folder: Path,
    *,
    patience_seconds: float = PATIENCE_SECONDS,
    given_up: threading.Event | None = None,
) -> None:
    """Makes the process write the frames of its Python threads into its run folder. Needs no interpreter lock."""
    if not _catches(pid, pid, StackSignal.PYTHON_STACK_SIGNAL):
        return
    file = run_folder / PYTHON_STACKS_FILE
    before = _size(file)
    _system_call(1, pid, pid, int(StackSignal.PYTHON_STACK_SIGNAL))
    sizes = [before]

    def settled() -> bool:
        sizes.append(_size(file))
        return sizes[-1] == sizes[-2] > before

    _wait(settled, patience_seconds, given_up)


def python_frames(run_folder: Path) -> dict[int, tuple[str, ...]]:
    """Returns the newest written Python frames by thread ident, innermost first."""
    try:
        text = (run_folder / PYTHON_STACKS_FILE).read_text("utf-8", "replace")
    except OSError:
        # Not an engine process, or one that ended before it wrote the file.
        return {}
    stacks: dict[int, list[str]] = {}
    ident = 0
    for line in text.splitlines():
        if thread := _PYTHON_THREAD.match(line):
            ident = int(thread[1], 16)
            stacks[ident] = []
        elif ident and (frame := _PYTHON_FRAME.match(line)):
            stacks[ident].append(printable(f"{frame[3]} ({Path(frame[1]).name}:{frame[2]})"))
    return {ident: tuple(frames) for ident, frames in stacks.items()}


def _raw(record: Any) -> RawThread:
    name = bytes(record["name"]).split(b"\0")[0].decode("utf-8", "replace")
    frames = record["frame"][: min(int(record["frames"]), len(record["frame"]))]
    tid = int(record["tid"])
    return RawThread(
        tid=tid,
        name=printable(name),
        frames=tuple(frames.tolist()),
        slot=int(record["slot"]),
        pthread=int(record["pthread"]) if record["answered"] else 0,
        waits="" if record["answered"] else "does not take signals; seen from the kernel",
    )


def _outside(pid: int, tid: int) -> RawThread:
    state, call = _field(_task(pid, tid, "status"), "State"), _task(pid, tid, "syscall").split()
    where = _task(pid, tid, "wchan").strip()
    waits = f"does not answer, state {state}" + (f", waits in {printable(where)}" if where not in ("", "0") else "")
    frames = (int(call[-1], 16),) if len(call) > 1 else ()
    return RawThread(tid=tid, name=printable(_task(pid, tid, "comm").strip()), frames=frames, waits=waits)


def _threads(pid: int) -> list[int]:
    try:
        return sorted(int(name) for name in os.listdir(f"/proc/{pid}/task"))
    except OSError:
        return []


def _catches(pid: int, tid: int, number: int = StackSignal.STACK_SIGNAL) -> bool:
    """Whether the thread handles the signal. Without a handler the signal would end the process; a thread that blocks
    the signal would answer too late.
    """
    status = _task(pid, tid, "status")
    caught, blocked = (int(_field(status, name) or "0", 16) >> (number - 1) & 1 for name in ("SigCgt", "SigBlk"))
    return bool(caught) and not blocked


def _field(status: str, name: str) -> str:
    return next((line.partition(":")[2].strip() for line in status.splitlines() if line.startswith(f"{name}:")), "")


def _task(pid: int, tid: int, name: str) -> str:
    try:
        return Path("/proc", str(pid), "task", str(tid), name).read_text("utf-8", "replace")
    except OSError:
        # The thread has just ended, or the kernel denies access.
        return ""


class _SignalInfo(ctypes.Structure):
    """siginfo_t with a value in the kernel's layout: 128 bytes."""

    _fields_ = (
        ("number", ctypes.c_int),
        ("error", ctypes.c_int),
        ("code", ctypes.c_int),
        ("padding", ctypes.c_int),
        ("pid", ctypes.c_int),
        ("uid", ctypes.c_uint),
        ("value", ctypes.c_int),
        ("rest", ctypes.c_byte * 100),
    )


def _ask(pid: int, tid: int, round_: int, place: int) -> bool:
    number = int(StackSignal.STACK_SIGNAL)
    value = round_ * int(Segment.STACKS) + place
    info = _SignalInfo(number=number, code=_SI_QUEUE, pid=os.getpid(), uid=os.getuid(), value=value)
    return _system_call(0, pid, tid, number, ctypes.byref(info))


def _system_call(which: int, *arguments: Any) -> bool:
    """Calls rt_tgsigqueueinfo (0) or tgkill (1). The C library has no function for the first."""
    numbers = _SYSTEM_CALLS.get(platform.machine())
    return numbers is not None and ctypes.CDLL(None).syscall(numbers[which], *arguments) == 0


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _wait(done: Callable[[], bool], patience_seconds: float, given_up: threading.Event | None) -> None:
    pause, deadline = given_up or threading.Event(), time.monotonic() + patience_seconds
    while not done() and time.monotonic() < deadline and not pause.wait(_LOOK_SECONDS):
        pass


def rounds() -> Iterator[int]:
    """Yields the numbers of the requests of one segment. The last number is reserved for the end of the process."""
    return itertools.cycle(range(1, int(StackSignal.LAST_ROUND)))
