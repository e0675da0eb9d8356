"""The check of the native core's include graph, on a core of two folders and on the real one."""

from pathlib import Path

import pytest

from scripts.native_layers import NATIVE, layers, main, problems


@pytest.fixture
def native(tmp_path: Path) -> Path:
    """Two layers and the probe, whose includes all point downwards."""
    (tmp_path / "CMakeLists.txt").write_text("set(workbench_core_layers\n  base market)\n")
    for name, text in {
        "probe/probe.h": "#include <cstdint>\n",
        "base/clock.h": '#include "probe/probe.h"\n#include "model/Enums.hpp"\n',
        "market/feed.cpp": '#include "base/clock.h"\n',
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_that_includes_that_point_downwards_are_good(native: Path) -> None:
    assert layers(native) == ["probe", "base", "market"]
    assert list(problems(native)) == []


def test_that_an_include_that_points_upwards_is_reported_with_its_line(native: Path) -> None:
    (native / "base" / "clock.h").write_text('#pragma once\n#include "market/feed.h"\n')
    assert list(problems(native)) == ["base/clock.h:2: base/ must not include from market/, which lies above it"]


def test_that_a_source_file_outside_the_layers_is_reported(native: Path) -> None:
    (native / "loose.cpp").write_text("")
    assert list(problems(native)) == ["loose.cpp: lies in no layer; add its folder to workbench_core_layers"]


def test_that_the_native_core_includes_downwards_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0, capsys.readouterr().err
    assert {path.name for path in NATIVE.iterdir() if path.is_dir()} <= set(layers(NATIVE))
