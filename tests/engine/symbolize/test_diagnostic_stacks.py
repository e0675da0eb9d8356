"""Diagnostics of the guard as the client process gets them: with thread and named stack, in order."""

from collections.abc import Callable
from pathlib import Path

from tests.engine.running import TICK, Running, Start, buy
from tests.support.plugin_desk import plugin_file
from workbench.engine.messages import DiagnosticFound, Login


def test_that_a_diagnostic_names_the_functions_of_its_stack(start: Start, make_workspace: Callable[..., Path]) -> None:
    running: Running = start(make_workspace([plugin_file("account_trading", "-g", "-O0")]))
    running.server.handle(Login(login=1001))
    running.server.close()
    (found,) = [event for event in running.reported(DiagnosticFound) if event.code == "account-handler"]
    assert found.message == "GetOpenTradesByLogin was called inside OnAccountLogin"
    assert found.thread
    assert "OnAccountLogin" in found.stack[0]
    assert "account_trading.cpp:8" in found.stack[0]
    assert found.explanation
    assert found.advice


def place_of(text: str) -> str:
    """The file and line of `throwing.cpp` where a text stands."""
    lines = (Path(__file__).parents[2] / "plugins" / "throwing.cpp").read_text().splitlines()
    return f"throwing.cpp:{next(number for number, line in enumerate(lines, 1) if text in line)}"


def test_that_an_exception_is_reported_with_the_place_where_it_was_thrown(
    start: Start, make_workspace: Callable[..., Path]
) -> None:
    config = {"throwing.so": {"nested": 1}}
    running = start(make_workspace([plugin_file("throwing", "-g", "-O0")], config=config))
    running.server.handle(TICK)
    running.server.handle(buy())
    running.server.close()
    thrown = {
        event.message.split()[0]: event for event in running.reported(DiagnosticFound) if event.code == "exception"
    }
    stack = thrown["HookTradeRequestOpen"].stack
    thrower = next(place for place, frame in enumerate(stack) if "throw_nested()" in frame)
    assert place_of("throw_with_nested") in stack[thrower]
    assert "Throwing::HookTradeRequestOpen" in stack[thrower + 1]
    assert place_of("if (nested_)") in stack[thrower + 1]
    (event,) = thrown["OnTradeAddDB"].stack
    assert place_of("throw 42") in event
