"""Checks that the databases of a server are consistent: sums of money, places of trades, valid numbers and states.

    python -m workbench.engine.consistency.database_check FILE

prints one line for each violation with its table and key. Exit 0: consistent, 1: violations, 2: the file
is unreadable. The file of a running server may be checked as well. The check then reads the state after some commit.
"""

from __future__ import annotations

import math
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.contract.generated.enums import PluginTradeCommand as Cmd
from workbench.contract.generated.enums import PluginTradeState as State

OPEN, CLOSED, FINANCE = 0, 1, 2
BOOKS = {OPEN: "open", CLOSED: "closed", FINANCE: "finance"}
MONEY_FIELDS = ("balance", "credit", "bonus")
FINANCE_FIELDS = {
    **dict.fromkeys(
        (
            Cmd.BalanceIn,
            Cmd.BalanceOut,
            Cmd.Charge,
            Cmd.Correction,
            Cmd.Commission,
            Cmd.CommissionDayly,
            Cmd.CommissionMonthly,
            Cmd.InterestRate,
            Cmd.Dividend,
            Cmd.DividendFranked,
            Cmd.Tax,
            Cmd.SoCompensation,
        ),
        "balance",
    ),
    **dict.fromkeys((Cmd.CreditIn, Cmd.CreditOut), "credit"),
    Cmd.Bonus: "bonus",
}
"""The balances of an account that each finance command changes (convention), as in the server's `finance.h`."""

_MARKET = {Cmd.Buy, Cmd.Sell}
_PENDING = {Cmd.BuyLimit, Cmd.SellLimit, Cmd.BuyStop, Cmd.SellStop, Cmd.BuyStopLimit, Cmd.SellStopLimit}
_COMMANDS = {OPEN: _MARKET | _PENDING, CLOSED: _MARKET | _PENDING, FINANCE: set(FINANCE_FIELDS)}
_HISTORY_STATES = {State.ClosedNormal, State.ClosedPart, State.ClosedBy, State.Deleted}
_STATES = {
    # A trade with a queued request may change meanwhile, for example get references of a gateway.
    OPEN: set(State) - _HISTORY_STATES - {State.NoChange},
    CLOSED: _HISTORY_STATES | {State.DeleteRequest, State.RestoreRequest, State.ClosedUpdateRequest},
    FINANCE: {State.ClosedNormal, State.FinanceUpdateRequest, State.FinanceDeleteRequest},
}
_CENT = 0.01


class UnreadableDatabase(Exception):
    """The file is missing, unreadable, or not a server's database. One line."""


@dataclass(frozen=True)
class Checked:
    """The result of a check."""

    accounts: int
    trades: int
    violations: tuple[str, ...]

    @property
    def consistent(self) -> bool:
        """Returns whether there is no violation."""
        return not self.violations

    def as_json(self) -> dict[str, Any]:
        """Returns the result in the form of reports."""
        return {
            "consistent": self.consistent,
            "accounts": self.accounts,
            "trades": self.trades,
            "violations": list(self.violations),
        }


def check_database(path: Path) -> Checked:
    """Reads the whole file in one state. UnreadableDatabase if that fails."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            database.row_factory = sqlite3.Row
            database.execute("BEGIN")
            return _check(database)
    except sqlite3.Error as error:
        raise UnreadableDatabase(f"{path}: {error}") from error


def _check(database: sqlite3.Connection) -> Checked:
    violations = [*_file_violations(database)]
    for check in _CHECKS:
        violations += check(database)
    return Checked(_count(database, "accounts"), _count(database, "trades"), tuple(violations))


def _count(database: sqlite3.Connection, table: str) -> int:
    return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _file_violations(database: sqlite3.Connection) -> Iterator[str]:
    for row in database.execute("PRAGMA integrity_check"):
        if row["integrity_check"] != "ok":
            yield f"file: {row['integrity_check']}"


def _money_violations(database: sqlite3.Connection) -> Iterator[str]:
    """Balance, credit and bonus are the sums of their records."""
    sums: dict[tuple[int, str], float] = defaultdict(float)
    fractions: dict[tuple[int, str], int] = defaultdict(int)
    for row in database.execute(
        "SELECT login, book, cmd, profit + commission + storage + taxes result FROM trades WHERE book != ?", [OPEN]
    ):
        field = "balance" if row["book"] == CLOSED else FINANCE_FIELDS.get(row["cmd"], "balance")
        result = _finite(row["result"])
        sums[row["login"], field] += result
        # The server rounds a balance to cents after each record, so only parts of a cent may differ.
        fractions[row["login"], field] += abs(result - round(result, 2)) > 1e-6
    for row in database.execute("SELECT login, balance, credit, bonus FROM accounts ORDER BY login"):
        for field in MONEY_FIELDS:
            key, held = (row["login"], field), _finite(row[field])
            allowed = _CENT / 2 * (1 + fractions[key]) + 1e-12 * abs(held)
            if not abs(held - sums[key]) <= allowed:
                yield f"accounts {row['login']}: {field} is {held:.2f}, the sum of its records is {sums[key]:.2f}"


def _finite(value: Any) -> float:
    # SQLite stores a NaN as NULL, which no column allows. Text in a number's column is damage.
    return float(value) if isinstance(value, int | float) else math.nan


def _row_violations(database: sqlite3.Connection) -> Iterator[str]:
    """Commands, states and volumes are valid for their book."""
    for row in database.execute('SELECT "order", login, book, cmd, state, volume FROM trades ORDER BY "order"'):
        book, key = row["book"], f"trades {row['order']}"
        if book not in BOOKS:
            yield f"{key}: unknown book {book}"
            continue
        if row["cmd"] not in _COMMANDS[book]:
            yield f"{key}: command {row['cmd']} in the {BOOKS[book]} book"
        if row["state"] not in _STATES[book]:
            yield f"{key}: state {row['state']} in the {BOOKS[book]} book"
        if book != FINANCE and row["volume"] <= 0:
            yield f"{key}: volume {row['volume']}"
        if row["order"] <= 0 or row["login"] <= 0:
            yield f"{key}: order {row['order']} of login {row['login']}: both numbers must be positive"


def _place_violations(database: sqlite3.Connection) -> Iterator[str]:
    """Every position has an account, and every order has one place. The history of a removed account stays."""
    orphans = (
        'SELECT "order", login FROM trades WHERE book = ? AND login NOT IN (SELECT login FROM accounts) ORDER BY 1'
    )
    for row in database.execute(orphans, [OPEN]):
        yield f"trades {row['order']}: open for login {row['login']}, which has no account"
    for row in database.execute('SELECT "order", count(*) times FROM trades GROUP BY "order" HAVING count(*) > 1'):
        yield f"trades {row['order']}: in {row['times']} places"


def _part_violations(database: sqlite3.Connection) -> Iterator[str]:
    """A closed part names the trade it was split from, which is older and has the same account and symbol."""
    parts = """SELECT part."order", part.login, part.symbol, part.parent_order, part.state,
                      parent.login parent_login, parent.symbol parent_symbol
               FROM trades part LEFT JOIN trades parent ON parent."order" = part.parent_order
               WHERE part.book = ? AND (part.parent_order != 0 OR part.state = ?) ORDER BY part."order" """
    for row in database.execute(parts, [CLOSED, State.ClosedPart]):
        key, parent = f"trades {row['order']}", row["parent_order"]
        if parent <= 0 or parent == row["order"]:
            yield f"{key}: a part of trade {parent}"
        elif row["parent_login"] is not None and (row["parent_login"], row["parent_symbol"]) != (
            row["login"],
            row["symbol"],
        ):
            yield f"{key}: a part of trade {parent} of login {row['parent_login']} in {row['parent_symbol']}"


def _counter_violations(database: sqlite3.Connection) -> Iterator[str]:
    """No number is assigned twice: counters are not below any used number."""
    counters = {row["name"]: row["value"] for row in database.execute("SELECT name, value FROM counters")}
    for name, table, column in (("last_order", "trades", '"order"'), ("last_login", "accounts", "login")):
        highest = database.execute(f"SELECT coalesce(max({column}), 0) FROM {table}").fetchone()[0]
        if counters.get(name, 0) < highest:
            yield f"counters {name}: {counters.get(name, 0)} is below the used number {highest}"


_CHECKS: tuple[Callable[[sqlite3.Connection], Iterator[str]], ...] = (
    _money_violations,
    _row_violations,
    _place_violations,
    _part_violations,
    _counter_violations,
)


def main(arguments: list[str]) -> int:
    """Checks the file that the command line names."""
    if len(arguments) != 1:
        print("usage: python -m workbench.engine.consistency.database_check FILE", file=sys.stderr)
        return 2
    try:
        checked = check_database(Path(arguments[0]))
    except UnreadableDatabase as error:
        print(error, file=sys.stderr)
        return 2
    for violation in checked.violations:
        print(violation)
    if checked.consistent:
        print(f"consistent: {checked.accounts} accounts, {checked.trades} trades")
    return 0 if checked.consistent else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
