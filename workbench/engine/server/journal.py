"""The server's journal as a plain text file with rotation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from workbench.engine.messages import JournalLine
from workbench.engine.plain_text import printable

MAX_BYTES = 10_000_000


class Journal:
    """Appends lines to a file. At `max_bytes` the file is renamed to NAME.1 and replaces an earlier one."""

    def __init__(self, path: Path, *, max_bytes: int = MAX_BYTES) -> None:
        self.path, self._max_bytes = path, max_bytes

    def write(self, lines: Iterable[JournalLine]) -> None:
        """Appends the lines. OSError if the file cannot be written."""
        text = "".join(f"{as_text(line)}\n" for line in lines)
        if not text:
            return
        # Opened for each batch, because the file may be moved at any time and two processes may append.
        with open(self.path, "a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
            size = file.tell()
        if size > self._max_bytes:
            self.path.replace(self.path.with_name(self.path.name + ".1"))


def as_text(line: JournalLine) -> str:
    """Returns `2026-03-02 08:00:00.250 warning SYSTEM risk_guard: text` in server time, without line breaks."""
    moment = dt.datetime.fromtimestamp((line.server_nanos or line.nanos) / 1e9, dt.UTC)
    stamp = moment.strftime("%Y-%m-%d %H:%M:%S.") + f"{moment.microsecond // 1000:03}"
    source = f"{line.plugin}: " if line.plugin else ""
    text = " ".join(line.text.splitlines())
    return printable(f"{stamp} {line.level} {line.type or '-'} {source}{text}")
