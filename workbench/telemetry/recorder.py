"""A session on disk: call records, ticks and marks in packed blocks, events one by one, in one SQLite file."""

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
    """A session file cannot be written or read; the text is one line with the file's name."""


@dataclass(frozen=True)
class _Row:
    """One row that is to be written. `size` is about what it holds in memory, bytes."""

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

    RecordingError from `add`, `commit` and `close`: the file cannot be written, as when the disk is full. What was
    committed stays; what was not is kept in memory, up to MAX_WAITING_BYTES, and tried again with the next commit.
    """

    def __init__(
        self, path: Path, manifest: dict[str, Any], *, redact: bool = True, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Makes the file; never replaces one. `manifest` is what identifies the run; values are kept as JSON."""
        self.path = path
        self.lost = 0
        """Records given up because the file could not be written for too long."""
        self.failing = False
        """Whether the last attempt to write failed."""
        self._redact, self._clock, self._due = redact, clock, clock() + COMMIT_SECONDS
        self._arrays: dict[str, list[Records]] = {kind: [] for kind in KINDS}
        self._rows: deque[_Row] = deque()
        self._waiting_bytes = 0
        _claim(path)
        try:
            with _named(path):
                # A rollback journal leaves one file that is whole after every commit; a write-ahead log leaves two.
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
        """Adds to the manifest, or replaces what it says about `key`."""
        self._keep(_Row(_NOTE, (key, json.dumps(redacted(value) if self._redact else value))))

    def add(self, batch: Batch) -> None:
        """Keeps the records of a batch. The arrays must not be changed afterwards."""
        for kind, records in (("calls", batch.calls), ("ticks", batch.ticks), ("marks", batch.marks)):
            if len(records):
                waiting = self._arrays[kind]
                waiting.append(records)
                if sum(map(len, waiting)) >= BLOCK_RECORDS:
                    self._make_block(kind)
        # A disk that is full is asked once a second, not with every batch.
        much = self._waiting_bytes >= COMMIT_BYTES and not self.failing
        if much or self._clock() >= self._due:
            self.commit()

    def event(self, type_: str, data: Any, *, nanos: int) -> None:
        """Keeps one event; `data` is anything JSON can say, `nanos` wall time since the Unix epoch."""
        text = json.dumps(redacted(data) if self._redact else data)
        self._keep(_Row(_EVENT, (nanos, type_, text), size=len(text)))

    def commit(self) -> None:
        """Puts everything kept so far on disk."""
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
                # A full disk may have rolled it back already.
                if self._database.in_transaction:
                    self._database.execute("rollback")
                raise
        self.failing = False
        self._rows.clear()
        self._waiting_bytes = 0

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
    """Makes the empty file; RecordingError when something is there, which a recording must not destroy."""
    with _named(path):
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o644))
        except FileExistsError:
            # An empty file, as mktemp makes it, is nothing to lose.
            if not path.is_file() or path.stat().st_size:
                raise RecordingError(f"{path}: exists already; a recording never replaces a file") from None


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
    # Costs a third of a second to import: only who reads a session pays for it.
    from sqlite_utils import Database

    with _named(path), contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        version = connection.execute("pragma user_version").fetchone()[0]
        if version != FORMAT:
            raise RecordingError(f"{path}: not a session file of format {FORMAT} (found {version})")
        database = Database(connection)
        manifest = {row["key"]: json.loads(row["value"]) for row in database.table("manifest").rows}
        events = [
            RecordedEvent(row["nanos"], row["type"], json.loads(row["data"]))
            for row in database.table("events").rows_where(order_by="id")
        ]
        return RecordedSession(manifest, events, *(_blocks(database, kind) for kind in KINDS))


def _blocks(database: Database, kind: str) -> Records:
    rows = database.table("blocks").rows_where("kind = ?", [kind], order_by="id", select="data")
    blocks = [np.frombuffer(row["data"], KINDS[kind]) for row in rows]
    return np.concatenate(blocks) if blocks else np.empty(0, KINDS[kind])
