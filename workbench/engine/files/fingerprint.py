"""Fingerprints of files, which show changes without reading the content."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Fingerprint:
    """Facts about a file that are known without reading it."""

    inode: int
    size: int
    modified_nanos: int
    signature: Fingerprint | None = None
    """Fingerprint of the file's signature. A newly signed plugin counts as changed."""


def fingerprint_of(path: Path) -> Fingerprint | None:
    """Returns the fingerprint of a file, None if it does not exist."""
    try:
        facts = os.stat(path)
    except OSError:
        # The file disappeared after the listing, or is a broken link.
        return None
    return Fingerprint(facts.st_ino, facts.st_size, facts.st_mtime_ns)
