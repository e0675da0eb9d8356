"""The same input gives the same quotes, calls, trades and accounts, whatever process it runs in.

WORKBENCH_RUNS says how often it is tried (10 without it).
"""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.engine.plugin_desk import plugin_file
from tests.engine.test_database import run_script
from tests.support.compiler import CompilePlugin
from workbench.contract.generated.enums import CallFlag
from workbench.engine.digest import RunDigest
from workbench.telemetry.segment import EMPTY_BATCH, Batch

RUNS = int(os.environ.get("WORKBENCH_RUNS", "10"))
SCRIPT = """
from pathlib import Path
from tests.engine.repeated_run import main
main(Path(sys.argv[1]), [Path(plugin) for plugin in sys.argv[2:]])
"""


def run(database: Path, plugins: list[Path]) -> dict[str, Any]:
    done = run_script(SCRIPT, str(database), *map(str, plugins))
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


@pytest.mark.timeout(900)
def test_that_every_run_of_the_same_input_has_the_same_digest(tmp_path: Path, compiled_plugin: CompilePlugin) -> None:
    plugins = [compiled_plugin("commission_by_volume"), plugin_file("trading_on_quotes")]
    first = run(tmp_path / "run-0.db", plugins)
    assert first["trades"] > 100
    assert first["ticks"] > 1_000
    for number in range(1, RUNS):
        assert run(tmp_path / f"run-{number}.db", plugins) == first, f"run {number}"


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
