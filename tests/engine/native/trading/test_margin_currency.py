"""A metal as server.toml describes it: its margin is in the quote currency by default."""

import pytest

from tests.engine.running import Start
from tests.support.workspaces import MakeWorkspace
from workbench.contract.generated.enums import PluginTradeCommand
from workbench.contract.generated.records import PluginTradeRequestRecord
from workbench.engine.messages import InjectTick, OpenTrade, Query
from workbench.sdk import ReturnCodes

SILVER = """[[symbols]]
symbol = "XAGUSD"
digits = 3
contract_size = 5000.0
profit_mode = 1
margin_mode = 4
trade = 2
"""


@pytest.mark.parametrize("currencies", ['currency = "XAG"\nquote_currency = "USD"\n', ""])
def test_that_silver_needs_margin_in_its_quote_currency(
    make_workspace: MakeWorkspace, start: Start, currencies: str
) -> None:
    workspace = make_workspace()
    file = workspace / "server.toml"
    file.write_text(file.read_text().replace("[[groups]]", f"{SILVER}{currencies}\n[[groups]]", 1))
    server = start(workspace).server
    server.handle(InjectTick(symbol="XAGUSD", bid=25.02, ask=25.03))
    request = PluginTradeRequestRecord(login=1001, symbol="XAGUSD", cmd=PluginTradeCommand.Buy, volume=10)
    assert server.handle(OpenTrade(trade=request)).code == ReturnCodes.RET_OK
    # 0.10 lots x 5,000 ounces x 25.030 at 1:100; no ounce has to be turned into dollars.
    [level] = [row for row in server.handle(Query(what="margin")).data if row["login"] == 1001]
    assert level["margin"] == 125.15
