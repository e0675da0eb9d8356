"""Which workspace a command works on."""

from __future__ import annotations

from pathlib import Path

import workbench
from workbench.cli.exit_codes import UsageError


def find_workspace(given: str | None) -> Path:
    """The folder given, or the sample workspace. UsageError when it is no folder with a server.toml."""
    if given is None:
        folder = Path(workbench.__file__).resolve().parent.parent / "sample_data"
        if not (folder / "server.toml").is_file():
            raise UsageError("there is no sample workspace here; name a folder with a server.toml")
        return folder
    folder = Path(given).absolute()
    try:
        if not folder.is_dir():
            raise UsageError(f"{given}: no such folder")
        if not (folder / "server.toml").is_file():
            raise UsageError(f"{given}: has no server.toml, so it is no workspace")
    except OSError as error:
        raise UsageError(f"{given}: {error.strerror}") from error
    return folder
