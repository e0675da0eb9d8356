"""Runs clang-tidy on the native core with the checks of .clang-tidy; files that passed as they are now are skipped.

    clang_tidy.py [FILE...]    with files: only these

Expects the build folder of scripts/setup, which says how each file is compiled. Exit 1 when there is a warning.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NATIVE = ROOT / "workbench" / "engine" / "native"
INCLUDED_FROM = (NATIVE, ROOT / "workbench" / "sdk" / "include")
PASSED = ROOT / ".cache" / "clang-tidy" / "passed.json"
TIDY = ROOT / ".venv" / "bin" / "clang-tidy"
# GCC's own warnings are errors already. Clang refuses a template of RapidJSON that nobody uses, unless it may parse
# templates when they are used.
OPTIONS = ("--quiet", "--extra-arg=-w", "--extra-arg=-fdelayed-template-parsing")

_INCLUDE = re.compile(rb'^\s*#\s*include\s*["<]([^">]+)[">]', re.MULTILINE)


def database() -> Path:
    """The newest compile_commands.json. FileNotFoundError before scripts/setup."""
    found = sorted((ROOT / "build").glob("cp*/compile_commands.json"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise FileNotFoundError("build/*/compile_commands.json is missing: run scripts/setup first")
    return found[-1]


def commands(text: str) -> dict[Path, str]:
    """How each source of the core that a person writes is compiled."""
    entries = {Path(entry["file"]): entry["command"] for entry in json.loads(text)}
    return {
        file: command
        for file, command in sorted(entries.items())
        if file.is_relative_to(NATIVE) and "generated" not in file.parts
    }


@cache
def included(file: Path) -> frozenset[Path]:
    """The file's own includes that lie in this tree."""
    names = [name.decode() for name in _INCLUDE.findall(file.read_bytes())]
    places = [folder / name for name in names for folder in (file.parent, *INCLUDED_FROM)]
    return frozenset(place.resolve() for place in places if place.is_file())


def all_included(file: Path) -> set[Path]:
    """The file and whatever it includes, directly or not."""
    found, todo = {file}, [file]
    while todo:
        new = included(todo.pop()) - found
        found |= new
        todo += new
    return found


def fingerprint(file: Path, command: str, setting: bytes) -> str:
    """Of everything that decides the result for a file."""
    digest = hashlib.sha256(setting + command.encode())
    for path in sorted(all_included(file)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def problems(file: Path, build: Path) -> str:
    """What clang-tidy says of a file; empty when it is good."""
    done = subprocess.run([TIDY, "-p", build, *OPTIONS, file], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def _remembered() -> Iterator[str]:
    if PASSED.is_file():
        yield from json.loads(PASSED.read_text("utf-8"))


def _remember(prints: set[str]) -> None:
    PASSED.parent.mkdir(parents=True, exist_ok=True)
    unfinished = PASSED.with_suffix(f".{os.getpid()}")
    unfinished.write_text(json.dumps(sorted(prints)), "utf-8")
    unfinished.replace(PASSED)


def main(chosen: list[Path]) -> int:
    """Prints what is wrong; 1 when something is."""
    source = database()
    known = commands(source.read_text("utf-8"))
    files = {file: known[file] for file in (path.resolve() for path in chosen) if file in known} if chosen else known
    version = subprocess.run([TIDY, "--version"], capture_output=True, check=True).stdout
    setting = version + (ROOT / ".clang-tidy").read_bytes() + repr(OPTIONS).encode()
    passed = set(_remembered())
    prints = {file: fingerprint(file, command, setting) for file, command in files.items()}
    todo = [file for file, value in prints.items() if value not in passed]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = dict(zip(todo, pool.map(lambda file: problems(file, source.parent), todo), strict=True))
    failed = {file: text for file, text in results.items() if text}
    good = {value for file, value in prints.items() if file not in failed}
    _remember(passed | good if chosen else good)
    for text in failed.values():
        print(text, file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main([Path(word) for word in sys.argv[1:]]))
