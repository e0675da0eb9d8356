"""Which tests a change needs."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def changed_tests() -> ModuleType:
    spec = importlib.util.spec_from_file_location("changed_tests", ROOT / "scripts" / "changed_tests.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("file", "tests"),
    [
        ("workbench/views/journal/widget.py", ["tests/scripts", "tests/views/journal"]),
        ("workbench/views/base.py", ["tests/scripts", "tests/views"]),
        ("workbench/ui/icons/close.svg", ["tests/scripts", "tests/ui"]),
        ("tests/views/journal/test_widget.py", ["tests/scripts", "tests/views/journal/test_widget.py"]),
        ("tests/views/conftest.py", ["tests/scripts", "tests/views"]),
        ("tests/views/journal/test_removed.py", ["tests/scripts"]),
        ("tests/support/waiting.py", ["tests"]),
        ("docs/faults.md", ["tests/scripts"]),
        ("scripts/setup", ["tests/scripts"]),
        ("plugins/risk_guard/risk_guard.cpp", ["tests/plugins_sample", "tests/scripts"]),
    ],
)
def test_that_a_change_is_tested_where_its_folder_is_mirrored(
    changed_tests: ModuleType, file: str, tests: list[str]
) -> None:
    assert changed_tests.tests_of([file]) == tests


def test_that_a_change_of_the_native_core_is_tested_through_a_session_too(changed_tests: ModuleType) -> None:
    tests = changed_tests.tests_of(["workbench/engine/native/trading/trading.cpp"])
    assert {"tests/engine/native", "tests/session/test_conversation.py"} <= set(tests)


def test_that_tests_of_every_rule_exist(changed_tests: ModuleType) -> None:
    named = {test for _, tests in changed_tests.RULES for test in tests}
    assert [test for test in sorted(named) if not (ROOT / test).exists()] == []


def test_that_every_package_has_tests_where_they_are_looked_for(changed_tests: ModuleType) -> None:
    packages = [path.parent.name for path in (ROOT / "workbench").glob("*/__init__.py")]
    tested = {package: changed_tests.tests_of([f"workbench/{package}/module.py"]) for package in packages}
    assert [package for package, tests in tested.items() if "tests" in tests] == []
