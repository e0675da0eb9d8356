"""Edits of server.toml that keep its comments and order, written so that it is always whole."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.engine.configuration import FILE_NAME, ConfigurationError, PluginEntry, parse_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tomlkit import TOMLDocument


def enable_plugin(folder: Path, file: str, enabled: bool) -> None:
    """Sets `enabled` in a plugin's entry. ConfigurationError when it has none or the file cannot be written."""
    with _editing(folder) as document:
        _entry(document, file)["enabled"] = enabled


def configure_plugin(folder: Path, file: str, config: dict[str, Any]) -> None:
    """Replaces a plugin's parameters."""
    with _editing(folder) as document:
        _entry(document, file)["config"] = config


def order_plugins(folder: Path, files: list[str]) -> None:
    """Puts the entries in this order; those not named follow in their old order."""
    with _editing(folder) as document:
        entries = document.get("plugins", [])
        place = {file: number for number, file in enumerate(files)}
        ordered = sorted(entries, key=lambda entry: place.get(entry.get("file"), len(place)))
        _replace_plugins(document, ordered)


def add_plugin(folder: Path, entry: PluginEntry) -> None:
    """Adds an entry at the end of the priority order."""
    import tomlkit

    with _editing(folder) as document:
        table = tomlkit.table()
        for key in ("file", "name", "enabled", "load_at_startup", "version", "description"):
            table[key] = getattr(entry, key)
        if "plugins" not in document:
            document["plugins"] = tomlkit.aot()
        document["plugins"].append(table)


def _replace_plugins(document: TOMLDocument, entries: list[Any]) -> None:
    import tomlkit

    array = tomlkit.aot()
    for entry in entries:
        array.append(entry)
    document["plugins"] = array


def _entry(document: TOMLDocument, file: str) -> Any:
    for entry in document.get("plugins", []):
        if entry.get("file") == file:
            return entry
    raise ConfigurationError(f"{FILE_NAME}: there is no [[plugins]] entry for {file}")


@contextlib.contextmanager
def _editing(folder: Path) -> Iterator[TOMLDocument]:
    """The document to change; written at the end, after a check that the result is still a good configuration."""
    import tomlkit

    path = folder / FILE_NAME
    try:
        document = tomlkit.parse(path.read_text("utf-8"))
        yield document
        text = tomlkit.dumps(document)
        parse_workspace(text, folder)
        write_atomically(path, text)
    except OSError as error:
        raise ConfigurationError(f"{path}: {error.strerror}") from error
    except tomlkit.exceptions.ParseError as error:
        raise ConfigurationError(f"{FILE_NAME}:{error.line}: not TOML: {error}") from error


def write_atomically(path: Path, text: str) -> None:
    """Replaces a file so that a reader, or a crash, sees either the old or the new content. OSError when it cannot."""
    # A link is kept: what it points to is replaced.
    path = path.resolve()
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
