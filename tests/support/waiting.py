"""Waiting for a condition instead of a time."""

import threading
from collections.abc import Callable
from time import monotonic
from typing import Any, TypeVar

T = TypeVar("T")

PATIENCE_SECONDS = 90.0
"""So long that only a thing that never happens is waited for in vain, whatever else the machine does."""
PATIENCE_MILLIS = round(1000 * PATIENCE_SECONDS)


def wait_until(look: Callable[[], T], *, described_by: Callable[[], Any] = lambda: "") -> T:
    """What `look` returns as soon as it is true; AssertionError with the description when it never is."""
    pause, deadline = threading.Event(), monotonic() + PATIENCE_SECONDS
    while not (found := look()):
        assert monotonic() < deadline, described_by()
        pause.wait(0.005)
    return found
