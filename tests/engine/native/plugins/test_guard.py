"""The guard around every call into a plugin: exceptions, budgets, nested server calls, threads and crashes."""

import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.plugin_desk import PluginDesk, plugin_file
from tests.support.waiting import PATIENCE_SECONDS, wait_until
from workbench.contract.generated.callbacks import CALLBACK_BY_NAME, CALLBACKS
from workbench.contract.generated.enums import CallFlag, CallKind, EngineState, ReturnCodes
from workbench.engine import _core
from workbench.telemetry.segment import Segment, SegmentReader


@pytest.fixture
def desk() -> Iterator[PluginDesk]:
    made = PluginDesk()
    yield made
    made.close()


def test_that_an_exception_counts_as_failed_and_the_chain_continues(desk: PluginDesk) -> None:
    throwing = desk.load("throwing")
    desk.load("answering", answer=ReturnCodes.RET_OK_CHANGE, mark="!")
    code, _ = desk.open(comment="x")
    calls = desk.read()
    hooks = [call for call in calls if call["callback"] == "HookTradeRequestOpen"]
    assert code == ReturnCodes.RET_OK
    assert desk.comments() == ["x!"]
    assert [call["flags"] for call in hooks] == [CallFlag.CALL_FAILED, CallFlag.CALL_CHANGED]
    diagnostics = desk.diagnostics("exception")
    assert {diagnostic["plugin"] for diagnostic in diagnostics} == {throwing}
    texts = [diagnostic["text"] for diagnostic in diagnostics]
    assert "HookTradeRequestOpen threw std::runtime_error: no such key" in texts
    assert "OnTradeAddDB threw int" in texts
    desk.engine.remove_plugin(throwing)


def test_that_an_exception_of_an_own_type_is_named(desk: PluginDesk) -> None:
    desk.load("throwing", strange=1)
    desk.open()
    assert "HookTradeRequestOpen threw Strange" in [diagnostic["text"] for diagnostic in desk.diagnostics("exception")]


def test_that_an_exception_without_text_is_reported_with_its_type(desk: PluginDesk) -> None:
    desk.load("throwing", wordless=1)
    desk.open()
    texts = [diagnostic["text"] for diagnostic in desk.diagnostics("exception")]
    assert "HookTradeRequestOpen threw Wordless: (its what() returned a null pointer)" in texts
    assert desk.open()[0] == ReturnCodes.RET_OK


def test_that_an_exception_inside_another_is_named_as_its_cause(desk: PluginDesk) -> None:
    desk.load("throwing", nested=1)
    desk.open()
    texts = [diagnostic["text"] for diagnostic in desk.diagnostics("exception")]
    assert "HookTradeRequestOpen threw std::runtime_error: no limits, caused by std::out_of_range: 7" in texts


def test_that_a_plugin_that_throws_while_it_is_built_is_refused(desk: PluginDesk) -> None:
    with pytest.raises(_core.PluginError, match="CreatePlugin threw std::runtime_error: no licence"):
        desk.load("throwing", early=1)
    assert desk.open()[0] == ReturnCodes.RET_OK
    assert len(desk.diagnostics("exception")) == 1


def test_that_a_plugin_that_throws_while_it_is_destroyed_is_removed(desk: PluginDesk) -> None:
    plugin = desk.load("throwing", late=1)
    with pytest.raises(_core.PluginError, match="DestroyPlugin threw std::logic_error: not now"):
        desk.engine.remove_plugin(plugin)
    desk.open()
    assert desk.calls("HookTradeRequestOpen") == []


def test_that_a_call_over_its_budget_is_flagged_and_reported(desk: PluginDesk) -> None:
    plugin = desk.load("slow", micros=300, budget_nanos=100_000)
    desk.open()
    (call,) = desk.calls("HookTradeRequestOpen")
    (diagnostic,) = desk.diagnostics("slow")
    assert call["flags"] == CallFlag.CALL_SLOW
    assert call["took_ticks"] * float(desk.reader.header["nanos_per_tick"]) >= 300_000
    assert diagnostic["plugin"] == plugin
    assert diagnostic["text"] == "HookTradeRequestOpen took longer than its budget of 0.100 ms"
    assert re.fullmatch(r"took \d+\.\d{3} ms", diagnostic["detail"])
    desk.engine.set_plugin_budgets(plugin, 0)
    desk.open()
    assert desk.calls("HookTradeRequestOpen")[0]["flags"] == 0


def test_that_a_callback_with_its_own_budget_uses_that_budget(desk: PluginDesk) -> None:
    number = CALLBACK_BY_NAME["HookTradeRequestOpen"].number
    plugin = desk.load("slow", micros=300)
    desk.engine.set_plugin_budgets(plugin, 0, {number: 100_000})
    desk.open()
    assert desk.calls("HookTradeRequestOpen")[0]["flags"] == CallFlag.CALL_SLOW
    desk.engine.set_plugin_budgets(plugin, 100_000, {number: 0})
    desk.open()
    assert desk.calls("HookTradeRequestOpen")[0]["flags"] == 0


def test_that_trade_requests_inside_an_account_event_are_executed_and_reported(desk: PluginDesk) -> None:
    plugin = desk.load("account_trading")
    desk.open()
    desk.engine.take_notices()
    assert desk.engine.login(1001) == ReturnCodes.RET_OK
    (diagnostic,) = desk.diagnostics("account-handler")
    assert diagnostic["plugin"] == plugin
    assert diagnostic["text"] == "GetOpenTradesByLogin was called inside OnAccountLogin"
    assert f"({threading.get_native_id()})" in diagnostic["thread"]
    assert len(diagnostic["frames"]) > 2
    (call,) = [call for call in desk.read() if call["callback"] == "GetOpenTradesByLogin"]
    assert call["code"] == ReturnCodes.RET_OK


def test_that_a_plugin_that_ends_the_servers_thread_ends_the_server_with_a_reason() -> None:
    script = (
        "from tests.support.plugin_desk import PluginDesk\n"
        "desk = PluginDesk()\n"
        "desk.segment.unlink()\n"
        "desk.load('thread_ending')\n"
        "desk.open()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
    )
    assert done.returncode == -signal.SIGABRT
    assert "HookTradeRequestOpen ends a thread of the server by pthread_exit" in done.stderr


def test_that_server_calls_inside_a_hook_are_recorded_with_their_parent(desk: PluginDesk) -> None:
    plugin = desk.load("asking")
    code, _ = desk.open()
    assert code == ReturnCodes.RET_OK
    calls = desk.read()
    (hook,) = [call for call in calls if call["callback"] == "HookTradeRequestOpen"]
    nested = [call for call in calls if call["kind"] == CallKind.ServerCall and call["parent"] == hook["id"]]
    assert [(call["callback"], call["code"]) for call in nested] == [
        ("GetAccountByLogin", ReturnCodes.RET_OK),
        ("GetSymbol", ReturnCodes.RET_SYMBOL_NOT_FOUND),
    ]
    assert {call["plugin"] for call in nested} == {plugin}
    assert nested[0]["login"] == 1001
    for call in nested:
        assert hook["start_ticks"] <= call["start_ticks"]
        assert call["start_ticks"] + call["took_ticks"] <= hook["start_ticks"] + hook["took_ticks"]
    (create,) = [call for call in calls if call["callback"] == "CreatePlugin"]
    (logged,) = [call for call in calls if call["callback"] == "LogsOut"]
    assert logged["parent"] == create["id"]


def test_that_a_thread_of_a_plugin_has_its_own_slot_and_a_dead_plugin_gets_no_answer(desk: PluginDesk) -> None:
    index = desk.engine.reserve_plugin("leaving_thread")
    library = desk.engine.load_library(str(plugin_file("leaving_thread")), index)
    desk.engine.create_plugin(index, library)
    calls = wait_until(lambda: desk.calls("LogsOut"))
    assert {call["thread"] for call in calls}.isdisjoint({0})
    assert {(call["parent"], call["flags"]) for call in calls} == {(0, CallFlag.CALL_FOREIGN_THREAD)}
    desk.engine.remove_plugin(index)
    (diagnostic,) = wait_until(lambda: desk.diagnostics("after-destroy"))
    assert diagnostic["plugin"] == index
    assert "LogsOut was called after DestroyPlugin" in diagnostic["text"]
    library.close()
    assert not library.is_mapped()


CRASH = """
import json, sys
from workbench.engine import _core
segment, library, config = sys.argv[1:]
engine = _core.Engine(segment=segment, clock="virtual", start_nanos=1_772_438_400_000_000_000)
engine.install_crash_handler()
engine.put_symbol({"symbol": "EURUSD", "digits": 5, "trade": 2, "contract_size": 100000.0})
section = {"trade": 2, "lot_min": 1, "lot_max": 10000, "lot_step": 1}
engine.put_group({"group": "g", "enable": 1, "currency": "USD", "default_leverage": 100, "secgroups": {0: section}})
engine.seed_account({"login": 1001, "group": "g"}, balance=10000.0)
engine.start()
engine.inject_tick({"symbol": "EURUSD", "bid": 1.1, "ask": 1.2})
index = engine.reserve_plugin("crashing")
engine.create_plugin(index, engine.load_library(library, index), config)
engine.open_trade({"login": 1001, "symbol": "EURUSD", "cmd": 0, "volume": 10})
"""


@pytest.mark.parametrize(("config", "callback"), [("{}", "HookTradeRequestOpen"), ('{"at_create": 1}', "CreatePlugin")])
def test_that_a_crash_leaves_its_facts_and_its_owner(config: str, callback: str) -> None:
    segment = Segment.create()
    library = plugin_file("crashing")
    command = [sys.executable, "-c", CRASH, str(segment.path), str(library), config]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[4], capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS
    )
    reader = SegmentReader(segment.path)
    segment.unlink()
    assert done.returncode == -11, done.stderr
    fault = reader.fault
    assert reader.header["state"] == EngineState.Crashed
    assert (int(fault["signal"]), int(fault["address"])) == (11, 0)
    assert int(fault["stacks"]) >= 1
    stack = reader.stacks(1)[0]
    assert (int(stack["tid"]), int(stack["frame"][0])) == (int(fault["tid"]), int(fault["pc"]))
    assert int(stack["frames"]) > 3
    (running,) = [slot for slot in reader.running() if slot.slot == int(fault["slot"])]
    assert (CALLBACKS[running.callback].name, running.plugin, running.depth) == (callback, 0, 1)
