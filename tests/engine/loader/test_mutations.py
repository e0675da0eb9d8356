"""Thousands of damaged libraries: each is judged in time, none ends who looks at it, and nothing of it runs."""

import os
import time
from pathlib import Path

import pytest

from tests.engine.loader.mutations import Original, mutated
from tests.session.conftest import plugin_source
from tests.support.compiler import CompilePlugin
from workbench.engine.loader.checks import inspect_library
from workbench.engine.loader.libraries import LibrarySearch
from workbench.engine.loader.scan import read_candidate

FILES = int(os.environ.get("WORKBENCH_MUTATIONS", "300"))
SEED = int(os.environ.get("WORKBENCH_SEED", "7"))
SECONDS = 1.0
MARK = "WORKBENCH_TEST_MARK"
RUNS_AT_ONCE = """
#include <cstdio>
#include <cstdlib>
__attribute__((constructor)) static void i_was_run() {
  if (const char* path = std::getenv("WORKBENCH_TEST_MARK")) std::fclose(std::fopen(path, "w"));
}
"""


@pytest.fixture
def originals(compiled_plugin: CompilePlugin) -> list[Original]:
    """Libraries with debug information, without, and stripped; each would leave a mark if it was loaded."""
    source = plugin_source("talker") + RUNS_AT_ONCE
    flags = {"debug": [], "plain": ["-g0"], "stripped": ["-g0", "-s"], "compressed": ["-gz"], "older": ["-gdwarf-4"]}
    built = {name: compiled_plugin(source, name=name, flags=more) for name, more in flags.items()}
    return [Original(name, path.read_bytes()) for name, path in built.items()]


def test_that_no_damaged_library_does_more_than_be_judged(
    originals: list[Original], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark, file, search = tmp_path / "mark", tmp_path / "damaged.so", LibrarySearch()
    monkeypatch.setenv(MARK, str(mark))
    search.remember_common()
    slowest = 0.0
    for what, data in mutated(originals, FILES, seed=SEED):
        file.write_bytes(data)
        began = time.process_time()
        try:
            found = inspect_library(read_candidate(file), search)
        except Exception as error:
            raise AssertionError(what) from error
        slowest = max(slowest, took := time.process_time() - began)
        assert took < SECONDS, what
        for text in (finding.text for finding in found.findings):
            text.encode()
            assert text, what
    assert not mark.exists()
