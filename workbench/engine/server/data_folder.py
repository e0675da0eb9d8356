"""Prepares data/ of a workspace: private, inside the workspace, and with regular files only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from workbench.engine.errors import StartError
from workbench.engine.files.private import make_private
from workbench.engine.files.regular_file import FileProblem, check_regular, resolved_inside
from workbench.engine.process import workspace_lock
from workbench.engine.server.notice_events import BACKUPS_FOLDER

DATABASE = "server.db"
_FILES = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal", workspace_lock.FILE)
"""Without the journal, which reports its problems itself while the server runs."""
_FOLDERS = ("configuration", "plugins", BACKUPS_FOLDER)


def prepare(folder: Path) -> None:
    """Creates the folder if it is missing. StartError with the path if the server must not write there.

    OSError if the folder cannot be created.
    """
    _check_link(folder, folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    for path in _present(folder, _FOLDERS):
        _check_link(path, folder.parent)
    for path in _present(folder, _FILES):
        _check_link(path, folder.parent)
        _check_kind(path)
    make_private(folder)


def _present(folder: Path, names: tuple[str, ...]) -> Iterator[Path]:
    return (folder / name for name in names if os.path.lexists(folder / name))


def _check_link(path: Path, workspace: Path) -> None:
    try:
        resolved_inside(path, workspace)
    except FileProblem as problem:
        raise StartError(f"{path}: {problem}") from problem


def _check_kind(path: Path) -> None:
    try:
        check_regular(path)
    except FileNotFoundError:
        # A link to a file that the server creates.
        pass
    except FileProblem as problem:
        raise StartError(f"{path}: {problem}") from problem
