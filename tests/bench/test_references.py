"""Reference programs: the report when they are missing, and the required output of their scripts."""

import itertools
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from workbench.bench import against, hook_call, references
from workbench.bench.registry import Benchmark


@pytest.fixture(autouse=True)
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def stand_in(script: str) -> None:
    """An environment whose Python runs `script` whatever it is asked."""
    python = references.folder() / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!{sys.executable}\n{script}\n")
    python.chmod(0o755)


def test_that_without_a_reference_the_ratio_is_null_with_instructions() -> None:
    found = Benchmark("tick_intake_vs_nautilus", "").run(quick=True).as_json()
    assert (found["reference"], found["ratio"], found["holds"]) == (None, None, None)
    assert found["value"] > 0
    assert found["reason"] == "nautilus_trader 1.221.0 is not installed: workbench bench --references installs it"


def test_that_the_figure_is_the_last_line_of_the_script() -> None:
    stand_in(f"print('loading'); print({json.dumps(json.dumps({'quotes_per_second': 250000.0}))})")
    assert references.measured("hftbacktest", "reference_hftbacktest.py", "1", "1") == 250000.0


@pytest.mark.parametrize(
    ("script", "reported"),
    [
        ("import sys; sys.exit('12 of 20 quotes arrived')", "hftbacktest: 12 of 20 quotes arrived"),
        ("import nothing_of_this_name", "hftbacktest 2.4.4 is not installed: workbench bench --references installs it"),
        ("pass", "hftbacktest: no output"),
    ],
)
def test_that_a_failing_script_reports_the_reason(script: str, reported: str) -> None:
    stand_in(script)
    with pytest.raises(references.NoReference, match=reported):
        references.measured("hftbacktest", "reference_hftbacktest.py", "1", "1")


@pytest.mark.parametrize(
    ("name", "loop", "least_ratio"),
    [
        ("tick_intake_vs_hftbacktest", "engine_intake_ticks_per_second", 0.9),
        ("hookless_intake_vs_hftbacktest", "hookless_intake_ticks_per_second", 1.5),
    ],
)
def test_that_the_best_runs_of_both_decide(
    name: str, loop: str, least_ratio: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[str] = []
    best = least_ratio
    own, others = itertools.cycle([0.5, 0.8, 1.0]), itertools.cycle([0.9, 1.0, 0.7])

    def measured(*_: object) -> float:
        turns.append("other")
        return next(others)

    def run(_ticks: int) -> float:
        turns.append("own")
        return best * next(own)

    monkeypatch.setattr(references, "measured", measured)
    monkeypatch.setattr(against, "loops", lambda: SimpleNamespace(**{loop: run}))
    found = Benchmark(name, "").run(quick=False)
    assert turns == ["own", "other"] * 3
    assert (found.name, found.ratio, found.goal) == (name, least_ratio, f"ratio >= {least_ratio}")
    assert found.holds is True
    best = least_ratio * 0.99
    assert Benchmark(name, "").run(quick=False).holds is False


def test_that_a_hook_call_may_take_15_percent_more_than_a_bare_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    figures = {"bare_hook_nanos": 20.0, "guarded_chain_nanos": 22.0, "slotless_hook_nanos": 30.0}

    def holds(guarded: float) -> bool | None:
        loops = {
            name: lambda *_, found=found: found for name, found in (figures | {"guarded_hook_nanos": guarded}).items()
        }
        monkeypatch.setattr(hook_call, "loops", lambda: SimpleNamespace(**loops))
        return Benchmark("hook_call", "").run(quick=True).holds

    assert holds(22.9) is True
    assert holds(23.1) is False
