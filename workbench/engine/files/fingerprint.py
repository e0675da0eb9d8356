"""What tells a changed file from an unchanged one without reading it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Fingerprint:
    """What a look at a file without reading it tells."""

    inode: int
    size: int
    modified_nanos: int
    signature: Fingerprint | None = None
    """That of the file's signature: signed again, a plugin is another one."""


def fingerprint_of(path: Path) -> Fingerprint | None:
    """The fingerprint of a file, None while there is none."""
    try:
        facts = os.stat(path)
    except OSError:
        # Gone between the listing and now, or a link to nothing.
        return None
    return Fingerprint(facts.st_ino, facts.st_size, facts.st_mtime_ns)
