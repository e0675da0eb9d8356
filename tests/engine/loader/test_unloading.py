"""The end of plugins: remaining resources are reported with the reason, and other plugins are removed."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.running import TICK, Running, Start
from tests.support.compiler import CompilePlugin
from tests.support.plugin_desk import plugin_file
from tests.support.small_plugins import plugin_source
from tests.support.workspaces import MakeWorkspace
from workbench.engine import _core
from workbench.engine.messages import DiagnosticFound, LoadStep


@pytest.fixture
def left_folder(tmp_path: Path) -> Iterator[Path]:
    """Where a plugin may leave files open: they are closed after the test."""
    folder = tmp_path / "left"
    folder.mkdir()
    yield folder
    for number, (_, _, target) in _core.ProcessState.now().descriptors().items():
        if Path(target).parent == folder:
            os.close(number)


def reported(running: Running) -> list[tuple[str, str]]:
    diagnostics = [event for event in running.reported(DiagnosticFound) if event.severity != "info"]
    # The plugins of these tests export no AboutPlugin.
    return [(event.code, event.message) for event in diagnostics if event.code != "entry-point"]


def ending(running: Running, file: str) -> dict[str, LoadStep]:
    return {step.name: step for step in running.rows()[file].steps if step.ending}


def test_that_a_plugin_that_leaves_nothing_is_verified_to_be_gone(make_workspace: MakeWorkspace, start: Start) -> None:
    running = start(make_workspace([plugin_file("quotes")]))
    running.server.handle(TICK)
    running.server.close()
    assert reported(running) == []
    steps = ending(running, "quotes.so")
    assert list(steps) == [
        "DestroyPlugin",
        "state after",
        "threads left",
        "dlclose",
        "memory map",
        "memory left",
        "files left",
    ]
    assert {step.result for step in steps.values()} == {"good"}
    assert steps["memory map"].detail == "gone"
    assert "quotes.so" not in Path("/proc/self/maps").read_text()
    assert running.rows()["quotes.so"].state == "stopped"


def test_that_open_files_are_reported_with_their_paths(
    make_workspace: MakeWorkspace, start: Start, left_folder: Path
) -> None:
    config = {"leaving_files.so": {"file": f"{left_folder}/"}}
    running = start(make_workspace([plugin_file("leaving_files")], config=config))
    running.server.close()
    ((code, text),) = reported(running)
    assert code == "files-left"
    assert text.startswith("still open after DestroyPlugin: ")
    assert text.endswith(f" → {left_folder}/first")
    assert ending(running, "leaving_files.so")["files left"].result == "found"


@pytest.mark.parametrize(
    ("how", "flags", "reason"),
    [
        ("thread_local", [], "a running thread has thread_local objects of the library, which it destroys at its end"),
        ("", ["-Wl,-z,nodelete"], "the file was linked with -z nodelete"),
        ("", ["-fgnu-unique", "-fvisibility=default"], "the file has symbols that exist once for the whole process ("),
    ],
)
def test_that_a_library_that_stays_is_reported_with_the_reason(
    make_workspace: MakeWorkspace, start: Start, how: str, flags: list[str], reason: str
) -> None:
    workspace = make_workspace([plugin_file("staying", *flags)], config={"staying.so": {"how": how}})
    running = start(workspace)
    running.server.close()
    diagnostics = dict(reported(running))
    assert diagnostics["still-mapped"].startswith(f"staying.so is still in memory after dlclose: {reason}")
    assert "file-changed" not in diagnostics
    again = start(workspace)
    assert again.rows()["staying.so"].state == "running"


def test_that_a_library_that_holds_itself_is_reported(make_workspace: MakeWorkspace, start: Start) -> None:
    source = (plugin_file("staying", "-Dthread_local=static"), "itself")
    running = start(make_workspace([source[0]], config={"staying.so": {"how": source[1]}}))
    running.server.close()
    assert dict(reported(running))["still-mapped"].endswith(
        "the library calls dlopen itself, so a handle may still be open"
    )


def test_that_a_failing_destroy_is_reported_and_the_library_goes(
    make_workspace: MakeWorkspace, start: Start, compiled_plugin: CompilePlugin
) -> None:
    begin = "EXPORT void DestroyPlugin(PluginInterface* plugin) {"
    source = plugin_source("talker")
    assert begin in source
    source = source.replace(begin, begin + ' throw std::runtime_error("cannot end");')
    running = start(make_workspace([compiled_plugin(source, name="failing")]))
    running.server.close()
    diagnostics = dict(reported(running))
    assert "cannot end" in diagnostics["destroy"]
    assert ending(running, "failing.so")["memory map"].detail == "gone"
    assert "still-mapped" not in diagnostics
    assert running.rows()["failing.so"].state == "stopped"


def test_that_a_refused_plugin_is_unmapped_as_well(
    make_workspace: MakeWorkspace, start: Start, compiled_plugin: CompilePlugin
) -> None:
    create = "  server = given;\n"
    source = plugin_source("talker").replace(create, 'throw std::runtime_error("no licence");')
    running = start(make_workspace([compiled_plugin(source, name="thrower")]))
    assert running.rows()["thrower.so"].state == "refused"
    assert ending(running, "thrower.so")["memory map"].detail == "gone"
    assert "thrower.so" not in Path("/proc/self/maps").read_text()
