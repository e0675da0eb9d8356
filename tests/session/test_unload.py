"""Resources that plugins leave behind in a child process, including those opened at run time."""

from pathlib import Path

from tests.support.plugin_desk import plugin_file
from tests.support.talk import QUIET, OpenChild
from tests.support.workspaces import MakeWorkspace
from workbench.session import DiagnosticFound, InjectTick, PluginChanged

TICK = InjectTick(symbol="EURUSD", bid=1.1, ask=1.1002)


def test_that_files_opened_in_a_callback_are_reported_at_the_end(
    open_child: OpenChild, make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    config = {"leaving_files.so": {"file": f"{tmp_path}/"}}
    talk = open_child(make_workspace([plugin_file("leaving_files")], config=config))
    talk.start(QUIET)
    assert talk.ask(TICK).error == ""
    talk.session.stop()
    texts = [event.message for event in talk.said(DiagnosticFound) if event.code == "files-left"]
    assert [text.partition(": ")[0] for text in texts] == [
        "still open after DestroyPlugin",
        "opened while it ran and still open after DestroyPlugin",
    ]
    assert [text.rpartition(" → ")[2] for text in texts] == [f"{tmp_path}/first", f"{tmp_path}/later"]
    last = [event.row for event in talk.said(PluginChanged)][-1]
    assert [step.name for step in last.steps if step.ending][-1] == "files left"
