"""What an engine process and its plugins print, line by line."""

from __future__ import annotations

import os
from typing import IO

_READ_BYTES = 1 << 16
_MOST_PIECES = 16
_LONGEST_LINE = 1 << 16


class OutputLines:
    """Lines of a pipe, read without ever waiting."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.ended = file, False
        self._part = b""
        os.set_blocking(file.fileno(), False)

    def read(self) -> list[str]:
        """The lines that are complete by now."""
        *lines, self._part = (self._part + self._available()).split(b"\n")
        if len(self._part) > _LONGEST_LINE:
            lines, self._part = [*lines, self._part], b""
        return [line.decode("utf-8", "replace") for line in lines]

    def rest(self) -> list[str]:
        """All that is left, also a last line without an end. A grandchild may keep the pipe open: not waited for."""
        lines = self.read()
        last, self._part = self._part, b""
        return lines + ([last.decode("utf-8", "replace")] if last else [])

    def _available(self) -> bytes:
        pieces: list[bytes] = []
        # Who writes as fast as this reads must not keep the reader for ever.
        while not self.ended and len(pieces) < _MOST_PIECES:
            try:
                piece = os.read(self.file.fileno(), _READ_BYTES)
            except BlockingIOError:
                break
            pieces.append(piece)
            self.ended = not piece
        return b"".join(pieces)
