"""The real process of this test, seen in the panel."""

import os

from tests.ui.scene import Scene


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
