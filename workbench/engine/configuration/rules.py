"""Rules for the values of a server.toml beyond their types: ranges, duplicates and references."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from difflib import get_close_matches

from workbench.contract.generated.callbacks import CALLBACKS
from workbench.contract.generated.layouts import LAYOUTS
from workbench.contract.generated.records import PluginGroupRecord
from workbench.engine import time_zones
from workbench.engine.configuration.model import Workspace

Violation = tuple[tuple[str | int, ...], str]

_LAYOUTS = tuple(layout.name for layout in LAYOUTS)
_TIMED = frozenset(callback.name for callback in CALLBACKS if callback.kind in ("Hook", "Event"))
_INT32 = 2**31 - 1
_LONGEST_BUDGET = 3_600_000
_LONGEST_HANG = 86_400
_DAY_MINUTES = 24 * 60
_MOST_BACKUPS = 10_000
"""The native server refuses more."""
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ALL_RIGHTS = 63


def violations(workspace: Workspace) -> Iterator[Violation]:
    """Yields the place and the problem of each broken rule, section by section."""
    for rule in RULES:
        yield from rule(workspace)


def _server(workspace: Workspace) -> Iterator[Violation]:
    server = workspace.server
    if server.sync not in ("full", "normal", "memory"):
        yield ("server", "sync"), f"{server.sync!r} is not one of full, normal, memory"
    if server.clock not in ("feed", "wall"):
        yield ("server", "clock"), f"{server.clock!r} is not one of feed, wall"
    if server.restart_after_fault not in (None, "quarantine", "retry", "off"):
        yield ("server", "restart_after_fault"), f"{server.restart_after_fault!r} is not one of quarantine, retry, off"
    if server.hang_action not in (None, "report", "restart"):
        yield ("server", "hang_action"), f"{server.hang_action!r} is not one of report, restart"
    if not 0 < server.hook_budget_millis <= _LONGEST_BUDGET:
        yield ("server", "hook_budget_millis"), _no_budget(server.hook_budget_millis)
    if not 0 < server.hang_seconds <= _LONGEST_HANG:
        yield ("server", "hang_seconds"), f"{server.hang_seconds:g} s is not between 0 and {_LONGEST_HANG} s"
    if not -1 <= server.maintenance_day <= 6:
        yield ("server", "maintenance_day"), f"{server.maintenance_day} is neither -1 nor a day from 0 (Sunday) to 6"
    for key in ("maintenance_start", "end_of_day"):
        if not 0 <= (minute := getattr(server, key)) < _DAY_MINUTES:
            yield ("server", key), f"{minute} is not a minute of the day (0 to {_DAY_MINUTES - 1})"
    if not 0 <= server.maintenance_minutes <= _DAY_MINUTES:
        what = f"{server.maintenance_minutes} minutes is not between 0 and {_DAY_MINUTES} minutes"
        yield ("server", "maintenance_minutes"), what
    if not 0 <= server.backups_kept <= _MOST_BACKUPS:
        yield ("server", "backups_kept"), f"{server.backups_kept} is not between 0 and {_MOST_BACKUPS}"
    for key in ("stopout_compensation", "leverage_at_opening"):
        if (value := getattr(server, key)) not in (0, 1):
            yield ("server", key), f"{value} is neither 0 nor 1"
    if what := time_zones.mistake(server.time_zone):
        yield ("server", "time_zone"), what
    if server.clock == "feed" and not workspace.feed.file:
        yield ("server", "clock"), "feed needs [feed] file"


def _feed(workspace: Workspace) -> Iterator[Violation]:
    if "\0" in workspace.feed.file:
        yield ("feed", "file"), f"{workspace.feed.file!r} is not a file name"
    if not 0 < workspace.feed.speed <= 1_000_000:
        yield ("feed", "speed"), f"{workspace.feed.speed:g} is not between 0 and 1000000"


def _robot(workspace: Workspace) -> Iterator[Violation]:
    rate = workspace.robot.actions_per_minute
    if not 0 <= rate <= 1_000_000:
        yield ("robot", "actions_per_minute"), f"{rate:g} is not between 0 and 1000000"
    logins = {account.record.login for account in workspace.accounts}
    for login in workspace.robot.gamblers:
        if login not in logins:
            yield ("robot", "gamblers"), f"there is no account {login}"


def _symbol_groups(workspace: Workspace) -> Iterator[Violation]:
    listed = [group.sec_index for group in workspace.symbol_groups]
    yield from _twice("symbol_groups", "sec_index", listed)
    if not listed:
        return
    for index, symbol in enumerate(workspace.symbols):
        if symbol.sec_index not in listed:
            yield ("symbols", index, "sec_index"), f"there is no [[symbol_groups]] {symbol.sec_index}"


def _holidays(workspace: Workspace) -> Iterator[Violation]:
    for index, holiday in enumerate(workspace.holidays):
        place = ("holidays", index)
        if not 1 <= holiday.month <= 12:
            yield (*place, "month"), f"{holiday.month} is not between 1 and 12"
        elif not 1 <= holiday.day <= _MONTH_DAYS[holiday.month - 1]:
            yield (*place, "day"), f"{holiday.day} is not a day of month {holiday.month}"
        if holiday.year != 0 and not 1970 <= holiday.year < 2200:
            yield (*place, "year"), f"{holiday.year} is neither 0 (every year) nor between 1970 and 2199"
        if not 0 <= holiday.from_minute < holiday.to_minute <= _DAY_MINUTES:
            yield (*place, "from_minute"), f"{holiday.from_minute} to {holiday.to_minute} is not a range within a day"
        if not holiday.symbol:
            yield (*place, "symbol"), "is missing. Write * for all symbols"


def _managers(workspace: Workspace) -> Iterator[Violation]:
    yield from _twice("managers", "login", (manager.login for manager in workspace.managers))
    for index, manager in enumerate(workspace.managers):
        if not 0 < manager.login <= _INT32:
            yield ("managers", index, "login"), f"{manager.login} is not between 1 and {_INT32}"
        if not 0 <= manager.rights <= _ALL_RIGHTS:
            yield ("managers", index, "rights"), f"{manager.rights} is not between 0 and {_ALL_RIGHTS}"


def _symbols(workspace: Workspace) -> Iterator[Violation]:
    yield from _twice("symbols", "symbol", (symbol.symbol for symbol in workspace.symbols))
    served = {index for group in workspace.groups for index in group.secgroups}
    for index, symbol in enumerate(workspace.symbols):
        if what := time_zones.mistake(workspace.symbol_zones.get(symbol.symbol, time_zones.UTC)):
            yield ("symbols", index, "time_zone"), what
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
        if not entry.file or "/" in entry.file or "\0" in entry.file or entry.file in (".", ".."):
            yield ("plugins", index, "file"), f"{entry.file!r} is not a file name in plugins/"
        if entry.budget_millis is not None and not 0 < entry.budget_millis <= _LONGEST_BUDGET:
            yield ("plugins", index, "budget_millis"), _no_budget(entry.budget_millis)
        yield from _budgets(index, entry.budgets)
        if entry.layout not in ("", *_LAYOUTS):
            yield ("plugins", index, "layout"), f"{entry.layout!r} is not one of {', '.join(_LAYOUTS)}"


def _budgets(index: int, budgets: dict[str, float]) -> Iterator[Violation]:
    for callback, millis in budgets.items():
        place = ("plugins", index, "budgets", callback)
        if callback not in _TIMED:
            close = get_close_matches(callback, _TIMED, 1)
            yield place, f"no hook or event has this name{f'. Do you mean {close[0]}?' if close else ''}"
        elif not 0 < millis <= _LONGEST_BUDGET:
            yield place, _no_budget(millis)


def _no_budget(millis: float) -> str:
    return f"{millis:g} ms is not between 0 and {_LONGEST_BUDGET} ms"


def _twice(section: str, key: str, names: Iterable[Hashable]) -> Iterator[Violation]:
    seen: set[Hashable] = set()
    for index, name in enumerate(names):
        if name == "":
            yield (section, index, key), "is missing"
        elif name in seen:
            yield (section, index, key), f"{name!r} is defined twice"
        seen.add(name)


Rule = Callable[[Workspace], Iterator[Violation]]
RULES: tuple[Rule, ...] = (
    _server, _feed, _robot, _symbol_groups, _symbols, _holidays, _groups, _accounts, _managers, _plugins,
)  # fmt: skip
