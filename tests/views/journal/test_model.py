"""The log as it grows."""

from tests.support.events import line
from workbench.engine.messages import JournalWritten
from workbench.views.journal.model import JournalModel, at_least
from workbench.views.plugin_list import PluginList


def test_that_lines_are_kept_in_order_and_the_oldest_go_first(plugin_list: PluginList) -> None:
    model = JournalModel(plugin_list, capacity=100)
    for start in range(0, 150, 30):
        model.on_event(JournalWritten(lines=tuple(line(number) for number in range(start, start + 30))))
    assert model.lines[-1].text == "line 149"
    assert len(model.lines) <= 100
    assert model.dropped + len(model.lines) == 150
    assert model.generation > 0


def test_that_a_level_includes_the_graver_ones() -> None:
    assert at_least("warning") == {"warning", "error"}
    assert at_least("info") == {"info", "warning", "error"}
