"""Events of several servers in one queue: which of them describe the plugins that run now."""

from tests.support.recording import SYMBOLS, plugin
from workbench.engine.messages import (
    AnyEvent,
    EngineStarted,
    EngineStopped,
    FaultHappened,
    JournalLine,
    JournalWritten,
    MessageSent,
    PluginChanged,
    StatePublished,
)
from workbench.session.event_queue import MAX_BULK, EventQueue

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


STARTED = EngineStarted(pid=7, segment="", symbols=SYMBOLS, threads_before=1)


def journal(text: str, lines: int = 1) -> JournalWritten:
    line = JournalLine(nanos=0, server_nanos=0, level="info", type="plugin", plugin="talker", text=text)
    return JournalWritten(lines=(line,) * lines)


def drop_lines(heard: list[AnyEvent]) -> dict[str, str]:
    lines = [line for event in heard if isinstance(event, JournalWritten) for line in event.lines]
    return {line.plugin: line.text for line in lines if line.type == "workbench"}


def test_that_a_flood_of_states_drops_no_fact_about_the_server() -> None:
    events = with_two_plugins()
    events.put(STARTED, run=FIRST)
    for number in range(3 * MAX_BULK):
        events.put(StatePublished(plugin="talker", state=number), run=FIRST)
    events.put(CRASH, run=FIRST)
    for number in range(3 * MAX_BULK):
        events.put(MessageSent(plugin="killer", target="managers", id=0, data=number), run=FIRST)
    heard = events.take()
    assert STARTED in heard
    assert sum(isinstance(event, FaultHappened) for event in heard) == 1
    assert len(heard) < MAX_BULK + 20
    assert "events dropped" in drop_lines(heard)["killer"]


def test_that_the_last_state_of_each_plugin_survives_a_flood_and_the_others_are_counted() -> None:
    events = EventQueue()
    events.put(StatePublished(plugin="quiet", state="only"))
    for number in range(MAX_BULK + 1):
        events.put(StatePublished(plugin="talker", state=number))
    heard = events.take()
    last = {event.plugin: event.state for event in heard if isinstance(event, StatePublished)}
    assert last == {"quiet": "only", "talker": MAX_BULK}
    kept = sum(isinstance(event, StatePublished) and event.plugin == "talker" for event in heard)
    assert drop_lines(heard)["talker"].startswith(f"{MAX_BULK + 1 - kept:,} published states dropped")
    assert events.take() == []


def test_that_many_lines_in_one_event_count_as_many() -> None:
    events = EventQueue()
    for number in range(12):
        events.put(journal(str(number), MAX_BULK // 10))
    heard = [event for event in events.take() if isinstance(event, JournalWritten)]
    texts = [event.lines[0].text for event in heard if event.lines[0].type == "plugin"]
    assert texts == [str(number) for number in range(12 - len(texts), 12)]
    assert 5 <= len(texts) <= 10


def test_that_an_engine_that_invents_plugin_names_stays_bounded() -> None:
    events = EventQueue()
    for number in range(2 * MAX_BULK):
        events.put(StatePublished(plugin=f"plugin {number}", state=0))
    heard = events.take()
    assert len(heard) <= MAX_BULK + 1
    assert len(drop_lines(heard)) <= 1001
