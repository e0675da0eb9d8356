"""Cost of attributing memory and threads to plugins: the sample server with and without the probe."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from workbench.bench.child import measured_by
from workbench.bench.result import Result, Unmeasurable, smaller_is_better
from workbench.engine.process.probe_preload import PRELOAD, probe_file
from workbench.session import EngineStarted, FaultHappened, StartOptions
from workbench.session.process_session import ProcessSession

MOST = 1.03
ROUNDS, SECONDS, SETTLING_SECONDS = 9, 5.0, 1.0
QUICK_SECONDS = 0.2
SPEED = 200.0
"""Ten times the speed of the sample, so waiting for quotes takes a smaller share of the processor time."""
PAIRS, TIMES, CHILDREN = 50_000, 3, 5
QUICK_PAIRS = 500
PATIENCE_SECONDS = 60.0
SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"


def measure(*, quick: bool) -> Result:
    """Measures processor time per second of the sample server, median of rounds with both kinds side by side."""
    probe = probe_file()
    if probe is None:
        raise Unmeasurable("cannot preload the probe")
    if not (SAMPLE / "plugins").is_dir():
        raise Unmeasurable("the sample plugins are not built")
    seconds = QUICK_SECONDS if quick else SECONDS
    # Alternate the order, so that no kind always starts first.
    rounds = [_round(seconds, turned=bool(number % 2)) for number in range(1 if quick else ROUNDS)]
    rounds.sort(key=lambda times: times[0] / times[1])
    ratios = [attributed / without for attributed, without in rounds]
    attributed, without = rounds[len(rounds) // 2]
    return Result(
        name="attribution",
        value=attributed,
        unit="ms/s",
        reference=without,
        ratio=smaller_is_better(attributed, without),
        goal=f"value <= {MOST} times the reference",
        holds=attributed <= MOST * without,
        details={
            "least_of_rounds": ratios[0],
            "most_of_rounds": ratios[-1],
            "trading_without_pause": _trading(quick, str(probe)),
        },
    )


def _round(seconds: float, *, turned: bool) -> tuple[float, float]:
    """Returns milliseconds of processor time per second with and without the probe, measured at the same time."""
    with contextlib.ExitStack() as stack:
        pids = {wanted: stack.enter_context(_sample_server(wanted)) for wanted in (turned, not turned)}
        pause = threading.Event()
        pause.wait(SETTLING_SECONDS)
        before = {wanted: _processor_nanos(pid) for wanted, pid in pids.items()}
        pause.wait(seconds)
        used = {wanted: _processor_nanos(pid) - before[wanted] for wanted, pid in pids.items()}
    return used[True] / seconds / 1e6, used[False] / seconds / 1e6


@contextlib.contextmanager
def _sample_server(attributed: bool) -> Iterator[int]:
    """Runs a server on a copy of the sample. Yields its process id."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder, "workspace")
        shutil.copytree(SAMPLE, workspace, ignore=shutil.ignore_patterns("data", "out", "zoo"))
        file = workspace / "server.toml"
        wanted = f"[server]\nattribution = {str(attributed).lower()}\n"
        file.write_text(file.read_text("utf-8").replace("[server]\n", wanted, 1), "utf-8")
        session = ProcessSession(workspace)
        try:
            session.start(StartOptions(feed_speed=SPEED))
            _wait_for_start(session)
            yield session.pid
        finally:
            session.close()


def _wait_for_start(session: ProcessSession) -> None:
    pause, deadline = threading.Event(), time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        for event in session.take_events():
            if isinstance(event, FaultHappened):
                raise Unmeasurable(f"the server ended: {event.message}")
            if isinstance(event, EngineStarted):
                return
        pause.wait(0.01)
    raise Unmeasurable(f"the server did not start within {PATIENCE_SECONDS:g} s")


def _processor_nanos(pid: int) -> int:
    """Returns the processor time of the running threads of a process."""
    tasks = Path("/proc", str(pid), "task")
    return sum(int((tasks / tid / "schedstat").read_text("ascii").split()[0]) for tid in os.listdir(tasks))


def _trading(quick: bool, probe: str) -> float:
    """Returns the worst case: the factor for orders that three plugins open and close without a pause."""
    children = [(_pair_nanos(quick, probe), _pair_nanos(quick, "")) for _ in range(1 if quick else CHILDREN)]
    attributed, without = (min(figures) for figures in zip(*children, strict=True))
    return float(attributed / without)


def _pair_nanos(quick: bool, preload: str) -> float:
    pairs, times = (QUICK_PAIRS, 1) if quick else (PAIRS, TIMES)
    figures = measured_by("workbench.bench.attribution_process", str(pairs), str(times), environment={PRELOAD: preload})
    return figures["pair_nanos"]
