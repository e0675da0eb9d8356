"""The cache compiles each file once, for all processes."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from tests.support import built as module
from tests.support.built import built


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CACHE", tmp_path / "cache")


def write(content: bytes, path: Path) -> None:
    path.write_bytes(content)


def test_that_a_file_is_made_once_for_all_who_ask_at_the_same_time() -> None:
    content = uuid.uuid4().bytes
    times: list[Path] = []

    def make(path: Path) -> None:
        times.append(path)
        path.write_bytes(content)

    with ThreadPoolExecutor(8) as pool:
        files = set(pool.map(lambda _: built("x.so", [content], make), range(64)))
    assert len(times) == 1
    assert [file.read_bytes() for file in files] == [content]


def test_that_other_content_has_a_file_of_its_own() -> None:
    for content in (b"a", b"b"):
        assert built("x", [content, b"same"], partial(write, content)).read_bytes() == content


def test_that_a_failure_leaves_nothing_and_the_next_one_tries_again() -> None:
    def fail(path: Path) -> None:
        path.write_text("half")
        raise ValueError("no compiler")

    with pytest.raises(ValueError, match="no compiler"):
        built("x", [b"a"], fail)
    assert built("x", [b"a"], partial(write, b"whole")).read_bytes() == b"whole"
