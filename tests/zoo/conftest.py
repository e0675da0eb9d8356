"""The zoo built once, and workspaces of it with some of its plugins enabled."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

import pytest

from tests.support.waiting import PATIENCE_SECONDS
from tests.zoo.build import build
from tests.zoo.pages import ROOT
from tests.zoo.runs import Run, RunZoo, make_zoo
from tests.zoo.specimen import Specimen


@pytest.fixture(scope="session")
def zoo_plugins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plugins folder with every file of the zoo in it."""
    folder = tmp_path_factory.mktemp("zoo") / "plugins"
    build(folder)
    return folder


@pytest.fixture(scope="session")
def run_zoo(zoo_plugins: Path, tmp_path_factory: pytest.TempPathFactory) -> RunZoo:
    """Each run has a workspace of its own; one with a single plugin has no other file in it."""

    def run(enabled: Collection[Specimen], *, seconds: float, speed: float = 20) -> Run:
        workspace = make_zoo(tmp_path_factory.mktemp("workspace"), zoo_plugins, enabled)
        words = [
            "run",
            str(workspace),
            "--for",
            str(seconds),
            "--speed",
            str(speed),
            "--json",
            str(workspace / "run.json"),
        ]
        command = [sys.executable, "-m", "workbench", *words]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
        assert done.returncode in (0, 3), done.stderr
        return Run(done.returncode, json.loads((workspace / "run.json").read_text()), done.stdout)

    return run
