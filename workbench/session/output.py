"""Output of an engine process and its plugins, line by line."""

from __future__ import annotations

import os
from typing import IO

_READ_BYTES = 1 << 16
_MOST_PIECES = 16
_LONGEST_LINE = 1 << 16


class OutputLines:
    """Lines of a pipe. Reads never block."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.ended = file, False
        self._part = b""
        os.set_blocking(file.fileno(), False)

    def read(self) -> list[str]:
        """Returns the lines that are complete."""
        *lines, self._part = (self._part + self._available()).split(b"\n")
        if len(self._part) > _LONGEST_LINE:
            lines, self._part = [*lines, self._part], b""
        return [line.decode("utf-8", "replace") for line in lines]

    def rest(self) -> list[str]:
        """Returns the remaining lines, including an unterminated last line. Does not wait for the end of the pipe,
        because a grandchild may keep it open.
        """
        lines = self.read()
        last, self._part = self._part, b""
        return lines + ([last.decode("utf-8", "replace")] if last else [])

    def _available(self) -> bytes:
        pieces: list[bytes] = []
        # A fast writer must not keep the reader in this loop forever.
        while not self.ended and len(pieces) < _MOST_PIECES:
            try:
                piece = os.read(self.file.fileno(), _READ_BYTES)
            except BlockingIOError:
                break
            pieces.append(piece)
            self.ended = not piece
        return b"".join(pieces)
