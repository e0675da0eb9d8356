"""Folders and files that only their owner can read."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

_OTHERS = 0o077


def make_private(folder: Path) -> None:
    """Removes the rights of other users from a folder and everything in it. Does not follow links.

    Leaves out what belongs to another user.
    """
    with contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError):
        _remove_rights(folder)
        for entry in list(os.scandir(folder)):
            if entry.is_dir(follow_symlinks=False):
                make_private(Path(entry))
            elif not entry.is_symlink():
                _remove_rights(Path(entry))


def create_private(path: Path) -> None:
    """Creates an empty file that only its owner can read, unless the file exists. OSError if that fails."""
    os.close(os.open(path, os.O_RDONLY | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC, 0o600))


def _remove_rights(path: Path) -> None:
    with contextlib.suppress(FileNotFoundError, PermissionError):
        mode = stat.S_IMODE(os.lstat(path).st_mode)
        if mode & _OTHERS and not path.is_symlink():
            os.chmod(path, mode & ~_OTHERS)
