"""One server from its start to its end: its requests and answers, its state and its files."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from pathlib import Path

from workbench.contract.generated.enums import ReturnCodes
from workbench.engine.messages import Answer, AnyCommand, AnyEvent, EngineStarted, Request, ServerState
from workbench.session.ending import CLOSE_SECONDS, STOP_SECONDS, running_calls, wait_for_end
from workbench.session.protocol import EngineGone
from workbench.telemetry.segment import Segment, SegmentReader

ACTIVE = ("starting", "running")
"""States in which a server takes requests."""
_PREFIX = "workbench-run-"


def _new_run_folder() -> Path:
    """Creates a folder that carries the number of this process. Removes the folders that killed processes left."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if owner.isdecimal() and not Path("/proc", owner).exists() and _is_own(folder):
            shutil.rmtree(folder, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))


def _is_own(folder: Path) -> bool:
    try:
        facts = os.lstat(folder)
    except FileNotFoundError:
        # Another process has just removed it.
        return False
    return stat.S_ISDIR(facts.st_mode) and facts.st_uid == os.getuid()


class ServerRun:
    """Common part of the runs of all sessions. Subclasses start `_thread`, which ends with the server."""

    _thread: threading.Thread

    def __init__(self, put: Callable[[AnyEvent], None]) -> None:
        """`put` takes the events of this run."""
        self._put = put
        self._lock = threading.Lock()
        self._futures: dict[int, Future[Answer]] = {}
        self._number = 0
        self.state: ServerState = "starting"
        self._segment = Segment.create()
        try:
            self.reader = SegmentReader(self._segment.path)
            self._run_folder = _new_run_folder()
        except BaseException:
            self._segment.unlink()
            raise

    @property
    def run_folder(self) -> Path:
        """Folder with the private copies of its plugins."""
        return self._run_folder

    @property
    def alive(self) -> bool:
        """Whether its end is not reported yet."""
        return self._thread.is_alive()

    def request(self, command: AnyCommand) -> Future[Answer]:
        """Sends a command. The future fails with EngineGone when the server ends first."""
        future: Future[Answer] = Future()
        with self._lock:
            if self.state not in ACTIVE:
                future.set_exception(EngineGone("the server is not running"))
                return future
            self._number += 1
            number = self._number
            self._futures[number] = future
            try:
                self._post(Request(number, command))
            except Exception as error:  # noqa: BLE001 - a caller may put any values into a command
                del self._futures[number]
                unsent = error
            else:
                return future
        text = " ".join(str(unsent).split())
        future.set_result(Answer(code=ReturnCodes.RET_INVALID_DATA, error=f"The command cannot be sent: {text}"))
        return future

    def stop(self, timeout_seconds: float) -> None:
        """Ends the server and waits for the end."""
        self._stop(timeout_seconds, blocked_seconds=timeout_seconds)

    def close(self) -> None:
        """Ends the server when no client reads its reports. Does not wait for a plugin that does not end."""
        self._stop(STOP_SECONDS, blocked_seconds=CLOSE_SECONDS)

    def _stop(self, seconds: float, *, blocked_seconds: float) -> None:
        with self._lock:
            if self.state in ACTIVE:
                self.state = "stopping"
        seconds = self._begin_stop(seconds)
        waited = wait_for_end(self._has_ended, self._blocking, seconds=seconds, blocked_seconds=blocked_seconds)
        if self._thread.is_alive():
            self._give_up_stop(waited)

    def _has_ended(self, seconds: float) -> bool:
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _answered(self, number: int, answer: Answer) -> None:
        with self._lock:
            future = self._futures.pop(number, None)
        if future is not None and future.set_running_or_notify_cancel():
            future.set_result(answer)

    def _heard(self, event: AnyEvent) -> None:
        if isinstance(event, EngineStarted):
            with self._lock:
                if self.state == "starting":
                    self.state = "running"
        self._put(event)

    def _fail_requests(self) -> None:
        """Fails every request without an answer. Call it when the state refuses further requests."""
        with self._lock:
            futures, self._futures = self._futures, {}
        for future in futures.values():
            # A cancelled request has an outcome already.
            if future.set_running_or_notify_cancel():
                future.set_exception(EngineGone("the server ended before it answered"))

    def _remove_run_folder(self) -> None:
        shutil.rmtree(self._run_folder, ignore_errors=True)

    def _remove_files(self) -> None:
        self._segment.unlink()
        self._remove_run_folder()

    # Subclasses define how to reach the server.

    def _post(self, request: Request) -> None:
        """Hands a request to the server without waiting."""
        raise NotImplementedError

    def _begin_stop(self, seconds: float) -> float:
        """Asks the server to end. Returns how many of the given seconds to wait for the end."""
        raise NotImplementedError

    def _blocking(self) -> set[Hashable]:
        """Returns what delays the end besides the server's own work, which must not be lost."""
        return running_calls(self.reader)

    def _give_up_stop(self, waited_seconds: float) -> None:
        """Handles a server that did not end."""
        raise NotImplementedError
