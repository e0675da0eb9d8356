"""Findings of the guard as the observer gets them: with thread and named stack, in order."""

from collections.abc import Callable
from pathlib import Path

from tests.engine.plugin_desk import plugin_file
from tests.engine.running import TICK, Running, Start, buy
from workbench.engine.messages import DiagnosticFound, Login


def test_that_a_finding_names_the_functions_of_its_stack(start: Start, make_workspace: Callable[..., Path]) -> None:
    running: Running = start(make_workspace([plugin_file("account_trading", "-g", "-O0")]))
    running.server.handle(Login(login=1001))
    running.server.close()
    (found,) = [event for event in running.told(DiagnosticFound) if event.code == "account-handler"]
    assert found.message == "GetOpenTradesByLogin was called inside OnAccountLogin"
    assert found.thread
    assert "OnAccountLogin" in found.stack[0]
    assert "account_trading.cpp:8" in found.stack[0]
    assert found.explanation
    assert found.advice


def test_that_an_exception_is_told_with_the_place_where_it_was_thrown(
    start: Start, make_workspace: Callable[..., Path]
) -> None:
    config = {"throwing.so": {"nested": 1}}
    running = start(make_workspace([plugin_file("throwing", "-g", "-O0")], config=config))
    running.server.handle(TICK)
    running.server.handle(buy())
    running.server.close()
    thrown = {event.message.split()[0]: event for event in running.told(DiagnosticFound) if event.code == "exception"}
    stack = thrown["HookTradeRequestOpen"].stack
    thrower = next(place for place, frame in enumerate(stack) if "throw_nested()" in frame)
    assert "throwing.cpp:29" in stack[thrower]
    assert "Throwing::HookTradeRequestOpen" in stack[thrower + 1]
    assert "throwing.cpp:19" in stack[thrower + 1]
    (event,) = thrown["OnTradeAddDB"].stack
    assert "throwing.cpp:22" in event
