"""Time from saving a plugin's file until the plugin runs again, on a small and on a large server."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from workbench.bench.native import loops
from workbench.bench.result import Result, Unmeasurable, smaller_is_better
from workbench.session import AnyEvent, EngineStarted, EngineStopped, FaultHappened, PluginChanged
from workbench.session.process_session import ProcessSession
from workbench.session.restart_policy import WINDOW

LONGEST_MILLIS = 500.0
LONGEST_LARGE_MILLIS = 1000.0
RELOADS = 5
ACCOUNTS = 10_000
PLUGIN = "trade_commenter.so"
SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
PATIENCE_SECONDS = 30.0
BETWEEN_SECONDS = 3.0
"""Pause between reloads. An edit and a build take longer than preparing the next start."""
# Group of the accounts that fill_database creates.
GROUP = '\n[[groups]]\ngroup = "real"\nenable = 1\ncurrency = "USD"\ndefault_leverage = 100\n'


def measure(*, quick: bool) -> Result:
    """Measures milliseconds from the last write to the plugin's state `running`, median of several reloads."""
    if not (SAMPLE / "plugins" / PLUGIN).is_file():
        raise Unmeasurable("the sample plugins are not built")
    small = _reloads(accounts=0, times=1 if quick else RELOADS)
    large = _reloads(accounts=10 if quick else ACCOUNTS, times=1 if quick else RELOADS)
    return Result(
        name="reload",
        value=small,
        unit="ms",
        reference=LONGEST_MILLIS,
        ratio=smaller_is_better(small, LONGEST_MILLIS),
        goal=f"value <= {LONGEST_MILLIS:g} ms, with {ACCOUNTS} accounts <= {LONGEST_LARGE_MILLIS:g} ms",
        holds=small <= LONGEST_MILLIS and large <= LONGEST_LARGE_MILLIS,
        details={"large_millis": large},
    )


def _reloads(*, accounts: int, times: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder, "workspace")
        shutil.copytree(SAMPLE, workspace, ignore=shutil.ignore_patterns("data", "out", "zoo"))
        if accounts:
            with (workspace / "server.toml").open("a", encoding="utf-8") as file:
                file.write(GROUP)
            (workspace / "data").mkdir()
            loops().fill_database(str(workspace / "data" / "server.db"), accounts, accounts)
        session = ProcessSession(workspace, supervision=WINDOW)
        try:
            session.start()
            _Ear(session).wait_for_start()
            return statistics.median(_reload(session, workspace / "plugins" / PLUGIN) for _ in range(times))
        finally:
            session.close()


def _reload(session: ProcessSession, file: Path) -> float:
    """Runs one reload with the same library and one appended byte."""
    pause = threading.Event()
    pause.wait(BETWEEN_SECONDS)
    session.take_events()
    part = file.with_name(".part")
    part.write_bytes(file.read_bytes() + b"\0")
    begun = time.monotonic()
    part.replace(file)
    _Ear(session).wait_for_plugin(file.name)
    return (time.monotonic() - begun) * 1000


class _Ear:
    """Waits for events of a session."""

    def __init__(self, session: ProcessSession) -> None:
        self._session, self._heard = session, list[AnyEvent]()

    def wait_for_start(self) -> None:
        self._wait(lambda event: isinstance(event, EngineStarted))

    def wait_for_plugin(self, name: str) -> None:
        """Waits until the next server reports this plugin as running."""
        self._wait(lambda event: isinstance(event, EngineStopped))
        self._wait(
            lambda event: isinstance(event, PluginChanged) and event.row.file == name and event.row.state == "running"
        )

    def _wait(self, wanted: Callable[[AnyEvent], bool]) -> None:
        pause, deadline = threading.Event(), time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            self._heard += self._session.take_events()
            while self._heard:
                event = self._heard.pop(0)
                if isinstance(event, FaultHappened):
                    raise Unmeasurable(f"the server ended: {event.message}")
                if wanted(event):
                    return
            pause.wait(0.001)
        raise Unmeasurable(f"no reload within {PATIENCE_SECONDS:g} s")
