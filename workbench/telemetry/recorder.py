"""A recording on disk: call records, ticks and marks in packed blocks, single events, in one SQLite file."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.telemetry import layout
from workbench.telemetry.layout import Records
from workbench.telemetry.segment import Batch

if TYPE_CHECKING:
    from sqlite_utils import Database

FORMAT = 1
BLOCK_RECORDS = 8192
COMMIT_SECONDS = 1.0
COMMIT_BYTES = 8 * 1024 * 1024
MAX_WAITING_BYTES = 64 * 1024 * 1024
KINDS = {"calls": layout.CALL, "ticks": layout.TICK, "marks": layout.MARK}

_MOST_NANOS = 2**63 - 1
"""Largest integer of SQLite."""
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


_NOTE = "insert or replace into manifest values (?, ?)"
_BLOCK = "insert into blocks (kind, count, first_server_nanos, last_server_nanos, data) values (?, ?, ?, ?, ?)"
_EVENT = "insert into events (nanos, type, data) values (?, ?, ?)"


class RecordingError(Exception):
    """A recording cannot be written or read. The text is one line with the file's name."""


@dataclass(frozen=True)
class _Row:
    """One row to write. `size` is its approximate memory in bytes."""

    sql: str
    values: tuple[Any, ...]
    records: int = 0
    size: int = 256


@contextlib.contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RecordingError(f"{path}: {error.strerror}") from error
    except sqlite3.Error as error:
        raise RecordingError(f"{path}: {error}") from error


def redacted(value: Any) -> Any:
    """Returns `value` with `***` in place of passwords, one-time secrets and addresses, at any depth."""
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
    """Writes one recording. Data older than COMMIT_SECONDS is on disk as long as `add` is called that often.

    `add`, `commit` and `close` raise RecordingError if the file cannot be written, for example on a full disk.
    Committed data stays. The rest stays in memory, up to MAX_WAITING_BYTES, and the next commit writes it again.
    """

    def __init__(
        self, path: Path, manifest: dict[str, Any], *, redact: bool = True, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Creates the file and never replaces one. `manifest` identifies the run. Its values are stored as JSON."""
        self.path = path
        self.lost = 0
        """Number of records that were dropped because the file could not be written for too long."""
        self.failing = False
        """Whether the last attempt to write failed."""
        self._redact, self._clock, self._due = redact, clock, clock() + COMMIT_SECONDS
        self._arrays: dict[str, list[Records]] = {kind: [] for kind in KINDS}
        self._rows: deque[_Row] = deque()
        self._waiting_bytes = 0
        _claim(path)
        try:
            with _named(path):
                # A rollback journal leaves one complete file after every commit. A write-ahead log leaves two files.
                self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
                self._database.execute("pragma synchronous = normal")
                self._database.executescript(_SCHEMA)
            for key, value in manifest.items():
                self.note(key, value)
            self.commit()
        except RecordingError:
            path.unlink(missing_ok=True)
            raise

    def note(self, key: str, value: Any) -> None:
        """Adds a key to the manifest, or replaces its value."""
        self._keep(_Row(_NOTE, (key, json.dumps(redacted(value) if self._redact else value))))

    def add(self, batch: Batch) -> None:
        """Adds the records of a batch. The caller must not change the arrays afterwards."""
        for kind, records in (("calls", batch.calls), ("ticks", batch.ticks), ("marks", batch.marks)):
            if len(records):
                waiting = self._arrays[kind]
                waiting.append(records)
                if sum(map(len, waiting)) >= BLOCK_RECORDS:
                    self._make_block(kind)
        # A write to a full disk is tried once a second, not with every batch.
        much = self._waiting_bytes >= COMMIT_BYTES and not self.failing
        if much or self._clock() >= self._due:
            self.commit()

    def event(self, type_: str, data: Any, *, nanos: int) -> None:
        """Adds one event. `data` is a JSON-able value. `nanos` is wall time since the Unix epoch."""
        try:
            text = json.dumps(redacted(data) if self._redact else data)
        except RecursionError:
            # A plugin may publish any JSON.
            text = json.dumps({"unrecorded": "the values are nested too deep"})
        self._keep(_Row(_EVENT, (min(nanos, _MOST_NANOS), type_, text), size=len(text)))

    def commit(self) -> None:
        """Writes all added data to disk."""
        self._due = self._clock() + COMMIT_SECONDS
        for kind in KINDS:
            self._make_block(kind)
        self.failing = True
        with _named(self.path):
            self._database.execute("begin")
            try:
                for row in self._rows:
                    self._database.execute(row.sql, row.values)
                if self.lost:
                    self._database.execute(_NOTE, ("lost_records", json.dumps(self.lost)))
                self._database.execute("commit")
            except sqlite3.Error:
                # After an error on a full disk, SQLite may have rolled back already.
                if self._database.in_transaction:
                    self._database.execute("rollback")
                raise
        self.failing = False
        self._rows.clear()
        self._waiting_bytes = 0

    def close(self) -> None:
        """Commits and closes the file. Harmless when it is closed already."""
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

    def _make_block(self, kind: str) -> None:
        if not self._arrays[kind]:
            return
        records = np.concatenate(self._arrays[kind])
        self._arrays[kind] = []
        moments = records["server_nanos"]
        values = (kind, len(records), int(moments.min()), int(moments.max()), records.tobytes())
        self._keep(_Row(_BLOCK, values, records=len(records), size=records.nbytes))

    def _keep(self, row: _Row) -> None:
        self._rows.append(row)
        self._waiting_bytes += row.size
        while self._waiting_bytes > MAX_WAITING_BYTES:
            oldest = self._rows.popleft()
            self._waiting_bytes -= oldest.size
            self.lost += oldest.records


def _claim(path: Path) -> None:
    """Creates the empty file. RecordingError if a file exists, which a recording must not destroy."""
    with _named(path):
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o644))
        except FileExistsError:
            # An empty file, as mktemp creates it, contains nothing to lose.
            if not path.is_file() or path.stat().st_size:
                raise RecordingError(f"{path}: the file exists, and a recording never replaces a file") from None


@dataclass(frozen=True)
class RecordedEvent:
    """One event of a recording."""

    nanos: int
    type: str
    data: Any


@dataclass(frozen=True)
class Recording:
    """The contents of a recording, oldest first."""

    manifest: dict[str, Any]
    events: list[RecordedEvent]
    calls: Records = field(repr=False)
    ticks: Records = field(repr=False)
    marks: Records = field(repr=False)


def read_recording(path: Path) -> Recording:
    """Reads a whole recording. RecordingError if the file is not one."""
    if not path.is_file():
        raise RecordingError(f"{path}: no such file")
    # The import takes a third of a second, so only a reader imports it.
    from sqlite_utils import Database

    with _named(path), contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        version = connection.execute("pragma user_version").fetchone()[0]
        if version != FORMAT:
            raise RecordingError(f"{path}: not a recording of format {FORMAT} (found {version})")
        database = Database(connection)
        manifest = {row["key"]: json.loads(row["value"]) for row in database.table("manifest").rows}
        events = [
            RecordedEvent(row["nanos"], row["type"], json.loads(row["data"]))
            for row in database.table("events").rows_where(order_by="id")
        ]
        return Recording(manifest, events, *(_blocks(database, kind) for kind in KINDS))


def _blocks(database: Database, kind: str) -> Records:
    rows = database.table("blocks").rows_where("kind = ?", [kind], order_by="id", select="data")
    blocks = [np.frombuffer(row["data"], KINDS[kind]) for row in rows]
    return np.concatenate(blocks) if blocks else np.empty(0, KINDS[kind])
