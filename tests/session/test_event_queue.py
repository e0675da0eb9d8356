"""Events of several servers in one queue: which of them describe the plugins that run now."""

from tests.support.recording import SYMBOLS, plugin
from workbench.engine.messages import AnyEvent, EngineStarted, EngineStopped, FaultHappened, PluginChanged
from workbench.session.event_queue import EventQueue

CRASH = FaultHappened(kind="crash", plugin="killer", callback="OnQuoteTick", file="killer.so", complete=False)
FIRST, SECOND = object(), object()


def with_two_plugins() -> EventQueue:
    events = EventQueue()
    events.begin_run(FIRST)
    events.put(plugin(0, "talker"), run=FIRST)
    events.put(plugin(1, "killer"), run=FIRST)
    return events


def states(heard: list[AnyEvent]) -> dict[str, str]:
    return {event.row.file: event.row.state for event in heard if isinstance(event, PluginChanged)}


def test_that_a_fault_ends_the_plugins_before_it_is_reported() -> None:
    events = with_two_plugins()
    events.take()
    events.put(CRASH, run=FIRST)
    heard = events.take()
    assert states(heard) == {"talker.so": "stopped", "killer.so": "crashed"}
    assert isinstance(heard[-1], FaultHappened)


def test_that_a_hang_leaves_the_plugins_running() -> None:
    events = with_two_plugins()
    events.put(FaultHappened(kind="hang", plugin="killer", callback="OnQuoteTick"), run=FIRST)
    assert states(events.take()) == {"talker.so": "running", "killer.so": "running"}


def test_that_the_end_of_the_server_stops_every_plugin() -> None:
    events = with_two_plugins()
    events.put(EngineStopped(), run=FIRST)
    assert states(events.take()) == {"talker.so": "stopped", "killer.so": "stopped"}


def test_that_a_late_fault_report_leaves_the_plugins_of_the_next_server_alone() -> None:
    events = with_two_plugins()
    events.put(CRASH, run=FIRST)
    events.begin_run(SECOND)
    events.put(plugin(0, "talker"), run=SECOND)
    events.put(CRASH, run=FIRST)
    heard = events.take()
    assert isinstance(heard[-1], FaultHappened)
    assert states(heard)["talker.so"] == events.rows()["talker.so"].state == "running"


def test_that_the_state_of_an_earlier_server_is_dropped() -> None:
    events = with_two_plugins()
    events.begin_run(SECOND)
    events.put(plugin(0, "talker"), run=SECOND)
    events.take()
    events.put(plugin(0, "talker", state="stopped"), run=FIRST)
    events.put(EngineStarted(pid=7, segment="", symbols=SYMBOLS, threads_before=1), run=FIRST)
    events.put(EngineStopped(), run=FIRST)
    assert events.take() == []
    assert events.rows()["talker.so"].state == "running"
