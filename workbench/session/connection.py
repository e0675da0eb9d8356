"""The connection to one engine process: requests out; answers, events, printed lines and the end in."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import select
import selectors
import signal
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workbench.engine.messages import Answer, AnyEvent, Request, Response
from workbench.engine.process.frames import FrameError, encode, frame_reader
from workbench.engine.process.run_processes import end_processes
from workbench.session.engine_process import EngineProcess
from workbench.session.output import OutputLines

LOOK_SECONDS = 0.25
_END = "end of the process"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """What takes the messages of a process, on the thread of `EngineConnection.listen`."""

    answered: Callable[[int, Answer], None]
    heard: Callable[[AnyEvent], None]
    printed: Callable[[str, list[str]], None]
    """Takes "stdout" or "stderr", and complete lines."""
    idle: Callable[[], None]
    """Is called at least every LOOK_SECONDS while the process runs."""
    failed: Callable[[str], None]
    """Takes one line: why the connection kills the process, because its data is invalid."""


class EngineConnection:
    """Talks to a started engine process until its end. `listen` needs a thread of its own."""

    def __init__(self, engine: EngineProcess) -> None:
        self._socket, self._process, self._run = engine.socket, engine.process, engine.run
        self._end = os.pidfd_open(self._process.pid)
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        # The socket fills up while the server hangs. Only this thread may wait for it.
        self._sender = threading.Thread(target=self._send, name=f"engine {self.pid} requests", daemon=True)
        self._sender.start()

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    def post(self, request: Request) -> None:
        """Queues a request. Returns at once."""
        self._outbox.put(encode(request))

    def end(self) -> None:
        """Asks the process to end after the queued requests. Returns at once."""
        self._outbox.put(None)

    def kill(self) -> None:
        """Ends the process with SIGKILL."""
        self._process.kill()

    def listen(self, receiver: Receiver) -> int:
        """Passes messages on until the process has ended. Returns its exit code, negative for a signal."""
        frames = frame_reader()
        with self._process, self._socket, selectors.DefaultSelector() as selector:
            selector.register(self._socket, selectors.EVENT_READ, None)
            selector.register(self._end, selectors.EVENT_READ, _END)
            pipes = {"stdout": self._process.stdout, "stderr": self._process.stderr}
            outputs = {name: OutputLines(pipe) for name, pipe in pipes.items() if pipe is not None}
            for name, lines in outputs.items():
                selector.register(lines.file, selectors.EVENT_READ, name)
            self._guard(receiver, self._hear, selector, frames, outputs, receiver)
            exit_code = self._wait(outputs, receiver)
            for name, lines in outputs.items():
                self._guard(receiver, receiver.printed, name, lines.rest())
            self._end_sender()
        return exit_code

    def _guard(self, receiver: Receiver, call: Callable[..., None], *arguments: Any) -> None:
        """Calls a function that handles data of the process. Kills the process when it raises."""
        try:
            call(*arguments)
        except Exception as error:  # noqa: BLE001 - the process may send anything, and its end must be reported
            _log.debug("the data of engine process %d is invalid", self.pid, exc_info=True)
            text = " ".join(str(error).split())
            receiver.failed(text if isinstance(error, FrameError) else f"{type(error).__name__}: {text}")
            self._process.kill()

    def _send(self) -> None:
        """Sends the queued requests until None, then asks the process to end."""
        # A closed socket means that the process ended. The listener then fails the requests without an answer.
        with contextlib.suppress(OSError):
            while (frame := self._outbox.get()) is not None:
                self._socket.sendall(frame)
            self._socket.shutdown(socket.SHUT_WR)

    def _end_sender(self) -> None:
        """Ends the sender thread, even when a process that a plugin forked keeps the other end open."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._outbox.put(None)
        self._sender.join()

    def _hear(
        self, selector: selectors.BaseSelector, frames: Any, outputs: dict[str, OutputLines], receiver: Receiver
    ) -> None:
        """Reads until the socket closes."""
        while True:
            for key, _ in selector.select(LOOK_SECONDS):
                if key.data == _END:
                    continue
                if key.data is not None:
                    receiver.printed(key.data, outputs[key.data].read())
                    if outputs[key.data].ended:
                        selector.unregister(key.fileobj)
                elif not self._receive(frames, receiver):
                    return
            if select.select([self._end], [], [], 0)[0]:
                # A process that a plugin forked may keep the socket open. Read what the engine has sent.
                self._socket.setblocking(False)
                while self._receive(frames, receiver):
                    pass
                return
            receiver.idle()

    def _receive(self, frames: Any, receiver: Receiver) -> bool:
        """Reads the available data. Returns False at the end of the stream."""
        try:
            data = self._socket.recv(1 << 18)
            for frame in frames.feed(data):
                if isinstance(frame, Response):
                    receiver.answered(frame.number, frame.answer)
                else:
                    receiver.heard(frame.event)
        except (ConnectionResetError, BlockingIOError):
            return False
        return bool(data)

    def _wait(self, outputs: dict[str, OutputLines], receiver: Receiver) -> int:
        """Waits for the end and returns the exit code. Reads the output meanwhile, so that a full pipe cannot block."""
        while not select.select([self._end], [], [], LOOK_SECONDS)[0]:
            for name, lines in outputs.items():
                self._guard(receiver, receiver.printed, name, lines.read())
        # The process is not reaped yet, so its number cannot belong to another process group.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        # Processes that left the group, such as daemons.
        end_processes(self._run)
        os.close(self._end)
        return self._process.wait()
