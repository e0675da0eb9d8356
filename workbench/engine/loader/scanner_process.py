"""The scanner process: reads the files that all scans need once, and forks a child for each scan."""

from __future__ import annotations

import os
import resource
import signal
import socket
import sys
from collections.abc import Iterable
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import cast

import msgspec

from workbench.engine.files.regular_file import FileProblem
from workbench.engine.loader import diagnostics
from workbench.engine.loader.diagnostics import Unreadable, Unresolved
from workbench.engine.loader.elf.libraries import CACHE, LibrarySearch
from workbench.engine.loader.library_checks import inspect_library
from workbench.engine.loader.python_checks import inspect_source
from workbench.engine.loader.scan import MAX_BYTES, read_candidate, writable_by
from workbench.engine.loader.scanner import Scan, ScanRequest
from workbench.engine.loader.signing.signature import Kind, check_signature, prepare, signature_path
from workbench.engine.plain_text import printable_lines

CPU_SECONDS = 1
"""Limit of processor time, which a busy machine does not affect."""
BYTES_PER_SECOND = 40_000_000
"""Debug information makes whole files large. Each block of this size adds one second."""
WALL_FACTOR = 20
"""Ratio of the time limit to the limit of processor time, for a busy machine."""
MEMORY_BYTES = 2 << 30
MOST_KNOWN = 1_000

_requests = msgspec.msgpack.Decoder(ScanRequest)
_scans = msgspec.msgpack.Decoder(Scan)


Print = tuple[int, int, int, int]
"""Inode, size and change time of a file (including changes of its mode), and the mode of its folder."""


class ScanService:
    """Answers the connected scanners, from memory if neither the file nor its libraries changed."""

    def __init__(self, control: socket.socket, preload: str) -> None:
        self._control = control
        self._preload = preload
        self._channels: list[Connection] = []
        self._search = LibrarySearch(preload=self._preload)
        self._linker_cache = _print(os.fsencode(CACHE))
        self._known: dict[ScanRequest, tuple[dict[bytes, Print | None], bytes]] = {}

    def serve(self) -> None:
        """Serves until the process that started this one ends."""
        self._search.remember_common()
        while True:
            for ready in wait([self._control, *self._channels]):
                if ready is not self._control:
                    self._hear(cast(Connection, ready))
                elif not self._welcome():
                    return

    def _welcome(self) -> bool:
        message, descriptors, _, _ = socket.recv_fds(self._control, 1, 1)
        self._channels += [Connection(descriptor) for descriptor in descriptors]
        return bool(message)

    def _hear(self, channel: Connection) -> None:
        try:
            request = _requests.decode(channel.recv_bytes())
            channel.send_bytes(self._answer(request))
        except (EOFError, OSError):
            self._channels.remove(channel)
            channel.close()

    def _answer(self, request: ScanRequest) -> bytes:
        prints, answer = self._known.get(request, ({}, b""))
        if answer and prints == _prints(prints):
            return answer
        before = _print(request.path)
        self._follow_linker_cache()
        prepare(Path(os.fsdecode(request.path)))
        answer = _apart(request, self._search)
        self._known.pop(request, None)
        # A write during the scan may have come before or after the read.
        if before == _print(request.path):
            self._remember(request, answer)
        return answer

    def _follow_linker_cache(self) -> None:
        seen = _print(os.fsencode(CACHE))
        if seen != self._linker_cache:
            self._search = LibrarySearch(preload=self._preload)
            self._linker_cache = seen
            self._search.remember_common()

    def _remember(self, request: ScanRequest, answer: bytes) -> None:
        found = _scans.decode(answer)
        if found.looked_at is None:
            return
        if len(self._known) >= MOST_KNOWN:
            self._known.pop(next(iter(self._known)))
        self._known[request] = (_prints((request.path, *found.looked_at)), answer)


def _prints(paths: Iterable[bytes]) -> dict[bytes, Print | None]:
    return {path: _print(path) for path in paths}


def _print(path: bytes) -> Print | None:
    try:
        facts, folder = os.stat(path), os.stat(os.path.dirname(path) or b".")
    except OSError:
        # The path does not exist. A later file has another fingerprint.
        return None
    return facts.st_ino, facts.st_size, facts.st_ctime_ns, folder.st_mode


def main() -> None:
    """Answers requests until the other end closes. Arguments: the number of the socket, LD_PRELOAD of the server."""
    # Ctrl-C in the terminal is meant for the process that started this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(fileno=int(sys.argv[1])) as control:
        ScanService(control, sys.argv[2]).serve()


def _apart(request: ScanRequest, search: LibrarySearch) -> bytes:
    """Returns the encoded result of a scan in a forked child, or the reason for the child's end."""
    ours, theirs = Pipe(duplex=False)
    child = os.fork()
    if child == 0:
        # The child must not continue as a second scanner process, whatever happens.
        try:
            theirs.send_bytes(msgspec.msgpack.encode(_limited(request, search)))
        finally:
            os._exit(0)
    theirs.close()
    with ours:
        cpu_seconds = _cpu_seconds(request.path)
        answer = _hear(ours, cpu_seconds * WALL_FACTOR)
    if not answer:
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    return answer or msgspec.msgpack.encode(Scan(problem=_why(status, cpu_seconds)))


def _cpu_seconds(path: bytes) -> int:
    try:
        return CPU_SECONDS + min(os.stat(path).st_size, MAX_BYTES) // BYTES_PER_SECOND
    except OSError:
        # The file is gone. The scan reports that.
        return CPU_SECONDS


def _hear(ours: Connection, wall_seconds: float) -> bytes:
    try:
        return ours.recv_bytes() if ours.poll(wall_seconds) else b""
    except (EOFError, OSError):
        return b""


def _why(status: int, cpu_seconds: int) -> str:
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        return f"reading the file takes more than {cpu_seconds} s of processor time: its headers are invalid"
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return f"reading the file does not end within {cpu_seconds * WALL_FACTOR} s"
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return f"reading the file crashed the scanner process ({signal.Signals(number).name if number else status})"


def _limited(request: ScanRequest, search: LibrarySearch) -> Scan:
    cpu_seconds = _cpu_seconds(request.path)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        return look(request, search)
    except MemoryError:
        return Scan(problem=f"reading the file takes more than {MEMORY_BYTES >> 30} GB of memory")


def look(request: ScanRequest, search: LibrarySearch) -> Scan:
    """Returns the scan of a file."""
    path = Path(os.fsdecode(request.path))
    try:
        candidate = read_candidate(path)
    except FileProblem as problem:
        return Scan(diagnostics=((Unreadable.__name__, str(problem)),))
    if candidate.language == "C++":
        inspection = inspect_library(candidate, search, pinned=request.pinned, runtimes=request.runtimes)
    else:
        inspection = inspect_source(candidate)
    signature = check_signature(path, candidate.data, Path(os.fsdecode(request.trust)))
    # A missing library may be installed later, and a signature expires.
    lasting = signature.kind is Kind.NONE and not any(isinstance(each, Unresolved) for each in inspection.diagnostics)
    others = (signature_path(path), CACHE, *inspection.libraries)
    writable = writable_by(path)
    problems = [*([diagnostics.WritableByOthers(writable)] if writable else []), *inspection.diagnostics]
    return Scan(
        digest=candidate.digest,
        diagnostics=tuple((type(diagnostic).__name__, printable_lines(diagnostic.text)) for diagnostic in problems),
        layout=inspection.layout.name if inspection.layout else "",
        facts=inspection.facts or (),
        neighbours=tuple((name, os.fsencode(place)) for name, place in inspection.neighbours),
        signature=signature,
        sharing=inspection.sharing,
        looked_at=tuple(map(os.fsencode, others)) if lasting else None,
    )


if __name__ == "__main__":
    main()
