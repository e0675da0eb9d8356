"""Time limits for the end of a server. A plugin that does not end shortens the wait."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from pathlib import Path

from workbench.telemetry.segment import SegmentReader

STOP_SECONDS = 5.0
"""For an orderly end: the server unloads the plugins and writes the databases."""
CLOSE_SECONDS = 1.0
"""For one plugin call when the session closes, because the user waits for the window to close."""
LOOK_SECONDS = 0.02

_STOPPED = ("T", "t")


def wait_for_end(
    ended: Callable[[float], bool],
    blocking: Callable[[], set[Hashable]],
    *,
    seconds: float,
    blocked_seconds: float,
    clock: Callable[[], float] = time.monotonic,
) -> float:
    """Waits for the end and returns the waited time, at most `seconds`.

    Stops earlier when the same item of `blocking` delays the end for `blocked_seconds`. `ended` waits for the given
    time and returns whether the end has come. `blocking` returns what delays the end now.
    """
    begun = now = clock()
    lasting: dict[Hashable, float] = {}
    while now - begun < seconds and not ended(min(LOOK_SECONDS, seconds - (now - begun))):
        now = clock()
        lasting = {each: lasting.get(each, now) for each in blocking()}
        if any(now - since >= blocked_seconds for since in lasting.values()):
            break
    return min(now - begun, seconds)


def running_calls(reader: SegmentReader) -> set[Hashable]:
    """Returns the calls into plugins, and of plugins, that have not returned yet."""
    return {(call.slot, call.call) for call in reader.running() if call.depth > 0}


def is_stopped(pid: int) -> bool:
    """Whether a signal or a debugger stopped the process, so none of its threads runs."""
    try:
        fields = Path("/proc", str(pid), "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        # The process has ended.
        return False
    return fields[:1] != [] and fields[0] in _STOPPED
