"""Servers for each test that asks for one: the native one alone, or all of it on a workspace."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.running import VIRTUAL, Running, Start
from tests.support.market_day import Desk
from workbench.engine.messages import StartOptions


@pytest.fixture
def desk() -> Iterator[Desk]:
    """EURUSD at 1.10000/1.10010, account 1001 with 10,000 USD at leverage 100."""
    desk = Desk()
    yield desk
    desk.close()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[Running] = []

    def start_(workspace: Path, options: StartOptions = VIRTUAL) -> Running:
        run_folder = tmp_path / f"run-{len(started)}"
        run_folder.mkdir()
        running = Running(workspace, run_folder, options)
        started.append(running)
        running.server.start()
        return running

    yield start_
    for running in started:
        running.server.close()
