"""The lock of a workspace for one server."""

import os
from pathlib import Path

import pytest

from workbench.engine.errors import StartError
from workbench.engine.process.workspace_lock import FILE, WorkspaceLock


def test_that_a_lock_has_one_owner(tmp_path: Path) -> None:
    one, other = WorkspaceLock(tmp_path), WorkspaceLock(tmp_path)
    one.take()
    with pytest.raises(StartError, match=rf"another server uses this workspace \(process {os.getpid()}\)"):
        other.take(patience_seconds=0)
    one.release()
    other.take(patience_seconds=0)
    other.release()
    other.release()


def test_that_a_plugin_that_closes_the_file_does_not_release_the_lock(tmp_path: Path) -> None:
    one = WorkspaceLock(tmp_path)
    one.take()
    (tmp_path / FILE).read_bytes()
    child = os.fork()
    if child == 0:
        try:
            WorkspaceLock(tmp_path).take(patience_seconds=0)
        except StartError:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    one.release()


def test_that_a_forked_process_does_not_keep_a_released_lock(tmp_path: Path) -> None:
    one, other = WorkspaceLock(tmp_path), WorkspaceLock(tmp_path)
    one.take()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(writing)
        os.read(reading, 1)
        os._exit(0)
    one.release()
    other.take(patience_seconds=0)
    other.release()
    os.close(writing)
    os.waitpid(child, 0)
    os.close(reading)
