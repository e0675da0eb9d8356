"""Sessions for tests: in this process and in a child, with a few plugins that do one thing each."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.compiler import CompilePlugin
from tests.support.small_disk import small_disk
from tests.support.small_plugins import plugin_source
from tests.support.talk import Talk
from workbench.session import (
    Session,
)
from workbench.session.local_session import LocalSession
from workbench.session.process_session import ProcessSession

__all__ = ["small_disk"]


@pytest.fixture(scope="session")
def talker(compiled_plugin: CompilePlugin) -> Path:
    """Comments trades, refuses a volume of 777, calls the server from inside its hook."""
    return compiled_plugin(plugin_source("talker"), name="talker")


@pytest.fixture(scope="session")
def killer(compiled_plugin: CompilePlugin) -> Path:
    """Opening a volume of 11 is a segmentation fault, 12 an abort, 13 an exit, 14 an endless loop."""
    return compiled_plugin(plugin_source("killer"), name="killer")


@pytest.fixture(params=["local", "process"])
def open_session(request: pytest.FixtureRequest) -> Iterator[Callable[[Path], Talk]]:
    """Opens a session of either kind on a workspace."""
    opened: list[Session] = []

    def open_(workspace: Path) -> Talk:
        session: Session
        if request.param == "local":
            session = LocalSession(workspace, settle_millis=20)
        else:
            session = ProcessSession(workspace, settle_millis=20)
        opened.append(session)
        return Talk(session)

    yield open_
    for session in opened:
        session.close()


@pytest.fixture
def open_child() -> Iterator[Callable[..., Talk]]:
    """Opens a session over a child process."""
    opened: list[Session] = []

    def open_(workspace: Path, **settings: Any) -> Talk:
        session = ProcessSession(workspace, **settings)
        opened.append(session)
        return Talk(session)

    yield open_
    for session in opened:
        session.close()
