"""Priority order and figures of the plugins."""

import msgspec
import numpy as np

from tests.support.recording import plugin
from tests.support.scene import Scene
from workbench.contract.generated.enums import CallFlag
from workbench.engine.messages import LoadStep, PluginOrderChanged, StatePublished
from workbench.views.plugins.model import PluginsModel, facts, timeline


def lines_of(scene: Scene) -> PluginsModel:
    model = scene.models["plugins"]
    assert isinstance(model, PluginsModel)
    return model


def test_that_figures_count_hooks_and_events_but_not_server_calls(scene: Scene) -> None:
    model = lines_of(scene)
    scene.frame(plugin(0, "guard"), plugin(1, "watch"))
    scene.session.writer.calls(0, "HookTradeRequestOpen", np.full(100, 8_000))
    scene.session.writer.calls(0, "GetOpenTradesByLogin", np.full(50, 9_000_000))
    scene.session.writer.calls(1, "OnQuoteTick", [5_000, 6_000], flags=[0, CallFlag.CALL_FAILED])
    scene.frame()
    guard, watch = model.lines
    assert (guard.calls, guard.errors, watch.calls, watch.errors) == (100, 0, 2, 1)
    assert 7_000 <= guard.p99_nanos <= 8_000
    assert (guard.place, guard.row.name) == (1, "guard")


def test_that_a_restart_counts_anew(scene: Scene) -> None:
    model = lines_of(scene)
    scene.frame(plugin(0, "guard"))
    scene.session.writer.calls(0, "HookTradeRequestOpen", [8_000])
    scene.frame()
    scene.session.restart()
    scene.frame()
    assert model.lines[0].calls == 0


def test_that_the_order_is_the_servers(scene: Scene) -> None:
    model = lines_of(scene)
    scene.frame(plugin(0, "a"), plugin(1, "b"), PluginOrderChanged(files=("b.so", "a.so")))
    assert [(line.place, line.row.name) for line in model.lines] == [(1, "b"), (2, "a")]


def test_that_figures_are_not_counted_in_every_frame(scene: Scene) -> None:
    model = lines_of(scene)
    scene.frame(plugin(0, "a"))
    generation = model.generation
    scene.session.writer.calls(0, "OnQuoteTick", [1_000])
    scene.frame(seconds=0.016)
    assert model.generation == generation
    scene.frame(seconds=0.3)
    assert model.generation == generation + 1


def test_that_the_facts_leave_out_what_is_unknown(scene: Scene) -> None:
    model = lines_of(scene)
    scene.frame(plugin(0, "a", interfaces=("HookTrade",), layout="devkit", config={"limit": 5}))
    reported = dict(facts(model.lines[0]))
    assert (reported["Interfaces"], reported["Layout"]) == ("HookTrade", "devkit")
    assert '"limit": 5' in reported["Configuration"]
    assert "API" not in reported


def test_that_the_published_state_is_shown(scene: Scene) -> None:
    model = lines_of(scene)
    scene.frame(plugin(0, "a"), StatePublished(plugin="a", state={"exposure": 4.2}))
    assert dict(facts(model.lines[0]))["Published"] == '{"exposure": 4.2}'


def test_that_what_a_plugin_of_an_earlier_server_published_is_gone_with_the_next(scene: Scene) -> None:
    model = lines_of(scene)
    scene.frame(plugin(0, "a"), StatePublished(plugin="a", state={"exposure": 4.2}))
    scene.frame(plugin(0, "a", state="stopped"))
    assert model.lines[0].published == {"exposure": 4.2}
    scene.frame(plugin(-1, "a", state="available"), plugin(0, "a", state="loading"))
    assert model.lines[0].published is None
    scene.frame(StatePublished(plugin="a", state={"exposure": 1.0}), plugin(0, "a"))
    assert model.lines[0].published == {"exposure": 1.0}


def test_that_budgets_and_the_meaning_of_the_state_are_reported(scene: Scene) -> None:
    model = lines_of(scene)
    scene.frame(plugin(0, "a", budget_millis=2.0, budgets={"OnQuoteTick": 0.1}), plugin(-1, "b", state="quarantined"))
    reported = dict(facts(model.lines[0]))
    assert (reported["Budget"], reported["State"]) == ("2.00 ms; OnQuoteTick 100 µs", "Running and receiving calls")
    assert "you retry it" in dict(facts(model.lines[1]))["State"]
    assert "Configuration" not in reported


def test_that_loading_and_ending_have_a_scale_each() -> None:
    steps = (
        LoadStep(name="read", started_nanos=0, took_nanos=25),
        LoadStep(name="dlopen", started_nanos=50, took_nanos=50),
        LoadStep(name="DestroyPlugin", started_nanos=9_000_000, took_nanos=10, ending=True),
    )
    bars = timeline(msgspec.structs.replace(plugin(0, "guard").row, steps=steps))
    assert [(bar.step.name, bar.begins, bar.length) for bar in bars] == [
        ("read", 0.0, 0.25),
        ("dlopen", 0.5, 0.5),
        ("DestroyPlugin", 0.0, 1.0),
    ]
