"""Counts the processes that the kernel killed for lack of memory."""

from __future__ import annotations

from pathlib import Path

_CGROUPS = Path("/sys/fs/cgroup")


def out_of_memory_kills() -> int:
    """Returns the count for the control group of this process, or for the whole machine without a group."""
    try:
        group = Path("/proc/self/cgroup").read_text("utf-8").rpartition("::")[2].strip()
        return _count((_CGROUPS / group.lstrip("/") / "memory.events").read_text("utf-8"))
    except OSError:
        # No control group, or one without a memory limit.
        return _count(_read("/proc/vmstat"))


def _count(text: str) -> int:
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("oom_kill ")), 0)


def _read(path: str) -> str:
    try:
        return Path(path).read_text("utf-8")
    except OSError:
        # A kernel without these counters.
        return ""
