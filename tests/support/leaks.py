"""A test that leaves a thread, process, shared-memory segment or window behind fails and names it and its maker."""

import gc
import os
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any
from weakref import WeakKeyDictionary

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED_MEMORY = Path("/dev/shm")
LIBRARIES = tuple(sysconfig.get_path(name) for name in ("stdlib", "purelib"))
# Native threads that Qt, its platform plugin and the numeric libraries keep for the life of the process.
# The process that looks at plugin files: one for all servers, until this program ends.
LASTING_PROCESS = "workbench.engine.loader.scanner_process"
LASTING_THREADS = ("QXcb", "QDBus", "Thread (pooled)", "Qt", "pool-", "openblas", "gmain", "gdbus", "dconf", "llvmpipe")

_PROCESS_EVENTS = frozenset({"subprocess.Popen", "os.posix_spawn", "os.fork", "os.forkpty"})
_processes_made_at: list[str] = []
_threads_made_at: WeakKeyDictionary[threading.Thread, str] = WeakKeyDictionary()


def _place(frame: FrameType | None) -> str:
    """`tests/x.py:12 in test_y`, the innermost line on the stack that does not belong to a library."""
    while frame is not None:
        file = frame.f_code.co_filename
        if not file.startswith((*LIBRARIES, "<", __file__)):
            return f"{file.removeprefix(f'{ROOT}/')}:{frame.f_lineno} in {frame.f_code.co_name}"
        frame = frame.f_back
    return "a library"


def _audit(event: str, _: tuple[Any, ...]) -> None:
    if event in _PROCESS_EVENTS:
        _processes_made_at.append(_place(sys._getframe(1)))


_start = threading.Thread.start


def _start_and_note(thread: threading.Thread) -> None:
    _threads_made_at[thread] = _place(sys._getframe(1))
    _start(thread)


sys.addaudithook(_audit)
threading.Thread.start = _start_and_note  # type: ignore[method-assign, assignment]


def _threads() -> dict[str, str]:
    """Threads of this process: those of Python by their name, the others by number and kernel name."""
    found = {}
    ours = {thread.native_id: thread for thread in threading.enumerate()}
    for task in Path("/proc/self/task").iterdir():
        try:
            kernel_name = (task / "comm").read_text().strip()
        except OSError:
            continue  # It ended meanwhile.
        thread = ours.get(int(task.name))
        if thread is not None:
            made_at = _threads_made_at.get(thread, "an unknown place")
            found[task.name] = f"Python thread {thread.name!r}, started at {made_at}"
        elif not kernel_name.startswith(LASTING_THREADS):
            found[task.name] = f"native thread {kernel_name!r}"
    return found


def _processes() -> dict[str, str]:
    found = {}
    for child in psutil.Process().children(recursive=True):
        try:
            command = " ".join(child.cmdline()) or child.name()
            if LASTING_PROCESS in command:
                continue
            found[f"{child.pid}-{child.create_time()}"] = f"process {child.pid} ({child.status()}): {command[:120]}"
        except psutil.NoSuchProcess:
            continue
    return found


def _segments() -> dict[str, str]:
    """Segments of this process or of one that is gone; those of other running workbenches are theirs."""
    found = {}
    for path in SHARED_MEMORY.glob("workbench-*"):
        owner = path.name.split("-")[1]
        if owner == str(os.getpid()) or not (owner.isdigit() and psutil.pid_exists(int(owner))):
            found[path.name] = f"shared memory {path}"
    return found


def _windows() -> dict[str, str]:
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return {}
    return {
        str(id(window)): f"window {type(window).__name__} {window.windowTitle()!r}"
        for window in widgets.QApplication.topLevelWidgets()
        if window.isVisible()
    }


KINDS: dict[str, Callable[[], dict[str, str]]] = {
    "threads": _threads,
    "processes": _processes,
    "segments": _segments,
    "windows": _windows,
}


def _left_behind(before: dict[str, dict[str, str]], kinds: list[str]) -> dict[str, list[str]]:
    left = {}
    for kind in kinds:
        new = [text for key, text in KINDS[kind]().items() if key not in before[kind]]
        if new:
            left[kind] = new
    return left


def _settled(before: dict[str, dict[str, str]], kinds: list[str], grace_seconds: float) -> dict[str, list[str]]:
    """What is still there once everything that was ending has ended."""
    left = _left_behind(before, kinds)
    if left:
        gc.collect()  # An object in a cycle may own the rest.
    deadline = time.monotonic() + grace_seconds
    ended = threading.Event()
    while left and time.monotonic() < deadline:
        ended.wait(0.02)
        left = _left_behind(before, kinds)
    return left


def pytest_addoption(parser: pytest.Parser) -> None:
    """Registers the ini option with pytest."""
    parser.addini("leak_grace_seconds", "how long something that is already ending may take to be gone", default="20")


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails the test that leaves something running, mapped or open; mark it `leaves("threads")` when it means to."""
    allowed = {kind for marker in request.node.iter_markers("leaves") for kind in marker.args}
    kinds = [kind for kind in KINDS if kind not in allowed]
    before = {kind: KINDS[kind]() for kind in kinds}
    _processes_made_at.clear()
    yield
    left = _settled(before, kinds, float(request.config.getini("leak_grace_seconds")))
    if left:
        pytest.fail("\n".join(_report_page(kind, what) for kind, what in left.items()), pytrace=False)


def _report_page(kind: str, what: list[str]) -> str:
    places = dict.fromkeys(_processes_made_at) if kind == "processes" else {}
    made = [f"    the test started processes at {place}" for place in places]
    return "\n".join([f"left behind ({kind}):", *[f"  {each}" for each in what], *made])
