"""Plugins' entries in server.toml, compared with the files and with the data that the plugins return."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from workbench.engine.configuration import edit
from workbench.engine.configuration.file import ConfigurationFile
from workbench.engine.configuration.model import ConfigurationError, PluginEntry
from workbench.engine.loader import diagnostics
from workbench.engine.loader.diagnostics import Diagnostic
from workbench.engine.loader.registry import Plugin
from workbench.engine.loader.timeline import Note
from workbench.engine.plain_text import printable

ABOUT_KEYS = ("name", "version", "description")
_SHOWN = 12


class Entries:
    """Compares, adds and updates entries of `file`. `find` receives each difference."""

    def __init__(self, file: ConfigurationFile, find: Callable[[Plugin, Diagnostic], None]) -> None:
        self._file, self._find = file, find
        self.written = False
        """Whether this class changed server.toml."""

    def name_of(self, plugin: Plugin, about: dict[str, Any]) -> str:
        """Returns the name of a plugin with this data. The configured name has priority."""
        return plugin.entry.name or _texts(about).get("name") or plugin.row().name

    def compare(self, plugin: Plugin, about: dict[str, Any], note: Note) -> None:
        """Takes over the data that a plugin returns, reports differences to its entry, and updates the entry.

        An entry that was written for another file is updated, because the new file explains the differences. The
        configured name stays, because users and other entries refer to it.
        """
        texts = _texts(about)
        differs = {key: text for key, text in texts.items() if getattr(plugin.entry, key) not in ("", text)}
        for key, text in texts.items():
            setattr(plugin, key, (plugin.entry.name or text) if key == "name" else text)
        other_file = is_of_another_file(plugin)
        due = {key: text for key, text in texts.items() if self._is_due(plugin, key, text)}
        for key, text in differs.items():
            if key not in due:
                configured = getattr(plugin.entry, key)
                words = f"the plugin says {key} {text!r}, server.toml has {configured!r}"
                self._find(plugin, diagnostics.ConfigurationDiffers(words))
        if not plugin.in_configuration:
            self._add(plugin, note)
        elif due or other_file:
            self._update(plugin, due, note)
        elif not differs:
            note.detail = "as in server.toml" if texts else "nothing to compare"

    def compare_file(self, plugin: Plugin) -> None:
        """Reports an entry that was written for another file, for a plugin that this start does not load."""
        if is_of_another_file(plugin):
            words = f"{_another(plugin)}. The server compares its data when the plugin is enabled"
            self._find(plugin, diagnostics.EntryOfAnotherFile(words))

    @staticmethod
    def _is_due(plugin: Plugin, key: str, text: str) -> bool:
        """Returns whether to update the entry. The author maintains entries without `sha256`."""
        if plugin.named_for_start or not plugin.in_configuration or not plugin.entry.sha256:
            return False
        known = getattr(plugin.entry, key)
        return not known or (known != text and key != "name" and is_of_another_file(plugin))

    def _add(self, plugin: Plugin, note: Note) -> None:
        row = plugin.row()
        entry = PluginEntry(
            plugin.file,
            name=row.name,
            enabled=row.enabled,
            version=row.version,
            description=row.description,
            sha256=plugin.digest,
        )
        try:
            edit.add_plugin(self._file, entry)
        except ConfigurationError as error:
            self._find(plugin, diagnostics.ConfigurationDiffers(f"cannot add an entry: {error}"))
            return
        plugin.entry, plugin.in_configuration, self.written = entry, True, True
        note.detail = "entry added to server.toml"

    def _update(self, plugin: Plugin, due: dict[str, str], note: Note) -> None:
        reported, words = is_of_another_file(plugin), _changes(plugin, due)
        new = due | {"sha256": plugin.digest}
        try:
            edit.edit_values(self._file, "plugins", plugin.file, new)
        except ConfigurationError as error:
            text = f"{words}; cannot update the entry: {error}"
            self._find(plugin, diagnostics.ConfigurationDiffers(text))
            return
        plugin.entry, self.written = msgspec.structs.replace(plugin.entry, **new), True
        if reported:
            self._find(plugin, diagnostics.EntryOfAnotherFile(words))
        note.detail = "entry updated"


def is_of_another_file(plugin: Plugin) -> bool:
    """Returns whether the entry has the `sha256` of another content. An entry without `sha256` matches every file."""
    return not plugin.named_for_start and plugin.entry.sha256 not in ("", plugin.digest)


def _changes(plugin: Plugin, due: dict[str, str]) -> str:
    changes = [f"{key} {getattr(plugin.entry, key)!r} is now {text!r}" for key, text in due.items()]
    return "; ".join([*([_another(plugin)] if is_of_another_file(plugin) else []), *changes])


def _another(plugin: Plugin) -> str:
    before, now = plugin.entry.sha256[:_SHOWN], plugin.digest[:_SHOWN]
    return f"the file differs from the one recorded in server.toml (SHA-256 {now}… instead of {before}…)"


def _texts(about: dict[str, Any]) -> dict[str, str]:
    return {key: printable(about[key]) for key in ABOUT_KEYS if isinstance(about.get(key), str) and about[key]}
