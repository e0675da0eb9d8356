"""The native measuring loops of the benchmarks."""

from __future__ import annotations

from typing import Any

from workbench.bench.result import Unmeasurable
from workbench.engine.bench_support import NotBuilt, native_loops


def loops() -> Any:
    """Returns the loops of `workbench.engine.bench_support`. Unmeasurable when the server is not built."""
    try:
        return native_loops()
    except NotBuilt as error:
        raise Unmeasurable(str(error)) from error
