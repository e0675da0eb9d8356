"""The server log as a file."""

from pathlib import Path

import pytest

from workbench.engine.messages import JournalLine
from workbench.engine.server.journal import Journal, as_text

LINE = JournalLine(
    nanos=1, server_nanos=1_772_438_400_250_000_000, level="warning", type="SYSTEM", plugin="risk_guard", text="a\nb"
)


def test_that_a_line_is_one_line_in_server_time() -> None:
    assert as_text(LINE) == "2026-03-02 08:00:00.250 warning SYSTEM risk_guard: a b"


def test_that_a_long_journal_is_turned_over(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.log", max_bytes=100)
    journal.write([LINE] * 3)
    journal.write([LINE])
    assert len((tmp_path / "journal.log.1").read_text().splitlines()) == 3
    assert len((tmp_path / "journal.log").read_text().splitlines()) == 1
    journal.write([])


def test_that_a_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        Journal(tmp_path / "nowhere" / "journal.log").write([LINE])
