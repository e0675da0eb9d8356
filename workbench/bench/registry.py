"""The benchmarks: one line each, one module each, imported when it runs."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

from workbench.bench.result import Result, Unmeasurable


class BenchmarkModule(Protocol):
    """What the module of a benchmark has."""

    def measure(self, *, quick: bool) -> Result:
        """Measures; `quick` proves that it runs and says little. Unmeasurable when it cannot be done here."""


@dataclass(frozen=True)
class Benchmark:
    """A benchmark by its name in reports; the module `workbench.bench.<name>` measures it."""

    name: str
    purpose: str

    def run(self, *, quick: bool) -> Result:
        """Measures it; a figure that cannot be had is a result without a value."""
        module: BenchmarkModule = import_module(f"workbench.bench.{self.name}")
        try:
            return module.measure(quick=quick)
        except Unmeasurable as error:
            return Result(
                name=self.name, value=None, unit="", reference=None, ratio=None, goal="", holds=False, reason=str(error)
            )


BENCHMARKS = (
    Benchmark("hook_call", "a timed and guarded hook call against the least that could do it"),
    Benchmark("hook_call_vs_pluggy", "the same call against one call through pluggy"),
    Benchmark("tick_intake", "quotes a second through the engine with one quote hook"),
    Benchmark("tick_intake_vs_nautilus", "the same against the backtest engine of nautilus_trader"),
    Benchmark("tick_intake_vs_hftbacktest", "the same against hftbacktest"),
    Benchmark("hookless_intake_vs_hftbacktest", "the same without plugins against hftbacktest"),
    Benchmark("tick_intake_positions", "the same through three hooks and over a hundred open positions"),
    Benchmark("candles", "candles of all frames kept in step against folding them anew"),
    Benchmark("trade_pairs", "orders opened and closed a second through three plugins"),
    Benchmark("large_server", "start and memory with 10,000 accounts and 100,000 open trades"),
    Benchmark("accounts_by_group", "GetAccountsByGroup of ten thousand accounts"),
    Benchmark("ring_loss", "records lost by a reader that looks 60 times a second"),
    Benchmark("chart_frame", "one frame of the tick chart with ten million quotes"),
    Benchmark("first_paint", "from the start of the program to the first picture with a running server"),
    Benchmark("fault_shown", "from the crash of a plugin to its report on screen"),
    Benchmark("reload", "from saving a plugin's file to the plugin running again"),
    Benchmark("attribution", "the sample server with memory and threads attributed to plugins, and without"),
    Benchmark("help", "workbench --help"),
)
