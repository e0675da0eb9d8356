"""A starting thread is either not listed or listed with its function."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.compiler import ROOT
from workbench.engine.process import probe_preload

SOURCE = Path(__file__).with_name("thread_start.cpp")
PROBE = ROOT / "workbench" / "engine" / "native" / "probe"


@pytest.fixture
def thread_start(tmp_path: Path) -> Path:
    program = tmp_path / "thread_start"
    flags = ("-std=c++20", "-O1", "-Wall", "-Wextra", "-Werror", f"-I{PROBE}")
    subprocess.run(["g++", *flags, str(SOURCE), "-o", str(program), "-ldl"], check=True)
    return program


def test_that_a_reader_skips_a_thread_while_its_function_is_being_recorded(thread_start: Path) -> None:
    probe = probe_preload.probe_file()
    assert probe is not None
    done = subprocess.run(
        [str(thread_start)], env=os.environ | {"LD_PRELOAD": str(probe)}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "0 half described\n"), done.stderr
