"""The interface between a client and the server, in this process or in a child process."""

from concurrent.futures import Future
from pathlib import Path
from typing import Protocol

from workbench.engine.messages import Answer, AnyCommand, AnyEvent, StartOptions
from workbench.telemetry.segment import SegmentReader

__all__ = ["EngineGone", "Session", "StartOptions"]


class EngineGone(RuntimeError):
    """The server ended before it answered."""


class Session(Protocol):
    """An embedded server. Any thread may call any method. Only `stop` and `close` block."""

    workspace: Path
    reload_on_change: bool
    """Whether a changed plugin file restarts the server. May change at any time."""

    @property
    def state(self) -> str:
        """starting, running, stopping, stopped or crashed."""

    @property
    def telemetry(self) -> SegmentReader | None:
        """Rings and counters of the last started server, readable after its end. None before the first start."""

    def start(self, options: StartOptions = StartOptions()) -> None:
        """Starts the server. `EngineStarted` or `FaultHappened` reports the result."""

    def stop(self, *, timeout_seconds: float = 5.0) -> None:
        """Stops the server in order and waits for its end. Kills the process after the timeout."""

    def restart(self, options: StartOptions | None = None) -> None:
        """Restarts the server on the same databases. Does not block the caller."""

    def request(self, command: AnyCommand) -> "Future[Answer]":
        """Sends a command. The future fails with EngineGone when the server ends before it answers."""

    @property
    def quarantine(self) -> tuple[str, ...]:
        """Plugin files that every start excludes because of a fault."""

    def retry(self, file: str) -> None:
        """Ends a plugin's quarantine and restarts the server with it. Does not block the caller."""

    def take_events(self) -> list[AnyEvent]:
        """Returns the events since the last call, oldest first."""

    def close(self) -> None:
        """Stops the server and frees every thread, process, descriptor and shared-memory segment."""
