"""Figures of every callback, now and over the last minute."""

from typing import Any

import numpy as np
import pytest

from workbench.contract.generated.callbacks import CALLBACK_BY_NAME
from workbench.contract.generated.enums import CallFlag, CallKind
from workbench.engine.messages import PluginChanged, PluginRow
from workbench.telemetry import layout
from workbench.telemetry.segment import Batch
from workbench.views.hook_timings.model import HISTORY_SAMPLES, Group, HookTimingsModel, TimingLine, spark_points
from workbench.views.plugin_list import PluginList

SECOND = 10**9


def calls(plugin: int, callback: str, took: Any, flags: Any = 0) -> Batch:
    records = np.zeros(len(took), layout.CALL)
    records["plugin"], records["callback"] = plugin, CALLBACK_BY_NAME[callback].number
    records["kind"] = CallKind[CALLBACK_BY_NAME[callback].kind]
    records["took_ticks"], records["flags"] = took, flags
    return Batch(records, np.empty(0, layout.TICK), np.empty(0, layout.MARK))


@pytest.fixture
def model() -> HookTimingsModel:
    plugin_list = PluginList()
    for index, name in enumerate(("risk_guard", "spread_watch")):
        row = PluginRow(index=index, file=f"{name}.so", name=name, state="running", language="C++", enabled=True)
        plugin_list.on_event(PluginChanged(row=row))
    made = HookTimingsModel(plugin_list)
    made.frame(0)
    return made


def line(model: HookTimingsModel, callback: str) -> TimingLine:
    return next(each for each in model.lines if each.callback == callback)


def test_that_a_line_reports_calls_durations_and_outcomes(model: HookTimingsModel) -> None:
    flags = [int(CallFlag.CALL_CHANGED), int(CallFlag.CALL_REFUSED | CallFlag.CALL_SLOW), int(CallFlag.CALL_FAILED), 0]
    model.take(calls(0, "HookTradeRequestOpen", [1000, 2000, 3000, 10_000], flags))
    model.frame(SECOND)
    (only,) = model.lines
    assert (only.plugin, only.callback, only.group, only.series) == (
        "risk_guard",
        "HookTradeRequestOpen",
        Group.HOOKS,
        0,
    )
    assert (only.calls, only.changed, only.refused, only.failed, only.slow) == (4, 1, 1, 1, 1)
    assert (only.min_nanos, only.mean_nanos, only.max_nanos) == (1000, 4000, 10_000)
    assert only.p50_nanos <= only.p95_nanos <= only.p99_nanos <= only.max_nanos
    assert "HookTrade::HookTradeRequestOpen" in only.meaning


def test_that_rates_and_history_are_of_the_last_second(model: HookTimingsModel) -> None:
    model.take(calls(0, "HookTradeRequestOpen", [1000] * 50))
    model.frame(SECOND)
    model.take(calls(0, "HookTradeRequestOpen", [64_000] * 30))
    model.frame(3 * SECOND)
    model.frame(4 * SECOND)
    hook = line(model, "HookTradeRequestOpen")
    assert hook.rate == 0
    assert len(hook.history_nanos) == HISTORY_SAMPLES
    assert hook.history_nanos[-3:-1] == pytest.approx([1000, 64_000], rel=0.13)
    assert np.isnan(hook.history_nanos[-1])
    model.take(calls(0, "HookTradeRequestOpen", [64_000] * 30))
    model.frame(6 * SECOND)
    assert line(model, "HookTradeRequestOpen").rate == 15


def test_that_hooks_events_and_server_calls_stay_apart(model: HookTimingsModel) -> None:
    model.take(calls(1, "GetAccountByLogin", [100]))
    model.take(calls(1, "OnTradeExecuteOpen", [100]))
    model.take(calls(1, "HookTradeRequestOpen", [100]))
    model.take(calls(0, "HookTradeRequestOpen", [100]))
    model.frame(SECOND)
    assert [(each.group, each.plugin) for each in model.lines] == [
        (Group.HOOKS, "risk_guard"),
        (Group.HOOKS, "spread_watch"),
        (Group.EVENTS, "spread_watch"),
        (Group.SERVER_CALLS, "spread_watch"),
    ]


def test_that_figures_change_five_times_a_second_at_most(model: HookTimingsModel) -> None:
    generations = []
    for frame in range(120):
        model.take(calls(0, "HookTradeRequestOpen", [100]))
        model.frame(frame * 16_000_000)
        generations.append(model.generation)
    assert generations[-1] - generations[0] <= 10


def test_that_a_new_server_counts_anew(model: HookTimingsModel) -> None:
    model.take(calls(0, "HookTradeRequestOpen", [100] * 5))
    model.frame(SECOND)
    model.begin_server()
    model.frame(2 * SECOND)
    assert model.lines == []
    model.take(calls(0, "HookTradeRequestOpen", [100] * 2))
    model.frame(3 * SECOND)
    assert [each.calls for each in model.lines] == [2]


def test_that_the_histogram_holds_every_call(model: HookTimingsModel) -> None:
    model.take(calls(0, "HookTradeRequestOpen", np.geomspace(100, 10_000_000, 500).astype(int)))
    model.frame(SECOND)
    shown = model.histogram(model.lines[0])
    assert shown.counts.sum() == 500
    assert len(shown.edges_nanos) == len(shown.counts) + 1
    assert shown.edges_nanos[0] <= 100
    assert shown.edges_nanos[-1] >= 10_000_000
    assert shown.budget_nanos == 5_000_000


def test_that_the_budget_is_the_callbacks_own(model: HookTimingsModel) -> None:
    row = PluginRow(
        index=0, file="risk_guard.so", name="risk_guard", state="running", language="C++", enabled=True,
        budget_millis=2.0, budgets={"HookTradeRequestOpen": 0.1},
    )  # fmt: skip
    model.plugin_list.on_event(PluginChanged(row=row))
    for callback in ("HookTradeRequestOpen", "HookTradeRequestClose", "GetAccountByLogin", "CreatePlugin"):
        model.take(calls(0, callback, [300]))
    model.frame(SECOND)
    budgets = {each.callback: model.histogram(each).budget_nanos for each in model.lines}
    assert budgets == pytest.approx(
        {"HookTradeRequestOpen": 100_000, "HookTradeRequestClose": 2_000_000, "GetAccountByLogin": 0, "CreatePlugin": 0}
    )


def test_that_a_spark_line_breaks_where_there_were_no_calls() -> None:
    runs = spark_points(np.array([np.nan, 10.0, 25.0, np.nan, 5.0]), 40.0, 10.0)
    assert runs == [[(10.0, 7.5), (20.0, 0.0)], [(40.0, 10.0)]]
    assert spark_points(np.full(3, np.nan), 40.0, 10.0) == []


def test_that_a_spark_line_uses_the_whole_cell_once_there_are_some_seconds() -> None:
    history = np.full(HISTORY_SAMPLES, np.nan)
    history[-12:] = np.linspace(1_000.0, 9_000.0, 12)
    (run,) = spark_points(history, 110.0, 15.0)
    assert run[0] == (0.0, 15.0)
    assert run[-1] == (110.0, 0.0)
    history[-12:] = 500.0
    assert {y for _, y in spark_points(history, 110.0, 15.0)[0]} == {7.5}
