"""Run folders of killed client processes, which the next start removes."""

import os
import subprocess
import tempfile
from pathlib import Path

import pytest

from workbench.session.server_run import _new_run_folder


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def gone() -> int:
    """Returns the number of a process that has ended."""
    with subprocess.Popen(["true"]) as process:
        return process.pid


def test_that_only_the_folders_of_ended_processes_are_removed(temporary: Path) -> None:
    ended = temporary / f"workbench-run-{gone()}-abc"
    (ended / "inside").mkdir(parents=True)
    (ended / "inside" / "copy.so").write_bytes(b"x")
    kept = {f"workbench-run-{os.getpid()}-abc", "workbench-run-abcdefgh", "workbench-run-x-y", "workbench-inspect-1"}
    for name in kept:
        (temporary / name).mkdir()
    made = _new_run_folder()
    assert {path.name for path in temporary.iterdir()} == kept | {made.name}


def test_that_a_link_and_its_target_stay(temporary: Path) -> None:
    target = temporary / "target"
    target.mkdir()
    (target / "file").touch()
    link = temporary / f"workbench-run-{gone()}-abc"
    link.symlink_to(target)
    _new_run_folder()
    assert link.is_symlink()
    assert (target / "file").exists()
