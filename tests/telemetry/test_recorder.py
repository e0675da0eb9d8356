"""Recordings on disk."""

import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.small_disk import fill
from workbench.telemetry import layout
from workbench.telemetry.recorder import BLOCK_RECORDS, Recorder, RecordingError, read_recording, redacted
from workbench.telemetry.segment import EMPTY_BATCH, Batch


def batch(count: int, first: int = 0) -> Batch:
    calls = np.zeros(count, layout.CALL)
    calls["id"] = calls["server_nanos"] = np.arange(first, first + count)
    return Batch(calls, np.zeros(1, layout.TICK), np.empty(0, layout.MARK))


def test_that_a_recording_reads_back_as_it_was_written(tmp_path: Path) -> None:
    with Recorder(tmp_path / "a.session", {"seed": 7}) as recorder:
        recorder.add(batch(3))
        recorder.add(batch(BLOCK_RECORDS, first=3))
        recorder.event("PluginChanged", {"file": "x.so"}, nanos=5)
        recorder.note("ended", "in order")
    session = read_recording(tmp_path / "a.session")
    assert session.manifest == {"seed": 7, "ended": "in order"}
    assert session.calls["id"].tolist() == list(range(BLOCK_RECORDS + 3))
    assert (len(session.ticks), len(session.marks)) == (2, 0)
    assert [(event.nanos, event.type, event.data) for event in session.events] == [
        (5, "PluginChanged", {"file": "x.so"})
    ]


def test_that_a_block_knows_its_time_range(tmp_path: Path) -> None:
    with Recorder(tmp_path / "a.session", {}) as recorder:
        recorder.add(batch(10, first=100))
    with sqlite3.connect(tmp_path / "a.session") as database:
        rows = list(database.execute("select kind, count, first_server_nanos, last_server_nanos from blocks"))
    database.close()
    assert rows == [("calls", 10, 100, 109), ("ticks", 1, 0, 0)]


def test_that_records_are_on_disk_after_a_second(tmp_path: Path) -> None:
    now = 0.0
    recorder = Recorder(tmp_path / "a.session", {}, clock=lambda: now)
    recorder.add(batch(2))
    assert len(read_recording(tmp_path / "a.session").calls) == 0
    now = 1.0
    recorder.add(EMPTY_BATCH)
    assert len(read_recording(tmp_path / "a.session").calls) == 2
    recorder.close()


def test_that_a_killed_client_leaves_a_readable_file(tmp_path: Path) -> None:
    code = """
import os, signal, sys
from pathlib import Path
import numpy as np
from workbench.telemetry import layout
from workbench.telemetry.recorder import Recorder
from workbench.telemetry.segment import Batch
recorder = Recorder(Path(sys.argv[1]), {"seed": 1})
records = Batch(np.zeros(5, layout.CALL), np.empty(0, layout.TICK), np.empty(0, layout.MARK))
recorder.add(records)
recorder.commit()
recorder.add(records)
recorder.event("Lost", {}, nanos=1)
os.kill(os.getpid(), signal.SIGKILL)
"""
    child = subprocess.run([sys.executable, "-c", code, str(tmp_path / "a.session")], check=False)
    assert child.returncode == -9
    session = read_recording(tmp_path / "a.session")
    assert (len(session.calls), session.events, session.manifest) == (5, [], {"seed": 1})


def test_that_secrets_are_not_recorded() -> None:
    reported = {"login": 1, "password": "x", "rows": [{"ip": "1.2.3.4", "password_investor": "y", "otp_secret": ""}]}
    hidden = {"login": 1, "password": "***", "rows": [{"ip": "***", "password_investor": "***", "otp_secret": ""}]}
    assert redacted(reported) == hidden


def test_that_a_file_that_is_not_a_recording_is_named(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("no database")
    for name in ("x", "missing"):
        with pytest.raises(RecordingError, match=f"{name}: "):
            read_recording(tmp_path / name)
    with pytest.raises(RecordingError, match="nowhere"):
        Recorder(tmp_path / "nowhere" / "a", {})


@pytest.mark.parametrize("content", [b"notes", b"SQLite format 3\0 and more"])
def test_that_an_existing_file_is_never_replaced(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "notes.txt"
    file.write_bytes(content)
    with pytest.raises(RecordingError, match=r"notes\.txt: the file exists, and a recording never replaces a file"):
        Recorder(file, {})
    assert file.read_bytes() == content
    with pytest.raises(RecordingError, match=r"/dev/null: the file exists"):
        Recorder(Path("/dev/null"), {})
    assert Path("/dev/null").is_char_device()


def test_that_an_empty_file_is_reused(tmp_path: Path) -> None:
    file = tmp_path / "made_by_mktemp"
    file.touch()
    with Recorder(file, {}) as recorder:
        recorder.add(batch(1))
    assert len(read_recording(file).calls) == 1


def test_that_a_full_disk_loses_nothing_once_there_is_space_again(small_disk: Path) -> None:
    recorder = Recorder(small_disk / "a.session", {})
    recorder.add(batch(1))
    recorder.commit()
    ballast = small_disk / "ballast"
    fill(ballast)
    recorder.add(batch(BLOCK_RECORDS, first=1))
    for _ in range(3):
        with pytest.raises(RecordingError, match=r"a\.session: database or disk is full"):
            recorder.commit()
    assert len(read_recording(small_disk / "a.session").calls) == 1
    ballast.unlink()
    recorder.close()
    session = read_recording(small_disk / "a.session")
    assert session.calls["id"].tolist() == list(range(BLOCK_RECORDS + 1))
    assert "lost_records" not in session.manifest


def test_that_records_lost_on_a_full_disk_are_counted(small_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.telemetry.recorder.MAX_WAITING_BYTES", 1_000_000)
    recorder = Recorder(small_disk / "a.session", {}, clock=lambda: 0.0)
    ballast = small_disk / "ballast"
    fill(ballast)
    recorder.add(batch(BLOCK_RECORDS))
    with pytest.raises(RecordingError):
        recorder.commit()
    for number in range(1, 4):
        recorder.add(batch(BLOCK_RECORDS, first=number * BLOCK_RECORDS))
    ballast.unlink()
    recorder.close()
    session = read_recording(small_disk / "a.session")
    assert session.manifest["lost_records"] == recorder.lost > 0
    assert len(session.calls) + recorder.lost >= 4 * BLOCK_RECORDS


def test_that_an_event_that_cannot_be_stored_leaves_the_others_alone(tmp_path: Path) -> None:
    nested: list[Any] = []
    for _ in range(600):
        nested = [nested]
    with Recorder(tmp_path / "a.recording", {}) as recorder:
        recorder.event("StatePublished", {"plugin": "deep", "state": nested}, nanos=1)
        recorder.event("Late", {}, nanos=2**64)
        recorder.event("Next", {"n": 1}, nanos=3)
    events = read_recording(tmp_path / "a.recording").events
    assert [(event.type, event.nanos) for event in events] == [("StatePublished", 1), ("Late", 2**63 - 1), ("Next", 3)]
    assert events[0].data == {"unrecorded": "the values are nested too deep"}
