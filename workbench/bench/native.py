"""The native measuring loops as the benchmarks use them."""

from __future__ import annotations

from typing import Any

from workbench.bench.result import Unmeasurable
from workbench.engine.bench_support import NotBuilt, native_loops


def loops() -> Any:
    """The loops of `workbench.engine.bench_support`. Unmeasurable when the server is not built."""
    try:
        return native_loops()
    except NotBuilt as error:
        raise Unmeasurable(str(error)) from error
