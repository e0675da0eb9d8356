"""Detects added, changed and removed plugin files through file system notices instead of constant polling."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver

from workbench.engine.plugins.debounced_scan import DebouncedFolder, FileChange

SWEEP_SECONDS = 2.0
"""Interval of scans without a notice, because some file systems send none."""


_NONE_LEFT = (errno.EMFILE, errno.ENFILE, errno.ENOSPC, errno.ENOMEM)


class _Wake(FileSystemEventHandler):
    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type not in ("opened", "closed_no_write"):
            self._wake()


class PluginWatcher:
    """Watches plugins/ of a workspace. `poll` is called often and costs nothing without a change."""

    def __init__(
        self,
        settled: DebouncedFolder,
        *,
        clock: Callable[[], int] = time.monotonic_ns,
        woken: Callable[[], None] | None = None,
    ) -> None:
        """`settled` knows the earlier state of the folder. The first polls report the changes since then.

        Another thread calls `woken`, often, when there may be a change to poll.
        """
        self._folder, self._settled, self._clock = settled.folder, settled, clock
        self._woken, self._report_woken = Event(), woken
        self.polls_because = ""
        """Why the server scans the folders once a second: the system's error without free notices. Else empty."""
        self._next_sweep = 0
        self._watched_inode = 0
        self._watch_of_folder: ObservedWatch | None = None
        self._observer: BaseObserver | None = None
        self._watch(Observer)

    def _watch(self, make: Callable[[], BaseObserver]) -> None:
        """Starts a watch of this kind, or a polling one if the system has no notices left."""
        self._watched_inode, self._watch_of_folder = 0, None
        try:
            self._observer = make()
            self._observer.start()
            # The parent reports that the folder was deleted and recreated. The watch on the folder itself ends with it.
            self._schedule(self._observer, self._folder.parent)
            self._watch_folder()
        except OSError as error:
            self._poll_instead(error)

    def _poll_instead(self, error: OSError) -> None:
        if error.errno not in _NONE_LEFT or self.polls_because:
            raise error
        self.polls_because = error.strerror or str(error)
        self._stop_observer()
        self._watch(PollingObserver)
        # A scan finds the changes since the last one.
        self._wake()

    def _schedule(self, observer: BaseObserver, folder: Path) -> ObservedWatch:
        return observer.schedule(_Wake(self._wake), str(folder), recursive=False)

    def _wake(self) -> None:
        first = not self._woken.is_set()
        self._woken.set()
        if first and self._report_woken is not None:
            self._report_woken()

    @property
    def waiting(self) -> bool:
        """Returns whether a changed file is not stable yet."""
        return self._settled.waiting

    def poll(self) -> list[FileChange]:
        """Returns the stable changes since the last call."""
        now = self._clock()
        if not (self._woken.is_set() or self._settled.waiting or now >= self._next_sweep):
            return []
        self._woken.clear()
        self._next_sweep = now + int(SWEEP_SECONDS * 1e9)
        try:
            self._watch_folder()
        except OSError as error:
            self._poll_instead(error)
        return self._settled.poll(now)

    def close(self) -> None:
        """Ends the watching threads."""
        self._stop_observer()

    def _stop_observer(self) -> None:
        observer, self._observer = self._observer, None
        if observer is not None:
            observer.stop()
            observer.join()

    def _watch_folder(self) -> None:
        try:
            inode = os.stat(self._folder).st_ino
        except OSError:
            # The folder was deleted. The parent's watch reports its return.
            self._watched_inode = 0
            return
        if inode != self._watched_inode and self._observer is not None:
            if self._watch_of_folder is not None:
                # The watch belongs to a deleted folder of this name.
                self._observer.unschedule(self._watch_of_folder)
                self._watch_of_folder = None
            self._watch_of_folder = self._schedule(self._observer, self._folder)
            self._watched_inode = inode
