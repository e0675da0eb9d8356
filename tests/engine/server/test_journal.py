"""The server log as a file."""

import fcntl
from pathlib import Path
from typing import BinaryIO

import pytest

from workbench.engine.messages import JournalLine
from workbench.engine.server import journal
from workbench.engine.server.journal import Journal, as_text

LINE = JournalLine(
    nanos=1, server_nanos=1_772_438_400_250_000_000, level="warning", type="SYSTEM", plugin="risk_guard", text="a\nb"
)


def test_that_a_line_is_one_line_in_server_time() -> None:
    assert as_text(LINE) == "2026-03-02 08:00:00.250 warning SYSTEM risk_guard: a b"


def test_that_a_long_journal_is_turned_over(tmp_path: Path) -> None:
    written = Journal(tmp_path / "journal.log", workspace=tmp_path, max_bytes=100)
    written.write([LINE] * 3)
    written.write([LINE])
    assert len((tmp_path / "journal.log.1").read_text().splitlines()) == 3
    assert len((tmp_path / "journal.log").read_text().splitlines()) == 1
    written.write([])


def test_that_a_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        Journal(tmp_path / "nowhere" / "journal.log", workspace=tmp_path).write([LINE])


def test_that_a_process_with_the_renamed_journal_open_does_not_replace_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = (Journal(tmp_path / "journal.log", workspace=tmp_path, max_bytes=100) for _ in range(2))
    rotate = journal._rotate

    def rotate_late(path: Path, file: BinaryIO) -> None:
        """Rotates like a process that is interrupted between its last write and the rename."""
        monkeypatch.setattr(journal, "_rotate", rotate)
        other.write([LINE] * 3)
        other.write([LINE])
        rotate(path, file)

    monkeypatch.setattr(journal, "_rotate", rotate_late)
    one.write([LINE] * 3)
    assert len((tmp_path / "journal.log.1").read_text().splitlines()) == 6
    assert len((tmp_path / "journal.log").read_text().splitlines()) == 1


def test_that_a_journal_that_another_process_renames_is_left_to_it(tmp_path: Path) -> None:
    path = tmp_path / "journal.log"
    path.touch()
    with path.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        Journal(path, workspace=tmp_path, max_bytes=100).write([LINE] * 3)
    assert [each.name for each in tmp_path.iterdir()] == ["journal.log"]
    Journal(path, workspace=tmp_path, max_bytes=100).write([LINE])
    assert len((tmp_path / "journal.log.1").read_text().splitlines()) == 4
