"""The steps from one configuration to another in a running server, each with its reversal."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from workbench.contract.generated.enums import ReturnCodes
from workbench.engine.configuration.model import AccountSeed, Workspace
from workbench.engine.core import Core, CoreError

Record = TypeVar("Record")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Step:
    """One change of the running server."""

    do: Callable[[], object]
    undo: Callable[[], object]


def steps(
    core: Core,
    before: Workspace,
    after: Workspace,
    running: Callable[[str], int | None] = lambda _: None,
    recorded: Step | None = None,
) -> list[Step]:
    """Returns the steps from one configuration to the other. Steps that may be refused come first: removed elements may
    be in use.

    `running` returns the number of a running plugin for its file. `recorded` stores the configuration in the history.
    It runs before the new accounts, because an account is permanent.
    """
    old_symbols = {symbol.symbol: symbol for symbol in before.symbols}
    new_symbols = {symbol.symbol: symbol for symbol in after.symbols}
    old_groups = {group.group: group for group in before.groups}
    new_groups = {group.group: group for group in after.groups}
    # A new symbol may belong to a new symbol group, and a moved symbol frees its old group.
    both = {group.sec_index: group for group in (*before.symbol_groups, *after.symbol_groups)}
    return [
        *_gone(old_symbols, new_symbols, _refusing(core.erase_symbol), core.put_symbol_back),
        *_gone(old_groups, new_groups, _refusing(core.erase_group), core.put_group),
        *_whole(before.symbol_groups, tuple(both.values()), core.put_symbol_groups),
        *_put(old_symbols, new_symbols, _refusing(core.erase_symbol), core.put_symbol),
        *_put(old_groups, new_groups, _refusing(core.erase_group), core.put_group),
        *_whole(tuple(both.values()), after.symbol_groups, core.put_symbol_groups),
        *_whole(before.server.common, after.server.common, core.put_common),
        *_whole(_zones(before), _zones(after), lambda zones: core.set_time_zones(*zones)),
        *_whole(before.holidays, after.holidays, core.put_holidays),
        *_whole(before.managers, after.managers, core.put_managers),
        *_parameters(core, before, after, running),
        *([recorded] if recorded is not None else []),
        *_accounts(core, before, after),
    ]


def _zones(workspace: Workspace) -> tuple[str, dict[str, str]]:
    return workspace.server.time_zone, workspace.symbol_zones


def _refusing(erase: Callable[[str], int]) -> Callable[[str], None]:
    """Calls `erase` and raises CoreError for an element that is not removed."""

    def erase_or_raise(name: str) -> None:
        code = erase(name)
        if code != ReturnCodes.RET_OK:
            raise CoreError(f"{name} cannot be removed: {ReturnCodes(code).name}")

    return erase_or_raise


def _gone(
    old: dict[str, Record], new: dict[str, Record], erase: Callable[[str], object], put: Callable[[Record], object]
) -> Iterator[Step]:
    for name, record in old.items():
        if name not in new:
            yield _step(erase, name, put, record)


def _put(
    old: dict[str, Record], new: dict[str, Record], erase: Callable[[str], object], put: Callable[[Record], object]
) -> Iterator[Step]:
    for name, record in new.items():
        if name not in old:
            yield _step(put, record, erase, name)
        elif record != old[name]:
            yield _step(put, record, put, old[name])


def _whole(old: Value, new: Value, put: Callable[[Value], object]) -> Iterable[Step]:
    return [_step(put, new, put, old)] if new != old else []


def _parameters(
    core: Core, before: Workspace, after: Workspace, running: Callable[[str], int | None]
) -> Iterator[Step]:
    for entry in after.plugins:
        old, index = before.entry(entry.file), running(entry.file)
        if old is not None and index is not None and old.config != entry.config:
            put = functools.partial(core.put_plugin_config, index)
            yield _step(put, entry.config, put, old.config)


def _accounts(core: Core, before: Workspace, after: Workspace) -> Iterator[Step]:
    known = {account.record.login for account in before.accounts}
    for account in after.accounts:
        if account.record.login not in known:
            yield Step(lambda account=account: _seed(core, account), _stays)  # type: ignore[misc]


def _seed(core: Core, account: AccountSeed) -> None:
    core.seed_account(account.record, account.balance, account.credit)


def _stays() -> None:
    """An account with its opening money is permanent. The next attempt finds it in the database."""


First = TypeVar("First")
Second = TypeVar("Second")


def _step(do: Callable[[First], object], with_: First, undo: Callable[[Second], object], back: Second) -> Step:
    return Step(lambda: do(with_), lambda: undo(back))
