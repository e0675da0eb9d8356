"""Scans plugin files in a separate process, so that a file that crashes or blocks its reader ends only that process."""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
import threading
from collections import deque
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from pathlib import Path

import msgspec

import workbench
from workbench.contract.generated.layouts import LAYOUTS, Layout
from workbench.engine.loader import diagnostics
from workbench.engine.loader.diagnostics import Diagnostic
from workbench.engine.loader.file_facts import FileFacts
from workbench.engine.loader.shared_symbols import Sharing
from workbench.engine.loader.signing.signature import SignatureState

TRIES = 3
AHEAD = 8
"""Number of requests that are sent before the first answer is read. More would fill both directions of the channel."""

_encoder = msgspec.msgpack.Encoder()


class ScanRequest(msgspec.Struct, frozen=True):
    """A request to scan a file. Paths are bytes, because a file name may be invalid text."""

    path: bytes
    trust: bytes
    pinned: str = ""
    """Layout in the configuration."""
    runtimes: tuple[str, ...] = ()
    """Paths of the sanitizer runtimes that the server has loaded."""
    again: int = 0
    """Number of earlier requests during which the file changed."""


class Scan(msgspec.Struct, frozen=True):
    """The result of a scan. `problem` is a sentence about the file if the scan failed."""

    digest: str = ""
    problem: str = ""
    diagnostics: tuple[tuple[str, str], ...] = ()
    """Class and text of each diagnostic."""
    layout: str = ""
    facts: FileFacts = ()
    signature: SignatureState | None = None
    neighbours: tuple[tuple[str, bytes], ...] = ()
    sharing: Sharing = Sharing()
    looked_at: tuple[bytes, ...] | None = None
    """Files besides the plugin's own that the diagnostics depend on. None: they also depend on other things."""


_decoder = msgspec.msgpack.Decoder(Scan)


@dataclass(frozen=True)
class Scanned:
    """The result of a scan for the loader. `digest` is that of the scanned content."""

    digest: str
    diagnostics: list[Diagnostic]
    layout: Layout | None
    facts: FileFacts
    signature: SignatureState | None
    neighbours: tuple[tuple[str, Path], ...]
    sharing: Sharing

    def layout_doubt(self) -> str:
        """Returns why the layout may be wrong, empty when the file proves it."""
        return next((found.text for found in self.diagnostics if isinstance(found, diagnostics.LayoutAssumed)), "")

    def signature_diagnostic(self) -> Diagnostic | None:
        """Returns the diagnostic about the signature, None when the scan failed."""
        if self.signature is None:
            return None
        kind = diagnostics.SignatureBad if self.signature.bad else diagnostics.SignatureReported
        return kind(self.signature.sentence)


class ScannerProcess:
    """The scanner process, for any number of servers one after the other. It ends with the process that started it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def connect(self) -> Connection:
        """Returns a new channel for a Scanner here or in a child process. OSError if the process cannot be started."""
        ours, theirs = Pipe()
        with theirs, self._lock:
            self._start()
            assert self._control is not None
            socket.send_fds(self._control, [b"c"], [theirs.fileno()])
        return ours

    def close(self) -> None:
        """Ends the process."""
        with self._lock:
            self._end()

    def _start(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        self._end()
        self._control, theirs = socket.socketpair()
        home = str(Path(workbench.__file__).resolve().parent.parent)
        variables = dict(os.environ)
        # LD_PRELOAD is meant for the server. The scanner process gets its value as an argument and does not load it.
        preload = variables.pop("LD_PRELOAD", "")
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "workbench.engine.loader.scanner_process", str(theirs.fileno()), preload],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                env=variables | {"PYTHONPATH": os.pathsep.join(filter(None, (home, variables.get("PYTHONPATH"))))},
            )

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = self._control = None


class Scanner:
    """Scans files. `channel` leads to a shared process. If that channel breaks, the scanner uses its own process.

    Callable from any thread.
    """

    def __init__(self, channel: Connection | None = None) -> None:
        self._lock = threading.Lock()
        self._channel = channel
        self._own = ScannerProcess()
        self._asked: deque[ScanRequest] = deque()
        self._later: deque[ScanRequest] = deque()

    def expect(self, requests: list[ScanRequest]) -> None:
        """Starts scans of these files, which will be requested in this order."""
        with self._lock:
            self._later.extend(requests)
            self._ask_ahead()

    def scan(self, request: ScanRequest) -> Scanned:
        """Returns the scan of a file. A failed scan has a diagnostic with the reason."""
        with self._lock:
            return _scanned(self._answer(request))

    def close(self) -> None:
        """Closes the channel and an own process."""
        with self._lock:
            self._lose()
            self._own.close()

    def _answer(self, request: ScanRequest) -> Scan:
        for _ in range(TRIES):
            if request not in self._asked:
                if request in self._later:
                    self._later.remove(request)
                self._ask(request)
            found = self._receive(request)
            if found is not None:
                return found
            # The process has ended, for example because it was killed.
            self._lose()
        return Scan(problem=f"the scanner process ended {TRIES} times")

    def _receive(self, wanted: ScanRequest) -> Scan | None:
        while self._asked and self._channel is not None:
            try:
                found = _decoder.decode(self._channel.recv_bytes())
            except (EOFError, OSError):
                return None
            answered = self._asked.popleft()
            self._ask_ahead()
            if answered == wanted:
                return found
        return None

    def _ask_ahead(self) -> None:
        while self._later and len(self._asked) < AHEAD:
            self._ask(self._later.popleft())

    def _ask(self, request: ScanRequest) -> None:
        try:
            if self._channel is None:
                self._channel = self._own.connect()
            self._channel.send_bytes(_encoder.encode(request))
        except OSError:
            # The process has ended. The reader of the answer notices that and uses a new process.
            self._lose()
        else:
            self._asked.append(request)

    def _lose(self) -> None:
        if self._channel is not None:
            self._channel.close()
        self._channel = None
        self._asked.clear()


_shared = Scanner()


@atexit.register
def _close() -> None:
    _shared.close()


def shared() -> Scanner:
    """Returns the scanner of this process, which any number of servers can use."""
    return _shared


def inherit(descriptor: int) -> None:
    """Makes the scanner of this process use the channel that the process was started with."""
    global _shared
    _shared = Scanner(Connection(descriptor))


def _scanned(found: Scan) -> Scanned:
    problems = [getattr(diagnostics, name)(text) for name, text in found.diagnostics]
    if found.problem:
        problems.append(diagnostics.MachineMismatch(found.problem))
    layout = next((layout for layout in LAYOUTS if layout.name == found.layout), None)
    neighbours = tuple((name, Path(os.fsdecode(path))) for name, path in found.neighbours)
    return Scanned(found.digest, problems, layout, found.facts, found.signature, neighbours, found.sharing)
