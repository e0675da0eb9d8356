"""The server as one object: loading, refusals, and its changes of the configuration."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.engine.running import TICK, VIRTUAL, Start, buy, pump_until
from tests.support.compiler import CompilePlugin
from tests.support.small_plugins import plugin_source
from tests.support.workspaces import MakeWorkspace
from workbench.contract.generated.enums import ReturnCodes
from workbench.engine.configuration.server_toml import load_workspace
from workbench.engine.errors import StartError
from workbench.engine.messages import (
    ApplyConfiguration,
    CallCustomAction,
    DiagnosticFound,
    EnablePlugin,
    JournalWritten,
    MovePlugin,
    PluginOrderChanged,
    SetRobot,
    StartOptions,
    StatePublished,
)
from workbench.engine.server.server import Server

PYTHON_PLUGIN = '''\
"""Counts quotes."""

from typing import Any

from workbench.sdk import RET_OK, EventQuote, HookTrade, PluginInterface

__version__ = "2.1"


class Counter(PluginInterface, EventQuote, HookTrade):
    """Counts quotes and comments trades."""

    def __init__(self, server: Any, config: dict[str, Any]) -> None:
        self.server, self.config, self.seen = server, config, 0

    def plugin_name(self) -> str:
        return "counter"

    def OnQuoteTick(self, symbol: Any, tick: Any) -> None:
        self.seen += 1
        self.server.SendState({"seen": self.seen, "last": tick.symbol})

    def HookTradeRequestOpen(self, trade: Any, group: Any, symbol: Any, account: Any, margin: Any, diff: Any) -> int:
        diff.comment = self.config["comment"]
        return 27

    def CustomAction(self, req: Any, res: dict[str, Any]) -> int:
        res["echo"] = req
        return RET_OK
'''


Compile = Callable[[str], Path]


@pytest.fixture
def compiled(compiled_plugin: CompilePlugin) -> Compile:
    """A plugin that comments trades, under the given name."""

    def compile_(name: str) -> Path:
        source = plugin_source("talker").replace('NAME "talker"', f'NAME "{name}"')
        return compiled_plugin(source.replace("seen by talker", f"seen by {name}"), name=name)

    return compile_


def python_plugin(folder: Path, text: str = PYTHON_PLUGIN, name: str = "counter.py") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    return folder / name


def test_that_a_python_plugin_runs_like_any_other(make_workspace: MakeWorkspace, start: Start, tmp_path: Path) -> None:
    file = python_plugin(tmp_path / "source")
    running = start(make_workspace([file], config={"counter.py": {"comment": "from Python"}}))
    row = running.rows()["counter.py"]
    assert (row.name, row.state, row.language, row.version) == ("counter", "running", "Python", "2.1")
    assert set(row.interfaces) == {"EventQuote", "HookTrade"}
    assert running.server.handle(TICK).code == ReturnCodes.RET_OK
    assert running.reported(StatePublished)[-1].state == {"seen": 1, "last": "EURUSD"}
    assert running.server.handle(buy()).code == ReturnCodes.RET_OK
    assert running.server.core.rows("open_trades")[0]["comment"] == "from Python"
    answer = running.server.handle(CallCustomAction(plugin="counter", request={"a": [1, "ü"]}))
    assert (answer.code, answer.data) == (ReturnCodes.RET_OK, {"echo": {"a": [1, "ü"]}})


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("import nothing_like_this\n" + PYTHON_PLUGIN, "import", "counter.py:1: ModuleNotFoundError"),
        (PYTHON_PLUGIN.replace("self.seen = server, config, 0", "self.seen = server"), "create", "counter.py:14: "),
        (PYTHON_PLUGIN.replace('return "counter"', "return 1 / 0"), "create", "counter.py:17: ZeroDivisionError"),
    ],
)
def test_that_a_python_plugin_with_a_mistake_is_refused_with_its_line(
    make_workspace: MakeWorkspace, start: Start, tmp_path: Path, text: str, code: str, message: str
) -> None:
    running = start(make_workspace([python_plugin(tmp_path / "source", text)]))
    assert running.rows()["counter.py"].state == "refused"
    assert running.diagnostics("counter")[code].startswith(message)
    assert running.server.handle(TICK).code == ReturnCodes.RET_OK


def test_that_hooks_run_in_the_configured_order(make_workspace: MakeWorkspace, start: Start, compiled: Compile) -> None:
    workspace = make_workspace([compiled("beta"), compiled("alpha")])
    running = start(workspace)
    assert running.reported(PluginOrderChanged)[-1].files == ("beta.so", "alpha.so")
    running.server.handle(TICK)
    running.server.handle(buy())
    assert running.server.core.rows("open_trades")[-1]["comment"] == "seen by alpha"
    assert running.server.handle(MovePlugin(file="alpha.so", offset=-1)).error == ""
    assert running.reported(PluginOrderChanged)[-1].files == ("alpha.so", "beta.so")
    assert [entry.file for entry in load_workspace(workspace).plugins] == ["alpha.so", "beta.so"]
    running.server.handle(buy())
    assert running.server.core.rows("open_trades")[-1]["comment"] == "seen by alpha"
    assert running.server.handle(ApplyConfiguration()).data == [
        {
            "section": "plugins",
            "name": "",
            "key": "order",
            "before": ["beta.so", "alpha.so"],
            "after": ["alpha.so", "beta.so"],
            "effect": "apply",
        }
    ]
    running.server.handle(buy())
    assert running.server.core.rows("open_trades")[-1]["comment"] == "seen by beta"


def test_that_a_new_file_gets_an_entry_and_waits_to_be_enabled(
    make_workspace: MakeWorkspace, start: Start, compiled: Compile
) -> None:
    workspace = make_workspace()
    (workspace / "plugins" / "alpha.so").write_bytes(compiled("alpha").read_bytes())
    running = start(workspace)
    assert running.rows()["alpha.so"].state == "available"
    entry = load_workspace(workspace).entry("alpha.so")
    assert entry is not None
    assert (entry.name, entry.version, entry.enabled) == ("alpha", "1.0", False)
    assert running.server.handle(EnablePlugin(file="alpha.so", enabled=True)).error == ""
    assert running.rows()["alpha.so"].state == "restart needed"
    running.server.close()
    assert start(workspace).rows()["alpha.so"].state == "running"


def test_that_a_plugin_is_loaded_at_startup_as_configured(
    make_workspace: MakeWorkspace, start: Start, compiled: Compile
) -> None:
    workspace = make_workspace(server={"enable_new_plugins": True})
    (workspace / "plugins" / "alpha.so").write_bytes(compiled("alpha").read_bytes())
    running = start(workspace)
    assert running.server.handle(EnablePlugin(file="alpha.so", load_at_startup=False)).error == ""
    assert (running.rows()["alpha.so"].state, running.rows()["alpha.so"].enabled) == ("restart needed", True)
    running.server.close()
    running = start(workspace)
    assert (running.rows()["alpha.so"].state, running.rows()["alpha.so"].load_at_startup) == ("available", False)
    assert running.server.handle(EnablePlugin(file="alpha.so", load_at_startup=True)).error == ""
    running.server.close()
    assert start(workspace).rows()["alpha.so"].state == "running"


def test_that_new_files_may_start_enabled(make_workspace: MakeWorkspace, start: Start, compiled: Compile) -> None:
    workspace = make_workspace(server={"enable_new_plugins": True})
    (workspace / "plugins" / "alpha.so").write_bytes(compiled("alpha").read_bytes())
    assert start(workspace).rows()["alpha.so"].state == "running"


def test_that_a_file_that_came_or_changed_while_the_server_runs_is_looked_at_at_once(
    make_workspace: MakeWorkspace, start: Start, compiled: Compile
) -> None:
    workspace = make_workspace()
    running = start(workspace)
    (workspace / "plugins" / "alpha.so").write_bytes(compiled("alpha").read_bytes())
    pump_until(running, lambda: "debug-module" in running.diagnostics("alpha"))
    row = running.rows()["alpha.so"]
    assert (row.state, row.layout, row.signature) == ("available", "plugin_sdk", "not signed")
    assert dict(row.facts)["Machine"] == "64-bit x86-64"
    (workspace / "plugins" / "alpha.so").write_bytes(b"no library at all")
    pump_until(running, lambda: "machine" in running.diagnostics("alpha"))


def test_that_a_file_that_came_while_the_server_runs_can_be_enabled(
    make_workspace: MakeWorkspace, start: Start, compiled: Compile
) -> None:
    workspace = make_workspace()
    running = start(workspace)
    (workspace / "plugins" / "alpha.so").write_bytes(compiled("alpha").read_bytes())
    pump_until(running, lambda: "alpha.so" in running.rows())
    assert running.rows()["alpha.so"].state == "available"
    assert running.server.handle(EnablePlugin(file="alpha.so", enabled=True)).error == ""
    assert running.rows()["alpha.so"].state == "restart needed"
    running.server.close()
    assert start(workspace).rows()["alpha.so"].state == "running"


def test_that_a_plugins_path_that_is_not_a_folder_is_reported(workspace: Path, start: Start) -> None:
    (workspace / "plugins").rmdir()
    (workspace / "plugins").write_text("not a folder")
    running = start(workspace)
    assert "Not a directory" in running.diagnostics("")["file"]
    assert running.server.handle(TICK).code == ReturnCodes.RET_OK
    running.server.pump()


@pytest.mark.parametrize(
    ("break_it", "message"),
    [
        (lambda folder: (folder / "ticks.csv").unlink(), "ticks.csv: No such file or directory"),
        (lambda folder: (folder / "ticks.csv").write_bytes(b"\x1f\x8b\x08broken"), "ticks.csv: "),
        (lambda folder: (folder / "ticks.csv").write_text("time;symbol\n"), "ticks.csv:1: "),
        (lambda folder: (folder / "data").write_text(""), "data: File exists"),
        (lambda folder: (folder / "server.toml").unlink(), "server.toml: No such file or directory"),
    ],
)
def test_that_an_unusable_workspace_is_one_line(
    workspace: Path, start: Start, break_it: Callable[[Path], object], message: str
) -> None:
    break_it(workspace)
    with pytest.raises(StartError) as caught:
        start(workspace)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "internal error" not in str(caught.value)


def test_that_a_read_only_workspace_is_reported_and_served(
    make_workspace: MakeWorkspace, start: Start, compiled: Compile, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_workspace()
    (workspace / "plugins" / "alpha.so").write_bytes(compiled("alpha").read_bytes())

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("workbench.engine.configuration.file.replace_unchanged", full)
    running = start(workspace)
    assert "No space left on device" in running.diagnostics("alpha")["config"]
    answer = running.server.handle(EnablePlugin(file="alpha.so", enabled=True))
    assert "No space left on device" in answer.error


def test_that_the_first_of_two_plugins_with_one_name_wins(
    make_workspace: MakeWorkspace, start: Start, compiled: Compile, compiled_plugin: CompilePlugin, tmp_path: Path
) -> None:
    same_content = tmp_path / "copy.so"
    same_content.write_bytes(compiled("alpha").read_bytes())
    source = plugin_source("talker").replace('NAME "talker"', 'NAME "alpha"')
    same_name = compiled_plugin(source, name="twin")
    running = start(make_workspace([compiled("alpha"), same_content, same_name]))
    states = {file: row.state for file, row in running.rows().items()}
    assert states == {"alpha.so": "running", "copy.so": "refused", "twin.so": "refused"}
    texts = [event.message for event in running.reported(DiagnosticFound) if event.code == "duplicate"]
    assert texts == ["the file has the same content as alpha.so", "alpha.so has the same name 'alpha'"]


def test_that_the_plugins_own_description_is_compared_with_the_configuration(
    make_workspace: MakeWorkspace, start: Start, compiled: Compile
) -> None:
    workspace = make_workspace([compiled("alpha")])
    file = workspace / "server.toml"
    file.write_text(file.read_text().replace('file = "alpha.so"', 'file = "alpha.so"\nversion = "0.9"'))
    running = start(workspace)
    assert running.diagnostics("alpha")["config"] == "the plugin says version '1.0', server.toml has '0.9'"
    assert running.rows()["alpha.so"].state == "running"


def test_that_a_configured_file_that_is_gone_is_reported(make_workspace: MakeWorkspace, start: Start) -> None:
    workspace = make_workspace()
    file = workspace / "server.toml"
    file.write_text(file.read_text() + '[[plugins]]\nfile = "gone.so"\nenabled = true\n')
    assert start(workspace).diagnostics("gone.so")["file-gone"] == "gone.so is in server.toml, but not in plugins/"


UNRESOLVED = "namespace missing { int thing(int); }\nint use_missing() { return missing::thing(1); }\n"
VERSIONS = "EXPORT int GetPluginApiVersion() { return PLUGIN_VERSION_API; }"
CREATE = "  server = given;\n"


def changed(name: str, old: str, new: str) -> tuple[str, str]:
    source = plugin_source("talker").replace('NAME "talker"', f'NAME "{name}"')
    assert old in source
    return name, source.replace(old, new)


REFUSALS: Sequence[tuple[tuple[str, str], str, str]] = [
    (
        changed("older", VERSIONS, VERSIONS.replace("PLUGIN_VERSION_API", "148")),
        "api-version",
        "built for plugin API 148",
    ),
    (changed("unversioned", VERSIONS, ""), "api-version", "GetPluginApiVersion not exported"),
    (changed("unresolved", "namespace {", UNRESOLVED + "namespace {"), "unresolved", "missing::thing(int)"),
    (changed("thrower", CREATE, 'throw std::runtime_error("no licence");'), "create", "no licence"),
    (changed("nothing", "return new Plugin;", "return nullptr;"), "create", "CreatePlugin"),
]


@pytest.mark.parametrize(("plugin", "code", "message"), REFUSALS, ids=[refusal[0][0] for refusal in REFUSALS])
def test_that_a_plugin_that_cannot_run_is_refused_with_the_reason(
    make_workspace: MakeWorkspace,
    start: Start,
    compiled_plugin: CompilePlugin,
    plugin: tuple[str, str],
    code: str,
    message: str,
) -> None:
    name, source = plugin
    running = start(make_workspace([compiled_plugin(source, name=name, flags=["-Wno-undefined-inline"])]))
    assert running.rows()[f"{name}.so"].state == "refused"
    assert message in running.diagnostics(name)[code]
    assert "\n" not in running.diagnostics(name)[code]
    running.server.handle(TICK)
    assert running.server.handle(buy()).code == ReturnCodes.RET_OK


def test_that_many_new_threads_are_reported_with_both_counts(
    make_workspace: MakeWorkspace, start: Start, compiled_plugin: CompilePlugin
) -> None:
    threads = """  server = given;
  for (int i = 0; i < 60; ++i) pool.emplace_back([] { gate.wait(false); });
"""
    ending = """EXPORT void DestroyPlugin(PluginInterface* plugin) {
  gate = true;
  gate.notify_all();
  pool.clear();
"""
    source = plugin_source("talker").replace('NAME "talker"', 'NAME "crowd"').replace(CREATE, threads)
    source = source.replace("EXPORT void DestroyPlugin(PluginInterface* plugin) {", ending)
    extra = "#include <atomic>\n#include <vector>\nnamespace {\nstd::atomic<bool> gate{false};\n"
    source = source.replace("namespace {", extra + "std::vector<std::jthread> pool;", 1)
    running = start(make_workspace([compiled_plugin(source, name="crowd")]))
    row = running.rows()["crowd.so"]
    assert row.threads_after - row.threads_before == 60
    text = f"{row.threads_before} threads before it was loaded, {row.threads_after} after"
    assert running.diagnostics("crowd")["threads"] == text


def test_that_strange_files_in_plugins_stop_nothing(
    make_workspace: MakeWorkspace, start: Start, compiled: Compile
) -> None:
    workspace = make_workspace([compiled("alpha")])
    plugins = workspace / "plugins"
    os.mkfifo(plugins / "pipe.so")
    (plugins / "folder.so").mkdir()
    (plugins / "text.so").write_text("hello")
    (plugins / "half.so").write_bytes(compiled("alpha").read_bytes()[:3000])
    os.symlink("nowhere", plugins / "dangling.py")
    running = start(workspace)
    states = {file: row.state for file, row in running.rows().items()}
    refused = dict.fromkeys(("pipe.so", "folder.so", "text.so", "half.so", "dangling.py"), "refused")
    assert states == {"alpha.so": "running", **refused}
    assert load_workspace(workspace).entry("text.so") is None


def test_that_only_the_selected_plugins_are_loaded(
    make_workspace: MakeWorkspace, start: Start, compiled: Compile
) -> None:
    workspace = make_workspace([compiled("alpha"), compiled("beta")])
    before = (workspace / "server.toml").read_text()
    options = StartOptions(clock="virtual", plugins=(str(compiled("gamma")), "beta.so"))
    running = start(workspace, options)
    assert {file: row.state for file, row in running.rows().items()} == {"gamma.so": "running", "beta.so": "running"}
    assert (workspace / "server.toml").read_text() == before
    without = start(workspace, StartOptions(clock="virtual", without=("alpha.so",)))
    assert without.rows()["alpha.so"].state == "stopped"
    assert without.rows()["beta.so"].state == "running"


def test_that_two_servers_in_a_row_share_a_database(workspace: Path, start: Start) -> None:
    first = start(workspace)
    first.server.handle(TICK)
    order = first.server.handle(buy()).order
    first.server.close()
    first.server.close()
    second = start(workspace)
    assert [row["order"] for row in second.server.core.rows("open_trades")] == [order]
    assert len(second.server.core.rows("accounts")) == 3


def test_that_a_broken_database_is_one_line(workspace: Path, start: Start) -> None:
    (workspace / "data").mkdir()
    (workspace / "data" / "server.db").write_text("this is no database, but long enough to be taken for one" * 20)
    with pytest.raises(StartError) as caught:
        start(workspace)
    assert "server.db" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_that_the_journal_is_written_to_a_file(make_workspace: MakeWorkspace, start: Start, compiled: Compile) -> None:
    workspace = make_workspace([compiled("alpha")])
    running = start(workspace)
    running.server.handle(TICK)
    running.server.handle(buy())
    lines = [line for event in running.reported(JournalWritten) for line in event.lines]
    assert ("alpha", "asked for EURUSD") in [(line.plugin, line.text) for line in lines]
    text = (workspace / "data" / "journal.log").read_text()
    assert "alpha: asked for EURUSD" in text
    assert text.startswith("2026-03-02 08:00:00.000 ")


def test_that_a_journal_that_cannot_be_written_is_reported_once(workspace: Path, start: Start) -> None:
    (workspace / "data" / "journal.log").mkdir(parents=True)
    running = start(workspace)
    running.server.handle(TICK)
    running.server.handle(buy())
    running.server.handle(buy())
    assert [event.code for event in running.reported(DiagnosticFound)] == ["storage"]


def test_that_the_robot_trades_only_while_it_is_on(workspace: Path, start: Start) -> None:
    clock = StartOptions(feed_playing=False)
    running = start(workspace, clock)
    running.server.handle(TICK)
    answer = running.server.handle(SetRobot(enabled=True, actions_per_minute=1_000_000.0))
    assert answer.data == {"enabled": True, "actions_per_minute": 1_000_000.0}
    running.server.pump()
    running.server.pump()
    assert running.server.core.rows("open_trades")
    assert running.server.handle(SetRobot(actions_per_minute=-1.0)).error != ""


def test_that_a_server_that_is_not_started_answers_too(workspace: Path, tmp_path: Path) -> None:
    server = Server(workspace, "", VIRTUAL, lambda _: None, run_folder=tmp_path)
    answer: Any = server.handle(TICK)
    assert answer.error == "the server is not started"
    server.close()


def test_that_the_holidays_of_the_workspace_close_the_market(start: Start, workspace: Path) -> None:
    file = workspace / "server.toml"
    file.write_text(file.read_text() + '[[holidays]]\nmonth = 3\nday = 2\nsymbol = "EUR*"\n')
    running = start(workspace)  # its clock stands on 2 March
    assert running.server.core.inject_tick("EURUSD", 1.1, 1.2, 1.0) == ReturnCodes.RET_TRADE_MARKET_CLOSED
