"""The one seam between whoever observes the server and the server itself, in this process or in a child."""

from concurrent.futures import Future
from pathlib import Path
from typing import Protocol

from workbench.engine.messages import Answer, AnyCommand, AnyEvent, StartOptions
from workbench.telemetry.segment import SegmentReader

__all__ = ["EngineGone", "Session", "StartOptions"]


class EngineGone(RuntimeError):
    """The server ended before it answered."""


class Session(Protocol):
    """An embedded server under observation. Any thread; every method returns at once, but `stop` and `close`."""

    workspace: Path
    reload_on_change: bool
    """Whether a plugin file that has changed starts the server again; may be switched at any time."""

    @property
    def state(self) -> str:
        """starting, running, stopping, stopped or crashed."""

    @property
    def telemetry(self) -> SegmentReader | None:
        """Rings and counters of the last started server, readable after its end; None before the first start."""

    def start(self, options: StartOptions = StartOptions()) -> None:
        """Starts the server; `EngineStarted` or `FaultHappened` tells how it went."""

    def stop(self, *, timeout_seconds: float = 5.0) -> None:
        """Stops the server in order and waits for it; kills the process when it does not end in time."""

    def restart(self, options: StartOptions | None = None) -> None:
        """Stops and starts again on the same databases without blocking the caller."""

    def request(self, command: AnyCommand) -> "Future[Answer]":
        """Sends a command. The future fails with EngineGone when the server ends before it answers."""

    @property
    def quarantine(self) -> tuple[str, ...]:
        """Plugin files that every start leaves out because of a fault."""

    def retry(self, file: str) -> None:
        """Ends a plugin's quarantine and starts the server again with it, without blocking the caller."""

    def take_events(self) -> list[AnyEvent]:
        """What happened since the last call, oldest first."""

    def close(self) -> None:
        """Stops the server and gives back every thread, process, descriptor and shared-memory segment."""
