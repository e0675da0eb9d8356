"""Differences between two configurations, and when each difference takes effect."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

if TYPE_CHECKING:
    from workbench.engine.configuration.model import PluginEntry, Workspace

Settings = TypeVar("Settings", bound=msgspec.Struct)
Key = tuple[str, str, str]
"""Section, name of the element or empty, and key: `("groups", "real-usd", "secgroups.0.comm_base")`."""


class Effect(StrEnum):
    """When a changed value takes effect."""

    APPLY = "apply"
    """When the configuration is applied."""
    RESTART = "restart"
    """At the next start of the server."""
    NEVER = "never"
    """Never: the value describes the first start, which is over."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One value that differs. `before` and `after` are as in server.toml. None stands for a missing value."""

    section: str
    name: str
    key: str
    before: Any
    after: Any
    effect: Effect

    @property
    def path(self) -> str:
        """`groups.real-usd.margin_call`."""
        return ".".join(part for part in (self.section, self.name, self.key) if part)


WHOLE = ""
"""The key of an added or removed element."""

_OF_RUNNING_PLUGINS = ("config", "budget_millis", "budgets")
"""Keys of an entry that take effect while its plugin runs."""

EFFECTS: dict[str, dict[str, Effect]] = {
    "server": {
        "sync": Effect.RESTART,
        "clock": Effect.RESTART,
        "hook_budget_millis": Effect.RESTART,
        "hang_seconds": Effect.RESTART,
        "attribution": Effect.RESTART,
        "checking": Effect.RESTART,
        "enable_new_plugins": Effect.RESTART,
        "require_signature": Effect.RESTART,
    },
    "feed": {"file": Effect.RESTART, "loop": Effect.RESTART},
    "robot": {"seed": Effect.RESTART, "gamblers": Effect.RESTART},
    "symbol_groups": {},
    "symbols": {},
    "holidays": {},
    "groups": {},
    # Opening money and data apply to a new account only. Account requests change an existing one.
    "accounts": {"*": Effect.NEVER, WHOLE: Effect.APPLY},
    "managers": {},
    "plugins": {"*": Effect.RESTART, "order": Effect.APPLY, **dict.fromkeys(_OF_RUNNING_PLUGINS, Effect.APPLY)},
}
"""Keys that are not listed take effect when the configuration is applied. `*`: all other keys."""


def effect_of(section: str, key: str) -> Effect:
    """Returns when a change of this key takes effect."""
    effects = EFFECTS[section]
    return effects.get(key, effects.get("*", Effect.APPLY))


def differences(before: Workspace, after: Workspace) -> list[Difference]:
    """Yields every value that differs, in order of the sections. An added or removed element is one difference."""
    old, new = dict(_values(before)), dict(_values(after))
    elements = {_element(key) for key in old} ^ {_element(key) for key in new}
    keys = sorted(old.keys() | new.keys(), key=lambda key: (_place(key[0]), key[1:]))
    found = [
        _difference(key, old, new) for key in keys if _element(key) not in elements and old.get(key) != new.get(key)
    ]
    return [*_whole_elements(elements, old, new), *found]


def _difference(key: Key, old: dict[Key, Any], new: dict[Key, Any]) -> Difference:
    section, name, value = key
    return Difference(
        section=section,
        name=name,
        key=value,
        before=old.get(key),
        after=new.get(key),
        effect=effect_of(section, value),
    )


def _whole_elements(elements: set[tuple[str, str]], old: dict[Key, Any], new: dict[Key, Any]) -> Iterator[Difference]:
    for section, name in sorted(elements, key=lambda element: (_place(element[0]), element[1])):
        before, after = _record(old, section, name), _record(new, section, name)
        yield Difference(
            section=section, name=name, key=WHOLE, before=before, after=after, effect=effect_of(section, WHOLE)
        )


def _record(values: dict[Key, Any], section: str, name: str) -> dict[str, Any] | None:
    return {key[2]: value for key, value in values.items() if _element(key) == (section, name)} or None


def _element(key: Key) -> tuple[str, str]:
    return key[0], key[1]


def _place(section: str) -> int:
    return list(EFFECTS).index(section)


def _values(workspace: Workspace) -> Iterator[tuple[Key, Any]]:
    for section in ("server", "feed", "robot"):
        yield from _flat(section, "", getattr(workspace, section))
    for group in workspace.symbol_groups:
        yield from _flat("symbol_groups", str(group.sec_index), group)
    for symbol in workspace.symbols:
        yield from _flat("symbols", symbol.symbol, symbol)
        yield ("symbols", symbol.symbol, "time_zone"), workspace.symbol_zones.get(symbol.symbol, "")
    for number, holiday in enumerate(workspace.holidays, 1):
        yield from _flat("holidays", str(number), holiday)
    for client_group in workspace.groups:
        yield from _flat("groups", client_group.group, client_group)
    for account in workspace.accounts:
        yield from _flat("accounts", str(account.record.login), account)
    for manager in workspace.managers:
        yield from _flat("managers", str(manager.login), manager)
    for entry in workspace.plugins:
        yield from _flat("plugins", entry.file, entry)
    yield ("plugins", "", "order"), [entry.file for entry in workspace.plugins]


def _flat(section: str, name: str, value: msgspec.Struct) -> Iterator[tuple[Key, Any]]:
    for key, item in _items(msgspec.to_builtins(value)):
        yield (section, name, key), item


def _items(values: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, item in values.items():
        # A plugin's parameters are one value, because only the plugin knows their parts. Its budgets change together.
        if isinstance(item, dict) and key not in _OF_RUNNING_PLUGINS:
            yield from _items(item, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", item


def in_force_after(before: Workspace, wanted: Workspace) -> Workspace:
    """Returns the configuration in force after `wanted` was applied. Values that need a restart are those of before."""
    entries = {entry.file: _taken_over(entry, wanted.entry(entry.file)) for entry in before.plugins}
    order = [entry.file for entry in wanted.plugins if entry.file in entries]
    order += [file for file in entries if file not in order]
    return msgspec.structs.replace(
        wanted,
        server=_kept("server", before.server, wanted.server),
        feed=_kept("feed", before.feed, wanted.feed),
        robot=_kept("robot", before.robot, wanted.robot),
        plugins=tuple(entries[file] for file in order),
    )


def _taken_over(entry: PluginEntry, wanted: PluginEntry | None) -> PluginEntry:
    if wanted is None:
        return entry
    return msgspec.structs.replace(entry, **{key: getattr(wanted, key) for key in _OF_RUNNING_PLUGINS})


def _kept(section: str, before: Settings, wanted: Settings) -> Settings:
    kept = {
        field: getattr(before, field)
        for field in wanted.__struct_fields__
        if effect_of(section, field) is Effect.RESTART
    }
    return msgspec.structs.replace(wanted, **kept)
