"""A digest of everything that a server did under a virtual clock. The same input gives the same digest every time.

The digest excludes machine-dependent data: durations, the wall clock, and calls of a plugin's own threads.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from workbench.contract.generated.enums import CallFlag
from workbench.telemetry.segment import Batch

_CALL_FIELDS = (
    "id",
    "parent",
    "plugin",
    "callback",
    "kind",
    "code",
    "login",
    "order",
    "symbol",
    "step",
    "server_nanos",
)
_TICK_FIELDS = ("sequence", "server_nanos", "bid", "ask", "raw_bid", "raw_ask", "volume", "symbol", "flags", "code")
_MARK_FIELDS = (
    "sequence",
    "server_nanos",
    "price",
    "profit",
    "order",
    "login",
    "volume",
    "cmd",
    "code",
    "symbol",
    "kind",
)
_NOTICE_FIELDS = ("kind", "severity", "code", "text", "target", "plugin", "id", "server_nanos")
_TIMED_DIAGNOSTICS = ("slow", "hang")


class RunDigest:
    """Adds the results of a run piece by piece, in the order of their occurrence."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add_records(self, batch: Batch) -> None:
        """Adds quotes, calls of the engine and chart marks."""
        for name in _TICK_FIELDS:
            self._hash.update(batch.ticks[name].tobytes())
        own = batch.calls[batch.calls["flags"] & CallFlag.CALL_FOREIGN_THREAD == 0]
        for name in _CALL_FIELDS:
            self._hash.update(own[name].tobytes())
        self._hash.update((own["flags"] & (0xFF ^ CallFlag.CALL_SLOW)).tobytes())
        for name in _MARK_FIELDS:
            self._hash.update(batch.marks[name].tobytes())

    def add_notices(self, notices: Iterable[Mapping[str, Any]]) -> None:
        """Adds journal lines, diagnostics, states and messages."""
        for notice in notices:
            if notice["code"] not in _TIMED_DIAGNOSTICS:
                self._hash.update(repr([notice[name] for name in _NOTICE_FIELDS]).encode())

    def add_database(self, path: Path) -> None:
        """Adds every row of every table."""
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
            for (table,) in database.execute(tables).fetchall():
                self._hash.update(table.encode())
                for row in sorted(map(repr, database.execute(f'SELECT * FROM "{table}"'))):
                    self._hash.update(row.encode())

    def hexdigest(self) -> str:
        """Returns the digest of everything added so far."""
        return self._hash.hexdigest()
