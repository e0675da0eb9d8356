"""Earlier texts of server.toml, for undo and redo of configuration changes."""

from __future__ import annotations

from pathlib import Path

from workbench.engine.files.replacement import write_atomically

MOST_TEXTS = 100
CURRENT = "current"


class ConfigurationHistory:
    """Texts as files `000001.toml`, ... in a folder, and the number of the current one.

    OSError if they cannot be read or written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def record(self, text: str) -> None:
        """Adds a text after the current one, unless both are equal. Texts that were undone before are removed."""
        numbers, current = self._numbers(), self._current()
        if current in numbers and self._text(current) == text:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        for number in numbers:
            if number > current:
                self._file(number).unlink()
        write_atomically(self._file(current + 1), text)
        self._set_current(current + 1)
        for number in self._numbers()[:-MOST_TEXTS]:
            self._file(number).unlink()

    def current(self) -> str:
        """Returns the current text, empty if there is none."""
        try:
            number = self._current()
            return self._text(number) if number else ""
        except (OSError, UnicodeDecodeError):
            # A running server may switch to the next text at this moment.
            return ""

    def before(self) -> str | None:
        """Returns the text before the current one, None if there is none."""
        return self._neighbour(-1)

    def after(self) -> str | None:
        """Returns the text that was undone last, None if there is none."""
        return self._neighbour(1)

    def step(self, by: int) -> None:
        """Makes the neighbouring text the current one: the one before (-1) or after (1)."""
        self._set_current(self._current() + by)

    def _neighbour(self, by: int) -> str | None:
        number = self._current() + by
        return self._text(number) if number in self._numbers() else None

    def _numbers(self) -> list[int]:
        return sorted(int(path.stem) for path in self._folder.glob("*.toml") if path.stem.isdecimal())

    def _current(self) -> int:
        numbers = self._numbers()
        if not numbers:
            return 0
        try:
            number = int((self._folder / CURRENT).read_text("utf-8"))
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
        return self._file(number).read_bytes().decode("utf-8")
