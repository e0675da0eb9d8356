"""Changes of plugins that wait for their write into server.toml."""

from typing import Any

import pytest

from workbench.engine.configuration.write_back import PAUSE_SECONDS, PendingChanges
from workbench.engine.messages import ConfigurationChanged


def change(before: Any, after: Any, *, section: str = "symbols", key: str = "EURUSD") -> ConfigurationChanged:
    return ConfigurationChanged(nanos=0, section=section, key=key, before=before, after=after, by="p")


def pending(*changes: ConfigurationChanged) -> list[tuple[str, Any, Any]]:
    waiting = PendingChanges()
    for each in changes:
        waiting.add(each)
    return [(each.key, each.before, each.after) for each in waiting.take()]


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        (({"a": 1}, {"a": 2}), ({"a": 2}, {"a": 3}), [({"a": 1}, {"a": 3})]),
        (({"a": 1}, {"a": 2}), ({"b": 1}, {"b": 2}), [({"a": 1, "b": 1}, {"a": 2, "b": 2})]),
        ((None, {"a": 1, "b": 1}), ({"a": 1}, {"a": 2}), [(None, {"a": 2, "b": 1})]),
        (({"a": 1}, {"a": 2}), ({"a": 2, "b": 1}, None), [({"a": 1}, None)]),
        ((None, {"a": 1}), ({"a": 1}, None), []),
        (({"a": 1}, None), (None, {"a": 2}), [({"a": 1}, {"a": 2})]),
        (([1], [1, 2]), ([1, 2], []), [([1], [])]),
    ],
)
def test_that_two_changes_of_an_element_become_one(
    first: tuple[Any, Any], second: tuple[Any, Any], both: list[tuple[Any, Any]]
) -> None:
    assert pending(change(*first), change(*second)) == [("EURUSD", *each) for each in both]


def test_that_parameters_of_a_plugin_are_replaced_as_a_whole() -> None:
    changes = [change({"a": 1}, {"b": 1}, section="plugins"), change({"b": 1}, {"c": 1}, section="plugins")]
    assert pending(*changes) == [("EURUSD", {"a": 1}, {"c": 1})]


def test_that_changes_of_other_elements_stay_apart() -> None:
    assert [key for key, _, _ in pending(change(1, 2), change(1, 2, key="USDJPY"))] == ["EURUSD", "USDJPY"]


def test_that_writes_leave_time_for_requests() -> None:
    waiting = PendingChanges()
    assert not waiting.is_due(0.0)
    waiting.add(change({"a": 1}, {"a": 2}))
    assert waiting.is_due(0.0)
    waiting.take()
    waiting.written(0.0, 0.1)
    waiting.add(change({"a": 2}, {"a": 3}))
    assert not waiting.is_due(0.1 + PAUSE_SECONDS / 2)
    assert waiting.is_due(0.1 + PAUSE_SECONDS)
    waiting.take()
    # A slow disk.
    waiting.written(1.0, 3.0)
    waiting.add(change({"a": 3}, {"a": 4}))
    assert not waiting.is_due(4.9)
    assert waiting.is_due(5.0)
