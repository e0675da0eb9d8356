"""Finds the workspace of a command."""

from __future__ import annotations

from pathlib import Path

import workbench
from workbench.cli.exit_codes import UsageError
from workbench.engine.files.regular_file import NoRegularFile, check_regular


def find_workspace(given: str | None) -> Path:
    """Returns the given folder, or the sample workspace. UsageError for a folder without a server.toml."""
    if given is None:
        folder = Path(workbench.__file__).resolve().parent.parent / "sample_data"
        if not (folder / "server.toml").is_file():
            raise UsageError("no sample workspace found. Pass a folder with a server.toml")
        return folder
    folder = Path(given).absolute()
    try:
        str(folder).encode("utf-8")
        if not folder.is_dir():
            raise UsageError(f"{given}: no such folder")
        check_regular(folder / "server.toml")
    except UnicodeEncodeError as error:
        raise UsageError(f"{folder}: the path is not UTF-8 text. Rename the folder") from error
    except NoRegularFile as problem:
        raise UsageError(f"{given}/server.toml: {problem}") from problem
    except FileNotFoundError as error:
        raise UsageError(f"{given}: not a workspace, because it has no server.toml") from error
    except OSError as error:
        raise UsageError(f"{given}: {error.strerror}") from error
    return folder
