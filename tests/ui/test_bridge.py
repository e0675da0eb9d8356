"""One frame after the other."""

import sys
import tracemalloc
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.support.recording import START_NANOS, RecordingSession, plugin
from tests.support.waiting import PATIENCE_MILLIS
from workbench.engine.messages import Answer, AnyEvent, SetFeed
from workbench.telemetry import layout
from workbench.telemetry.segment import Batch
from workbench.ui.bridge import Bridge
from workbench.ui.window import MainWindow
from workbench.views.model import ViewModel
from workbench.views.plugin_list import PluginList


class Listening(ViewModel):
    """Records its input, and the content of the plugin registry at that time."""

    def __init__(self, plugin_list: PluginList) -> None:
        super().__init__(plugin_list)
        self.heard: list[tuple[AnyEvent, int]] = []
        self.ticks = self.frames = 0

    def on_event(self, event: AnyEvent) -> None:
        self.heard.append((event, len(self.plugin_list.plugins)))

    def take(self, batch: Batch) -> None:
        self.ticks += len(batch.ticks)

    def frame(self, now_nanos: int) -> None:
        self.frames += 1


def make(session: RecordingSession) -> tuple[Bridge, Listening]:
    plugin_list = PluginList()
    model = Listening(plugin_list)
    return Bridge(session, plugin_list, [model], now_nanos=lambda: 7), model


def test_that_the_plugin_registry_has_a_fact_before_any_model(session: RecordingSession) -> None:
    bridge, model = make(session)
    session.report(plugin(0, "a"))
    bridge.frame()
    assert model.heard[-1][1] == 1
    assert bridge.plugin_list.pid == session.pid


def test_that_records_of_a_frame_reach_the_models_once(session: RecordingSession) -> None:
    bridge, model = make(session)
    session.writer.ticks(0, [1.0, 1.1], [1.1, 1.2], [START_NANOS, START_NANOS])
    for _ in range(3):
        bridge.frame()
    assert (model.ticks, model.frames) == (2, 3)
    assert bridge.plugin_list.overhead_nanos == 41.0


def test_that_what_a_dead_server_wrote_last_is_still_read_and_a_new_one_is_followed(session: RecordingSession) -> None:
    bridge, model = make(session)
    bridge.frame()
    session.writer.ticks(0, [1.0], [1.1], [START_NANOS])
    session.state = "crashed"
    bridge.frame()
    assert model.ticks == 1
    session.start()
    session.writer.ticks(0, [1.0, 1.0], [1.1, 1.1], [START_NANOS, START_NANOS])
    bridge.frame()
    assert model.ticks == 3


def test_that_an_answer_comes_in_a_later_frame_and_nothing_waits(session: RecordingSession) -> None:
    bridge, _ = make(session)
    session.hold_answers = True
    answers: list[Answer] = []
    bridge.send(SetFeed(playing=False), answers.append)
    bridge.frame()
    assert answers == []
    session.held[0].set_result(Answer(code=3))
    bridge.frame()
    bridge.frame()
    assert answers == [Answer(code=3)]


def test_that_a_server_that_went_away_is_an_answer_too(session: RecordingSession) -> None:
    bridge, _ = make(session)
    session.stop()
    answers: list[Answer] = []
    bridge.send(SetFeed(playing=False), answers.append)
    bridge.frame()
    assert [answer.error for answer in answers] == ["The server is not running."]


def test_that_only_visible_views_are_refreshed(window: MainWindow, monkeypatch: Any) -> None:
    refreshed: list[str] = []
    for name in ("plugins", "faults"):
        view = window.perspective.panel(name)
        monkeypatch.setattr(view, "refresh", lambda name=name: refreshed.append(name))
    window.bridge.frame()
    assert refreshed == ["plugins"]


def test_that_a_panel_that_fails_is_reported_and_the_others_continue(window: MainWindow, monkeypatch: Any) -> None:
    def fail() -> None:
        raise ValueError("no such column")

    monkeypatch.setattr(window.perspective.panel("plugins"), "refresh", fail)
    window.bridge.frame()
    window.bridge.frame()
    assert "plugins failed" in window.notifications.texts()["view"]
    assert window.perspective.panel("tick_chart").isVisible()


@pytest.mark.parametrize("method", ["on_event", "take", "frame", "begin_server"])
def test_that_a_model_that_fails_is_taken_out_and_the_others_get_every_event(
    session: RecordingSession, method: str
) -> None:
    def fail(*_: object) -> None:
        calls.append(method)
        raise ValueError("no such column")

    plugin_list, calls, failed = PluginList(), list[str](), list[tuple[str, str]]()
    broken, healthy = Listening(plugin_list), Listening(plugin_list)
    setattr(broken, method, fail)
    bridge = Bridge(session, plugin_list, [broken, healthy], now_nanos=lambda: 7)
    bridge.view_failed.connect(lambda name, text: failed.append((name, text)))
    for number in range(2):
        session.report(plugin(0, "a"), plugin(1, "b"))
        session.writer.ticks(0, [1.0], [1.1], [START_NANOS + number])
        bridge.frame()
    assert calls == [method]
    assert (len(healthy.heard), healthy.ticks, healthy.frames, bridge.frames) == (5, 2, 2, 2)
    assert [name for name, _text in failed] == ["listening"]
    assert "no such column" in failed[0][1]


def test_that_the_panel_of_a_failed_model_is_named_and_not_refreshed(window: MainWindow, monkeypatch: Any) -> None:
    def fail(*_: object) -> None:
        raise ValueError("no such column")

    refreshed: list[str] = []
    for name in ("plugins", "hook_timings"):
        monkeypatch.setattr(window.models[name], "frame", fail)
    monkeypatch.setattr(window.perspective.panel("plugins"), "refresh", lambda: refreshed.append("plugins"))
    window.bridge.frame()
    window.bridge.frame()
    assert refreshed == []
    text = window.notifications.texts()["view"]
    assert text == "Panels plugins, hook_timings failed and no longer update: ValueError: no such column"


def test_that_an_answer_that_cannot_be_shown_leaves_the_other_answers_alone(window: MainWindow) -> None:
    def fail(_answer: Answer) -> None:
        raise KeyError("rows")

    answers: list[Answer] = []
    window.bridge.send(SetFeed(playing=False), fail)
    window.bridge.send(SetFeed(playing=True), answers.append)
    frames = window.bridge.frames
    window.bridge.frame()
    assert (len(answers), window.bridge.frames) == (1, frames + 1)
    assert window.notifications.texts()["answer"] == "The answer to a command could not be shown: KeyError: 'rows'"


def test_that_invalid_call_records_reach_no_panel_and_are_shown(window: MainWindow, session: RecordingSession) -> None:
    records = np.zeros(3, layout.CALL)
    records["plugin"][0], records["kind"][1] = 0xFFFF, 200
    session.writer.write(2, records)
    tracemalloc.start()
    window.bridge.frame()
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 50_000_000
    assert (window.bridge.calls, window.bridge.invalid) == (1, 2)
    assert "view" not in window.notifications.texts()


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal there, and its count means nothing")
def test_that_a_hundred_frames_lose_no_reference_to_none(window: MainWindow, session: RecordingSession) -> None:
    before = sys.getrefcount(None)
    for number in range(100):
        session.writer.ticks(0, [1.0], [1.1], [START_NANOS + number * 10**9])
        session.writer.calls(0, "HookTradeRequestOpen", [8_000])
        session.report(plugin(0, "a"))
        window.bridge.frame()
        window.repaint()
    assert sys.getrefcount(None) >= before - 50


def test_that_the_frame_timer_runs_by_itself(window: MainWindow, qtbot: QtBot) -> None:
    first = window.bridge.frames
    window.bridge.start()
    qtbot.waitUntil(lambda: window.bridge.frames >= first + 5, timeout=PATIENCE_MILLIS)
    assert window.bridge.frame_nanos(0.5) > 0


def test_that_models_are_notified_of_a_new_server_before_its_records_arrive(session: RecordingSession) -> None:
    bridge, model = make(session)
    reported: list[tuple[str, int]] = []
    model.begin_server = lambda: reported.append(("begins", model.ticks))  # type: ignore[method-assign]
    session.writer.ticks(0, [1.0], [1.1], [START_NANOS])
    bridge.frame()
    bridge.frame()
    session.restart()
    session.writer.ticks(0, [1.0], [1.1], [START_NANOS])
    bridge.frame()
    assert reported == [("begins", 0), ("begins", 1)]
    assert model.ticks == 2
