"""What it costs to know whose memory and threads are whose: the sample server with the probe in it and without."""

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
from workbench.engine.process.attribution import PRELOAD, probe_file
from workbench.session import EngineStarted, FaultHappened, StartOptions
from workbench.session.process import ProcessSession

MOST = 1.03
ROUNDS, SECONDS, SETTLING_SECONDS = 9, 5.0, 1.0
QUICK_SECONDS = 0.2
SPEED = 200.0
"""Ten times that of the sample: less of the processor's time is the server's waiting for the next quote."""
PAIRS, TIMES, CHILDREN = 50_000, 3, 5
QUICK_PAIRS = 500
PATIENCE_SECONDS = 60.0
SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"


def measure(*, quick: bool) -> Result:
    """Processor time of the sample server in a second, median of rounds in which both kinds run side by side."""
    probe = probe_file()
    if probe is None:
        raise Unmeasurable("the probe cannot be preloaded here")
    if not (SAMPLE / "plugins").is_dir():
        raise Unmeasurable("the sample plugins are not built here")
    seconds = QUICK_SECONDS if quick else SECONDS
    # Whoever starts first has no advantage twice.
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
    """Milliseconds of processor time in a second: with the probe, without. Both meet the same moment of the machine."""
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
    """A server on a copy of the sample, as long as it lasts. Its process id."""
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
    raise Unmeasurable(f"no server within {PATIENCE_SECONDS:g} s")


def _processor_nanos(pid: int) -> int:
    """What the threads of a process have used; one that ended is not in it."""
    tasks = Path("/proc", str(pid), "task")
    return sum(int((tasks / tid / "schedstat").read_text("ascii").split()[0]) for tid in os.listdir(tasks))


def _trading(quick: bool, probe: str) -> float:
    """The worst case: times more processor time for an order opened and closed by three plugins without a pause."""
    children = [(_pair_nanos(quick, probe), _pair_nanos(quick, "")) for _ in range(1 if quick else CHILDREN)]
    attributed, without = (min(figures) for figures in zip(*children, strict=True))
    return float(attributed / without)


def _pair_nanos(quick: bool, preload: str) -> float:
    pairs, times = (QUICK_PAIRS, 1) if quick else (PAIRS, TIMES)
    figures = measured_by("workbench.bench.attribution_process", str(pairs), str(times), environment={PRELOAD: preload})
    return figures["pair_nanos"]
