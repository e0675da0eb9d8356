"""Programs to be measured against: what is told when they are not there, and what their scripts must say."""

import json
import sys
from pathlib import Path

import pytest

from workbench.bench import references
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


def test_that_without_a_reference_the_ratio_is_null_and_says_how_to_get_it() -> None:
    found = Benchmark("tick_intake_vs_nautilus", "").run(quick=True).as_json()
    assert (found["reference"], found["ratio"], found["holds"]) == (None, None, None)
    assert found["value"] > 0
    assert found["reason"] == "nautilus_trader 1.221.0 is not installed: workbench bench --references installs it"


def test_that_the_figure_is_the_last_line_of_the_script() -> None:
    stand_in(f"print('loading'); print({json.dumps(json.dumps({'quotes_per_second': 250000.0}))})")
    assert references.measured("hftbacktest", "reference_hftbacktest.py", "1", "1") == 250000.0


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("import sys; sys.exit('12 of 20 quotes arrived')", "hftbacktest: 12 of 20 quotes arrived"),
        ("import nothing_of_this_name", "hftbacktest 2.4.4 is not installed: workbench bench --references installs it"),
        ("pass", "hftbacktest: it said nothing"),
    ],
)
def test_that_a_script_that_fails_says_why(script: str, told: str) -> None:
    stand_in(script)
    with pytest.raises(references.NoReference, match=told):
        references.measured("hftbacktest", "reference_hftbacktest.py", "1", "1")
