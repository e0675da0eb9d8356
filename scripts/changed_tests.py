"""Prints the tests of the parts that differ from a revision: `changed_tests.py [REF]`; the default is `main`.

Tests mirror the tree: `tests/views/journal/` tests `workbench/views/journal/`. The result does not include the tests of
parts that use a changed one; only a complete run covers these.
"""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[1]
ALWAYS = "tests/scripts"
EVERYTHING = ("tests",)
CORE = ("tests/engine/native", "tests/engine/server", "tests/plugins_sample", "tests/session/test_conversation.py")
CONTRACT = ("tests/contract", "tests/sdk")

# The first prefix that matches a path decides.
RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("workbench/engine/native/", CORE),
    ("workbench/engine/_core", CORE),
    ("CMakeLists.txt", CORE),
    ("workbench/contract/", (*CONTRACT, *CORE)),
    ("workbench/sdk/", (*CONTRACT, *CORE)),
    ("plugins/", ("tests/plugins_sample",)),
    ("sample_data/zoo/", ("tests/zoo",)),
    ("sample_data/", ("tests/cli",)),
    ("tests/plugins/zoo/", ("tests/zoo",)),
    ("tests/plugins/", ("tests/engine", "tests/session")),
    ("tests/support/test_", ("tests/support",)),
    ("tests/support/", EVERYTHING),
    ("tests/conftest.py", EVERYTHING),
    ("pyproject.toml", EVERYTHING),
)


def changed_files(reference: str) -> list[str]:
    """Returns the files that differ from the merge base with the revision, and new files that git does not ignore."""
    base = _git("merge-base", reference, "HEAD")[0]
    return sorted({*_git("diff", "--name-only", base), *_git("ls-files", "--others", "--exclude-standard")})


def tests_of(files: Iterable[str]) -> list[str]:
    """Returns the files and folders of tests, without those that are inside another one of them."""
    found = {ALWAYS, *(test for file in files for test in _tests_of(file))}
    return sorted(test for test in found if not found & {str(parent) for parent in PurePosixPath(test).parents})


def _tests_of(file: str) -> Iterable[str]:
    for begin, tests in RULES:
        if file.startswith(begin):
            return tests
    path = PurePosixPath(file)
    if path.parts[0] == "tests" and path.name.startswith("test_"):
        return (file,) if (ROOT / file).is_file() else ()
    if path.parts[0] in ("workbench", "tests") and len(path.parts) > 2:
        mirrored = PurePosixPath("tests", *path.parts[1:-1])
        return (str(next(folder for folder in (mirrored, *mirrored.parents) if (ROOT / folder).is_dir())),)
    return ()


def _git(*words: str) -> list[str]:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()


if __name__ == "__main__":
    print("\n".join(tests_of(changed_files(*(sys.argv[1:] or ["main"])))))
