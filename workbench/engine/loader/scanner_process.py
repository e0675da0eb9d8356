"""The process that looks at files: it has read what all of them need, and forks for each one."""

from __future__ import annotations

import os
import resource
import signal
import sys
from multiprocessing.connection import Connection, Pipe
from pathlib import Path

import msgspec

from workbench.engine.loader.checks import inspect_library
from workbench.engine.loader.libraries import LibrarySearch
from workbench.engine.loader.python_source import inspect_source
from workbench.engine.loader.regular_file import FileProblem
from workbench.engine.loader.scan import read_candidate
from workbench.engine.loader.scanner import Request, Scan
from workbench.engine.loader.signature import check_signature

CPU_SECONDS = 1
"""Of processor time: a busy machine is not the file's fault."""
WALL_SECONDS = 20.0
MEMORY_BYTES = 2 << 30


def main() -> None:
    """Answers requests until the other end is closed. The argument is the number of the socket."""
    # Ctrl-C in the terminal is meant for who started this.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    search = LibrarySearch()
    search.remember_common()
    requests = msgspec.msgpack.Decoder(Request)
    with Connection(int(sys.argv[1])) as channel:
        while True:
            try:
                request = requests.decode(channel.recv_bytes())
                channel.send_bytes(_apart(request, search, channel))
            except (EOFError, OSError):
                return


def _apart(request: Request, search: LibrarySearch, channel: Connection) -> bytes:
    """What a process of its own finds, encoded; when it dies, why."""
    ours, theirs = Pipe(duplex=False)
    child = os.fork()
    if child == 0:
        # It must not live on as a second one of us, whatever happens.
        try:
            channel.close()
            theirs.send_bytes(msgspec.msgpack.encode(_limited(request, search)))
        finally:
            os._exit(0)
    theirs.close()
    with ours:
        answer = _hear(ours)
    if not answer:
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    return answer or msgspec.msgpack.encode(Scan(problem=_why(status)))


def _hear(ours: Connection) -> bytes:
    try:
        return ours.recv_bytes() if ours.poll(WALL_SECONDS) else b""
    except (EOFError, OSError):
        return b""


def _why(status: int) -> str:
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        return f"reading it takes more than {CPU_SECONDS} s of processor time: its headers lead nowhere"
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return f"reading it does not come to an end within {WALL_SECONDS:g} s"
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return f"reading it ended the process that read it ({signal.Signals(number).name if number else status})"


def _limited(request: Request, search: LibrarySearch) -> Scan:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        return look(request, search)
    except MemoryError:
        return Scan(problem=f"reading it takes more than {MEMORY_BYTES >> 30} GB of memory")


def look(request: Request, search: LibrarySearch) -> Scan:
    """What there is to say of a file."""
    path = Path(os.fsdecode(request.path))
    try:
        candidate = read_candidate(path)
    except FileProblem as problem:
        return Scan(problem=str(problem))
    if candidate.language == "C++":
        inspection = inspect_library(candidate, search, pinned=request.pinned, runtimes=request.runtimes)
    else:
        inspection = inspect_source(candidate)
    return Scan(
        digest=candidate.digest,
        findings=tuple((type(finding).__name__, finding.text) for finding in inspection.findings),
        layout=inspection.layout.name if inspection.layout else "",
        facts=inspection.facts or (),
        neighbours=tuple((name, os.fsencode(place)) for name, place in inspection.neighbours),
        signature=check_signature(path, candidate.data, Path(os.fsdecode(request.trust))),
    )


if __name__ == "__main__":
    main()
