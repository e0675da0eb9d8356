"""A source is checked again when it or a file that it includes has changed."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def clang_tidy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("clang_tidy", ROOT / "scripts" / "clang_tidy.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "NATIVE", tmp_path)
    monkeypatch.setattr(module, "INCLUDED_FROM", (tmp_path,))
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "clock.h").write_text("#pragma once\n")
    (tmp_path / "base" / "feed.h").write_text('#pragma once\n#include "base/clock.h"\n')
    (tmp_path / "market.cpp").write_text('#include <vector>\n#include "base/feed.h"\n')
    return module


@pytest.mark.parametrize("changed", ["market.cpp", "base/feed.h", "base/clock.h"])
def test_that_a_file_is_checked_again_when_something_it_includes_changed(
    clang_tidy: ModuleType, tmp_path: Path, changed: str
) -> None:
    before = clang_tidy.fingerprint(tmp_path / "market.cpp", "g++", b"")
    assert before == clang_tidy.fingerprint(tmp_path / "market.cpp", "g++", b"")
    (tmp_path / changed).write_text((tmp_path / changed).read_text() + "// new\n")
    assert before != clang_tidy.fingerprint(tmp_path / "market.cpp", "g++", b"")


def test_that_a_file_is_checked_again_with_other_flags_or_checks(clang_tidy: ModuleType, tmp_path: Path) -> None:
    prints = {
        clang_tidy.fingerprint(tmp_path / "market.cpp", command, setting)
        for command, setting in (("g++", b""), ("g++ -O2", b""), ("g++", b"Checks: *"))
    }
    assert len(prints) == 3


def test_that_generated_files_and_those_of_others_are_left_out(clang_tidy: ModuleType, tmp_path: Path) -> None:
    files = [str(tmp_path / "market.cpp"), str(tmp_path / "base" / "generated" / "a.cpp"), "/usr/src/nanobind.cpp"]
    entries = [{"file": file, "command": "g++", "directory": "/"} for file in files]
    assert clang_tidy.commands(json.dumps(entries)) == {tmp_path / "market.cpp": "g++"}
