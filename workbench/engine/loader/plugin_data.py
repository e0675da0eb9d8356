"""Data that a plugin keeps between starts: the `data` object of CreatePlugin, one file for each plugin."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from workbench.engine.files.regular_file import FileProblem, read_regular, resolved_inside
from workbench.engine.plain_text import parse_plain_json

FOLDER = "plugins"
MOST_BYTES = 1 << 30
_LONGEST_NAME = 200
"""Maximum length of a file name in bytes."""
_LETTERS = 40


class DataProblem(Exception):
    """The server cannot read or write kept data. The text is one line."""


class PluginData:
    """Stores JSON objects in a folder of the databases, by the plugin's file name."""

    def __init__(self, data_folder: Path) -> None:
        self._folder = data_folder / FOLDER

    def load(self, plugin_file: str) -> str:
        """Returns the plugin's object as JSON, empty if there is none. DataProblem if it is unusable.

        A damaged file is renamed. The plugin starts with an empty object, and no data is lost.
        """
        path = self._path(plugin_file)
        try:
            text = read_regular(path, most=MOST_BYTES, what="a plugin's data").decode("utf-8")
        except FileNotFoundError:
            return ""
        except (FileProblem, UnicodeDecodeError) as error:
            what = str(error) if isinstance(error, FileProblem) else "not UTF-8 text"
            raise DataProblem(f"{self._shown(path)} cannot be read: {what}; {_put_aside(path)}") from error
        try:
            kept = parse_plain_json(text)
        except ValueError as error:
            raise DataProblem(f"{self._shown(path)} is damaged: {error}; {_put_aside(path)}") from error
        if not isinstance(kept, dict):
            raise DataProblem(f"{self._shown(path)} holds no JSON object; {_put_aside(path)}")
        return text

    def save(self, plugin_file: str, data_json: str) -> None:
        """Stores an object for the next start. An empty object only replaces a file. DataProblem on a disk error."""
        path = self._path(plugin_file)
        if data_json in ("", "{}") and not path.exists():
            return
        unfinished = path.with_name(f"{path.name}.new")
        try:
            resolved_inside(self._folder, self._folder.parent.parent)
            self._folder.mkdir(mode=0o700, exist_ok=True)
            # A file of a killed server, or a link, is replaced and not written to.
            unfinished.unlink(missing_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
            with open(os.open(unfinished, flags, 0o600), "wb") as file:
                file.write((data_json or "{}").encode())
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        except (OSError, FileProblem) as error:
            what = error.strerror if isinstance(error, OSError) else str(error)
            raise DataProblem(f"{self._shown(path)} cannot be written: {what}") from error

    def _path(self, plugin_file: str) -> Path:
        name = plugin_file
        if len(name.encode()) > _LONGEST_NAME:
            # A longer name exceeds the file system's limit once a suffix is added.
            name = f"{name[:_LETTERS]}-{hashlib.sha256(name.encode()).hexdigest()[:16]}"
        return self._folder / f"{name}.json"

    def _shown(self, path: Path) -> str:
        return f"{self._folder.parent.name}/{FOLDER}/{path.name}"


def _put_aside(path: Path) -> str:
    aside = path.with_name(f"{path.name}.damaged")
    try:
        path.replace(aside)
    except OSError as error:
        return f"it cannot be renamed ({error.strerror}), and the plugin starts with empty data"
    return f"it was renamed to {aside.name}, and the plugin starts with empty data"
