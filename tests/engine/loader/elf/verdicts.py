"""The layout of a file as the loader identifies it."""

from pathlib import Path

from workbench.engine.loader.elf.facts import read_elf
from workbench.engine.loader.elf.sdk_layout import LayoutMatch, identify


def verdict(file: Path, pinned: str = "") -> LayoutMatch:
    data = file.read_bytes()
    return identify(read_elf(data), data, pinned=pinned)
