"""Values, times, threads and JSON at the limits of the server: each gets a code, and none does harm."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.market_day import BUY, SECOND, START, Desk, Listener, group, section
from tests.support.plugin_desk import PluginDesk
from tests.support.rewriter import Rewriter
from tests.support.scripts import run_script
from tests.support.waiting import PATIENCE_SECONDS
from workbench.contract.generated.callbacks import CALLBACKS
from workbench.engine import _core
from workbench.sdk import HookQuote, HookTrade, PluginInterface, PluginTradeState, ReturnCodes

R = ReturnCodes
END = 7_258_118_400 * SECOND
"""2200-01-01T00:00:00Z, where server time ends."""


@pytest.fixture
def loaded() -> Iterator[PluginDesk]:
    made = PluginDesk()
    yield made
    made.close()


# Money.


def test_that_a_profit_beyond_what_a_balance_can_hold_is_refused(desk: Desk) -> None:
    _, order = desk.open()
    desk.add(Rewriter(close=lambda trade, diff: setattr(diff, "profit", 1e307)))
    assert desk.shut(order)[0] == R.RET_INVALID_DATA
    assert desk.account().balance == 10_000.0
    assert desk.engine.open_trades()[0].state == PluginTradeState.OpenNormal


def test_that_the_rest_of_a_trade_is_unaffected_by_a_partial_close() -> None:
    desk = Desk(groups=(group(sec=section(comm_base=7.0)),))
    _, order = desk.open(BUY, 100, comment="mine")
    desk.add(Rewriter(close=lambda trade, diff: setattr(diff, "comment", "part")))
    desk.shut(order, 30)
    [rest], [part] = desk.engine.open_trades(), desk.engine.closed_trades()
    assert (part.commission, rest.commission) == (-2.10, -4.90)  # 7 USD x 0.3 and x 0.7 lots
    assert (part.comment, rest.comment) == ("part", "mine")
    assert part.close_time == START // SECOND
    assert rest.close_time == 0
    desk.close()


class Gateway(PluginInterface, HookTrade):
    """Writes its reference while a closing is being accepted."""

    server: Any = None

    def HookTradeRequestClose(self, trade: Any, group: Any, symbol: Any, account: Any, margin: Any, diff: Any) -> int:
        self.server.SetTradeGatewayData({"order": trade.order, "has_gw_order": True, "gw_order": "LP-7"})
        return int(R.RET_OK)


def test_that_a_gateway_reference_written_before_the_execution_reaches_the_history(desk: Desk) -> None:
    _, order = desk.open()
    gateway = Gateway()
    gateway.server = desk.engine.plugin_server(desk.add(gateway))
    assert gateway.server.CloseTrade({"order": order}) == R.RET_OK
    desk.engine.advance(START)
    assert [trade.gw_order for trade in desk.engine.closed_trades()] == ["LP-7"]


def test_that_the_number_of_positions_is_kept_by_requests_accepted_together() -> None:
    desk = Desk(groups=(group(maxpositions=2),))
    server = desk.engine.plugin_server(desk.add(PluginInterface()))
    request = {"login": 1001, "symbol": "EURUSD", "cmd": int(BUY), "volume": 1}
    assert {server.OpenTrade(request) for _ in range(4)} == {R.RET_OK}
    desk.engine.advance(START)
    assert len(desk.engine.open_trades()) == 2
    assert len([line for line in desk.journal() if "RET_TRADE_TOO_MANY_ORDERS" in line]) == 2
    desk.close()


UNDONE = """
import resource, sys
from pathlib import Path
from tests.support.market_day import Desk, START
from tests.engine.native.server.hasty import Hasty
desk = Desk(database=Path(sys.argv[1]))
hasty = Hasty()
hasty.server = desk.engine.plugin_server(desk.add(hasty))
size = max(path.stat().st_size for path in Path(sys.argv[1]).parent.iterdir())
resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
request = {"login": 1001, "symbol": "EURUSD", "cmd": 0, "volume": 100, "api_data": "x" * 4_000}
assert hasty.server.OpenTrade(request) == 0
assert hasty.server.TickSet({"symbol": "EURUSD", "bid": 1.2, "ask": 1.3}) == 0
desk.engine.advance(START)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
desk.tick("EURUSD", 1.2, 1.3)
assert hasty.codes == [0], hasty.codes
assert any("the database cannot be written" in line for line in desk.journal())
assert desk.engine.open_trades() == desk.engine.closed_trades() == []
assert desk.account().balance == 10_000.0
desk.close()
"""


def test_that_closing_a_trade_whose_opening_was_undone_books_nothing(tmp_path: Path) -> None:
    done = run_script(UNDONE, str(tmp_path / "server.db"))
    assert done.returncode == 0, done.stderr


# Time.


@pytest.mark.parametrize("start", [-1, -(2**63), END + 1, 2**63 - 1])
def test_that_server_time_lies_between_1970_and_2200(start: int) -> None:
    for clock in ("virtual", "feed"):
        with pytest.raises(RuntimeError, match="start_nanos"):
            _core.Engine(clock=clock, start_nanos=start)


def test_that_a_virtual_clock_and_a_looping_feed_come_to_an_end() -> None:
    engine = _core.Engine(clock="virtual", start_nanos=0)
    engine.put_symbol({"symbol": "EURUSD", "digits": 5, "trade": 2})
    rows = f"time_millis,symbol,bid,ask,volume\n0,EURUSD,1.1,1.2,1\n{END // 1_000_000},EURUSD,1.3,1.4,1\n"
    engine.set_feed(_core.parse_ticks(rows.encode(), {"EURUSD": 0}), loop=True)
    engine.play_feed(True)
    engine.start()
    engine.advance(END)
    assert engine.symbols()[0].bid == 1.3
    assert engine.feed_state() == (True, 1.0, 2, 2)
    with pytest.raises(ValueError, match="ends with the year 2199"):
        engine.advance(END + 1)
    engine.close()


def test_that_no_speed_runs_beyond_the_end_of_time() -> None:
    engine = _core.Engine(clock="feed", start_nanos=START, speed=1e300)
    engine.play_feed(True)
    engine.start()
    assert engine.now_nanos() == END
    engine.close()


# Plugins.


def test_that_the_longest_budget_is_never_exceeded(loaded: PluginDesk) -> None:
    plugin = loaded.load("slow", micros=10)
    loaded.engine.set_plugin_budgets(plugin, 2**63 - 1)
    loaded.open()
    assert loaded.calls("HookTradeRequestOpen")[0]["flags"] == 0
    assert loaded.diagnostics("slow") == []


@pytest.mark.parametrize(("left", "right"), [("[", "]"), ('{"a":', "}")])
def test_that_json_too_deep_for_a_plugin_is_refused(loaded: PluginDesk, left: str, right: str) -> None:
    plugin = loaded.load("asking")
    text = {depth: left * depth + "1" + right * depth for depth in (200, 201, 1_000_000)}
    assert loaded.engine.custom_action(plugin, text[200])[0] == R.RET_OK
    assert loaded.engine.custom_action(plugin, '{"a": "' + "[" * 300 + '\\"{"}')[0] == R.RET_OK
    assert loaded.engine.custom_action(plugin, text[201])[0] == R.RET_INVALID_DATA
    assert loaded.engine.custom_action(plugin, text[1_000_000])[0] == R.RET_INVALID_DATA


def test_that_requests_of_a_thread_of_a_plugin_are_refused_when_too_many_wait(desk: Desk) -> None:
    server = desk.engine.plugin_server(desk.add(PluginInterface()))
    codes = {server.BalanceIn(1001, 0.01, "") for _ in range(10_000)}
    assert codes == {R.RET_OK}
    assert server.BalanceIn(1001, 0.01, "") == R.RET_TRADE_TOO_MANY_REQ
    assert desk.engine.change_balance(1001, 1.0)[0] == R.RET_OK
    assert desk.account().balance == 10_101.0
    assert server.BalanceIn(1001, 0.01, "") == R.RET_OK


FAILED = """
import gc
gc.disable()  # objects must be released without the collector
from tests.support.market_day import Listener
from tests.support.plugin_desk import PluginDesk
from workbench.engine import _core
desk = PluginDesk()
told = []
for config in ({"early": 1}, {"late": 1}):
    try:
        desk.engine.remove_plugin(desk.load("throwing", **config))
    except _core.PluginError as error:
        told.append(str(error))
desk.engine.remove_plugin(desk.engine.add_python_plugin(Listener(), "listener"))
try:
    desk.engine.entry_call(0, "CreatePlugin", lambda: 1 / 0)
except _core.PluginError as error:
    told.append(str(error))
assert len(told) == 3, told
desk.close()
del desk
"""


def test_that_a_plugin_that_fails_leaves_no_object_behind() -> None:
    done = run_script(FAILED)
    assert (done.returncode, done.stderr) == (0, "")


class Slowcoach(PluginInterface, HookQuote):
    """Delays its answer to a manager until released, and accepts quotes meanwhile."""

    def __init__(self) -> None:
        self.asked, self.may_answer = threading.Event(), threading.Event()

    def CustomAction(self, req: Any, res: Any) -> int:
        self.asked.set()
        assert self.may_answer.wait(PATIENCE_SECONDS)
        return int(R.RET_OK)

    def HookQuoteTick(self, symbol: Any, tick: Any, diff: Any) -> int:
        return int(R.RET_OK)


def test_that_a_call_outside_the_engine_keeps_its_slot_while_another_thread_is_the_engine(loaded: PluginDesk) -> None:
    plugin = Slowcoach()
    index = loaded.engine.add_python_plugin(plugin, "slowcoach")

    def manage() -> None:
        loaded.tick(1.2, 1.3)  # the engine for a moment
        loaded.engine.custom_action(index, "{}")

    manager = threading.Thread(target=manage)
    manager.start()
    assert plugin.asked.wait(PATIENCE_SECONDS)
    loaded.tick(1.2, 1.3)
    running = [(CALLBACKS[slot.callback].name, slot.depth) for slot in loaded.reader.running() if slot.depth]
    plugin.may_answer.set()
    manager.join()
    loaded.engine.remove_plugin(index)
    calls = [(call["callback"], call["thread"] == 0) for call in loaded.read()]
    assert running == [("CustomAction", 1)]
    assert [call for call in calls if call[0] in ("HookQuoteTick", "CustomAction")] == [
        ("HookQuoteTick", True),
        ("CustomAction", False),
        ("HookQuoteTick", True),
    ]


def test_that_stopping_waits_for_a_python_hook_that_needs_the_interpreter() -> None:
    listener = Listener()
    engine = _core.Engine(clock="wall")
    engine.put_symbol({"symbol": "EURUSD", "digits": 5, "trade": 2})
    plugin = engine.add_python_plugin(listener, "listener")
    waiting = Slowcoach()
    engine.add_python_plugin(waiting, "waiting")
    engine.start()
    entered = threading.Event()

    def enter(symbol: Any, tick: Any, diff: Any) -> int:
        entered.set()
        assert waiting.may_answer.wait(PATIENCE_SECONDS)
        return int(R.RET_OK)

    waiting_hook = type("Waiting", (PluginInterface, HookQuote), {"HookQuoteTick": staticmethod(enter)})()
    engine.add_python_plugin(waiting_hook, "hook")
    feeder = threading.Thread(target=engine.inject_tick, args=({"symbol": "EURUSD", "bid": 1.1, "ask": 1.2},))
    feeder.start()
    assert entered.wait(PATIENCE_SECONDS)
    stopper = threading.Thread(target=engine.stop)
    stopper.start()
    # Neither thread holds the GIL while it waits, so this thread continues and releases them.
    assert engine.take_notices() is not None
    waiting.may_answer.set()
    stopper.join(20)
    feeder.join(20)
    assert not engine.running
    engine.remove_plugin(plugin)
    engine.close()
