"""Edits of server.toml that keep its comments and order, and never leave a partly written file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

from workbench.engine.configuration.file import ConfigurationFile
from workbench.engine.configuration.model import FILE_NAME, ConfigurationError, PluginEntry
from workbench.engine.configuration.server_toml import SECTIONS, parse_workspace
from workbench.engine.configuration.toml_blocks import permuted
from workbench.engine.configuration.toml_text import parse_toml

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

Texts = tuple[str, str]
"""Texts of server.toml before and after an edit."""
Edit: TypeAlias = "Callable[[TOMLDocument], object]"
"""Changes the document. Raises ConfigurationError if its place does not exist."""

ELEMENT_NAMES = {
    "symbol_groups": "sec_index", "symbols": "symbol", "holidays": "", "groups": "group", "accounts": "login",
    "managers": "login", "plugins": "file",
}  # fmt: skip
"""Sections with elements, and the key that identifies an element. Empty: its number from 1 identifies it."""


def switch_plugin(file: ConfigurationFile, plugin: str, **switches: bool) -> Texts:
    """Sets `enabled` or `load_at_startup` in a plugin's entry.

    ConfigurationError if the plugin has no entry or the file cannot be written.
    """
    return _edit(file, lambda document: _entry(document, plugin).update(switches))


def configure_plugin(file: ConfigurationFile, plugin: str, config: dict[str, Any]) -> Texts:
    """Replaces a plugin's parameters."""
    return _edit(file, lambda document: _entry(document, plugin).update(config=config))


def order_plugins(file: ConfigurationFile, plugins: list[str]) -> Texts:
    """Puts the entries into this order. Other entries follow in their old order."""
    place = {plugin: number for number, plugin in enumerate(plugins)}

    def ordered(text: str) -> str:
        entries = [entry.file for entry in parse_workspace(text, file.folder).plugins]
        order = sorted(range(len(entries)), key=lambda index: place.get(entries[index], len(place)))
        return permuted(text, "plugins", order)

    return file.change(ordered)


def edit_value(file: ConfigurationFile, section: str, name: str, key: str, value: Any) -> Texts:
    """Sets one key, dotted for a nested one (`securities.0.comm_base`). None removes it.

    `name` identifies an element (a symbol, a group, a login, a file, the number of a holiday from 1). It is empty for a
    section without elements. ConfigurationError if the place does not exist or the result is not a valid configuration.
    The file then stays unchanged.
    """

    def edit(document: TOMLDocument) -> None:
        place = _table(document, section, name)
        *path, last = key.split(".")
        for part in path:
            place = _inside(place, part, key)
        _set(place, last, value, key)

    return _edit(file, edit)


def edit_values(file: ConfigurationFile, section: str, name: str, values: dict[str, Any]) -> Texts:
    """Sets several keys of one place in one edit."""
    return edit_together(file, [set_values(section, name, values)])


def add_element(file: ConfigurationFile, section: str, values: dict[str, Any]) -> Texts:
    """Adds an element at the end of a section with elements."""
    return edit_together(file, [added(section, values)])


def remove_element(file: ConfigurationFile, section: str, name: str) -> Texts:
    """Removes an element from its section."""
    return edit_together(file, [removed(section, name)])


def edit_together(file: ConfigurationFile, edits: Iterable[Edit]) -> Texts:
    """Makes several edits at once: all of them or none. Only their common result must be a valid configuration."""
    edits = tuple(edits)

    def edit(document: TOMLDocument) -> None:
        for each in edits:
            each(document)

    return _edit(file, edit)


def set_values(section: str, name: str, values: dict[str, Any]) -> Edit:
    """Returns the edit that sets several keys of one place."""

    def edit(document: TOMLDocument) -> None:
        place = _table(document, section, name)
        for key, value in values.items():
            _set(place, key, value, key)

    return edit


def replaced(section: str, elements: list[dict[str, Any]]) -> Edit:
    """Returns the edit that replaces all elements of a section."""
    import tomlkit

    _check_section(section)

    def edit(document: TOMLDocument) -> None:
        document.pop(section, None)
        if elements:
            document[section] = tomlkit.aot()
        for values in elements:
            document[section].append(_element(values))

    return edit


def added(section: str, values: dict[str, Any]) -> Edit:
    """Returns the edit that adds an element at the end of a section with elements."""
    _check_section(section)
    return lambda document: _elements(document, section).append(_element(values))


def removed(section: str, name: str) -> Edit:
    """Returns the edit that removes an element from its section."""

    def edit(document: TOMLDocument) -> None:
        element = _table(document, section, name)
        elements = _elements(document, section)
        del elements[next(index for index, other in enumerate(elements) if other is element)]
        if not elements:
            del document[section]

    return edit


def add_plugin(file: ConfigurationFile, entry: PluginEntry) -> Texts:
    """Adds an entry at the end of the priority order."""
    keys = ("file", "name", "enabled", "load_at_startup", "version", "description", "sha256")
    return add_element(file, "plugins", {key: getattr(entry, key) for key in keys})


def _elements(document: TOMLDocument, section: str) -> Any:
    import tomlkit

    if section not in document:
        document[section] = tomlkit.aot()
    return document[section]


def _entry(document: TOMLDocument, file: str) -> Any:
    return _table(document, "plugins", file)


def _table(document: TOMLDocument, section: str, name: str) -> Any:
    """Returns the table of a section or of one of its elements."""
    if not name:
        if section in ELEMENT_NAMES or section not in SECTIONS:
            raise ConfigurationError(f"{FILE_NAME}: {section}: an element's name is required")
        return document.setdefault(section, {})
    _check_section(section)
    for number, element in enumerate(document.get(section, []), 1):
        if str(element.get(ELEMENT_NAMES[section], number)) == name:
            return element
    raise ConfigurationError(f"{FILE_NAME}: there is no [[{section}]] entry for {name}")


def _check_section(section: str) -> None:
    if section not in ELEMENT_NAMES:
        raise ConfigurationError(f"{FILE_NAME}: {section}: the section has no elements")


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
    """Returns a table on one line, the usual form of opening hours."""
    import tomlkit

    if not isinstance(value, dict):
        return value
    table = tomlkit.inline_table()
    table.update({key: _inline(item) for key, item in value.items()})
    return table


def _set(place: Any, last: str, value: Any, key: str) -> None:
    if not isinstance(place, dict):
        raise ConfigurationError(f"{FILE_NAME}: {key}: {last} is not a key of a table")
    if value is None:
        place.pop(last, None)
    else:
        place[last] = _inline(value) if last == "sessions" else value


def _edit(file: ConfigurationFile, edit: Edit) -> Texts:
    """Runs `edit` on the document and writes it after a check that the result is a valid configuration."""
    import tomlkit

    def edited(text: str) -> str:
        parse_toml(text)
        try:
            document = tomlkit.parse(text)
        except tomlkit.exceptions.ParseError as error:
            raise ConfigurationError(f"{FILE_NAME}:{error.line}: not TOML: {error}") from error
        try:
            edit(document)
            changed = tomlkit.dumps(document)
        except RecursionError as error:
            raise ConfigurationError(f"{FILE_NAME}: the new value is nested too deeply") from error
        parse_workspace(changed, file.folder)
        return changed

    return file.change(edited)
