"""Restarts the server after a fault or a change of a plugin file, on a separate thread."""

from __future__ import annotations

import math
import queue
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from workbench.engine.configuration.file import SETTLE_SECONDS
from workbench.engine.configuration.model import FILE_NAME
from workbench.engine.files.fingerprint import Fingerprint, fingerprint_of
from workbench.engine.loader.diagnostics import FilesPolled, GivenUp, RestartWaits
from workbench.engine.messages import (
    AnyEvent,
    DiagnosticFound,
    EngineStarted,
    FaultHappened,
    FileChanged,
    PluginChanged,
    PluginRow,
)
from workbench.engine.plugins.debounced_scan import DebouncedFolder, FileChange
from workbench.session.ending import STOP_SECONDS
from workbench.session.restart_policy import MOST_RESTARTS, RESTART_WINDOW_SECONDS, RestartPolicy

if TYPE_CHECKING:
    from workbench.engine.plugins.watcher import PluginWatcher

SETTLING_SECONDS = 0.02
SWEEP_SECONDS = 2.0
PREPARE_SECONDS = 2.0
"""Delay after a start, because the server and the window need the processors during it."""


class Restart(Protocol):
    """Stops that run and starts the next. Does nothing when that run is no longer the present one.

    Returns the error in server.toml for which the restart has to wait, or an empty string.
    """

    def __call__(self, token: object, timeout_seconds: float = ...) -> str: ...


class Supervisor:
    """Takes the events of a run and carries out the decisions of the restart policy.

    Watches plugins/ itself while no server runs or while the server hangs.
    """

    def __init__(
        self,
        policy: RestartPolicy,
        *,
        restart: Restart,
        put: Callable[[AnyEvent], None],
        rows: Callable[[], Mapping[str, PluginRow]],
        workspace: Path,
        settle_millis: int,
        prepare: Callable[[], None],
    ) -> None:
        """`prepare` is called PREPARE_SECONDS after each start, so that the next start is quick."""
        self._policy, self._restart, self._put, self._rows = policy, restart, put, rows
        self._folder, self._settle_millis = workspace / "plugins", settle_millis
        self._file = workspace / FILE_NAME
        self._inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._token: object = None
        self._prepare, self._prepare_at = prepare, math.inf
        self._acted_on = 0
        self._watcher: PluginWatcher | None = None
        self._watched_for: object = None
        """The ended run for which plugins/ is watched."""
        self._waiting: Callable[[], None] | None = None
        """The restart that waits for a valid server.toml."""
        self._waits_since: Fingerprint | None = None
        self._waits_for = ""
        self._closing = False
        self._thread = threading.Thread(target=self._keep, name="supervisor", daemon=True)
        self._thread.start()

    def opened(self, token: object) -> None:
        """Registers a new run by its token."""
        self._token = token
        self._inbox.put(self._begin)

    def heard(self, token: object, event: AnyEvent) -> None:
        """Takes an event of a run. Any thread; returns at once."""
        if isinstance(event, EngineStarted | FaultHappened | FileChanged | PluginChanged | DiagnosticFound):
            self._inbox.put(partial(self._act, token, event))

    def forget(self) -> None:
        """Ignores further events of the present run, because a user stops the server."""
        self.opened(None)

    def close(self) -> None:
        """Ends the thread after a restart in progress."""
        self._closing = True
        self._inbox.put(self._unwatch)
        self._thread.join()

    # The following methods run on the supervisor's own thread.

    def _keep(self) -> None:
        while not self._closing:
            try:
                work = self._inbox.get(timeout=self._patience())
            except queue.Empty:
                work = self._look
            work()
        self._unwatch()

    def _patience(self) -> float | None:
        """Returns the seconds until the next action without an event, or None."""
        until = self._prepare_at - time.monotonic()
        if self._watcher is not None:
            until = min(until, SETTLING_SECONDS if self._watcher.waiting else SWEEP_SECONDS)
        if self._waiting is not None:
            until = min(until, SETTLE_SECONDS)
        return max(until, 0.0) if until < math.inf else None

    def _begin(self) -> None:
        self._unwatch()
        self._waiting, self._waits_for = None, ""

    def _start_again(self, token: object, timeout_seconds: float = STOP_SECONDS) -> None:
        """Restarts as soon as server.toml is valid."""
        # Before the file is read, so that a write during the read triggers another attempt.
        self._waits_since = fingerprint_of(self._file)
        error = self._restart(token, timeout_seconds)
        self._waiting = partial(self._start_again, token, timeout_seconds) if error else None
        if error and error != self._waits_for:
            text = f"{error}. The server restarts as soon as the file is valid"
            self._put(RestartWaits(text).event(""))
        self._waits_for = error

    def _act(self, token: object, event: AnyEvent) -> None:
        if token is not self._token:
            return
        match event:
            case EngineStarted():
                self._prepare_at = time.monotonic() + PREPARE_SECONDS
            case FaultHappened():
                self._after_fault(token, event)
            case FileChanged():
                if self._policy.wants_reload(event, self._rows()):
                    self._start_again(token)
            case DiagnosticFound(code="hang", severity="info"):
                # The server runs again and reports changed files itself.
                self._unwatch()
            case PluginChanged(row=row) if not row.enabled:
                self._policy.forgive(row.file)
            case _:
                pass

    def _after_fault(self, token: object, fault: FaultHappened) -> None:
        if fault.number and fault.number <= self._acted_on:
            # The complete report of a fault that was already handled.
            return
        self._acted_on = fault.number
        if not self._policy.wants_restart(fault):
            if fault.kind != "failed to start":
                # A hanging server does not notice changed files.
                self._watch(token)
        elif self._policy.may_restart(fault):
            self._start_again(token, 0.0 if fault.kind == "hang" else STOP_SECONDS)
        else:
            self._give_up()
            self._watch(token)

    def _give_up(self) -> None:
        text = f"the server ended more than {MOST_RESTARTS} times within {RESTART_WINDOW_SECONDS:.0f} s"
        self._put(GivenUp(f"{text} and does not restart").event(""))

    def _watch(self, token: object) -> None:
        if self._watcher is not None:
            return
        # Most client processes never watch, and the import takes long.
        from workbench.engine.plugins.watcher import PluginWatcher

        files = DebouncedFolder(self._folder, settle_nanos=self._settle_millis * 1_000_000)
        self._watched_for = token
        self._watcher = PluginWatcher(files, woken=partial(self._inbox.put, self._look))
        if why := self._watcher.polls_because:
            self._put(FilesPolled.because(why))
        # The server may have ended before it reported the last change. The new watch treats the present files as known.
        rows = self._rows()
        self._changed(FileChange(file, "changed") for file in rows if self._policy.is_replaced(file, rows))

    def _look(self) -> None:
        if time.monotonic() >= self._prepare_at:
            self._prepare_at = math.inf
            self._prepare()
        if self._waiting is not None and fingerprint_of(self._file) != self._waits_since:
            self._waiting()
        if self._watcher is None:
            return
        self._changed(self._watcher.poll())

    def _changed(self, changes: Iterable[FileChange]) -> None:
        for change in changes:
            changed = FileChanged(nanos=time.time_ns(), file=change.file, change=change.change)
            self._put(changed)
            if self._policy.wants_reload(changed, self._rows()):
                self._start_again(self._watched_for)
                return

    def _unwatch(self) -> None:
        if self._watcher is not None:
            self._watcher.close()
            self._watcher = None
