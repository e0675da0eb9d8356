"""Entry point of the engine process: a server behind a socket. It ends when the client process closes its end."""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import importlib
import os
import select
import shutil
import signal
import socket
import threading
from pathlib import Path

from workbench.contract.generated.enums import StackSignal
from workbench.engine.errors import StartError, StartGivenUp, failed_to_start
from workbench.engine.loader import scanner
from workbench.engine.messages import Answer, AnyEvent, Frame, Reported, Response
from workbench.engine.process.arguments import EXIT_STUCK, EXIT_WORKSPACE, PYTHON_STACKS_FILE, ChildArguments
from workbench.engine.process.frames import encode, receive_arguments, request_reader
from workbench.engine.process.own_threads import name_thread
from workbench.engine.process.probe_preload import forget_preload
from workbench.engine.process.run_processes import RUN, end_processes
from workbench.engine.server.server import Server
from workbench.engine.server.service import Service

GRACE_SECONDS = 10.0
LATER_MODULES = ("workbench.engine.plugins.watcher",)

_IOLBF = 1


class FrameSender:
    """Sends frames. After the client process has closed the socket, it drops them."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection, self._gone = connection, False

    def say(self, frame: Frame) -> None:
        """Sends one frame and waits until the client process reads it."""
        if self._gone:
            return
        try:
            self._connection.sendall(encode(frame))
        except (BrokenPipeError, ConnectionResetError):
            self._gone = True

    def report(self, event: AnyEvent) -> None:
        """Sends an event."""
        self.say(Reported(event))

    def answer(self, number: int, answer: Answer) -> None:
        """Sends the answer to a request."""
        self.say(Response(number, answer))


def main(descriptor: str, scanner_descriptor: str) -> int:
    """Waits on the inherited socket for the arguments, then runs the server until the socket closes or SIGTERM arrives.

    The second descriptor is the channel to the scanner process. Returns the exit code.
    """
    forget_preload()
    scanner.inherit(int(scanner_descriptor))
    name_thread("server")
    _flush_lines()
    # Ctrl-C in a terminal reaches the whole process group, but the client process decides about the end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(fileno=int(descriptor)) as connection:
        if not select.select([connection], [], [], 0)[0]:
            _load_ahead()
        arguments = receive_arguments(connection)
        if arguments is None:
            return 0
        sender = FrameSender(connection)
        try:
            _serve(arguments, connection, sender)
        except StartGivenUp:
            return 0
        except StartError as error:
            sender.report(failed_to_start(error))
            return EXIT_WORKSPACE
    return 0


def _load_ahead() -> None:
    """Imports modules that are needed later, while no one waits for this process."""
    for module in LATER_MODULES:
        importlib.import_module(module)


def _serve(arguments: ChildArguments, connection: socket.socket, sender: FrameSender) -> None:
    _report_python_stacks(Path(arguments.run_folder))
    server = Server(
        Path(arguments.workspace),
        arguments.segment,
        arguments.options,
        sender.report,
        run_folder=Path(arguments.run_folder),
        settle_millis=arguments.settle_millis,
        catch_crashes=True,
    )
    service = Service(server, sender.answer)
    signal.signal(signal.SIGTERM, lambda *_: service.stop())
    with contextlib.closing(server):
        # Starts before the server, so that a client process that ends also ends a plugin that never finishes loading.
        threading.Thread(
            target=_listen, args=(connection, service, arguments), name="client process", daemon=True
        ).start()
        server.start()
        service.run()
    _leave_nothing(arguments)


def _leave_nothing(arguments: ChildArguments) -> None:
    """Ends programs that plugins started and removes the run files. The client does the same, unless it was killed."""
    if run := os.environ.get(RUN):
        end_processes(run)
    shutil.rmtree(arguments.run_folder, ignore_errors=True)
    Path(arguments.segment).unlink(missing_ok=True)


def _report_python_stacks(run_folder: Path) -> None:
    """Registers a signal that writes the stacks of all Python threads, even if none of them gets the interpreter."""
    # Open until the process ends, because the signal may arrive at any moment.
    file = os.open(run_folder / PYTHON_STACKS_FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    faulthandler.register(StackSignal.PYTHON_STACK_SIGNAL, file=file, all_threads=True)


def _listen(connection: socket.socket, service: Service, arguments: ChildArguments) -> None:
    """Posts requests until the client process closes its end. The service then has GRACE_SECONDS for a regular end."""
    name_thread("requests")
    reader = request_reader()
    try:
        while data := connection.recv(1 << 16):
            for request in reader.feed(data):
                service.post(request)
    finally:
        service.stop()
        # A plugin that never returns must not outlive the client process.
        timer = threading.Timer(GRACE_SECONDS, end_by_force, (arguments,))
        timer.daemon = True
        timer.start()


def end_by_force(arguments: ChildArguments) -> None:
    """Ends the process even if a plugin blocks it, and removes its files."""
    _leave_nothing(arguments)
    os._exit(EXIT_STUCK)


def _flush_lines() -> None:
    """Makes C's stdout line-buffered, so that a plugin's output survives a crash."""
    libc = ctypes.CDLL(None)
    libc.setvbuf(ctypes.c_void_p.in_dll(libc, "stdout"), None, _IOLBF, ctypes.c_size_t(0))
