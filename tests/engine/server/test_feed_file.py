"""Tick files: plain, packed, and packed to fill the memory."""

import gzip
from pathlib import Path

import pytest

from workbench.engine.errors import StartError
from workbench.engine.server import feed_file
from workbench.engine.server.feed_file import read_tick_file

SMALL = 100_000


def test_that_plain_and_packed_files_give_the_same_text(tmp_path: Path) -> None:
    text = b"time_millis,symbol,bid,ask,volume\n" * 1000
    (tmp_path / "ticks.csv").write_bytes(text)
    (tmp_path / "ticks.csv.gz").write_bytes(gzip.compress(text))
    assert read_tick_file(tmp_path / "ticks.csv") == read_tick_file(tmp_path / "ticks.csv.gz") == text


@pytest.mark.parametrize("members", [1, 3])
def test_that_a_file_that_unpacks_to_far_more_is_refused_with_the_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, members: int
) -> None:
    monkeypatch.setattr(feed_file, "SMALL_BYTES", SMALL)
    data = gzip.compress(bytes(10_000_000)) * members
    (tmp_path / "ticks.csv.gz").write_bytes(data)
    with pytest.raises(StartError) as caught:
        read_tick_file(tmp_path / "ticks.csv.gz")
    assert str(caught.value) == (
        f"ticks.csv.gz: {len(data)} bytes of gzip unpack to more than {100 * len(data)} bytes. "
        "The limit is 100 times the packed size and at most 4294967296 bytes"
    )


def test_that_the_unpacked_size_has_a_limit_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_file, "MOST_BYTES", SMALL)
    (tmp_path / "ticks.csv.gz").write_bytes(gzip.compress(bytes(SMALL)))
    assert len(read_tick_file(tmp_path / "ticks.csv.gz")) == SMALL
    (tmp_path / "ticks.csv.gz").write_bytes(gzip.compress(bytes(SMALL + 1)))
    with pytest.raises(StartError, match=f"unpack to more than {SMALL} bytes"):
        read_tick_file(tmp_path / "ticks.csv.gz")
    (tmp_path / "ticks.csv").write_bytes(bytes(SMALL + 1))
    with pytest.raises(StartError, match=f"{SMALL + 1} bytes exceed the limit for a tick file"):
        read_tick_file(tmp_path / "ticks.csv")


def test_that_a_cut_off_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ticks.csv.gz").write_bytes(gzip.compress(b"time_millis" * 100)[:-9])
    with pytest.raises(StartError, match=r"^ticks\.csv\.gz: "):
        read_tick_file(tmp_path / "ticks.csv.gz")
