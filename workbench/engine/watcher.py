"""Notices plugin files that are added, rewritten or removed, once they have settled."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from workbench.engine.loader.elf import NotElf, WrongMachine, read_elf
from workbench.engine.loader.scan import FileProblem, read_candidate, scan

SETTLE_MILLIS = 200
SWEEP_SECONDS = 2.0
"""The folder is looked at this often even without a notice: some file systems send none."""


@dataclass(frozen=True)
class Change:
    """`change`: added, changed or removed."""

    file: str
    change: str


@dataclass(frozen=True)
class _Print:
    """What a look at a file without reading it tells."""

    inode: int
    size: int
    modified_nanos: int


class SettledFolder:
    """Compares a folder with what it held before. Knows no clock and no notices: the caller says when to look."""

    def __init__(self, folder: Path, *, settle_nanos: int) -> None:
        self.folder, self._settle_nanos = folder, settle_nanos
        self._known: dict[str, tuple[_Print, str]] = {}
        self._unsettled: dict[str, tuple[_Print | None, int]] = {}
        for file, seen in self._look().items():
            self._known[file] = (seen, self._digest(file) or "")

    @property
    def waiting(self) -> bool:
        """Whether some file has changed and not settled yet."""
        return bool(self._unsettled)

    def poll(self, now_nanos: int) -> list[Change]:
        """Changes that have settled by `now_nanos`, any clock that does not go back."""
        found = self._look()
        for file in sorted(found.keys() | self._known.keys() | self._unsettled.keys()):
            self._compare(file, found.get(file), now_nanos)
        return list(self._settled(now_nanos))

    def _compare(self, file: str, seen: _Print | None, now_nanos: int) -> None:
        known = self._known.get(file)
        if seen == (known[0] if known else None):
            self._unsettled.pop(file, None)
        elif file not in self._unsettled or self._unsettled[file][0] != seen:
            self._unsettled[file] = (seen, now_nanos)

    def _settled(self, now_nanos: int) -> Iterator[Change]:
        for file, (seen, since) in list(self._unsettled.items()):
            if now_nanos - since < self._settle_nanos:
                continue
            if seen is None:
                del self._unsettled[file], self._known[file]
                yield Change(file, "removed")
            elif (digest := self._digest(file)) is not None:
                del self._unsettled[file]
                known = self._known.get(file)
                self._known[file] = (seen, digest)
                if known is None:
                    yield Change(file, "added")
                elif known[1] != digest:
                    yield Change(file, "changed")

    def _look(self) -> dict[str, _Print]:
        try:
            paths = scan(self.folder)
        except OSError:
            # The folder is deleted, or being made again: every file of it is gone for now.
            return {}
        return {path.name: seen for path in paths if (seen := _print(path)) is not None}

    def _digest(self, file: str) -> str | None:
        """Hash of a file's content; None while it cannot be read or a library is only half there."""
        try:
            candidate = read_candidate(self.folder / file)
            if candidate.language == "C++" and candidate.data[:4] == b"\x7fELF":
                read_elf(candidate.data)
        except (FileProblem, NotElf):
            return None
        except WrongMachine:
            # Complete enough to be told to the author, who will find it refused.
            return candidate.digest
        return candidate.digest


def _print(path: Path) -> _Print | None:
    try:
        facts = os.stat(path)
    except OSError:
        # Gone between the listing and now, or a link to nothing.
        return None
    return _Print(facts.st_ino, facts.st_size, facts.st_mtime_ns) if stat.S_ISREG(facts.st_mode) else None


class _Wake(FileSystemEventHandler):
    def __init__(self, woken: Event) -> None:
        self._woken = woken

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type not in ("opened", "closed_no_write"):
            self._woken.set()


class PluginWatcher:
    """Watches plugins/ of a workspace. `poll` is called often and costs nothing as long as nothing happened."""

    def __init__(
        self,
        folder: Path,
        *,
        settle_millis: int = SETTLE_MILLIS,
        clock: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self._folder, self._clock = folder, clock
        self._settled = SettledFolder(folder, settle_nanos=settle_millis * 1_000_000)
        self._woken = Event()
        self._observer = Observer()
        self._watched_inode = 0
        self._next_sweep = 0
        # The parent tells when the folder is deleted and made again: the watch on the folder itself dies with it.
        self._observer.schedule(_Wake(self._woken), str(folder.parent), recursive=False)
        self._watch_folder()
        self._observer.start()

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
            self._observer.schedule(_Wake(self._woken), str(self._folder), recursive=False)
            self._watched_inode = inode
