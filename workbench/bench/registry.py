"""The benchmarks, one line and one module each. A module is imported when it runs."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

from workbench.bench.result import Result, Unmeasurable


class BenchmarkModule(Protocol):
    """Interface of a benchmark's module."""

    def measure(self, *, quick: bool) -> Result:
        """Runs the benchmark. `quick` only checks that it runs. Unmeasurable when it cannot run on this machine."""


@dataclass(frozen=True)
class Benchmark:
    """A benchmark with its name in reports. The module `workbench.bench.<name>` measures it."""

    name: str
    purpose: str

    def run(self, *, quick: bool) -> Result:
        """Runs the benchmark. Returns a result without a value when it cannot be measured."""
        module: BenchmarkModule = import_module(f"workbench.bench.{self.name}")
        try:
            return module.measure(quick=quick)
        except Unmeasurable as error:
            return Result(
                name=self.name, value=None, unit="", reference=None, ratio=None, goal="", holds=False, reason=str(error)
            )


BENCHMARKS = (
    Benchmark("hook_call", "a timed and guarded hook call compared with a minimal one"),
    Benchmark("hook_call_vs_pluggy", "the same call compared with one call through pluggy"),
    Benchmark("tick_intake", "quotes per second through the engine with one quote hook"),
    Benchmark("tick_intake_vs_nautilus", "the same compared with the backtest engine of nautilus_trader"),
    Benchmark("tick_intake_vs_hftbacktest", "the same compared with hftbacktest"),
    Benchmark("hookless_intake_vs_hftbacktest", "the same without plugins compared with hftbacktest"),
    Benchmark("tick_intake_positions", "the same through three hooks with a hundred open positions"),
    Benchmark("candles", "incremental candles of all frames compared with recomputed ones"),
    Benchmark("trade_pairs", "orders opened and closed per second through three plugins"),
    Benchmark("large_server", "start time and memory with 10,000 accounts and 100,000 open trades"),
    Benchmark("accounts_by_group", "GetAccountsByGroup with 10,000 accounts"),
    Benchmark("ring_loss", "records lost by a reader that polls 60 times per second"),
    Benchmark("chart_frame", "one frame of the tick chart with ten million quotes"),
    Benchmark("first_paint", "from program start to the first paint with a running server"),
    Benchmark("fault_shown", "from the crash of a plugin to its report on screen"),
    Benchmark("reload", "from saving a plugin's file to the plugin running again"),
    Benchmark("attribution", "cost of attributing memory and threads to plugins"),
    Benchmark("help", "workbench --help"),
)
