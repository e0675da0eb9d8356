"""Each diagnostic once."""

from typing import get_args

import msgspec
import pytest

from tests.support.events import found
from workbench.engine.messages import AnyEvent, EngineStarted, EngineStopped, FaultHappened
from workbench.session import Severity
from workbench.views.loader_diagnostics.model import LoaderDiagnosticsModel, facts
from workbench.views.plugin_list import PluginList


def test_that_a_repeated_diagnostic_is_counted(plugin_list: PluginList) -> None:
    model = LoaderDiagnosticsModel(plugin_list)
    model.on_event(found(nanos=1))
    model.on_event(found(nanos=5))
    assert [(diagnostic.times, diagnostic.nanos) for diagnostic in model.diagnostics] == [(2, 5)]
    assert model.generation == 2


def test_that_a_repeated_diagnostic_shows_the_detail_of_its_last_occurrence(plugin_list: PluginList) -> None:
    model = LoaderDiagnosticsModel(plugin_list)
    for millis in (6.2, 9.3):
        model.on_event(msgspec.structs.replace(found(), detail=f"took {millis:.3f} ms"))
    (diagnostic,) = model.diagnostics
    assert dict(facts(diagnostic))["Last occurrence"] == "took 9.300 ms"


def test_that_diagnostics_of_an_earlier_server_are_shown_as_past(plugin_list: PluginList) -> None:
    model = LoaderDiagnosticsModel(plugin_list)
    started = EngineStarted(pid=1, segment="", symbols=(), threads_before=1)

    def past() -> dict[str, bool]:
        return {diagnostic.message: diagnostic.past for diagnostic in model.diagnostics}

    event: AnyEvent
    for event in (found(message="at loading"), found(message="fixed"), started, found(message="in a call")):
        model.on_event(event)
    assert not any(past().values())
    fell = FaultHappened(kind="crash", plugin="a", callback="OnQuoteTick", number=1, complete=False)
    for event in (fell, found(message="at loading"), started, msgspec.structs.replace(fell, complete=True)):
        model.on_event(event)
    assert past() == {"at loading": False, "fixed": True, "in a call": True}
    model.on_event(found(message="in a call"))
    for event in (EngineStopped(), found(message="at loading"), started):
        model.on_event(event)
    assert past() == {"at loading": False, "fixed": True, "in a call": True}
    assert dict(facts(model.diagnostics[-1]))["Now"] == "has not occurred since the server started"
    model.on_event(FaultHappened(kind="hang", plugin="a", callback="", number=2))
    model.on_event(started)
    assert past()["at loading"] is False


def test_that_a_refused_file_counts_as_an_error(plugin_list: PluginList) -> None:
    model = LoaderDiagnosticsModel(plugin_list)
    for number, severity in enumerate(get_args(Severity)):
        model.on_event(found(severity, message=str(number)))
    assert model.counts() == {"info": 1, "warning": 1, "error": 2}
    model.clear()
    assert model.diagnostics == []


def test_that_the_gravest_stand_first_and_of_these_the_newest(plugin_list: PluginList) -> None:
    model = LoaderDiagnosticsModel(plugin_list)
    severities: tuple[Severity, ...] = ("warning", "info", "refused", "warning", "error")
    for nanos, severity in enumerate(severities):
        model.on_event(found(severity, message=str(nanos), nanos=nanos))
    model.on_event(found("warning", message="0", nanos=9))
    assert [diagnostic.message for diagnostic in model.diagnostics] == ["2", "4", "3", "0", "1"]


def test_that_the_oldest_diagnostics_are_dropped_first(
    plugin_list: PluginList, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.views.loader_diagnostics.model.CAPACITY", 2)
    model = LoaderDiagnosticsModel(plugin_list)
    severities: tuple[Severity, ...] = ("error", "info", "warning")
    for nanos, severity in enumerate(severities):
        model.on_event(found(severity, message=str(nanos), nanos=nanos))
    assert [diagnostic.message for diagnostic in model.diagnostics] == ["2", "1"]
