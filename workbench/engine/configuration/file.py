"""server.toml on disk: reads wait for the end of a save, and writes lose no save of another program."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from workbench.engine.configuration.history import ConfigurationHistory
from workbench.engine.configuration.model import FILE_NAME, ConfigurationError, Workspace
from workbench.engine.configuration.server_toml import parse_workspace
from workbench.engine.configuration.toml_text import read_text
from workbench.engine.files.fingerprint import Fingerprint, fingerprint_of
from workbench.engine.files.regular_file import FileProblem, resolved_inside
from workbench.engine.files.replacement import replace_unchanged

HISTORY_FOLDER = "configuration"
SETTLE_SECONDS = 0.2
"""A file that another program has written counts as complete after this time without a change."""
EMPTY_SECONDS = 1.0
"""Editors leave the file empty or remove it for a moment while they save. After this time it counts as empty."""
PATIENCE_SECONDS = 5.0
MOST_TRIES = 10

_LOOK_SECONDS = 0.02


class ConfigurationFile:
    """The server.toml of a workspace. Every read and change by a server uses this class, on one thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.history = ConfigurationHistory(folder / "data" / HISTORY_FOLDER)
        self.recording = False
        """Whether the history stores the texts before and after each change."""
        self.known = self.history.current()
        """The text that the server uses: loaded, applied, or written by the server on top of such a text."""
        self._written = ""

    @property
    def path(self) -> Path:
        """Returns the path of the file."""
        return self.folder / FILE_NAME

    def load(self) -> Workspace:
        """Returns the configuration for the start, which becomes the known one.

        A text that is invalid, or that differs from the last server's, may be incomplete. It is read again once it is
        stable.
        """
        text, workspace = self._at_once() or self._settled()
        self.known = text
        return workspace

    def _at_once(self) -> tuple[str, Workspace] | None:
        try:
            text = read_text(self.folder)
            if text.strip() and self.known in ("", text):
                return text, parse_workspace(text, self.folder)
        except ConfigurationError:
            # A stable file shows whether the text is invalid or was incomplete.
            pass
        return None

    def _settled(self) -> tuple[str, Workspace]:
        text = self.read()
        return text, parse_workspace(text, self.folder)

    def read(self) -> str:
        """Returns the text once it is stable. ConfigurationError if it is unreadable, empty or keeps changing."""
        begun = since = time.monotonic()
        seen = fingerprint_of(self.path)
        while True:
            text, error = self._attempt()
            if text and text in (self.known, self._written):
                return text
            before, seen = seen, fingerprint_of(self.path)
            now = time.monotonic()
            if seen != before:
                since = now
            quiet = max(now - since, _age_seconds(self.path))
            if seen == before and quiet >= settle_seconds(seen):
                if error is not None:
                    raise error
                return text
            if now - begun >= PATIENCE_SECONDS:
                raise ConfigurationError(f"{FILE_NAME}: another program keeps writing the file; try again later")
            time.sleep(_LOOK_SECONDS)

    def _attempt(self) -> tuple[str, ConfigurationError | None]:
        try:
            text = read_text(self.folder)
        except ConfigurationError as error:
            return "", error
        return text, None if text.strip() else ConfigurationError(f"{FILE_NAME}: the file is empty")

    def change(self, change: Callable[[str], str]) -> tuple[str, str]:
        """Replaces the text by the result of `change`, and returns both texts.

        If another program saves the file meanwhile, `change` is called again with the new text. ConfigurationError if
        `change` raises it or the file cannot be written. The file then stays unchanged.
        """
        for _ in range(MOST_TRIES):
            before = self.read()
            after = change(before)
            if after == before or self.replace(before, after):
                return before, after
        raise ConfigurationError(f"{FILE_NAME}: another program keeps changing the file; try again later")

    def replace(self, before: str, after: str) -> bool:
        """Replaces one text by another and stores both in the history. Does nothing if the file has another text.

        ConfigurationError without a change of the file if the file or its history cannot be written.
        """
        self.keep(before)
        added = self.keep(after)
        replaced = False
        try:
            replaced = self.put(before, after)
        finally:
            if added and not replaced:
                self.history.drop()
        return replaced

    def put(self, before: str, after: str) -> bool:
        """Replaces the text without the history."""
        try:
            # A link stays. Its target is replaced, if it is in the workspace.
            path = resolved_inside(self.path, self.folder)
            if not replace_unchanged(path, before.encode(), after.encode()):
                return False
        except FileProblem as problem:
            raise ConfigurationError(f"{self.path}: {problem}") from problem
        except OSError as error:
            raise ConfigurationError(f"{self.path}: {error.strerror}") from error
        if self.known == before:
            self.known = after
        self._written = after
        return True

    def keep(self, text: str) -> bool:
        """Adds a text to the history and returns whether it did. ConfigurationError if that fails."""
        if not self.recording:
            return False
        with self.written_history() as history:
            return history.record(text)

    @contextlib.contextmanager
    def written_history(self) -> Iterator[ConfigurationHistory]:
        """Returns the history to write. An OSError becomes a ConfigurationError that names its folder."""
        try:
            yield self.history
        except OSError as error:
            folder = f"data/{HISTORY_FOLDER}"
            raise ConfigurationError(
                f"{folder}: the configuration history cannot be written: {error.strerror}; "
                "free disk space or make the folder writable"
            ) from error


def _age_seconds(path: Path) -> float:
    """Returns the time of the last change of the file, or of the folder without it. 0 if the clock does not show it."""
    try:
        modified = os.stat(path if path.exists() else path.parent).st_mtime
    except OSError:
        return 0.0
    return max(time.time() - modified, 0.0)


def settle_seconds(seen: Fingerprint | None) -> float:
    """Returns how long a file with this fingerprint must stay unchanged before it counts as complete."""
    return SETTLE_SECONDS if seen is not None and seen.size else EMPTY_SECONDS
