"""What a plugin asks the server to keep for it between starts: the `data` object of CreatePlugin, one file each."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

FOLDER = "plugins"
_LONGEST_NAME = 200
"""In bytes."""
_LETTERS = 40


class DataProblem(Exception):
    """Kept data cannot be read or written; the text is one line."""


class PluginData:
    """Keeps JSON objects in a folder of the databases, by the plugin's file name."""

    def __init__(self, data_folder: Path) -> None:
        self._folder = data_folder / FOLDER

    def load(self, plugin_file: str) -> str:
        """The object kept for a plugin, as JSON; empty when there is none. DataProblem when it cannot be used.

        A damaged file is put aside under another name: the plugin begins anew, and nothing is thrown away.
        """
        path = self._path(plugin_file)
        try:
            text = path.read_text("utf-8")
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            what = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
            raise DataProblem(f"{self._shown(path)} cannot be read: {what}; {_put_aside(path)}") from error
        try:
            kept = json.loads(text)
        except ValueError as error:
            raise DataProblem(f"{self._shown(path)} is damaged: {error}; {_put_aside(path)}") from error
        if not isinstance(kept, dict):
            raise DataProblem(f"{self._shown(path)} holds no JSON object; {_put_aside(path)}")
        return text

    def save(self, plugin_file: str, data_json: str) -> None:
        """Keeps an object for the next start; an empty one is only written over another. DataProblem on a bad disk."""
        path = self._path(plugin_file)
        if data_json in ("", "{}") and not path.exists():
            return
        unfinished = path.with_name(f"{path.name}.new")
        try:
            self._folder.mkdir(exist_ok=True)
            with open(unfinished, "w", encoding="utf-8") as file:
                file.write(data_json or "{}")
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        except OSError as error:
            raise DataProblem(f"{self._shown(path)} cannot be written: {error.strerror}") from error

    def _path(self, plugin_file: str) -> Path:
        name = plugin_file
        if len(name.encode()) > _LONGEST_NAME:
            # With what is put behind it, no folder would take it.
            name = f"{name[:_LETTERS]}-{hashlib.sha256(name.encode()).hexdigest()[:16]}"
        return self._folder / f"{name}.json"

    def _shown(self, path: Path) -> str:
        return f"{self._folder.parent.name}/{FOLDER}/{path.name}"


def _put_aside(path: Path) -> str:
    aside = path.with_name(f"{path.name}.damaged")
    try:
        path.replace(aside)
    except OSError as error:
        return f"it stays where it is ({error.strerror}), and the plugin begins without"
    return f"it was put aside as {aside.name}, and the plugin begins without"
