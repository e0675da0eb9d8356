"""Files of the zoo that no compiler makes: damaged ones, ones for other machines, copies, links, pipes."""

from __future__ import annotations

import os
import shutil
import struct
from collections.abc import Callable
from pathlib import Path

Make = Callable[[Path, Path], object]
GOOD = "debug_build.so"
"""The good library from which damaged ones are made."""


def _with_bytes(position: int, new: bytes) -> Make:
    def make(good: Path, target: Path) -> None:
        data = good.read_bytes()
        target.write_bytes(data[:position] + new + data[position + len(new) :])

    return make


def _copy(name: str) -> Make:
    return lambda good, target: target.write_bytes((good.parent / name).read_bytes())


def _for_32_bit(good: Path, target: Path) -> None:
    data = good.read_bytes()
    target.write_bytes(data[:4] + b"\x01" + data[5:18] + struct.pack("<H", 3) + data[20:])


def _writable(good: Path, target: Path) -> None:
    target.write_bytes(good.read_bytes() + b"\n\n")
    target.chmod(0o777)


def _link(good: Path, target: Path) -> None:
    outside = target.parent.parent / "outside" / target.name
    outside.parent.mkdir(exist_ok=True)
    shutil.copyfile(good, outside)
    with outside.open("ab") as file:
        file.write(b"not the same file\n")
    target.symlink_to(Path("..") / "outside" / target.name)


MAKERS: dict[str, Make] = {
    "no_elf.so": lambda _, target: target.write_text("to be copied later\n"),
    "empty.so": lambda _, target: target.touch(),
    "cut_off.so": lambda good, target: target.write_bytes(good.read_bytes()[: good.stat().st_size // 2]),
    "for_32_bit.so": _for_32_bit,
    "for_arm.so": _with_bytes(18, struct.pack("<H", 0xB7)),
    "pipe.so": lambda _, target: os.mkfifo(target),
    "link.so": _link,
    "writable.so": _writable,
    "twin.so": _copy("no_about.so"),
    "unsigned.so": lambda good, target: target.write_bytes(good.read_bytes() + b"\n"),
}
