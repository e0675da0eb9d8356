"""The lock of a workspace for one server."""

import os
from pathlib import Path

import pytest

from workbench.engine.errors import StartError
from workbench.engine.process.workspace_lock import FILE, WorkspaceLock


def refused_elsewhere(folder: Path) -> bool:
    """Returns whether another process cannot take the lock."""
    child = os.fork()
    if child == 0:
        code = 0
        try:
            WorkspaceLock(folder).take(patience_seconds=0)
        except StartError as error:
            code = 7 if f"another server uses this workspace (process {os.getppid()})" in str(error) else 1
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, 7)
    return code == 7


@pytest.mark.parametrize("first", [0, 1])
def test_that_the_servers_of_one_process_share_the_lock(tmp_path: Path, first: int) -> None:
    assert not refused_elsewhere(tmp_path)
    locks = [WorkspaceLock(tmp_path), WorkspaceLock(tmp_path)]
    for lock in locks:
        lock.take(patience_seconds=0)
    assert refused_elsewhere(tmp_path)
    locks[first].release()
    locks[first].release()
    assert refused_elsewhere(tmp_path)
    locks[1 - first].release()
    assert not refused_elsewhere(tmp_path)


def test_that_a_plugin_that_closes_the_file_does_not_release_the_lock(tmp_path: Path) -> None:
    one = WorkspaceLock(tmp_path)
    one.take()
    (tmp_path / FILE).read_bytes()
    assert refused_elsewhere(tmp_path)
    one.release()


def test_that_a_forked_process_does_not_keep_a_released_lock(tmp_path: Path) -> None:
    one = WorkspaceLock(tmp_path)
    one.take()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(writing)
        os.read(reading, 1)
        os._exit(0)
    one.release()
    assert not refused_elsewhere(tmp_path)
    os.close(writing)
    os.waitpid(child, 0)
    os.close(reading)
