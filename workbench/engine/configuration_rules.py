"""What must hold between the values of a server.toml beyond their types: ranges, duplicates and references."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.contract.generated.records import PluginGroupRecord
    from workbench.engine.configuration import Workspace

Violation = tuple[tuple[str | int, ...], str]

_INT32 = 2**31 - 1
_LONGEST_BUDGET = 3_600_000


def violations(workspace: Workspace) -> Iterator[Violation]:
    """Every broken rule as the place of the key and what is wrong with it, section by section."""
    for rule in RULES:
        yield from rule(workspace)


def _server(workspace: Workspace) -> Iterator[Violation]:
    server = workspace.server
    if server.sync not in ("full", "normal", "memory"):
        yield ("server", "sync"), f"{server.sync!r} is none of full, normal, memory"
    if server.clock not in ("feed", "wall"):
        yield ("server", "clock"), f"{server.clock!r} is none of feed, wall"
    if not 0 < server.hook_budget_millis <= _LONGEST_BUDGET:
        yield ("server", "hook_budget_millis"), _no_budget(server.hook_budget_millis)
    if server.clock == "feed" and not workspace.feed.file:
        yield ("server", "clock"), "feed needs [feed] file"


def _feed(workspace: Workspace) -> Iterator[Violation]:
    if not 0 < workspace.feed.speed <= 1_000_000:
        yield ("feed", "speed"), f"{workspace.feed.speed:g} is not between 0 and 1000000"


def _robot(workspace: Workspace) -> Iterator[Violation]:
    rate = workspace.robot.actions_per_minute
    if not 0 <= rate <= 1_000_000:
        yield ("robot", "actions_per_minute"), f"{rate:g} is not between 0 and 1000000"


def _symbols(workspace: Workspace) -> Iterator[Violation]:
    yield from _twice("symbols", "symbol", (symbol.symbol for symbol in workspace.symbols))
    served = {index for group in workspace.groups for index in group.secgroups}
    for index, symbol in enumerate(workspace.symbols):
        if symbol.contract_size <= 0:
            yield ("symbols", index, "contract_size"), f"{symbol.contract_size:g} is not above 0"
        if symbol.point <= 0 or symbol.tick_size <= 0:
            yield ("symbols", index, "point"), "point and tick_size must be above 0"
        if workspace.groups and symbol.sec_index not in served:
            yield ("symbols", index, "sec_index"), f"no group has [[groups.securities]] for {symbol.sec_index}"


def _groups(workspace: Workspace) -> Iterator[Violation]:
    yield from _twice("groups", "group", (group.group for group in workspace.groups))
    for index, group in enumerate(workspace.groups):
        place = ("groups", index)
        if not group.currency:
            yield (*place, "currency"), "is missing"
        # Thresholds count down from margin call to stop out (reference 5: margin levels).
        if group.margin_stopout > group.margin_call:
            what = f"{group.margin_stopout} is above margin_call ({group.margin_call})"
            yield (*place, "margin_stopout"), what
        yield from _securities(workspace, group, index)


def _securities(workspace: Workspace, group: PluginGroupRecord, index: int) -> Iterator[Violation]:
    known = {symbol.sec_index for symbol in workspace.symbols}
    for number, security in enumerate(group.secgroups.values()):
        place = ("groups", index, "securities", number)
        if security.sec_index not in known:
            yield (*place, "sec_index"), f"no symbol has sec_index {security.sec_index}"
        if security.lot_min > security.lot_max > 0:
            yield (*place, "lot_min"), f"{security.lot_min} is above lot_max ({security.lot_max})"
        if security.lot_step < 0 or security.lot_min < 0:
            yield (*place, "lot_step"), "lot_min and lot_step must not be negative"
    names = {symbol.symbol for symbol in workspace.symbols}
    for number, symbol in enumerate(group.secmargins):
        if symbol not in names:
            yield ("groups", index, "margins", number, "symbol"), f"there is no symbol {symbol!r}"


def _accounts(workspace: Workspace) -> Iterator[Violation]:
    yield from _twice("accounts", "login", (account.record.login for account in workspace.accounts))
    groups = {group.group for group in workspace.groups}
    for index, account in enumerate(workspace.accounts):
        place = ("accounts", index)
        if not 0 < account.record.login <= _INT32:
            yield (*place, "login"), f"{account.record.login} is not between 1 and {_INT32}"
        if account.record.group not in groups:
            yield (*place, "group"), f"there is no group {account.record.group!r}"
        if account.record.leverage < 1:
            yield (*place, "leverage"), "is missing here and the group has no default_leverage"
        if account.balance < 0 or account.credit < 0:
            yield (*place, "balance"), "an opening deposit or credit must not be negative"


def _plugins(workspace: Workspace) -> Iterator[Violation]:
    yield from _twice("plugins", "file", (entry.file for entry in workspace.plugins))
    named = [entry.name or entry.file for entry in workspace.plugins]
    yield from _twice("plugins", "name", named)
    for index, entry in enumerate(workspace.plugins):
        if not entry.file or "/" in entry.file or entry.file in (".", ".."):
            yield ("plugins", index, "file"), f"{entry.file!r} is not the name of a file in plugins/"
        if entry.budget_millis is not None and not 0 < entry.budget_millis <= _LONGEST_BUDGET:
            yield ("plugins", index, "budget_millis"), _no_budget(entry.budget_millis)


def _no_budget(millis: float) -> str:
    return f"{millis:g} ms are not between 0 and {_LONGEST_BUDGET} ms"


def _twice(section: str, key: str, names: Iterable[Hashable]) -> Iterator[Violation]:
    seen: set[Hashable] = set()
    for index, name in enumerate(names):
        if name == "":
            yield (section, index, key), "is missing"
        elif name in seen:
            yield (section, index, key), f"{name!r} is there twice"
        seen.add(name)


Rule = Callable[["Workspace"], Iterator[Violation]]
RULES: tuple[Rule, ...] = (_server, _feed, _robot, _symbols, _groups, _accounts, _plugins)
