"""The database file of a running server, which other programs may move, delete, replace or overwrite."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.running import TICK, VIRTUAL, Running, Start, buy
from tests.support.workspaces import MakeWorkspace
from workbench.contract.generated.enums import ReturnCodes
from workbench.engine.loader.diagnostics import DatabaseLost
from workbench.engine.messages import ChangeBalance, DiagnosticFound, SetMaintenance


@pytest.fixture
def running(make_workspace: MakeWorkspace, start: Start) -> Running:
    return start(make_workspace(), VIRTUAL)


def database_of(running: Running) -> Path:
    return running.workspace / "data" / "server.db"


def lost(running: Running) -> list[DiagnosticFound]:
    return [event for event in running.reported(DiagnosticFound) if event.code == DatabaseLost.code]


def delete(file: Path) -> None:
    file.unlink()


def replace(file: Path) -> None:
    shutil.copy(file, file.with_name("copy.db"))
    file.with_name("copy.db").rename(file)


def move_workspace(file: Path) -> None:
    workspace = file.parents[1]
    workspace.rename(workspace.with_name("moved"))


def delete_workspace(file: Path) -> None:
    shutil.rmtree(file.parents[1])


def truncate(file: Path) -> None:
    os.truncate(file, 0)


def overwrite(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.write(b"x" * file.stat().st_size)


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        (delete, "was moved or deleted while the server used it; the server ends"),
        (replace, "was replaced while"),
        (move_workspace, "was moved or deleted while"),
        (delete_workspace, "was moved or deleted while"),
        (truncate, "was truncated from "),
        (overwrite, "was overwritten while"),
    ],
)
def test_that_a_lost_database_is_reported_once_and_refuses_requests(
    running: Running, harm: Callable[[Path], None], what: str
) -> None:
    running.server.handle(TICK)
    assert running.server.handle(buy()).code == ReturnCodes.RET_OK
    harm(database_of(running))
    answer = running.server.handle(buy())
    assert answer.code == ReturnCodes.RET_ERR_DISK
    assert answer.error.startswith(f"{database_of(running)}: the database file {what}")
    running.server.pump()
    running.server.close()
    (diagnostic,) = lost(running)
    assert (diagnostic.severity, diagnostic.message, diagnostic.advice) == ("error", answer.error, DatabaseLost.advice)


def test_that_a_database_that_is_lost_at_the_end_is_reported(running: Running) -> None:
    database_of(running).unlink()
    running.server.close()
    assert len(lost(running)) == 1


def test_that_the_servers_own_writes_are_no_loss(running: Running) -> None:
    running.server.handle(TICK)
    for _ in range(300):
        assert running.server.handle(ChangeBalance(login=1001, amount=1.0)).code == ReturnCodes.RET_OK
        running.server.pump()
    for on in (True, False):
        assert running.server.handle(SetMaintenance(on=on)).error == ""
    running.server.close()
    assert lost(running) == []
