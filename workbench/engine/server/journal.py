"""The server's journal as a plain text file with rotation."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import fcntl
import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from workbench.engine.files.regular_file import FileProblem, append_regular, resolved_inside
from workbench.engine.messages import JournalLine
from workbench.engine.plain_text import printable

MAX_BYTES = 10_000_000


class Journal:
    """Appends lines to a file in a workspace. At `max_bytes` the file is renamed to NAME.1 and replaces an earlier one.

    A link that leads out of the workspace is not followed.
    """

    def __init__(self, path: Path, *, workspace: Path, max_bytes: int = MAX_BYTES) -> None:
        self.path, self._workspace, self._max_bytes = path, workspace, max_bytes

    def write(self, lines: Iterable[JournalLine]) -> None:
        """Appends the lines. OSError if the file cannot be written."""
        text = "".join(f"{as_text(line)}\n" for line in lines)
        if not text:
            return
        # Opened for each batch, because the file may be moved at any time and two processes may append.
        try:
            path = resolved_inside(self.path, self._workspace)
            with append_regular(path) as file:
                file.write(text.encode("utf-8", "backslashreplace"))
                file.flush()
                if file.tell() > self._max_bytes:
                    _rotate(path, file)
        except FileProblem as problem:
            raise OSError(errno.EINVAL, str(problem), str(self.path)) from problem


def _rotate(path: Path, file: BinaryIO) -> None:
    """Renames the open file, unless another process renames it or has renamed it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    # A second rename would replace the full journal by the new one.
    with contextlib.suppress(FileNotFoundError):
        if os.path.samestat(os.stat(path), os.fstat(file.fileno())):
            path.replace(path.with_name(path.name + ".1"))


def as_text(line: JournalLine) -> str:
    """Returns `2026-03-02 08:00:00.250 warning SYSTEM risk_guard: text` in server time, without line breaks."""
    moment = dt.datetime.fromtimestamp((line.server_nanos or line.nanos) / 1e9, dt.UTC)
    stamp = moment.strftime("%Y-%m-%d %H:%M:%S.") + f"{moment.microsecond // 1000:03}"
    source = f"{line.plugin}: " if line.plugin else ""
    text = " ".join(line.text.splitlines())
    return printable(f"{stamp} {line.level} {line.type or '-'} {source}{text}")
