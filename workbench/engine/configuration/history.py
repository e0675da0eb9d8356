"""Earlier texts of server.toml, for undo and redo of configuration changes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from workbench.engine.configuration.toml_text import MOST_BYTES
from workbench.engine.files.regular_file import FileProblem, read_regular
from workbench.engine.files.replacement import write_atomically

MOST_TEXTS = 100
CURRENT = "current"


class ConfigurationHistory:
    """Texts as files `000001.toml`, ... in a folder, and the number of the current one.

    OSError if they cannot be read or written. Unusable files count as empty texts.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def record(self, text: str) -> bool:
        """Adds a text after the current one, unless both are equal, and returns whether it did.

        Removes the texts that were undone before. After an OSError the history is as it was.
        """
        numbers, current = self._numbers(), self._current()
        if current in numbers and self._text(current) == text:
            return False
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = max(numbers, default=0) + 1
        write_atomically(self._file(new), text)
        try:
            self._set_current(new)
        except OSError:
            self._remove([new])
            raise
        self._remove(number for number in numbers if number > current)
        self._remove(self._numbers()[:-MOST_TEXTS])
        return True

    def drop(self) -> None:
        """Removes the current text, which `record` has just added. The text before it becomes the current one."""
        number = self._current()
        with contextlib.suppress(OSError):
            self.step(-1)
        # Without its file, the number of the current text is invalid, and the newest of the others is current.
        self._remove([number])

    def current(self) -> str:
        """Returns the current text, empty if there is none."""
        try:
            number = self._current()
            return self._text(number) if number else ""
        except OSError:
            # A running server may switch to the next text at this moment.
            return ""

    def before(self) -> str | None:
        """Returns the text before the current one, None if there is none."""
        return self._neighbour(-1)

    def after(self) -> str | None:
        """Returns the text that was undone last, None if there is none."""
        return self._neighbour(1)

    def step(self, by: int) -> None:
        """Makes the neighbouring text the current one: the one before (-1) or after (1). Does nothing without one."""
        if number := self._neighbouring(by):
            self._set_current(number)

    def _neighbour(self, by: int) -> str | None:
        number = self._neighbouring(by)
        return (self._text(number) or None) if number else None

    def _neighbouring(self, by: int) -> int:
        """Returns the number of the text before or after the current one, or 0. Numbers may be missing between them."""
        numbers, current = self._numbers(), self._current()
        place = numbers.index(current) + by if current in numbers else -1
        return numbers[place] if 0 <= place < len(numbers) else 0

    def _remove(self, numbers: Iterable[int]) -> None:
        """Removes texts. A text that cannot be removed does no harm."""
        for number in numbers:
            with contextlib.suppress(OSError):
                self._file(number).unlink()

    def _numbers(self) -> list[int]:
        return sorted(int(path.stem) for path in self._folder.glob("*.toml") if path.stem.isdecimal())

    def _current(self) -> int:
        numbers = self._numbers()
        if not numbers:
            return 0
        try:
            number = int(_content(self._folder / CURRENT))
        except (FileNotFoundError, ValueError):
            # The file of the current text is missing or incomplete. The newest text is current.
            return numbers[-1]
        return number if number in numbers else numbers[-1]

    def _set_current(self, number: int) -> None:
        write_atomically(self._folder / CURRENT, str(number))

    def _file(self, number: int) -> Path:
        return self._folder / f"{number:06}.toml"

    def _text(self, number: int) -> str:
        # Line ends count, because the text is compared with the file.
        return _content(self._file(number))


def _content(path: Path) -> str:
    """Returns the text, empty for a file that is unusable. FileNotFoundError without a file."""
    try:
        return read_regular(path, most=MOST_BYTES, what="a text of server.toml").decode("utf-8")
    except (FileProblem, UnicodeDecodeError):
        return ""
