"""The checker of the databases: the database of a server is consistent, and every kind of damage is named."""

import sqlite3
from pathlib import Path

import pytest

from tests.support.market_day import BUY, SELL, Desk
from workbench.engine.consistency.database_check import (
    FINANCE_FIELDS,
    MONEY_FIELDS,
    UnreadableDatabase,
    check_database,
    main,
)
from workbench.sdk import PluginTradeCommand as Cmd

STOP_LIMITS = (Cmd.BuyStopLimit, Cmd.SellStopLimit)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Account 1001 after a deposit (ticket 1), a trade that is open (2), one closed in two parts (3, 4)."""
    path = tmp_path / "server.db"
    desk = Desk(database=path)
    assert desk.open(BUY, 100) == (0, 2)
    assert desk.open(SELL, 50) == (0, 3)
    assert desk.shut(3, 20)[0] == 0
    assert desk.shut(3)[0] == 0
    desk.close()
    return path


def damage(path: Path, sql: str) -> tuple[str, ...]:
    with sqlite3.connect(path) as connection:
        connection.execute(sql)
    connection.close()
    return check_database(path).violations


def test_that_the_database_of_a_server_is_consistent(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checked = check_database(file)
    assert checked.as_json() == {"consistent": True, "accounts": 1, "trades": 4, "violations": []}
    assert main([str(file)]) == 0
    assert capsys.readouterr().out == "consistent: 1 accounts, 4 trades\n"


# Sell 0.50 lots at 1.10000 and closed at 1.10010: 50,000 x -0.00010 = -5.00, so 9,995.00 are left of 10,000.00.
@pytest.mark.parametrize(
    ("sql", "violation"),
    [
        (
            "UPDATE accounts SET balance = 10000",
            "accounts 1001: balance is 10000.00, the sum of its records is 9995.00",
        ),
        ("UPDATE accounts SET credit = 0.02", "accounts 1001: credit is 0.02, the sum of its records is 0.00"),
        ("UPDATE accounts SET bonus = -1", "accounts 1001: bonus is -1.00, the sum of its records is 0.00"),
        (
            'DELETE FROM trades WHERE "order" = 1',
            "accounts 1001: balance is 9995.00, the sum of its records is -5.00",
        ),
        ("DELETE FROM accounts", "trades 2: open for login 1001, which has no account"),
        ('UPDATE trades SET state = 3 WHERE "order" = 2', "trades 2: state 3 in the open book"),
        ('UPDATE trades SET state = 0 WHERE "order" = 3', "trades 3: state 0 in the closed book"),
        ('UPDATE trades SET cmd = 6 WHERE "order" = 2', "trades 2: command 6 in the open book"),
        ('UPDATE trades SET cmd = 0 WHERE "order" = 1', "trades 1: command 0 in the finance book"),
        ('UPDATE trades SET volume = 0 WHERE "order" = 2', "trades 2: volume 0"),
        ('UPDATE trades SET book = 7 WHERE "order" = 2', "trades 2: unknown book 7"),
        ("UPDATE trades SET parent_order = 0 WHERE state = 4", "trades 4: a part of trade 0"),
        (
            "UPDATE trades SET parent_order = 1 WHERE state = 4",
            "trades 4: a part of trade 1 of login 1001 in ",
        ),
        (
            "UPDATE counters SET value = 3 WHERE name = 'last_order'",
            "counters last_order: 3 is below the used number 4",
        ),
        ("DELETE FROM counters", "counters last_login: 0 is below the used number 1001"),
    ],
)
def test_that_damage_is_named_with_table_and_key(file: Path, sql: str, violation: str) -> None:
    assert violation in damage(file, sql)


def test_that_violations_are_printed_one_a_line(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert damage(file, "UPDATE accounts SET credit = 1, bonus = 2")
    assert main([str(file)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "accounts 1001: credit is 1.00, the sum of its records is 0.00",
        "accounts 1001: bonus is 2.00, the sum of its records is 0.00",
    ]


def test_that_damage_of_the_file_itself_is_found(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("CREATE INDEX broken ON trades(login)")
    connection.commit()
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_master SET sql = 'CREATE INDEX broken ON trades(volume)' WHERE name = 'broken'")
    connection.commit()
    connection.close()
    assert any(line.startswith("file: ") for line in check_database(file).violations)


def test_that_an_unreadable_database_is_reported_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("not a database, but long enough to be taken for one " * 20)
    with pytest.raises(UnreadableDatabase, match=r"notes\.txt: file is not a database"):
        check_database(text)
    assert main([str(tmp_path / "missing.db")]) == 2
    assert "missing.db: unable to open" in capsys.readouterr().err
    assert main([]) == 2


def test_that_a_file_can_be_checked_while_the_server_runs(tmp_path: Path) -> None:
    desk = Desk(database=tmp_path / "server.db")
    desk.open()
    assert check_database(tmp_path / "server.db").consistent
    desk.close()


@pytest.mark.parametrize("cmd", [cmd for cmd in Cmd if cmd >= Cmd.BalanceIn and cmd not in STOP_LIMITS])
def test_that_the_server_moves_the_money_that_the_checker_expects(tmp_path: Path, cmd: Cmd) -> None:
    desk = Desk(database=tmp_path / "server.db")
    desk.engine.move_money(1001, int(Cmd.CreditIn), 100.0)
    before = desk.account()
    # Which sign a command takes is its own affair: one of the two is booked.
    answers = [desk.engine.move_money(1001, int(cmd), amount)[0] for amount in (3.0, -1.0)]
    assert 0 in answers
    after = desk.account()
    moved = {field for field in MONEY_FIELDS if getattr(before, field) != getattr(after, field)}
    assert moved == {FINANCE_FIELDS[cmd]}
    desk.close()
    assert check_database(tmp_path / "server.db").violations == ()
