"""A request that is queued for a trade: its visibility, and its complete removal afterwards."""

import json
from pathlib import Path
from typing import Any

from tests.support.market_day import START, Desk, Listener, group, symbol
from tests.support.plugin_desk import plugin_file
from tests.support.scripts import run_script
from workbench.engine import _core
from workbench.sdk import PluginTradeState as State
from workbench.sdk import ReturnCodes as R


def test_that_a_queued_request_shows_in_the_state_of_its_trade_until_it_is_over(desk: Desk) -> None:
    listener = Listener(HookTradeProcessClose=int(R.RET_TRADE_DISABLE))
    server: Any = desk.engine.plugin_server(desk.add(listener))
    _, order = desk.open()
    assert server.CloseTrade({"order": order}) == R.RET_OK
    assert server.GetOpenTradeByOrder(order)[1].state == State.CloseRequest
    assert [trade.state for trade in server.GetAllOpenTrades()[1]] == [State.CloseRequest]
    assert desk.engine.open_trades()[0].state == State.CloseRequest
    desk.engine.advance(START)
    assert server.GetOpenTradeByOrder(order)[1].state == State.OpenNormal
    listener.answers.clear()
    assert desk.shut(order) == (R.RET_OK, order)
    assert server.UpdateCloseTrade({"order": order, "profit": 1.0}) == R.RET_OK
    assert server.GetCloseTradesByLogin(1001)[1][0].state == State.ClosedUpdateRequest
    desk.engine.advance(START)
    assert server.GetCloseTradesByLogin(1001)[1][0].state == State.ClosedNormal


UNDONE = """
import resource, sys
from pathlib import Path
from tests.support.market_day import START, Desk, Listener
listener = Listener(HookTradeProcessClose=133)
desk = Desk(database=Path(sys.argv[1]))
server = desk.engine.plugin_server(desk.add(listener))
order = desk.open()[1]
desk.engine.advance(START)
# One commit batch: the references are written while the closing is queued, the closing is refused, the commit fails.
assert server.SetTradeGatewayData({"order": order, "has_gw_order": True, "gw_order": "lost"}) == 0
assert server.CloseTrade({"order": order}) == 0
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
desk.engine.advance(START)
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
[trade] = desk.engine.open_trades()
assert any("the database cannot be written" in line for line in desk.journal())
listener.answers.clear()
print(trade.gw_order, int(trade.state), *desk.shut(order))
desk.close()
"""


def test_that_undoing_a_commit_batch_does_not_lock_a_trade_whose_request_is_complete(tmp_path: Path) -> None:
    done = run_script(UNDONE, str(tmp_path / "server.db"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["0", "0", "2"]


def test_that_a_trade_is_free_after_refused_closings_beside_changes_of_it() -> None:
    engine: Any = _core.Engine(clock="wall", start_nanos=START)
    engine.put_symbol(symbol("EURUSD"))
    engine.put_group(group())
    engine.seed_account({"login": 1001, "group": "real-usd"}, balance=10_000.0)
    engine.start()
    engine.inject_tick({"symbol": "EURUSD", "bid": 1.1, "ask": 1.1001, "volume": 1.0})
    _, order = engine.open_trade({"login": 1001, "symbol": "EURUSD", "cmd": 0, "volume": 10})
    index = engine.reserve_plugin("gateway")
    library = engine.load_library(str(plugin_file("gateway")), index)
    engine.create_plugin(index, library, json.dumps({"rounds": 3_000, "order": order}))
    assert engine.custom_action(index, "{}") == (R.RET_OK, "3000")
    engine.remove_plugin(index)
    library.close()
    [trade] = engine.open_trades()
    assert trade.state == State.OpenNormal
    assert engine.close_trade({"order": order}) == (R.RET_OK, order)
    engine.close()
