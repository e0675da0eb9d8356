"""The same input gives the same quotes, calls, trades and accounts in every process.

WORKBENCH_RUNS says how often it is tried (10 without it).
"""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.compiler import CompilePlugin
from tests.support.plugin_desk import plugin_file
from tests.support.scripts import run_script
from workbench.contract.generated.enums import CallFlag
from workbench.engine.consistency.digest import RunDigest
from workbench.telemetry.segment import EMPTY_BATCH, Batch

RUNS = int(os.environ.get("WORKBENCH_RUNS", "10"))
RUNS_OF_A_PROCESS = 2 if RUNS <= 10 else 10
SCRIPT = """
from pathlib import Path
from tests.engine.consistency.repeated_run import main
main(Path(sys.argv[1]), int(sys.argv[2]), [Path(plugin) for plugin in sys.argv[3:]])
"""


def runs(folder: Path, plugins: list[Path]) -> list[dict[str, Any]]:
    """Some runs in a process of their own."""
    folder.mkdir()
    done = run_script(SCRIPT, str(folder), str(RUNS_OF_A_PROCESS), *map(str, plugins))
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.timeout(900)
def test_that_every_run_of_the_same_input_has_the_same_digest(tmp_path: Path, compiled_plugin: CompilePlugin) -> None:
    plugins = [compiled_plugin("commission_by_volume"), plugin_file("trading_on_quotes")]
    found: list[dict[str, Any]] = []
    while len(found) < RUNS:
        found += runs(tmp_path / str(len(found)), plugins)
    assert found[0]["trades"] > 100
    assert found[0]["ticks"] > 1_000
    assert [number for number, run in enumerate(found) if run != found[0]] == []


def batch_of_calls(**fields: Any) -> Batch:
    calls = np.zeros(1, EMPTY_BATCH.calls.dtype)
    for name, value in fields.items():
        calls[name] = value
    return Batch(calls, EMPTY_BATCH.ticks, EMPTY_BATCH.marks)


def digest_of(batch: Batch) -> str:
    digest = RunDigest()
    digest.add_records(batch)
    return digest.hexdigest()


def test_that_a_digest_knows_every_answer_but_no_duration() -> None:
    plain = digest_of(batch_of_calls(code=0, took_ticks=1, start_ticks=5))
    assert plain == digest_of(batch_of_calls(code=0, took_ticks=2, start_ticks=9, flags=CallFlag.CALL_SLOW))
    assert plain != digest_of(batch_of_calls(code=2))
    assert plain != digest_of(batch_of_calls(flags=CallFlag.CALL_CHANGED))
    foreign = batch_of_calls(code=2, flags=CallFlag.CALL_FOREIGN_THREAD)
    assert digest_of(foreign) == digest_of(EMPTY_BATCH)
