"""The load sequence, sentence by sentence as the platform's description of its plugins states it."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.running import Running, Start, pump_until
from tests.support.compiler import CompilePlugin
from tests.support.small_plugins import plugin_source
from tests.support.workspaces import MakeWorkspace
from workbench.engine.configuration.model import PluginEntry
from workbench.engine.configuration.server_toml import load_workspace
from workbench.engine.messages import (
    ApplyConfiguration,
    ConfigurationFileChanged,
    DiagnosticFound,
    EditConfiguration,
    EnablePlugin,
    LoadStep,
    MovePlugin,
    PluginOrderChanged,
    StatePublished,
    UndoConfiguration,
)

Compile = Callable[..., Path]
PYTHON = '''\
"""Says nothing."""

from workbench.sdk import PluginInterface


class Quiet(PluginInterface):
    """Quiet."""
'''


@pytest.fixture
def compiled(compiled_plugin: CompilePlugin) -> Compile:
    def compile_(name: str, old: str = "", new: str = "") -> Path:
        source = plugin_source("talker").replace('NAME "talker"', f'NAME "{name}"')
        assert old in source
        return compiled_plugin(source.replace(old, new) if old else source, name=name)

    return compile_


def steps(running: Running, file: str) -> list[LoadStep]:
    return list(running.rows()[file].steps)


def names(running: Running, file: str) -> list[str]:
    return [step.name for step in steps(running, file)]


def reported(running: Running, code: str) -> list[tuple[str, str]]:
    return [(event.severity, event.message) for event in running.reported(DiagnosticFound) if event.code == code]


def entry_of(workspace: Path, file: str) -> PluginEntry:
    entry = load_workspace(workspace).entry(file)
    assert entry is not None
    return entry


def with_entry(workspace: Path, file: str, lines: str) -> None:
    toml = workspace / "server.toml"
    toml.write_text(toml.read_text().replace(f'file = "{file}"', f'file = "{file}"\n{lines}'))


def test_that_a_library_takes_the_platforms_steps_in_order(
    make_workspace: MakeWorkspace, start: Start, compiled: Compile
) -> None:
    running = start(make_workspace([compiled("alpha")]))
    order = [
        "read file", "ELF checks", "private copy", "dlopen", "versions", "AboutPlugin", "compare", "CreatePlugin",
        "interfaces", "threads",
    ]  # fmt: skip
    found = names(running, "alpha.so")
    assert [name for name in found if name in order] == order
    started = [step.started_nanos for step in steps(running, "alpha.so")]
    assert started[0] == 0
    assert started == sorted(started)


def test_that_a_refused_plugin_shows_its_steps_up_to_the_refusal(
    make_workspace: MakeWorkspace, start: Start, compiled: Compile
) -> None:
    create = "  server = given;\n"
    thrower = compiled("thrower", create, 'throw std::runtime_error("no licence");')
    workspace = make_workspace([thrower])
    (workspace / "plugins" / "text.so").write_text("hello")
    running = start(workspace)
    last = next(step for step in steps(running, "thrower.so") if step.result == "refused")
    assert (last.name, "no licence" in last.detail) == ("CreatePlugin", True)
    assert "interfaces" not in names(running, "thrower.so")
    assert steps(running, "text.so")[-1].result == "refused"
    assert "not an ELF file" in steps(running, "text.so")[-1].detail


def test_that_a_python_file_takes_the_same_steps(make_workspace: MakeWorkspace, start: Start, tmp_path: Path) -> None:
    (tmp_path / "quiet.py").write_text(PYTHON)
    running = start(make_workspace([tmp_path / "quiet.py"]))
    order = ["read file", "import", "CreatePlugin", "compare", "take up", "interfaces", "threads"]
    assert [name for name in names(running, "quiet.py") if name in order] == order


def test_that_a_plugin_without_an_entry_gets_one_before_it_is_created(
    make_workspace: MakeWorkspace, start: Start, compiled: Compile
) -> None:
    create = "  server = given;\n"
    file = compiled("thrower", create, 'throw std::runtime_error("no licence");')
    workspace = make_workspace(server={"enable_new_plugins": True})
    (workspace / "plugins" / file.name).write_bytes(file.read_bytes())
    running = start(workspace)
    assert running.rows()["thrower.so"].state == "refused"
    entry = entry_of(workspace, "thrower.so")
    assert (entry.name, entry.version, entry.enabled) == ("thrower", "1.0", True)
    assert entry.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()


def test_that_the_servers_own_entries_are_no_edit_of_the_configuration(
    make_workspace: MakeWorkspace, start: Start, compiled: Compile
) -> None:
    workspace = make_workspace()
    (workspace / "plugins" / "alpha.so").write_bytes(compiled("alpha").read_bytes())
    running = start(workspace)
    assert entry_of(workspace, "alpha.so").name == "alpha"
    assert running.server.reconfiguration.preview() == []
    assert running.reported(ConfigurationFileChanged) == []


def test_that_an_entry_whose_file_changed_is_reported_and_updated(
    make_workspace: MakeWorkspace, start: Start, compiled: Compile
) -> None:
    workspace = make_workspace([compiled("alpha")])
    with_entry(workspace, "alpha.so", 'name = "first"\nversion = "0.9"\nsha256 = "0123456789abcdef"')
    running = start(workspace)
    digest = running.server.plugins.registry.find("alpha.so").digest  # type: ignore[union-attr]
    assert reported(running, "config") == [
        ("warning", "the plugin says name 'alpha', server.toml has 'first'"),
        (
            "info",
            "the file differs from the one recorded in server.toml "
            f"(SHA-256 {digest[:12]}… instead of 0123456789ab…); version '0.9' is now '1.0'",
        ),
    ]
    entry = entry_of(workspace, "alpha.so")
    assert (entry.name, entry.version, entry.sha256) == ("first", "1.0", digest)
    running.server.close()
    assert reported(start(workspace), "config") == [
        ("warning", "the plugin says name 'alpha', server.toml has 'first'")
    ]


def test_that_an_entry_without_a_hash_is_left_to_its_author(
    make_workspace: MakeWorkspace, start: Start, compiled: Compile
) -> None:
    workspace = make_workspace([compiled("alpha")])
    with_entry(workspace, "alpha.so", 'version = "0.9"')
    before = (workspace / "server.toml").read_text()
    running = start(workspace)
    assert reported(running, "config") == [("warning", "the plugin says version '1.0', server.toml has '0.9'")]
    assert (workspace / "server.toml").read_text() == before


@pytest.mark.parametrize("setting", ["enabled = false", "load_at_startup = false"])
def test_that_a_disabled_known_plugin_is_compared_and_not_executed(
    make_workspace: MakeWorkspace, start: Start, compiled: Compile, setting: str
) -> None:
    workspace = make_workspace([compiled("alpha")])
    toml = workspace / "server.toml"
    text = toml.read_text().replace("enabled = true\n", f'{setting}\nsha256 = "0123456789abcdef"\n')
    toml.write_text(text if "enabled =" in setting else text.replace(setting, f"enabled = true\n{setting}"))
    running = start(workspace)
    row = running.rows()["alpha.so"]
    assert (row.state, row.index) == ("available", -1)
    assert not {"dlopen", "AboutPlugin"} & set(names(running, "alpha.so"))
    assert steps(running, "alpha.so")[-1].result == "skipped"
    ((severity, text),) = reported(running, "config")
    assert (severity, text.startswith("the file differs from the one recorded")) == ("info", True)
    assert entry_of(workspace, "alpha.so").sha256 == "0123456789abcdef"


def test_that_enabling_takes_effect_at_the_next_start(
    make_workspace: MakeWorkspace, start: Start, compiled: Compile
) -> None:
    workspace = make_workspace([compiled("alpha"), compiled("beta")])
    running = start(workspace)
    assert running.server.handle(EnablePlugin(file="alpha.so", enabled=False)).error == ""
    assert running.rows()["alpha.so"].state == "restart needed"
    assert running.rows()["beta.so"].state == "running"
    running.server.close()
    assert start(workspace).rows()["alpha.so"].state == "available"


def test_that_a_plugin_of_another_name_than_before_it_is_loaded_is_refused_as_a_twin(
    make_workspace: MakeWorkspace, start: Start, compiled: Compile
) -> None:
    workspace = make_workspace([compiled("alpha"), compiled("beta")])
    with_entry(workspace, "beta.so", 'name = "alpha"')
    running = start(workspace)
    assert [row.state for row in running.rows().values()] == ["running", "refused"]
    assert reported(running, "duplicate") == [("refused", "alpha.so has the same name 'alpha'")]


LISTENER = '''\
"""Listens."""

from typing import Any

from workbench.sdk import EventConfig, PluginInterface


class Listener(PluginInterface, EventConfig):
    """Listens to changes of its parameters."""

    def __init__(self, server: Any, config: dict[str, Any]) -> None:
        self.server = server

    def OnConfigUpdate(self, section: str, key: str, before: str, after: str) -> None:
        self.server.SendState({"section": section, "key": key, "after": after, "own": self.server.GetPluginConfig()[1]})
'''


def test_that_parameters_are_applied_to_a_running_plugin_that_listens(
    make_workspace: MakeWorkspace, start: Start, compiled: Compile, tmp_path: Path
) -> None:
    (tmp_path / "listener.py").write_text(LISTENER)
    config = {"listener.py": {"points": 1}, "alpha.so": {"points": 1}}
    running = start(make_workspace([tmp_path / "listener.py", compiled("alpha")], config=config))
    for file in config:
        edit = EditConfiguration(section="plugins", name=file, key="config", value={"points": 2})
        assert running.server.handle(edit).error == ""
    assert [row.state for row in running.rows().values()] == ["running", "running"]
    answer = running.server.handle(ApplyConfiguration())
    assert [(found["name"], found["key"], found["effect"]) for found in answer.data] == [
        ("alpha.so", "config", "apply"),
        ("listener.py", "config", "apply"),
    ]
    states = [event.state for event in running.reported(StatePublished)]
    after = '{"points": 2}'
    assert {"section": "plugins", "key": "listener", "after": after, "own": after} in states
    assert {file: row.state for file, row in running.rows().items()} == {
        "listener.py": "running",
        "alpha.so": "restart needed",
    }
    assert running.server.handle(ApplyConfiguration(preview=True)).data == []
    assert running.server.handle(UndoConfiguration()).error == ""
    assert running.rows()["listener.py"].state == "running"


def test_that_a_new_file_is_loaded_at_the_next_start_only(
    make_workspace: MakeWorkspace, start: Start, compiled: Compile
) -> None:
    workspace = make_workspace([compiled("alpha")])
    running = start(workspace)
    (workspace / "plugins" / "beta.so").write_bytes(compiled("beta").read_bytes())
    edit = EditConfiguration(section="plugins", value={"file": "beta.so", "enabled": True})
    assert running.server.handle(edit).error == ""
    assert running.server.handle(ApplyConfiguration()).data[0]["effect"] == "restart"
    assert running.server.plugins.running_index("beta.so") is None
    running.server.close()
    assert start(workspace).rows()["beta.so"].state == "running"


def test_that_moving_a_plugin_needs_an_apply(make_workspace: MakeWorkspace, start: Start, compiled: Compile) -> None:
    running = start(make_workspace([compiled("alpha"), compiled("beta")]))
    assert running.server.handle(MovePlugin(file="beta.so", offset=-1)).error == ""
    assert running.reported(PluginOrderChanged)[-1].files == ("beta.so", "alpha.so")
    pump_until(running, lambda: bool(running.reported(ConfigurationFileChanged)))
    (changed,) = running.reported(ConfigurationFileChanged)
    assert (changed.to_apply, changed.to_restart, changed.error) == (("plugins.order",), (), "")
    assert running.server.core._engine.plugin_order() == [0, 1]
    running.server.handle(ApplyConfiguration())
    assert running.server.core._engine.plugin_order() == [1, 0]
