"""Findings of the guard as the observer gets them: with thread and named stack, in order."""

from collections.abc import Callable
from pathlib import Path

from tests.engine.plugin_desk import plugin_file
from tests.engine.running import Running, Start
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
