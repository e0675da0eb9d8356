"""The benchmark command: shape of its report and exit codes. How fast anything is, no test asks."""

import json
from pathlib import Path

import numpy as np
import pytest

from workbench.bench.registry import BENCHMARKS, Benchmark
from workbench.bench.result import Result
from workbench.cli import bench
from workbench.cli.main import main

FIELDS = {"name", "value", "unit", "reference", "ratio", "goal", "holds"}


def result(**changes: object) -> Result:
    fields: dict[str, object] = {
        "name": "hook_call", "value": 38.0, "unit": "ns", "reference": 33.0, "ratio": 0.87, "goal": "g", "holds": True,
    }  # fmt: skip
    return Result(**(fields | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("benchmark_line", BENCHMARKS, ids=lambda each: each.name)
def test_that_a_quick_run_gives_finite_figures(benchmark_line: Benchmark, tmp_path: Path) -> None:
    file = tmp_path / "out" / "bench.json"
    assert main(["bench", "--quick", "--only", benchmark_line.name, "--json", str(file)]) == 0
    reported = json.loads(file.read_text())
    assert (reported["schema"], reported["version"]) == ("workbench.bench", 1)
    (found,) = reported["results"]
    assert set(found) >= FIELDS
    assert found["name"] == benchmark_line.name
    assert isinstance(found["value"], float)
    figures = [found["value"], found["reference"], found["ratio"], *found.get("details", {}).values()]
    assert all(figure is None or np.isfinite(figure) for figure in figures)
    assert found["ratio"] is not None or found["reason"]


def test_that_a_missed_goal_is_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Benchmark, "run", lambda self, *, quick: result(name=self.name, holds=False))
    assert main(["bench", "--only", "help"]) == 1
    monkeypatch.setattr(Benchmark, "run", lambda self, *, quick: result(name=self.name, holds=None, ratio=None))
    assert main(["bench", "--only", "help"]) == 0


def test_that_an_unknown_name_is_one_clear_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--only", "nothing"]) == 2
    reported = capsys.readouterr().err
    assert reported.count("\n") == 1
    assert "unknown benchmark" in reported


def test_that_a_file_that_cannot_be_written_is_reported_before_measuring(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--json", "/proc/nowhere/bench.json"]) == 2
    assert "/proc/nowhere/bench.json: cannot write" in capsys.readouterr().err


def test_that_a_figure_that_cannot_be_measured_has_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.engine.bench_support.import_module", lambda _name: object())
    found = Benchmark("hook_call", "").run(quick=True)
    assert (found.value, found.holds) == (None, False)
    assert "no measuring loops" in found.as_json()["reason"]


def test_that_the_table_is_aligned() -> None:
    lines = bench.table([result(), result(name="tick_intake", value=4.2e6, unit="ticks/s", holds=False)])
    assert len({line.index(word) for line, word in zip(lines, ("goal", " g", " g"), strict=True)}) <= 2
    assert "4,200,000 ticks/s" in lines[2]
