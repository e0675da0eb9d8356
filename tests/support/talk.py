"""A conversation with a server over a session: commands, answers, events, and queries for tests."""

from collections.abc import Callable
from typing import Any, TypeVar

from tests.support.waiting import PATIENCE_SECONDS, wait_until
from workbench.contract.generated.enums import PluginTradeCommand
from workbench.contract.generated.records import PluginTradeRequestRecord
from workbench.session import (
    Answer,
    AnyCommand,
    AnyEvent,
    CloseTrade,
    EngineStarted,
    FaultHappened,
    InjectTick,
    OpenTrade,
    PluginChanged,
    Query,
    Session,
    StartOptions,
)

TICK = InjectTick(symbol="EURUSD", bid=1.1, ask=1.1002)
QUIET = StartOptions(feed_playing=False, robot=False)
E = TypeVar("E")
DEFAULTS = StartOptions()


class Talk:
    """A session and its events so far."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.events: list[AnyEvent] = []

    def start(self, options: StartOptions = DEFAULTS) -> EngineStarted:
        """Starts the server and waits until it runs."""
        self.session.start(options)
        self.wait(lambda: bool(self.said(EngineStarted)) or bool(self.said(FaultHappened)))
        assert self.said(EngineStarted), self.said(FaultHappened)
        return self.said(EngineStarted)[-1]

    def ask(self, command: AnyCommand) -> Answer:
        """Sends a command and waits for the answer."""
        return self.session.request(command).result(timeout=PATIENCE_SECONDS)

    def rows(self, what: str, login: int = 0) -> list[dict[str, Any]]:
        """Rows of a query."""
        answer = self.ask(Query(what=what, login=login))
        assert answer.error == ""
        rows: list[dict[str, Any]] = answer.data
        return rows

    def said(self, type_: type[E]) -> list[E]:
        """Events of one type so far."""
        self.events += self.session.take_events()
        return [event for event in self.events if isinstance(event, type_)]

    def plugin_states(self) -> dict[str, str]:
        """The last state of each plugin."""
        return {event.row.file: event.row.state for event in self.said(PluginChanged)}

    def wait(self, done: Callable[[], bool]) -> None:
        """Waits until `done`; fails with all received events."""
        wait_until(done, described_by=lambda: self.events)


def fault_of(talk: Talk) -> FaultHappened:
    """Returns the final report of the only fault."""
    talk.wait(lambda: any(fault.complete for fault in talk.said(FaultHappened)))
    faults = talk.said(FaultHappened)
    assert {fault.number for fault in faults} == {1}, faults
    return faults[-1]


def buy(volume: int, login: int = 1001, symbol: str = "EURUSD") -> OpenTrade:
    request = PluginTradeRequestRecord(login=login, symbol=symbol, cmd=PluginTradeCommand.Buy, volume=volume)
    return OpenTrade(trade=request)


def close(order: int, login: int = 1001) -> CloseTrade:
    return CloseTrade(trade=PluginTradeRequestRecord(order=order, login=login))


OpenChild = Callable[..., Talk]
"""`open_child(workspace, **settings)`: a conversation with a server in a child process."""
