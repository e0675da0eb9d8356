"""How long a server that was asked to end is waited for: what a plugin does not end is no reason to wait on."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from pathlib import Path

from workbench.telemetry.segment import SegmentReader

STOP_SECONDS = 5.0
"""For a server that ends in order: plugins say goodbye, databases are written."""
CLOSE_SECONDS = 1.0
"""For one plugin's call when the whole session ends: somebody waits for the window to be gone."""
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
    """Returns how long was waited, at most `seconds`; less when one and the same thing blocks it for `blocked_seconds`.

    `ended` waits as long as it is told, and says whether the end has come. `blocking` names what is in its way now.
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
    """The calls into plugins, or of plugins, that have not come to an end."""
    return {(call.slot, call.call) for call in reader.running() if call.depth > 0}


def is_stopped(pid: int) -> bool:
    """Whether a signal or a debugger has stopped the process: it does nothing of its own any more."""
    try:
        fields = Path("/proc", str(pid), "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        # It is gone.
        return False
    return fields[:1] != [] and fields[0] in _STOPPED
