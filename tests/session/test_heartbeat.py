"""An engine without progress is reported once."""

from types import SimpleNamespace
from typing import Any

from workbench.session.heartbeat import HeartbeatChange, HeartbeatWatchdog


class Engine:
    """The parts of a segment that the heartbeat watchdog reads."""

    def __init__(self, heartbeat: int) -> None:
        self.header = {"heartbeat": heartbeat}
        self.calls: list[Any] = []

    def running(self) -> list[Any]:
        return self.calls


def watchdog_of(engine: Engine) -> HeartbeatWatchdog:
    return HeartbeatWatchdog(engine, hang_seconds=5.0)  # type: ignore[arg-type]


def test_that_a_hang_is_reported_once_and_again_after_a_recovery() -> None:
    engine = Engine(heartbeat=5)
    watchdog = watchdog_of(engine)
    assert watchdog.look(100.0) is None
    assert watchdog.look(104.9) is None
    assert watchdog.look(105.0) is HeartbeatChange.STOPPED
    assert watchdog.look(120.0) is None
    engine.header["heartbeat"] = 6
    assert watchdog.look(121.0) is HeartbeatChange.MOVES_AGAIN
    assert watchdog.look(125.0) is None
    assert watchdog.look(126.0) is HeartbeatChange.STOPPED


def test_that_an_engine_without_a_thread_needs_no_heartbeat() -> None:
    watchdog = watchdog_of(Engine(heartbeat=0))
    assert watchdog.look(1.0) is None
    assert watchdog.look(100.0) is None


def test_that_a_call_that_never_ends_is_a_hang_also_without_a_heartbeat() -> None:
    engine = Engine(heartbeat=0)
    watchdog = watchdog_of(engine)
    engine.calls = [SimpleNamespace(call=7, depth=1)]
    assert watchdog.look(1.0) is None
    engine.calls = [SimpleNamespace(call=8, depth=1)]
    assert watchdog.look(6.0) is None
    assert watchdog.look(11.0) is HeartbeatChange.STOPPED
    engine.calls = [SimpleNamespace(call=8, depth=0)]
    assert watchdog.look(20.0) is HeartbeatChange.MOVES_AGAIN
