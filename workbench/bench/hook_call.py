"""Duration of one hook call with guard, owner, time stamps and record."""

from __future__ import annotations

from workbench.bench.native import loops
from workbench.bench.result import Result, smaller_is_better

CALLS = 3_000_000
QUICK_CALLS = 30_000
CHAIN_PLUGINS = 8
MOST_TIMES_BARE = 1.15


def measure(*, quick: bool) -> Result:
    """Measures nanoseconds per call. The reference is a virtual call with two time stamps and a 64-byte store."""
    native = loops()
    calls = QUICK_CALLS if quick else CALLS
    bare = float(native.bare_hook_nanos(calls))
    guarded = float(native.guarded_hook_nanos(calls))
    chain = float(native.guarded_chain_nanos(calls // CHAIN_PLUGINS, CHAIN_PLUGINS))
    slotless = float(native.slotless_hook_nanos(calls))
    ratio = smaller_is_better(guarded, bare)
    return Result(
        name="hook_call",
        value=guarded,
        unit="ns",
        reference=bare,
        ratio=ratio,
        goal=f"value <= {MOST_TIMES_BARE} x reference (ratio >= {1 / MOST_TIMES_BARE:.3f})",
        holds=guarded <= MOST_TIMES_BARE * bare,
        details={f"chain_of_{CHAIN_PLUGINS}_nanos_per_call": chain, "thread_without_slot_nanos_per_call": slotless},
    )
