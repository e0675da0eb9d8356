"""The queries of the databases: one table for names, sources and answers."""

import pytest

from tests.engine.running import Start
from tests.support.workspaces import MakeWorkspace
from workbench.contract.generated.enums import PluginTradeCommand, ReturnCodes
from workbench.engine import messages
from workbench.engine.queries import QUERIES


@pytest.mark.parametrize("what", [*QUERIES, "plugins"])
def test_that_every_query_is_answered_with_rows(start: Start, make_workspace: MakeWorkspace, what: str) -> None:
    answer = start(make_workspace()).server.handle(messages.Query(what=what))
    assert (answer.code, answer.error) == (ReturnCodes.RET_OK, "")
    assert all(isinstance(row, dict) for row in answer.data)


def test_that_an_unknown_query_is_answered_with_the_known_ones(start: Start, make_workspace: MakeWorkspace) -> None:
    answer = start(make_workspace()).server.handle(messages.Query(what="prices"))
    assert answer.code == ReturnCodes.RET_ERR_PARAMS
    assert all(what in answer.error for what in (*QUERIES, "plugins"))


@pytest.mark.parametrize(
    ("what", "row", "login", "kept"),
    [
        ("accounts", {"login": 7}, 0, True),
        ("accounts", {"login": 7}, 8, False),
        ("symbols", {"symbol": "EURUSD"}, 8, True),
        ("managers", {"login": 7}, 8, True),
        ("pending_trades", {"cmd": PluginTradeCommand.Buy}, 0, False),
        ("pending_trades", {"cmd": PluginTradeCommand.BuyStop}, 0, True),
    ],
)
def test_that_a_query_keeps_the_rows_of_its_account(what: str, row: dict[str, object], login: int, kept: bool) -> None:
    assert QUERIES[what].keep(row, login) is kept
