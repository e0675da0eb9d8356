"""A started server in this process and its reports, for tests without a session."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from tests.support.waiting import wait_until
from workbench.contract.generated.enums import PluginTradeCommand
from workbench.contract.generated.records import PluginTradeRequestRecord
from workbench.engine.messages import (
    AnyEvent,
    DiagnosticFound,
    InjectTick,
    OpenTrade,
    PluginChanged,
    PluginRow,
    StartOptions,
)
from workbench.engine.server.server import Server

E = TypeVar("E")
VIRTUAL = StartOptions(clock="virtual", start_nanos=1_772_438_400_000_000_000)
TICK = InjectTick(symbol="EURUSD", bid=1.1, ask=1.1002)


class Running:
    """A started server and its reports."""

    def __init__(self, workspace: Path, run_folder: Path, options: StartOptions) -> None:
        self.events: list[AnyEvent] = []
        self.workspace = workspace
        self.server = Server(workspace, "", options, self.events.append, run_folder=run_folder, settle_millis=20)

    def reported(self, type_: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, type_)]

    def rows(self) -> dict[str, PluginRow]:
        return {event.row.file: event.row for event in self.reported(PluginChanged)}

    def diagnostics(self, file_or_name: str) -> dict[str, str]:
        return {event.code: event.message for event in self.reported(DiagnosticFound) if event.plugin == file_or_name}


class Start(Protocol):
    def __call__(self, workspace: Path, options: StartOptions = VIRTUAL) -> Running: ...


def buy(volume: int = 10) -> OpenTrade:
    request = PluginTradeRequestRecord(login=1001, symbol="EURUSD", cmd=PluginTradeCommand.Buy, volume=volume)
    return OpenTrade(trade=request)


def pump_until(running: Running, done: Callable[[], bool]) -> None:
    def look() -> bool:
        running.server.pump()
        return done()

    wait_until(look, described_by=lambda: running.events)
