"""Sources of plugins compiled with one set of headers alone."""

import subprocess
from pathlib import Path

KITS = ("devkit", "devkit_demo")


def compile_(source: str, include: Path, folder: Path) -> None:
    """Compiles the text with these headers alone, as an author with warnings on would."""
    file = folder / "source.cpp"
    file.write_text(source, "utf-8")
    flags = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", f"-I{include}"]
    done = subprocess.run(["g++", *flags, str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
