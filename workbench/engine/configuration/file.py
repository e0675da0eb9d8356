"""server.toml on disk: read once whoever writes it is done, replaced so that no save by somebody else is lost."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from workbench.engine.configuration.history import ConfigurationHistory
from workbench.engine.configuration.model import FILE_NAME, ConfigurationError, Workspace
from workbench.engine.configuration.server_toml import parse_workspace, read_text
from workbench.engine.files.fingerprint import Fingerprint, fingerprint_of
from workbench.engine.files.replacement import replace_unchanged

HISTORY_FOLDER = "configuration"
SETTLE_SECONDS = 0.2
"""A file that somebody else has written is whole when nothing has changed it for so long."""
EMPTY_SECONDS = 1.0
"""Editors leave the file empty, or take it away, for a moment while they save. After so long it is no moment."""
PATIENCE_SECONDS = 5.0
MOST_TRIES = 10

_LOOK_SECONDS = 0.02


class ConfigurationFile:
    """The server.toml of a workspace. Every read and every change by a server goes through here; one thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.history = ConfigurationHistory(folder / "data" / HISTORY_FOLDER)
        self.recording = False
        """Whether the history keeps the texts before and after each change."""
        self.known = self.history.current()
        """The text that the server goes by: loaded, applied, or written by itself on top of such a text."""
        self._written = ""

    @property
    def path(self) -> Path:
        """Where it is."""
        return self.folder / FILE_NAME

    def load(self) -> Workspace:
        """The configuration to start with, which becomes the known one.

        What makes no sense, or differs from what the last server went by, may be half written: it is read once it has
        settled.
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
            # Whether it is broken or only half written shows when it has settled.
            pass
        return None

    def _settled(self) -> tuple[str, Workspace]:
        text = self.read()
        return text, parse_workspace(text, self.folder)

    def read(self) -> str:
        """The text, once it has settled. ConfigurationError when it cannot be read, is empty or does not settle."""
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
        """Replaces the text by what `change` makes of it, and returns both.

        `change` is called again with the new text when somebody else saves the file meanwhile. ConfigurationError when
        it raises that, or when the file cannot be written; then nothing is.
        """
        for _ in range(MOST_TRIES):
            before = self.read()
            after = change(before)
            if after == before or self.replace(before, after):
                return before, after
        raise ConfigurationError(f"{FILE_NAME}: another program keeps changing the file; try again later")

    def replace(self, before: str, after: str) -> bool:
        """Replaces one text by another, and the history keeps both; nothing when the file has another text by now."""
        self._keep(before)
        if not self.put(before, after):
            return False
        self._keep(after)
        return True

    def put(self, before: str, after: str) -> bool:
        """The same without the history."""
        try:
            if not replace_unchanged(self.path, before.encode(), after.encode()):
                return False
        except OSError as error:
            raise ConfigurationError(f"{self.path}: {error.strerror}") from error
        if self.known == before:
            self.known = after
        self._written = after
        return True

    def _keep(self, text: str) -> None:
        if self.recording:
            self.history.record(text)


def _age_seconds(path: Path) -> float:
    """Since when the file, or the folder that lacks it, is as it is; 0 when the clock does not say."""
    try:
        modified = os.stat(path if path.exists() else path.parent).st_mtime
    except OSError:
        return 0.0
    return max(time.time() - modified, 0.0)


def settle_seconds(seen: Fingerprint | None) -> float:
    """How long a file with this print is to stay as it is before it counts as whole."""
    return SETTLE_SECONDS if seen is not None and seen.size else EMPTY_SECONDS
