"""Changes in plugins/ are reported once, after the debounce time, for complete files."""

import ctypes
import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.compiler import CompilePlugin
from tests.support.waiting import wait_until
from workbench.engine.plugins.debounced_scan import DebouncedFolder, FileChange
from workbench.engine.plugins.watcher import PluginWatcher

SETTLE = 200


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    plugins = tmp_path / "plugins"
    plugins.mkdir()
    (plugins / "old.py").write_text("a = 1\n")
    return plugins


@pytest.fixture
def settled(folder: Path) -> DebouncedFolder:
    return DebouncedFolder(folder, settle_nanos=SETTLE)


def test_that_a_new_file_is_reported_after_it_settled(folder: Path, settled: DebouncedFolder) -> None:
    assert settled.poll(0) == []
    (folder / "new.py").write_text("b = 1\n")
    assert settled.poll(10) == []
    assert settled.poll(10 + SETTLE - 1) == []
    assert settled.poll(10 + SETTLE) == [FileChange("new.py", "added")]
    assert settled.poll(10_000) == []


def test_that_a_file_still_growing_is_waited_for(folder: Path, settled: DebouncedFolder) -> None:
    (folder / "new.py").write_text("b\n")
    settled.poll(0)
    (folder / "new.py").write_text("b = 123\n")
    assert settled.poll(SETTLE) == []
    assert settled.poll(2 * SETTLE) == [FileChange("new.py", "added")]


def test_that_the_same_content_written_again_is_no_change(folder: Path, settled: DebouncedFolder) -> None:
    (folder / "old.py").write_text("a = 1\n")
    os.utime(folder / "old.py", ns=(1, 1))
    settled.poll(0)
    assert settled.poll(SETTLE) == []
    assert not settled.waiting
    (folder / "old.py").write_text("a = 2\n")
    settled.poll(2 * SETTLE)
    assert settled.poll(3 * SETTLE) == [FileChange("old.py", "changed")]


def test_that_half_a_library_is_not_reported(
    folder: Path, settled: DebouncedFolder, compiled_plugin: CompilePlugin
) -> None:
    whole = compiled_plugin("int answer() { return 42; }\n", name="half").read_bytes()
    (folder / "half.so").write_bytes(whole[: len(whole) // 2])
    settled.poll(0)
    assert settled.poll(SETTLE) == []
    (folder / "half.so").write_bytes(whole)
    settled.poll(2 * SETTLE)
    assert settled.poll(3 * SETTLE) == [FileChange("half.so", "added")]


def test_that_the_watch_survives_a_folder_that_is_deleted_and_created_again(
    folder: Path, settled: DebouncedFolder
) -> None:
    shutil.rmtree(folder)
    settled.poll(0)
    assert settled.poll(SETTLE) == [FileChange("old.py", "removed")]
    folder.mkdir()
    (folder / "old.py").write_text("a = 1\n")
    settled.poll(2 * SETTLE)
    assert settled.poll(3 * SETTLE) == [FileChange("old.py", "added")]


def test_that_a_quick_rebuild_in_place_is_one_change(folder: Path, settled: DebouncedFolder) -> None:
    (folder / "old.py").unlink()
    settled.poll(0)
    (folder / "old.py").write_text("a = 3\n")
    settled.poll(SETTLE // 2)
    assert settled.poll(2 * SETTLE) == [FileChange("old.py", "changed")]


def watch(folder: Path) -> PluginWatcher:
    return PluginWatcher(DebouncedFolder(folder, settle_nanos=20_000_000))


def wait_for(watcher: PluginWatcher, done: Callable[[list[FileChange]], bool]) -> list[FileChange]:
    found: list[FileChange] = []

    def look() -> bool:
        found.extend(watcher.poll())
        return done(found)

    wait_until(look, described_by=lambda: found)
    return found


def test_that_the_file_system_is_really_watched(folder: Path) -> None:
    watcher = watch(folder)
    try:
        (folder / "new.py").write_text("b = 1\n")
        assert wait_for(watcher, bool) == [FileChange("new.py", "added")]
        shutil.rmtree(folder)
        assert len(wait_for(watcher, lambda found: len(found) == 2)) == 2
        folder.mkdir()
        (folder / "new.py").write_text("b = 1\n")
        assert wait_for(watcher, bool) == [FileChange("new.py", "added")]
        (folder / "new.py").write_text("b = 2\n")
        assert wait_for(watcher, bool) == [FileChange("new.py", "changed")]
    finally:
        watcher.close()


def test_that_a_missing_folder_may_appear_later(tmp_path: Path) -> None:
    watcher = watch(tmp_path / "plugins")
    try:
        (tmp_path / "plugins").mkdir()
        (tmp_path / "plugins" / "a.py").write_text("a = 1\n")
        assert wait_for(watcher, bool) == [FileChange("a.py", "added")]
    finally:
        watcher.close()


def refuse(error: int) -> Callable[[], None]:
    def make(*_: object, **__: object) -> None:
        raise OSError(error, os.strerror(error))

    return make


@pytest.mark.parametrize("error", [errno.EMFILE, errno.ENOSPC])
def test_that_a_system_without_free_inotify_watches_is_polled(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    monkeypatch.setattr("workbench.engine.plugins.watcher.Observer", refuse(error))
    watcher = watch(folder)
    try:
        assert watcher.polls_because == os.strerror(error)
        (folder / "new.py").write_text("b = 1\n")
        assert wait_for(watcher, bool) == [FileChange("new.py", "added")]
        shutil.rmtree(folder)
        assert len(wait_for(watcher, lambda found: len(found) == 2)) == 2
        folder.mkdir()
        (folder / "new.py").write_text("b = 1\n")
        assert wait_for(watcher, bool) == [FileChange("new.py", "added")]
    finally:
        watcher.close()


def test_that_a_recreated_folder_is_polled_when_the_last_watch_is_gone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher = watch(folder)
    try:
        assert watcher.polls_because == ""
        shutil.rmtree(folder)
        wait_for(watcher, bool)
        monkeypatch.setattr("watchdog.observers.inotify_c.inotify_add_watch", out_of_watches)
        folder.mkdir()
        (folder / "new.py").write_text("b = 1\n")
        assert wait_for(watcher, bool) == [FileChange("new.py", "added")]
        assert watcher.polls_because == "inotify watch limit reached"
    finally:
        watcher.close()


def out_of_watches(*_: object) -> int:
    ctypes.set_errno(errno.ENOSPC)
    return -1


def test_that_another_error_of_the_watch_is_no_reason_to_poll(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.engine.plugins.watcher.Observer", refuse(errno.EBADF))
    with pytest.raises(OSError, match="Bad file descriptor"):
        watch(folder)
