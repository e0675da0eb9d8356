"""Busy plugins: trades inside events, five plugins in one chain, order changes during calls."""

import threading
from collections.abc import Iterator

import pytest

from tests.support.plugin_desk import PluginDesk
from tests.support.waiting import wait_until
from workbench.contract.generated.enums import ReturnCodes


@pytest.fixture
def desk() -> Iterator[PluginDesk]:
    made = PluginDesk()
    yield made
    made.close()


def test_that_a_plugin_may_trade_at_every_quote(desk: PluginDesk) -> None:
    plugin = desk.load("trading_on_quotes")
    for step in range(20):
        assert desk.tick(1.1 + step * 1e-5, 1.1001 + step * 1e-5) == ReturnCodes.RET_OK
    trades = desk.engine.open_trades()
    assert [trade.volume for trade in trades] == [1] * 20
    assert len({trade.order for trade in trades}) == 20
    calls = desk.read()
    quotes = {call["id"] for call in calls if call["callback"] == "OnQuoteTick"}
    opening = [call for call in calls if call["callback"] == "OpenTrade"]
    assert {call["parent"] for call in opening} == quotes
    assert {(call["plugin"], call["code"]) for call in opening} == {(plugin, ReturnCodes.RET_OK)}


def test_that_a_plugin_which_answers_each_trade_with_another_one_is_stopped(desk: PluginDesk) -> None:
    desk.load("trading_on_quotes", chain=1)
    assert desk.tick(1.1, 1.1001) == ReturnCodes.RET_OK
    count = len(desk.engine.open_trades())
    assert 1 < count < 20
    codes = [call["code"] for call in desk.calls("OpenTrade")]
    assert codes[-1] == ReturnCodes.RET_TRADE_TOO_MANY_REQ
    assert desk.open()[0] == ReturnCodes.RET_OK


def test_that_five_plugins_on_one_hook_are_each_called_once_while_their_order_changes(desk: PluginDesk) -> None:
    plugins = [desk.load("answering", answer=ReturnCodes.RET_OK_CHANGE, mark=mark) for mark in "abcde"]
    over = threading.Event()
    turns = 0

    def turn() -> None:
        nonlocal turns
        while not over.is_set():
            plugins.append(plugins.pop(0))
            desk.engine.set_plugin_order(plugins)
            turns += 1

    def wait_for_turns(number: int) -> None:
        wait_until(lambda: turns >= number)

    turning = threading.Thread(target=turn)
    turning.start()
    try:
        for count in range(80):
            if count in (20, 40, 60):
                wait_for_turns(turns + 1)
            assert desk.open(comment="")[0] == ReturnCodes.RET_OK
    finally:
        over.set()
        turning.join()
    comments = desk.comments()
    # A chain is one snapshot of the order: everybody once, in one of the orders there were.
    rounds = {"abcde"[first:] + "abcde"[:first] for first in range(5)}
    assert set(comments) <= rounds
    assert len(comments) == 80
