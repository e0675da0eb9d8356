"""Process changes by plugins while they are loaded: reported with the faulting function, and restored."""

import contextlib
import locale
import os
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.running import Running, Start
from tests.support.plugin_desk import plugin_file
from tests.support.workspaces import MakeWorkspace
from workbench.engine import _core
from workbench.engine.messages import DiagnosticFound

ADVICE = (
    "It is recommended to remove handler replacements in the plugin, "
    "as this negatively affects the server self-testing system."
)


@pytest.fixture
def process() -> Iterator[None]:
    """Restores variables and limits, which the host does not. Sets a new process's locale, which a window changes."""
    numeric = locale.setlocale(locale.LC_NUMERIC)
    locale.setlocale(locale.LC_NUMERIC, "C")
    home, limit = os.environ["HOME"], resource.getrlimit(resource.RLIMIT_NOFILE)
    yield
    os.environ["HOME"] = home
    os.unsetenv("CHANGING_PROCESS")
    resource.setrlimit(resource.RLIMIT_NOFILE, limit)
    locale.setlocale(locale.LC_NUMERIC, numeric)


def texts(running: Running, code: str) -> list[str]:
    return [event.message for event in running.reported(DiagnosticFound) if event.code == code]


def test_that_replaced_handlers_are_reported_with_their_functions_and_restored(
    make_workspace: MakeWorkspace, start: Start
) -> None:
    handlers = _core.HandlerTable.now()
    running = start(make_workspace([plugin_file("replacing_handlers")]))
    (text,) = texts(running, "handler")
    assert text.startswith("replaced while it was loaded: std::terminate by ")
    for function in ("on_terminate", "on_unexpected", "on_no_memory", "on_segv"):
        assert f"{function}" in text
    assert "replacing_handlers.cpp:" in text
    assert "SIGPIPE by the default" in text
    assert text.endswith(f"; put back for the server. {ADVICE}")
    assert handlers.changes() == []
    (diagnostic,) = [event for event in running.reported(DiagnosticFound) if event.code == "handler"]
    assert (diagnostic.severity, diagnostic.advice) == ("warning", ADVICE)


def test_that_a_refused_plugin_leaves_no_handler_behind(make_workspace: MakeWorkspace, start: Start) -> None:
    handlers = _core.HandlerTable.now()
    running = start(make_workspace([plugin_file("replacing_handlers")], config={"replacing_handlers.so": {"fail": 1}}))
    assert running.rows()["replacing_handlers.so"].state == "refused"
    assert "on_terminate" in texts(running, "handler")[0]
    assert handlers.changes() == []


def test_that_other_changes_are_reported_and_restored_where_that_is_safe(
    make_workspace: MakeWorkspace, start: Start, tmp_path: Path, process: None
) -> None:
    before = _core.ProcessState.now()
    file = tmp_path / "opened.txt"
    running = start(
        make_workspace([plugin_file("changing_process")], config={"changing_process.so": {"file": str(file)}})
    )
    reported = texts(running, "process-state")
    assert reported[0] == "environment variables while it was loaded: HOME changed, CHANGING_PROCESS added"
    assert "secret" not in "".join(reported)
    for part in (
        "descriptor 1 (standard output) changed while it was loaded: from ",
        "signal mask changed while it was loaded: from nothing blocked to SIGUSR2 blocked; put back",
        "LC_NUMERIC changed while it was loaded: from C to C.UTF-8",
        "floating-point mode changed while it was loaded: from rounding to nearest to rounding upward, small results "
        "flushed to zero (FTZ), small numbers read as zero (DAZ); put back",
        f"current directory changed while it was loaded: from {os.getcwd()} to /; put back",
        "umask changed while it was loaded: from 022 to 000; put back",
        "limit NOFILE changed while it was loaded: from ",
    ):
        assert any(text.startswith(part) for text in reported), part
    left = {(kind, what) for kind, what, *_ in before.changes()}
    assert {kind for kind, _ in left} <= {"descriptor", "environment", "setting"}
    assert ("setting", "limit NOFILE") in left
    assert len([what for kind, what in left if kind == "setting"]) == 1
    (opened,) = texts(running, "files")
    assert f"→ {file}" in opened
    assert "→ stream socket 127.0.0.1:" in opened
    assert "listening" in opened
    assert opened.count("a pipe") == 2
    plugin = running.server.plugins.registry.find("changing_process.so")
    assert plugin is not None
    for number in plugin.opened.keys() - {1}:
        os.close(number)


def test_that_a_plugin_that_changes_nothing_has_no_reports(make_workspace: MakeWorkspace, start: Start) -> None:
    running = start(make_workspace([plugin_file("quotes")]))
    for code in ("handler", "process-state", "files"):
        assert texts(running, code) == []
    steps = {step.name: step for step in running.rows()["quotes.so"].steps}
    assert "MiB mapped" in steps["state after"].detail


def test_that_a_process_without_a_free_descriptor_still_lists_its_descriptors() -> None:
    before = _core.ProcessState.now()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(before.descriptors()) + 20, hard))
    taken: list[int] = []
    try:
        with contextlib.suppress(OSError):
            while True:
                taken.append(os.open("/dev/null", os.O_RDONLY))
        changes = before.changes()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        for number in taken:
            os.close(number)
    assert {(kind, what) for kind, what, *_ in changes} == {
        ("setting", "limit NOFILE"),
        *(("descriptor", str(number)) for number in taken),
    }


PYTHON = '''\
"""Takes Ctrl-C."""

import signal

from workbench.sdk import PluginInterface


def on_interrupt(number, frame):
    """Swallows it."""


class Greedy(PluginInterface):
    """Takes Ctrl-C."""

    def __init__(self, server, config):
        signal.signal(signal.SIGINT, on_interrupt)
'''


@pytest.fixture
def own_interrupt() -> Iterator[None]:
    """Lets Python handle SIGINT, which is ignored when these tests run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_that_a_python_handler_is_reported_and_restored(
    make_workspace: MakeWorkspace, start: Start, tmp_path: Path, own_interrupt: None
) -> None:
    (tmp_path / "greedy.py").write_text(PYTHON)
    before = signal.getsignal(signal.SIGINT)
    running = start(make_workspace([tmp_path / "greedy.py"]))
    (text,) = texts(running, "handler")
    assert text == f"replaced while it was loaded: SIGINT by on_interrupt(); put back for the server. {ADVICE}"
    assert signal.getsignal(signal.SIGINT) is before


def test_that_a_state_holds_no_descriptor_that_others_see(tmp_path: Path) -> None:
    before = set(_core.ProcessState.now().descriptors())
    states = [_core.ProcessState.now() for _ in range(20)]
    assert set(states[-1].descriptors()) == before
    assert states[0].changes() == []
    del states
    with (tmp_path / "file").open("w") as file:
        assert set(_core.ProcessState.now().descriptors()) == before | {file.fileno()}
