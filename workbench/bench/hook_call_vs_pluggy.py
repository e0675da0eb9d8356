"""Duration of one hook call compared with one call through pluggy, the common plugin library of Python."""

from __future__ import annotations

import timeit
from collections.abc import Callable
from typing import Any

from workbench.bench.hook_call import CALLS, QUICK_CALLS
from workbench.bench.native import loops
from workbench.bench.result import Result, smaller_is_better

LEAST_RATIO = 25.0
_PLUGGY_CALLS = 200_000
_QUICK_PLUGGY_CALLS = 2_000
_REPEATS = 5


def measure(*, quick: bool) -> Result:
    """Measures nanoseconds per call. Both hooks have three arguments and one plugin that does nothing."""
    guarded = float(loops().guarded_hook_nanos(QUICK_CALLS if quick else CALLS))
    call = _pluggy_call()
    calls = _QUICK_PLUGGY_CALLS if quick else _PLUGGY_CALLS
    pluggy = min(timeit.repeat(call, number=calls, repeat=_REPEATS)) / calls * 1e9 if call else None
    ratio = smaller_is_better(guarded, pluggy) if pluggy else None
    return Result(
        name="hook_call_vs_pluggy",
        value=guarded,
        unit="ns",
        reference=pluggy,
        ratio=ratio,
        goal=f"ratio >= {LEAST_RATIO:g}",
        holds=None if ratio is None else ratio >= LEAST_RATIO,
        reason="" if pluggy else "pluggy is not installed",
    )


def _pluggy_call() -> Callable[[], Any] | None:
    """Returns a call of a hook with one plugin. None without pluggy, which is a development dependency."""
    try:
        import pluggy
    except ImportError:
        return None
    specification, implementation = pluggy.HookspecMarker("bench"), pluggy.HookimplMarker("bench")

    class Specification:
        @specification
        def quote(self, symbol: object, tick: object, diff: object) -> int:
            """A quote arrived."""
            raise NotImplementedError

    class Passing:
        @implementation
        def quote(self, symbol: object, tick: object, diff: object) -> int:  # noqa: ARG002
            return 0

    manager = pluggy.PluginManager("bench")
    manager.add_hookspecs(Specification)
    manager.register(Passing())
    symbol, tick, diff = object(), object(), object()
    return lambda: manager.hook.quote(symbol=symbol, tick=tick, diff=diff)
