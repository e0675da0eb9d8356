"""Runs a server on its own thread or process: requests in order of arrival, and the pump between them."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable

from workbench.engine.messages import Answer, Request
from workbench.engine.server.server import Server

PUMP_SECONDS = 0.02


class Service:
    """The loop around a started server. Any thread and signal handlers may call `post` and `stop`."""

    def __init__(
        self, server: Server, answer: Callable[[int, Answer], None], *, pump_seconds: float = PUMP_SECONDS
    ) -> None:
        self._server, self._answer, self._pump_seconds = server, answer, pump_seconds
        self._inbox: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
        self._stopping = threading.Event()

    def post(self, request: Request) -> None:
        """Adds a request. The thread of `run` calls `answer` with its number."""
        self._inbox.put(request)

    def stop(self) -> None:
        """Ends `run` after the current request."""
        self._stopping.set()
        self._server.give_up()
        self._inbox.put(None)

    def run(self) -> None:
        """Answers requests and pumps until `stop`, or until the server loses its database. The server keeps running."""
        due = time.monotonic() + self._pump_seconds
        while not self._stopping.is_set() and not self._server.database_lost:
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
            # No request arrived in time, so the pump is due.
            return None
