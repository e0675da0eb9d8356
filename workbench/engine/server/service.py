"""Runs a server on its own thread or process: requests in order of arrival, the pump between them, until stopped."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable

from workbench.engine.messages import Answer, Request
from workbench.engine.server.server import Server

PUMP_SECONDS = 0.02


class Service:
    """The loop around a started server. `post` and `stop` may be called from any thread and from signal handlers."""

    def __init__(
        self, server: Server, answer: Callable[[int, Answer], None], *, pump_seconds: float = PUMP_SECONDS
    ) -> None:
        self._server, self._answer, self._pump_seconds = server, answer, pump_seconds
        self._inbox: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
        self._stopping = threading.Event()

    def post(self, request: Request) -> None:
        """Adds a request; `answer` is called with its number from the thread of `run`."""
        self._inbox.put(request)

    def stop(self) -> None:
        """Ends `run` after the request it is at."""
        self._stopping.set()
        self._server.give_up()
        self._inbox.put(None)

    def run(self) -> None:
        """Answers and pumps until `stop`; the server is left running."""
        due = time.monotonic() + self._pump_seconds
        while not self._stopping.is_set():
            request = self._next(due - time.monotonic())
            if request is not None:
                self._answer(request.number, self._server.handle(request.command))
            if time.monotonic() >= due:
                self._server.pump()
                due = time.monotonic() + self._pump_seconds

    def _next(self, wait_seconds: float) -> Request | None:
        try:
            return self._inbox.get(timeout=max(wait_seconds, 0.0))
        except queue.Empty:
            # Nothing asked in time: the pump is due.
            return None
