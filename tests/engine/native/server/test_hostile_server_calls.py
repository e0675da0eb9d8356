"""Every method of the server with arbitrary arguments: a code, never a crash, never a changed database."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from tests.engine.native.server.good_arguments import (
    METHODS,
    good_value,
)
from tests.engine.native.server.hostile import Victim, bear, code_of, hostile_values, memory_folder
from workbench.contract.table import Method
from workbench.sdk import ReturnCodes


def hostile_calls(victim: Victim, method: Method) -> Iterator[tuple[str, list[Any]]]:
    """Arguments of the method, one value invalid at a time."""
    params = [param for param in method.params if param.mode != "out"]
    for place, param in enumerate(params):
        for value in hostile_values(param.type, good_value(victim, method, param)):
            arguments = [good_value(victim, method, other) for other in params]
            arguments[place] = value
            yield f"{method.name}({param.name}={str(value)[:300]!r})", arguments


@pytest.fixture
def victim() -> Iterator[Victim]:
    with memory_folder() as folder:
        victim = Victim(folder)
        yield victim
        victim.end()


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_that_a_hostile_call_gets_a_code_and_damages_nothing(victim: Victim, method: Method) -> None:
    def call(arguments: list[Any]) -> Callable[[], Any]:
        return lambda: getattr(victim.server, method.name)(*arguments)

    bear(victim, ((what, call(arguments)) for what, arguments in hostile_calls(victim, method)))


def test_that_valid_arguments_are_accepted(victim: Victim) -> None:
    codes = {}
    for method in METHODS:
        if method.name == "CreditOut":
            assert victim.server.CreditIn(1001, 10.0, "to be taken") == ReturnCodes.RET_OK
            victim.settle()
        arguments = [good_value(victim, method, param) for param in method.params if param.mode != "out"]
        codes[method.name] = code_of(victim, partial(getattr(victim.server, method.name), *arguments))
        victim.again()
    refused = {name: code for name, code in codes.items() if code != ReturnCodes.RET_OK}
    assert refused == {"GetCloseTradeByGwUUID": 23, "GetCloseTradeByGwOrder": 23}
