"""The probe that is preloaded into an engine process, so that threads and memory have an owner."""

from __future__ import annotations

import os
import re
import tomllib
from importlib.util import find_spec
from pathlib import Path

from workbench.engine.configuration.model import FILE_NAME

PRELOAD = "LD_PRELOAD"
_FILE_NAME = "_probe.so"
_SERVER_TABLE = re.compile(r"^\[server\][^\n]*\n(.*?)(?=^\s*\[|\Z)", re.MULTILINE | re.DOTALL)


def probe_file() -> Path | None:
    """The probe's file; None when it was not built, or lies where the dynamic linker's list cannot name it."""
    core = find_spec("workbench.engine._core")
    if core is None or core.origin is None:
        return None
    file = Path(core.origin).with_name(_FILE_NAME)
    # The list is separated by colons and spaces, and knows no quotes.
    return file if file.is_file() and not re.search(r"[:\s]", str(file)) else None


def is_wanted(workspace: Path) -> bool:
    """What `[server] attribution` says, before anything else of the configuration is read."""
    try:
        text = (workspace / FILE_NAME).read_text("utf-8")
        table = _SERVER_TABLE.search(text)
        # A file that cannot be read is told by the server, which reads it all.
        return tomllib.loads(table[1]).get("attribution", True) is not False if table else True
    except (OSError, ValueError):
        return True


def preloaded(others: str, *, wanted: bool) -> str:
    """The dynamic linker's list for an engine process: the others first, so that a sanitizer stays the first."""
    file = probe_file() if wanted else None
    return ":".join(filter(None, (others, str(file) if file else "")))


def forget_preload() -> None:
    """Takes the probe out of this process's environment: what a plugin starts is none of ours."""
    listed = re.split(r"[:\s]+", os.environ.get(PRELOAD, ""))
    others = ":".join(name for name in listed if name and Path(name).name != _FILE_NAME)
    os.environ.pop(PRELOAD, None)
    if others:
        os.environ[PRELOAD] = others
