"""The probe that is preloaded into an engine process, so that each thread and memory block has an owner."""

from __future__ import annotations

import os
import re
from importlib.util import find_spec
from pathlib import Path

from workbench.engine.configuration.toml_text import parse_toml, read_text

PRELOAD = "LD_PRELOAD"
_FILE_NAME = "_probe.so"
_SERVER_TABLE = re.compile(r"^\[server\][^\n]*\n(.*?)(?=^\s*\[|\Z)", re.MULTILINE | re.DOTALL)


def probe_file() -> Path | None:
    """Returns the probe's path. None if it was not built, or if the dynamic linker's list cannot contain its path."""
    core = find_spec("workbench.engine._core")
    if core is None or core.origin is None:
        return None
    file = Path(core.origin).with_name(_FILE_NAME)
    # Colons and spaces separate the list's entries, without any quoting.
    return file if file.is_file() and not re.search(r"[:\s]", str(file)) else None


def is_wanted(workspace: Path) -> bool:
    """Returns `[server] attribution`, before the rest of the configuration is read."""
    try:
        text = read_text(workspace)
        table = _SERVER_TABLE.search(text)
        # The server reads the whole file and reports an unreadable one.
        return parse_toml(table[1]).get("attribution", True) is not False if table else True
    except ValueError:
        return True


def preloaded(others: str, *, wanted: bool) -> str:
    """Returns the dynamic linker's list for an engine process. Others come first, so a sanitizer stays first."""
    file = probe_file() if wanted else None
    return ":".join(filter(None, (others, str(file) if file else "")))


def forget_preload() -> None:
    """Removes the probe from this process's environment, so that programs started by plugins run without it."""
    listed = re.split(r"[:\s]+", os.environ.get(PRELOAD, ""))
    others = ":".join(name for name in listed if name and Path(name).name != _FILE_NAME)
    os.environ.pop(PRELOAD, None)
    if others:
        os.environ[PRELOAD] = others
