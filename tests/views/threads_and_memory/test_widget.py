"""The real process of this test, seen in the panel."""

import os
from dataclasses import replace

from tests.support.scene import Scene
from workbench.views.threads_and_memory.model import OwnerLine


def test_that_the_threads_of_a_real_process_are_shown(scene: Scene) -> None:
    scene.session.pid = os.getpid()
    scene.session.restart()
    view = scene.open("threads_and_memory")
    scene.frame()
    scene.frame()
    scene.frame()
    assert str(os.getpid()) in {str(line.tid) for line in view.model.lines}
    assert "threads" in view.threads_title.text()
    assert "resident" in view.memory_title.text()
    assert len(view.threads_curve.getData()[0]) == view.model.samples
    assert not view.limit_line.isVisible()


def test_that_the_memory_of_each_plugin_is_shown_and_what_is_not_known_is_a_dash(scene: Scene) -> None:
    view = scene.open("threads_and_memory")
    line = OwnerLine(
        owner="risk_guard", threads=2, threads_made=5, live_bytes=2048, live_blocks=3, allocations=9,
        allocations_a_second=1.5, busiest="OnQuoteTick",
    )  # fmt: skip
    unknown = replace(line, owner="server", live_bytes=None, live_blocks=None, allocations=None)
    view.owners.show_rows([line, unknown], 1)
    columns = {column.title: column for column in view.owners.listing.columns}
    assert [columns["Memory"].text(row) for row in view.owners.listing.rows] == ["2.00 kB", "–"]
    assert [columns["Allocations/s"].text(row) for row in view.owners.listing.rows] == ["1.5", "–"]
