"""What a file was built for, as the loader judges it."""

from pathlib import Path

from workbench.engine.loader.elf.facts import read_elf
from workbench.engine.loader.elf.sdk_layout import Verdict, tell


def verdict(file: Path, pinned: str = "") -> Verdict:
    data = file.read_bytes()
    return tell(read_elf(data), data, pinned=pinned)
