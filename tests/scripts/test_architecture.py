"""Conventions that no other tool checks: shell scripts parse, versions agree, Qt stays where it belongs."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted(
    path
    for path in [*(ROOT / "scripts").iterdir(), ROOT / ".ci" / "run"]
    if path.is_file() and path.read_bytes().startswith(b"#!/bin/sh")
)
QT = {"PySide6", "PySide6QtAds", "pyqtgraph", "shiboken6"}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_that_every_script_is_executable_posix_shell(script: Path) -> None:
    assert script.stat().st_mode & 0o111
    subprocess.run(["sh", "-n", str(script)], check=True)
    assert "[[" not in script.read_text("utf-8")


def test_that_the_sdk_has_the_version_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    cmake = (ROOT / "workbench" / "sdk" / "cmake" / "workbenchConfigVersion.cmake").read_text("utf-8")
    assert f'set(PACKAGE_VERSION "{project}")' in cmake
    assert f"VERSION {project} " in (ROOT / "CMakeLists.txt").read_text("utf-8")


def _imported(file: Path) -> set[str]:
    """Top-level packages a file imports when it runs; imports for type checkers only do not count."""
    tree = ast.parse(file.read_text("utf-8"))
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    names: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names


def _may_use_qt(file: Path) -> bool:
    """The window, the base of views, and a view's widget with the parts that are drawn for it."""
    inside = file.relative_to(ROOT / "workbench")
    if inside.parts[0] == "ui" or inside.parts == ("views", "base.py"):
        return True
    return inside.parts[0] == "views" and len(inside.parts) == 3 and inside.name != "model.py"


def test_that_qt_is_imported_only_by_the_window_and_the_widgets() -> None:
    wrong = [
        str(file.relative_to(ROOT))
        for file in sorted((ROOT / "workbench").rglob("*.py"))
        if not _may_use_qt(file) and _imported(file) & QT
    ]
    assert wrong == []


def test_that_the_model_of_every_view_runs_without_qt() -> None:
    models = [
        ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for file in sorted((ROOT / "workbench" / "views").glob("*/model.py"))
    ]
    code = f"import sys, {', '.join(models)}; print(sorted({QT} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, cwd=ROOT)
    assert loaded.stdout.strip() == "[]", loaded.stderr


def test_that_the_compiled_server_is_imported_in_the_engine_only() -> None:
    pattern = re.compile(
        r"^\s*(from workbench\.engine import .*\b_core\b|(from|import) workbench\.engine\._core)", re.MULTILINE
    )
    wrong = [
        str(file.relative_to(ROOT))
        for file in sorted((ROOT / "workbench").rglob("*.py"))
        if "engine" not in file.parts and pattern.search(file.read_text("utf-8"))
    ]
    assert wrong == []


def test_that_no_test_imports_from_another_test() -> None:
    pattern = re.compile(r"^\s*(from|import) tests\.[\w.]*\b(test_\w+|conftest)\b.*", re.MULTILINE)
    wrong = [
        f"{file.relative_to(ROOT)}: {found[0].strip()}"
        for file in sorted((ROOT / "tests").rglob("*.py"))
        for found in pattern.finditer(file.read_text("utf-8"))
    ]
    assert wrong == [], "what two test files need lies in tests/support"


def test_that_the_types_are_part_of_the_package() -> None:
    assert (ROOT / "workbench" / "py.typed").is_file()
