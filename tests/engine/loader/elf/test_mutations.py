"""Thousands of damaged libraries: each is checked in time, none ends the checking process, and none is executed."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.loader.elf.mutations import Original, mutated
from tests.support.compiler import CompilePlugin
from tests.support.small_plugins import plugin_source
from workbench.engine.loader.scanner import Scanner, ScanRequest

FILES = int(os.environ.get("WORKBENCH_MUTATIONS", "120"))
SEED = int(os.environ.get("WORKBENCH_SEED", "7"))
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


@pytest.fixture
def scanner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scanner]:
    monkeypatch.setenv(MARK, str(tmp_path / "mark"))
    scanner = Scanner()
    yield scanner
    scanner.close()


@pytest.mark.timeout(60 + FILES)
def test_that_a_damaged_library_is_checked_without_side_effects(
    originals: list[Original], scanner: Scanner, tmp_path: Path
) -> None:
    file = tmp_path / "damaged.so"
    request = ScanRequest(os.fsencode(file), os.fsencode(tmp_path / "trust"))
    for what, data in mutated(originals, FILES, seed=SEED):
        file.write_bytes(data)
        texts = [diagnostic.text for diagnostic in scanner.scan(request).diagnostics]
        assert all(texts), what
        # The scanner's report when its process for the file ended, because of the file or the limits.
        assert not [text for text in texts if text.startswith(("reading the file", "the scanner process"))], (
            what,
            texts,
        )
    assert not (tmp_path / "mark").exists()
