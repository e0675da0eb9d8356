"""Edits of server.toml that keep its comments and order, written so that it is always whole."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.engine.configuration import (
    FILE_NAME,
    SECTIONS,
    ConfigurationError,
    PluginEntry,
    parse_workspace,
    read_text,
)
from workbench.engine.toml_blocks import permuted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tomlkit import TOMLDocument


ELEMENT_NAMES = {
    "symbol_groups": "sec_index", "symbols": "symbol", "holidays": "", "groups": "group", "accounts": "login",
    "managers": "login", "plugins": "file",
}  # fmt: skip
"""Sections with elements, and the key that an element is called by; the empty one: by its number from 1."""


def switch_plugin(folder: Path, file: str, **switches: bool) -> None:
    """Sets `enabled` or `load_at_startup` in a plugin's entry.

    ConfigurationError when it has none or the file cannot be written.
    """
    with _editing(folder) as document:
        _entry(document, file).update(switches)


def configure_plugin(folder: Path, file: str, config: dict[str, Any]) -> None:
    """Replaces a plugin's parameters."""
    with _editing(folder) as document:
        _entry(document, file)["config"] = config


def order_plugins(folder: Path, files: list[str]) -> None:
    """Puts the entries in this order; those not named follow in their old order."""
    text = read_text(folder)
    entries = [entry.file for entry in parse_workspace(text, folder).plugins]
    place = {file: number for number, file in enumerate(files)}
    order = sorted(range(len(entries)), key=lambda index: place.get(entries[index], len(place)))
    write_text(folder, permuted(text, "plugins", order))


def edit_value(folder: Path, section: str, name: str, key: str, value: Any) -> None:
    """Sets one key, dotted for a nested one (`securities.0.comm_base`); None removes it.

    `name` is that of an element (a symbol, a group, a login, a file, the number of a holiday from 1), empty for a
    section without elements. ConfigurationError when there is no such place or the result is no good configuration;
    then nothing is written.
    """
    with _editing(folder) as document:
        place = _table(document, section, name)
        *path, last = key.split(".")
        for part in path:
            place = _inside(place, part, key)
        _set(place, last, value, key)


def edit_values(folder: Path, section: str, name: str, values: dict[str, Any]) -> None:
    """Sets several keys of one place together."""
    with _editing(folder) as document:
        place = _table(document, section, name)
        for key, value in values.items():
            _set(place, key, value, key)


def replace_section(folder: Path, section: str, elements: list[dict[str, Any]]) -> None:
    """Puts these elements in place of all that a section has."""
    import tomlkit

    _check_section(section)
    with _editing(folder) as document:
        document.pop(section, None)
        if elements:
            document[section] = tomlkit.aot()
        for values in elements:
            document[section].append(_element(values))


def add_element(folder: Path, section: str, values: dict[str, Any]) -> None:
    """Adds an element at the end of a section with elements."""
    import tomlkit

    _check_section(section)
    with _editing(folder) as document:
        if section not in document:
            document[section] = tomlkit.aot()
        document[section].append(_element(values))


def remove_element(folder: Path, section: str, name: str) -> None:
    """Takes an element out of its section."""
    with _editing(folder) as document:
        element = _table(document, section, name)
        elements = document[section]
        del elements[next(index for index, other in enumerate(elements) if other is element)]
        if not elements:
            del document[section]


def add_plugin(folder: Path, entry: PluginEntry) -> None:
    """Adds an entry at the end of the priority order."""
    import tomlkit

    with _editing(folder) as document:
        table = tomlkit.table()
        for key in ("file", "name", "enabled", "load_at_startup", "version", "description", "sha256"):
            table[key] = getattr(entry, key)
        if "plugins" not in document:
            document["plugins"] = tomlkit.aot()
        document["plugins"].append(table)


def _entry(document: TOMLDocument, file: str) -> Any:
    return _table(document, "plugins", file)


def _table(document: TOMLDocument, section: str, name: str) -> Any:
    """The table of a section or of one of its elements."""
    if not name:
        if section in ELEMENT_NAMES or section not in SECTIONS:
            raise ConfigurationError(f"{FILE_NAME}: {section}: name one of its elements")
        return document.setdefault(section, {})
    _check_section(section)
    for number, element in enumerate(document.get(section, []), 1):
        if str(element.get(ELEMENT_NAMES[section], number)) == name:
            return element
    raise ConfigurationError(f"{FILE_NAME}: there is no [[{section}]] entry for {name}")


def _check_section(section: str) -> None:
    if section not in ELEMENT_NAMES:
        raise ConfigurationError(f"{FILE_NAME}: {section}: there are no elements of this name")


def _inside(place: Any, part: str, key: str) -> Any:
    try:
        return place[int(part)] if isinstance(place, list) else place[part]
    except (KeyError, IndexError, ValueError) as error:
        raise ConfigurationError(f"{FILE_NAME}: {key}: there is no {part}") from error


def _element(values: dict[str, Any]) -> Any:
    import tomlkit

    hours = {key: _inline(value) for key, value in values.items() if key == "sessions"}
    return tomlkit.item(values | hours)


def _inline(value: Any) -> Any:
    """A table on one line, as people write hours."""
    import tomlkit

    if not isinstance(value, dict):
        return value
    table = tomlkit.inline_table()
    table.update({key: _inline(item) for key, item in value.items()})
    return table


def _set(place: Any, last: str, value: Any, key: str) -> None:
    if not isinstance(place, dict):
        raise ConfigurationError(f"{FILE_NAME}: {key}: {last} is no key of a table")
    if value is None:
        place.pop(last, None)
    else:
        place[last] = _inline(value) if last == "sessions" else value


@contextlib.contextmanager
def _editing(folder: Path) -> Iterator[TOMLDocument]:
    """The document to change; written at the end, after a check that the result is still a good configuration."""
    import tomlkit

    text = read_text(folder)
    try:
        document = tomlkit.parse(text)
    except tomlkit.exceptions.ParseError as error:
        raise ConfigurationError(f"{FILE_NAME}:{error.line}: not TOML: {error}") from error
    yield document
    changed = tomlkit.dumps(document)
    parse_workspace(changed, folder)
    write_text(folder, changed)


def write_text(folder: Path, text: str) -> None:
    """Replaces server.toml. ConfigurationError when it cannot be written."""
    path = folder / FILE_NAME
    try:
        write_atomically(path, text)
    except OSError as error:
        raise ConfigurationError(f"{path}: {error.strerror}") from error


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
