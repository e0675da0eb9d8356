"""A standing heartbeat is noticed once."""

from types import SimpleNamespace

from workbench.session.pulse import Pulse


def test_that_a_hang_is_told_once_and_again_after_a_recovery() -> None:
    header = {"heartbeat": 5}
    pulse = Pulse(SimpleNamespace(header=header), hang_seconds=5.0)  # type: ignore[arg-type]
    assert not pulse.stopped(100.0)
    assert not pulse.stopped(104.9)
    assert pulse.stopped(105.0)
    assert not pulse.stopped(120.0)
    header["heartbeat"] = 6
    assert not pulse.stopped(121.0)
    assert not pulse.stopped(125.0)
    assert pulse.stopped(126.0)


def test_that_an_engine_without_a_thread_is_left_alone() -> None:
    pulse = Pulse(SimpleNamespace(header={"heartbeat": 0}), hang_seconds=5.0)  # type: ignore[arg-type]
    assert not pulse.stopped(1.0)
    assert not pulse.stopped(100.0)
