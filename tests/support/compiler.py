"""Compiles C++ plugins for tests as a plugin author would, once for each content."""

import hashlib
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

import pytest

from tests.support.built import built

ROOT = Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "workbench" / "sdk" / "include"
LAYOUTS = ROOT / "workbench" / "sdk" / "layouts"
BASE_FLAGS = (
    "-std=c++20",
    "-O1",
    "-g",
    "-fPIC",
    "-shared",
    "-Wall",
    "-Wextra",
    "-fno-gnu-unique",
    "-fvisibility=hidden",
)


_CLANGS = ("clang++", *(f"clang++-{version}" for version in range(25, 13, -1)))
CLANG = next(filter(None, map(shutil.which, _CLANGS)), None)
"""Where clang is, None when it is not here."""


class CompilePlugin(Protocol):
    """`compiled_plugin("risk_guard")`, `compiled_plugin(Path("x.cpp"))` or `compiled_plugin(source_text, name="x")`."""

    def __call__(
        self, name_or_source: str | Path, *, name: str = "plugin", flags: Sequence[str] = (), compiler: str = "g++"
    ) -> Path: ...


@cache
def _toolchain() -> bytes:
    """What besides the source decides the result: the compiler and the headers."""
    version = subprocess.run(["g++", "-dumpfullversion"], check=True, capture_output=True).stdout
    digest = hashlib.sha256(version)
    for header in sorted([*INCLUDE.rglob("*.h*"), *LAYOUTS.rglob("*.h*")]):
        digest.update(header.read_bytes())
    return digest.digest()


def _source(name_or_source: str | Path, name: str) -> tuple[str, str]:
    """Stem and text: of a sample plugin, of a file, or the given text itself."""
    if isinstance(name_or_source, str) and "\n" not in name_or_source:
        sample = ROOT / "plugins" / name_or_source / f"{name_or_source}.cpp"
        name_or_source = sample if sample.is_file() else Path(name_or_source)
    if isinstance(name_or_source, Path):
        return name_or_source.stem, name_or_source.read_text("utf-8")
    return name, name_or_source


def compile_plugin(
    name_or_source: str | Path,
    *,
    name: str = "plugin",
    flags: Sequence[str] = (),
    depends: Sequence[Path] = (),
    compiler: str = "g++",
) -> Path:
    """The compiled file, from the cache when nothing changed; AssertionError carries the compiler's messages.

    `depends` are the headers that it includes beside those of the SDK.
    """
    stem, text = _source(name_or_source, name)
    # Only GCC makes unique symbols, and only it knows the flag against them.
    base = BASE_FLAGS if compiler == "g++" else [flag for flag in BASE_FLAGS if flag != "-fno-gnu-unique"]
    command = [compiler, *base, *flags]
    parts = [text.encode(), " ".join(command).encode(), _toolchain(), *(header.read_bytes() for header in depends)]

    def compile_(target: Path) -> None:
        # Beside the library: its debug information names it, and stacks show lines of it.
        source = target.with_name(f"{stem}.cpp")
        source.write_text(text, "utf-8")
        done = subprocess.run(
            [*command, f"-I{INCLUDE}", str(source), "-o", str(target)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    return built(f"{stem}.so", parts, compile_)


@pytest.fixture(scope="session")
def compiled_plugin() -> CompilePlugin:
    """Compiles a sample plugin by name, a file, or source text against the SDK's headers; returns the .so."""
    return compile_plugin
