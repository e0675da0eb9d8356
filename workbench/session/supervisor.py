"""Starts the server again after a fault or a change of a plugin file, from a thread of its own."""

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
"""A server that has just started, and the window with it, needs the processors for itself."""


class Restart(Protocol):
    """Stops what is left of that run and starts the next; nothing when it is not the present run any more.

    Answers why that has to wait: what is wrong with server.toml. Empty when there is nothing to wait for.
    """

    def __call__(self, token: object, timeout_seconds: float = ...) -> str: ...


class Supervisor:
    """Hears what a run tells and does what the restart policy decides.

    While no server runs, or one that hangs, it watches plugins/ itself.
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
        """`prepare` is called some time after each start, so that the next one is quick."""
        self._policy, self._restart, self._put, self._rows = policy, restart, put, rows
        self._folder, self._settle_millis = workspace / "plugins", settle_millis
        self._file = workspace / FILE_NAME
        self._inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._token: object = None
        self._prepare, self._prepare_at = prepare, math.inf
        self._acted_on = 0
        self._watcher: PluginWatcher | None = None
        self._watched_for: object = None
        """The run after whose end plugins/ is watched."""
        self._waiting: Callable[[], None] | None = None
        """The restart that waits until server.toml can be used."""
        self._waits_since: Fingerprint | None = None
        self._waits_for = ""
        self._closing = False
        self._thread = threading.Thread(target=self._keep, name="supervisor", daemon=True)
        self._thread.start()

    def opened(self, token: object) -> None:
        """There is a new run, for which this token stands."""
        self._token = token
        self._inbox.put(self._begin)

    def heard(self, token: object, event: AnyEvent) -> None:
        """A run told something; any thread, returns at once."""
        if isinstance(event, EngineStarted | FaultHappened | FileChanged | PluginChanged | DiagnosticFound):
            self._inbox.put(partial(self._act, token, event))

    def forget(self) -> None:
        """Somebody stops the server: what its last run told leads to nothing."""
        self.opened(None)

    def close(self) -> None:
        """Ends the thread; a restart that has begun comes to its end first."""
        self._closing = True
        self._inbox.put(self._unwatch)
        self._thread.join()

    # What follows runs on the supervisor's own thread.

    def _keep(self) -> None:
        while not self._closing:
            try:
                work = self._inbox.get(timeout=self._patience())
            except queue.Empty:
                work = self._look
            work()
        self._unwatch()

    def _patience(self) -> float | None:
        """Until when nothing is to be done unless something is heard."""
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
        """Restarts, as soon as server.toml can be used."""
        # Before it is read: what is written meanwhile is looked at again.
        self._waits_since = fingerprint_of(self._file)
        error = self._restart(token, timeout_seconds)
        self._waiting = partial(self._start_again, token, timeout_seconds) if error else None
        if error and error != self._waits_for:
            text = f"{error}; the server restarts as soon as the file can be used"
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
                # It moves again, and tells what changes itself.
                self._unwatch()
            case PluginChanged(row=row) if not row.enabled:
                self._policy.forgive(row.file)
            case _:
                pass

    def _after_fault(self, token: object, fault: FaultHappened) -> None:
        if fault.number and fault.number <= self._acted_on:
            # Told once more, with names for its addresses.
            return
        self._acted_on = fault.number
        if not self._policy.wants_restart(fault):
            if fault.kind != "failed to start":
                # A server that hangs sees no file either.
                self._watch(token)
        elif self._policy.may_restart(fault):
            self._start_again(token, 0.0 if fault.kind == "hang" else STOP_SECONDS)
        else:
            self._give_up()
            self._watch(token)

    def _give_up(self) -> None:
        text = f"the server ended more than {MOST_RESTARTS} times within {RESTART_WINDOW_SECONDS:.0f} s"
        self._put(GivenUp(f"{text} and is not started again").event(""))

    def _watch(self, token: object) -> None:
        if self._watcher is not None:
            return
        # Most client processes never come to watch, and watching takes long to import.
        from workbench.engine.plugins.watcher import PluginWatcher

        files = DebouncedFolder(self._folder, settle_nanos=self._settle_millis * 1_000_000)
        self._watched_for = token
        self._watcher = PluginWatcher(files, woken=partial(self._inbox.put, self._look))
        if why := self._watcher.polls_because:
            self._put(FilesPolled.because(why))
        # The server had no time to tell of what was written last, and this watch knows it from the beginning.
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
            reported = FileChanged(nanos=time.time_ns(), file=change.file, change=change.change)
            self._put(reported)
            if self._policy.wants_reload(reported, self._rows()):
                self._start_again(self._watched_for)
                return

    def _unwatch(self) -> None:
        if self._watcher is not None:
            self._watcher.close()
            self._watcher = None
