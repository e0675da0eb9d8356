"""The `data` object of CreatePlugin: kept by the server from one start to the next."""

import json
import os
from pathlib import Path

import pytest

from tests.engine.running import TICK, Start, buy
from tests.support.compiler import CompilePlugin
from tests.support.small_plugins import plugin_source
from tests.support.workspaces import MakeWorkspace
from workbench.engine.loader.plugin_data import DataProblem, PluginData
from workbench.engine.messages import JournalWritten

CREATE = (
    "EXPORT PluginInterface* CreatePlugin(rapidjson::Value&, rapidjson::Value&, rapidjson::Document::AllocatorType&,\n"
    "                                     PluginServerInterface* given) {\n"
    "  server = given;\n"
)
COUNTING = """EXPORT PluginInterface* CreatePlugin(rapidjson::Value&, rapidjson::Value& data,
                                     rapidjson::Document::AllocatorType& allocator, PluginServerInterface* given) {
  server = given;
  if (!data.IsObject()) return nullptr;
  if (!data.HasMember("starts")) data.AddMember("starts", 0, allocator).AddMember("last", "never", allocator);
  given->LogsOut("counter", "start " + std::to_string(data["starts"].GetInt()) + ", " + data["last"].GetString());
  data["starts"] = data["starts"].GetInt() + 1;
  data["last"].SetString(std::string(300, 'x').replace(0, 5, "\\xc3\\xbcml.").c_str(), allocator);
"""


@pytest.fixture
def counter(compiled_plugin: CompilePlugin) -> Path:
    """Writes the number of its starts, from its data, to the journal."""
    source = plugin_source("talker").replace('NAME "talker"', 'NAME "counter"')
    assert CREATE in source
    return compiled_plugin(source.replace(CREATE, COUNTING), name="counter")


def said(start: Start, workspace: Path) -> tuple[list[str], dict[str, str]]:
    """Returns the plugin's output at a start, and the diagnostics about it until the end of the server."""
    running = start(workspace)
    running.server.handle(TICK)
    running.server.handle(buy())
    running.server.close()
    lines = [line for event in running.reported(JournalWritten) for line in event.lines]
    return [line.text.partition(".")[0] for line in lines if line.text.startswith("start ")], running.diagnostics(
        "counter"
    )


def test_that_a_plugin_finds_its_data_again(make_workspace: MakeWorkspace, start: Start, counter: Path) -> None:
    workspace = make_workspace([counter])
    assert said(start, workspace)[0] == ["start 0, never"]
    assert said(start, workspace)[0] == ["start 1, üml"]
    assert said(start, workspace)[0] == ["start 2, üml"]
    kept = json.loads((workspace / "data" / "plugins" / "counter.so.json").read_text())
    assert kept["starts"] == 3


@pytest.mark.parametrize("text", ["{", "[1]", b"\xff\xfe"])
def test_that_damaged_data_is_reported_and_moved_aside(
    make_workspace: MakeWorkspace, start: Start, counter: Path, text: str | bytes
) -> None:
    workspace = make_workspace([counter])
    file = workspace / "data" / "plugins" / "counter.so.json"
    file.parent.mkdir(parents=True)
    content = text if isinstance(text, bytes) else text.encode()
    file.write_bytes(content)
    lines, diagnostics = said(start, workspace)
    assert lines == ["start 0, never"]
    assert diagnostics["data"].startswith("data/plugins/counter.so.json ")
    assert "renamed to counter.so.json.damaged" in diagnostics["data"]
    assert file.with_name("counter.so.json.damaged").read_bytes() == content
    assert json.loads(file.read_text())["starts"] == 1


def test_that_data_that_cannot_be_kept_is_reported(make_workspace: MakeWorkspace, start: Start, counter: Path) -> None:
    workspace = make_workspace([counter])
    (workspace / "data").mkdir()
    (workspace / "data" / "plugins").write_text("no folder")
    _, diagnostics = said(start, workspace)
    assert "Not a directory" in diagnostics["data"] or "File exists" in diagnostics["data"]


def test_that_a_plugin_without_data_leaves_no_file(tmp_path: Path) -> None:
    data = PluginData(tmp_path)
    assert data.load("a.so") == ""
    data.save("a.so", "{}")
    assert os.listdir(tmp_path) == []
    data.save("a.so", '{"x": 1}')
    data.save("a.so", "{}")
    assert data.load("a.so") == "{}"


def test_that_unwritable_data_keeps_the_previous_data(tmp_path: Path) -> None:
    data = PluginData(tmp_path)
    data.save("a.so", '{"x": 1}')
    (tmp_path / "plugins" / "a.so.json.new").mkdir()
    with pytest.raises(DataProblem, match=r"plugins/a\.so\.json cannot be written: Is a directory"):
        data.save("a.so", '{"x": 2}')
    assert data.load("a.so") == '{"x": 1}'
