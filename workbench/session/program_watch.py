"""Detects that a plugin replaced the program of an engine process by a call of exec()."""

from __future__ import annotations

import os
from pathlib import Path

from workbench.engine.plain_text import printable

_START_OF_CODE_AND_STACK = slice(23, 26)
"""Fields 26 to 28 of /proc/PID/stat, counted after the name."""


class ProgramWatch:
    """Looks whether a process still runs the engine. Only the engine maps the segment with its records."""

    def __init__(self, pid: int, segment: Path) -> None:
        self._pid, self._segment = pid, segment.name
        self._checked: list[str] = []

    def replaced_by(self) -> str:
        """Returns the path of the program that replaced the engine, or an empty string.

        Call it only after the engine has mapped the segment. Reads the memory map only if a program was started since
        the last call.
        """
        started = self._start_of_program()
        if not started or started == self._checked:
            return ""
        maps = self._read("maps")
        if not maps:
            # The process has ended, or the kernel denies access.
            return ""
        if self._segment in maps:
            self._checked = started
            return ""
        try:
            return printable(os.readlink(f"/proc/{self._pid}/exe"))
        except OSError:
            return "another program"

    def _start_of_program(self) -> list[str]:
        """Returns the addresses of code and stack, which every start of a program changes."""
        return self._read("stat").rpartition(")")[2].split()[_START_OF_CODE_AND_STACK]

    def _read(self, name: str) -> str:
        try:
            return Path("/proc", str(self._pid), name).read_text("utf-8", "replace")
        except OSError:
            return ""
