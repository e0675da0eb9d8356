"""Notices plugin files that are added, rewritten or removed, without looking at them all the time."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from threading import Event

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from workbench.engine.settled_folder import Change, SettledFolder

SWEEP_SECONDS = 2.0
"""The folder is looked at this often even without a notice: some file systems send none."""


class _Wake(FileSystemEventHandler):
    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type not in ("opened", "closed_no_write"):
            self._wake()


class PluginWatcher:
    """Watches plugins/ of a workspace. `poll` is called often and costs nothing as long as nothing happened."""

    def __init__(
        self,
        settled: SettledFolder,
        *,
        clock: Callable[[], int] = time.monotonic_ns,
        woken: Callable[[], None] | None = None,
    ) -> None:
        """`settled` knows the folder as it was before; what changed since then is told by the first polls.

        `woken` is called on another thread, often, when there may be something to poll.
        """
        self._folder, self._settled, self._clock = settled.folder, settled, clock
        self._woken, self._tell_woken = Event(), woken
        self._observer = Observer()
        self._watched_inode = 0
        self._next_sweep = 0
        # The parent tells when the folder is deleted and made again: the watch on the folder itself dies with it.
        self._observer.schedule(_Wake(self._wake), str(self._folder.parent), recursive=False)
        self._watch_folder()
        self._observer.start()

    def _wake(self) -> None:
        first = not self._woken.is_set()
        self._woken.set()
        if first and self._tell_woken is not None:
            self._tell_woken()

    @property
    def waiting(self) -> bool:
        """Whether a change has been seen that has not settled yet."""
        return self._settled.waiting

    def poll(self) -> list[Change]:
        """Settled changes since the last call."""
        now = self._clock()
        if not (self._woken.is_set() or self._settled.waiting or now >= self._next_sweep):
            return []
        self._woken.clear()
        self._next_sweep = now + int(SWEEP_SECONDS * 1e9)
        self._watch_folder()
        return self._settled.poll(now)

    def close(self) -> None:
        """Ends the watching threads."""
        self._observer.stop()
        self._observer.join()

    def _watch_folder(self) -> None:
        try:
            inode = os.stat(self._folder).st_ino
        except OSError:
            # Deleted: the parent's watch tells when it is back.
            self._watched_inode = 0
            return
        if inode != self._watched_inode:
            self._observer.schedule(_Wake(self._wake), str(self._folder), recursive=False)
            self._watched_inode = inode
