"""A session on disk: call records, ticks and marks in packed blocks, events one by one, in one SQLite file."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from workbench.telemetry import layout
from workbench.telemetry.layout import Records
from workbench.telemetry.segment import Batch

FORMAT = 1
BLOCK_RECORDS = 8192
COMMIT_SECONDS = 1.0
KINDS = {"calls": layout.CALL, "ticks": layout.TICK, "marks": layout.MARK}

_SECRET = re.compile(r"^(ip|last_ip|otp_secret|secure_reserved|.*password.*|.*token.*)$")

_SCHEMA = f"""
pragma user_version = {FORMAT};
create table manifest (key text primary key, value text not null);
create table blocks (
  id integer primary key, kind text not null, count integer not null,
  first_server_nanos integer not null, last_server_nanos integer not null, data blob not null
);
create table events (id integer primary key, nanos integer not null, type text not null, data text not null);
"""


class RecordingError(Exception):
    """A session file cannot be written or read; the text is one line with the file's name."""


@contextlib.contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise RecordingError(f"{path}: {error}") from error


def redacted(value: Any) -> Any:
    """`value` with passwords, one-time secrets and addresses replaced by `***`, however deep they lie."""
    match value:
        case dict():
            return {
                key: "***" if item and _SECRET.match(str(key).lower()) else redacted(item)
                for key, item in value.items()
            }
        case list() | tuple():
            return [redacted(item) for item in value]
    return value


class Recorder:
    """Writes one session file. What is older than COMMIT_SECONDS is on disk as long as `add` is called that often.

    RecordingError from any method: the file cannot be written, as when the disk is full; what was committed stays.
    """

    def __init__(
        self, path: Path, manifest: dict[str, Any], *, redact: bool = True, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Replaces the file. `manifest` is what identifies the run; values are kept as JSON."""
        self.path = path
        self._redact, self._clock, self._due = redact, clock, clock() + COMMIT_SECONDS
        self._waiting: dict[str, list[Records]] = {kind: [] for kind in KINDS}
        with _named(path):
            path.unlink(missing_ok=True)
            # A rollback journal leaves one file that is whole after every commit; a write-ahead log would leave two.
            self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._database.execute("pragma synchronous = normal")
            self._database.executescript(_SCHEMA)
            self._database.execute("begin")
        for key, value in manifest.items():
            self.note(key, value)
        self.commit()

    def note(self, key: str, value: Any) -> None:
        """Adds to the manifest, or replaces what it says about `key`."""
        text = json.dumps(redacted(value) if self._redact else value)
        with _named(self.path):
            self._database.execute("insert or replace into manifest values (?, ?)", (key, text))

    def add(self, batch: Batch) -> None:
        """Keeps the records of a batch. The arrays must not be changed afterwards."""
        for kind, records in (("calls", batch.calls), ("ticks", batch.ticks), ("marks", batch.marks)):
            if len(records):
                waiting = self._waiting[kind]
                waiting.append(records)
                if sum(map(len, waiting)) >= BLOCK_RECORDS:
                    self._write_block(kind)
        if self._clock() >= self._due:
            self.commit()

    def event(self, type_: str, data: Any, *, nanos: int) -> None:
        """Keeps one event; `data` is anything JSON can say, `nanos` wall time since the Unix epoch."""
        text = json.dumps(redacted(data) if self._redact else data)
        with _named(self.path):
            self._database.execute("insert into events (nanos, type, data) values (?, ?, ?)", (nanos, type_, text))

    def commit(self) -> None:
        """Puts everything kept so far on disk."""
        for kind in KINDS:
            self._write_block(kind)
        with _named(self.path):
            self._database.execute("commit")
            self._database.execute("begin")
        self._due = self._clock() + COMMIT_SECONDS

    def close(self) -> None:
        """Commits and closes the file. Harmless when closed already."""
        try:
            self.commit()
        finally:
            self._database.close()

    def __enter__(self) -> Recorder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write_block(self, kind: str) -> None:
        if not self._waiting[kind]:
            return
        records = np.concatenate(self._waiting[kind])
        self._waiting[kind] = []
        moments = records["server_nanos"]
        row = (kind, len(records), int(moments.min()), int(moments.max()), records.tobytes())
        with _named(self.path):
            self._database.execute(
                "insert into blocks (kind, count, first_server_nanos, last_server_nanos, data) values (?, ?, ?, ?, ?)",
                row,
            )


@dataclass(frozen=True)
class RecordedEvent:
    """One event of a session file."""

    nanos: int
    type: str
    data: Any


@dataclass(frozen=True)
class RecordedSession:
    """What a session file holds, oldest first."""

    manifest: dict[str, Any]
    events: list[RecordedEvent]
    calls: Records = field(repr=False)
    ticks: Records = field(repr=False)
    marks: Records = field(repr=False)


def read_session(path: Path) -> RecordedSession:
    """Read a session file whole; RecordingError when it is none."""
    if not path.is_file():
        raise RecordingError(f"{path}: no such file")
    with _named(path), contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        version = database.execute("pragma user_version").fetchone()[0]
        if version != FORMAT:
            raise RecordingError(f"{path}: not a session file of format {FORMAT} (found {version})")
        manifest = {key: json.loads(value) for key, value in database.execute("select key, value from manifest")}
        rows = database.execute("select nanos, type, data from events order by id")
        events = [RecordedEvent(nanos, type_, json.loads(data)) for nanos, type_, data in rows]
        return RecordedSession(manifest, events, *(_blocks(database, kind) for kind in KINDS))


def _blocks(database: sqlite3.Connection, kind: str) -> Records:
    rows = database.execute("select data from blocks where kind = ? order by id", (kind,))
    blocks = [np.frombuffer(data, KINDS[kind]) for (data,) in rows]
    return np.concatenate(blocks) if blocks else np.empty(0, KINDS[kind])
