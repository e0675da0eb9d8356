"""Threads and memory of the engine process, as the kernel sees them."""

from __future__ import annotations

import os
from dataclasses import dataclass

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class ThreadInfo:
    """One thread: kernel id, name set by the program (15 bytes at most), and processor time used so far."""

    tid: int
    name: str
    cpu_seconds: float


class ThreadSampler:
    """Reads facts about a process without stopping it. Returns empty results, not errors, after the process ended."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._tasks = f"/proc/{pid}/task"

    def count(self) -> int:
        """Returns the number of threads, 0 after the process ended. Costs some microseconds at any count."""
        try:
            return os.stat(self._tasks).st_nlink - 2
        except (FileNotFoundError, ProcessLookupError):
            return 0

    def threads(self) -> list[ThreadInfo]:
        """Returns every thread in order of its id. A thread that ends meanwhile is left out."""
        try:
            ids = sorted(int(name) for name in os.listdir(self._tasks))
        except (FileNotFoundError, ProcessLookupError):
            return []
        return [info for tid in ids if (info := self._thread(tid)) is not None]

    def names(self) -> list[str]:
        """Returns the names of the threads in order of their ids."""
        return [info.name for info in self.threads()]

    def resident_bytes(self) -> int:
        """Returns the resident set in bytes, 0 after the process ended."""
        try:
            with open(f"/proc/{self.pid}/statm", "rb") as file:
                return int(file.read().split()[1]) * _PAGE_BYTES
        except (FileNotFoundError, ProcessLookupError):
            return 0

    def _thread(self, tid: int) -> ThreadInfo | None:
        try:
            with open(f"{self._tasks}/{tid}/stat", "rb") as file:
                text = file.read().decode("utf-8", "replace")
        except (FileNotFoundError, ProcessLookupError):
            return None
        # The name is in parentheses and may contain spaces and parentheses itself.
        name, rest = text[text.index("(") + 1 : text.rindex(")")], text[text.rindex(")") + 2 :].split()
        return ThreadInfo(tid, name, (int(rest[11]) + int(rest[12])) / _TICKS_A_SECOND)
