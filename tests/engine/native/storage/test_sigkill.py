"""A server killed at any moment under trading load comes back with every acknowledged request, and consistent.

WORKBENCH_KILLS says how many times (40 without it), WORKBENCH_SEED where the moments come from.
"""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.support.compiler import CompilePlugin
from tests.support.market_day import START, group, symbol
from tests.support.plugin_desk import plugin_file
from tests.support.waiting import PATIENCE_SECONDS
from workbench.engine import _core
from workbench.engine.consistency.database_check import check_database

ROOT = Path(__file__).resolve().parents[4]
KILLS = int(os.environ.get("WORKBENCH_KILLS", "40"))
SEED = int(os.environ.get("WORKBENCH_SEED", "7"))
KILLS_OF_A_FILE = 10
BOOKS = {"opened": (0, 1), "closed": (1,), "paid": (2,)}
"""Where the record of an acknowledged request is: a plugin may have closed what was opened."""


@contextmanager
def forks(sync: str, plugins: list[Path]) -> Iterator[subprocess.Popen[str]]:
    preface = f"import sys; sys.path[:0] = {[str(ROOT), *sys.path]!r}\nimport workbench.engine\n"
    preface += f"workbench.engine.__path__[:0] = [{str(Path(_core.__file__).parent)!r}]\n"
    preface += "from tests.engine.native.storage.killed_server import main\nmain(sys.argv[1], sys.argv[2:])\n"
    process = subprocess.Popen(
        [sys.executable, "-c", preface, sync, *map(str, plugins)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        yield process
    finally:
        process.communicate(timeout=PATIENCE_SECONDS)


def killed_after(process: subprocess.Popen[str], database: Path, acknowledgements: int) -> list[tuple[str, int]]:
    """Starts a server and kills it after this number of acknowledgements. Returns all acknowledged requests."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{database}\n")
    process.stdin.flush()
    word, pid = process.stdout.readline().split()
    assert word == "server"
    reported: list[tuple[str, int]] = []
    while True:
        line = process.stdout.readline()
        if line == "gone\n":
            assert len(reported) >= acknowledgements, "the server ended by itself"
            return reported
        kind, order = line.split()
        reported.append((kind, int(order)))
        if len(reported) == acknowledgements:
            os.kill(int(pid), signal.SIGKILL)


def missing(database: Path, reported: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Acknowledged requests that the file has no record of."""
    with closing(sqlite3.connect(database)) as connection:
        books = dict(connection.execute('SELECT "order", book FROM trades'))
    return [(kind, order) for kind, order in reported if books.get(order) not in BOOKS[kind]]


def restarted(database: Path) -> tuple[int, float]:
    """How many records a server finds in the file, and the money of its accounts."""
    engine = _core.Engine(clock="virtual", start_nanos=START, database=str(database))
    engine.put_symbol(symbol("EURUSD"))
    engine.put_group(group())
    found = len(engine.open_trades()) + len(engine.closed_trades()) + len(engine.transactions())
    money = sum(account.balance for account in engine.accounts())
    engine.close()
    return found, money


@pytest.fixture
def plugins(compiled_plugin: CompilePlugin) -> list[Path]:
    return [plugin_file("busy"), compiled_plugin("commission_by_volume")]


@pytest.mark.timeout(600)
def test_that_a_server_killed_at_any_moment_keeps_acknowledged_requests(tmp_path: Path, plugins: list[Path]) -> None:
    moments = random.Random(SEED)
    acknowledged = 0
    with forks("normal", plugins) as process:
        for kill in range(KILLS):
            database = tmp_path / f"server-{kill // KILLS_OF_A_FILE}.db"
            reported = killed_after(process, database, moments.randint(1, 60))
            acknowledged += len(reported)
            assert missing(database, reported) == [], f"kill {kill}"
            checked = check_database(database)
            assert checked.violations == (), f"kill {kill}"
            if kill % KILLS_OF_A_FILE == KILLS_OF_A_FILE - 1:
                assert restarted(database)[0] == checked.trades
    assert acknowledged >= KILLS


def test_that_a_server_killed_while_it_writes_behind_comes_back_consistent(tmp_path: Path, plugins: list[Path]) -> None:
    moments = random.Random(SEED)
    database = tmp_path / "server.db"
    with forks("memory", plugins) as process:
        for _ in range(max(3, KILLS // 10)):
            killed_after(process, database, moments.randint(1, 3_000))
            assert check_database(database).violations == ()
