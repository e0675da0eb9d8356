"""The pages are correct: links have targets, tables are complete, and the files of a page build and run."""

import argparse
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import msgspec
import pytest

from workbench.bench.registry import BENCHMARKS
from workbench.cli.main import COMMANDS, WINDOW, CommandLine
from workbench.contract.generated import records
from workbench.engine.configuration import model, server_toml
from workbench.engine.loader import diagnostics
from workbench.engine.messages import AnyCommand, AnyEvent
from workbench.views.registry import PANELS

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(
    path for path in [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "plugins").rglob("*.md")] if path.is_file()
)
FILE = re.compile(r"^`([\w./-]+)`\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
"""A file that a page shows: its name alone on a line, then its text."""


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_that_every_link_has_a_target(path: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", path.read_text("utf-8")):
        target, _, anchor = link.partition("#")
        if target.startswith("http"):
            continue
        file = path.parent / target if target else path
        assert file.exists(), link
        assert not anchor or anchor in anchors(file), link


def rows(text: str) -> set[str]:
    """What stands in code in the first column of the tables of a page."""
    cells = re.findall(r"^\| ([^|]*) \|", text, re.MULTILINE)
    return {word for cell in cells for word in re.findall(r"`([^`]+)`", cell)}


def test_that_every_key_of_the_settings_is_on_its_page_with_its_default() -> None:
    text = page("server-toml.md")
    sections = re.split(r"^## \[+(\w+)\]+$", text, flags=re.MULTILINE)
    tables = dict(zip(sections[1::2], sections[2::2], strict=True))
    assert set(tables) == set(server_toml.SECTIONS)
    settings: dict[str, type[msgspec.Struct]] = {
        "server": model.ServerSettings,
        "feed": model.FeedSettings,
        "robot": model.RobotSettings,
        "plugins": model.PluginEntry,
    }
    for name, type_ in settings.items():
        for field in msgspec.structs.fields(type_):
            assert field.name in rows(tables[name]), f"[{name}] {field.name}"
            if isinstance(field.default, str | bool | float | int):
                shown = re.search(rf"^\| [^|]*`{field.name}`[^|]* \| `([^`]*)` \|", tables[name], re.MULTILINE)
                assert shown, f"[{name}] {field.name} has no default"
                assert json.loads(shown[1]) == field.default, f"[{name}] {field.name}"


def test_that_every_record_field_on_the_page_exists() -> None:
    types = {
        "symbols": (records.PluginSymbolRecord,),
        "groups": (records.PluginGroupRecord, records.PluginGroupRecordSec, records.PluginGroupRecordMargin),
        "accounts": (records.PluginAccountRecord,),
    }
    sections = re.split(r"^## \[+(\w+)\]+$", page("server-toml.md"), flags=re.MULTILINE)
    tables = dict(zip(sections[1::2], sections[2::2], strict=True))
    for name, of_section in types.items():
        known = {field.name for type_ in of_section for field in msgspec.structs.fields(type_)}
        assert rows(tables[name]) <= known | {"time_zone"}


def test_that_every_diagnostic_is_on_its_page_with_its_severity() -> None:
    reported = re.findall(r"^\| `([\w-]+)` \| (\w+) \|", page("views/loader_diagnostics.md"), re.MULTILINE)
    assert sorted(reported) == sorted((code, severity) for code, severity, _ in diagnostics.advised())


def test_that_every_panel_has_a_page() -> None:
    assert {path.stem for path in (DOCS / "views").glob("*.md")} - {"README"} == {panel.name for panel in PANELS}
    listed = re.findall(r"^\| \[([^\]]+)\]\((\w+)\.md\)", page("views/README.md"), re.MULTILINE)
    assert {name: title for title, name in listed} == {panel.name: panel.title for panel in PANELS}


@pytest.mark.parametrize("command", [*COMMANDS, WINDOW], ids=lambda command: command.name or "window")
def test_that_every_option_is_on_the_page(command: CommandLine) -> None:
    parser = argparse.ArgumentParser(add_help=False)
    importlib.import_module(command.module).add_arguments(parser)
    for action in parser._actions:
        if action.help != argparse.SUPPRESS:
            for option in action.option_strings:
                assert f"`{option}" in page("cli.md"), option


def test_that_every_benchmark_is_on_the_page() -> None:
    assert rows(page("bench.md")) == {each.name for each in BENCHMARKS}


def test_that_clients_get_every_command_and_event_from_the_session() -> None:
    import workbench.session

    for type_ in (*AnyCommand.__args__, *AnyEvent.__args__):
        assert type_.__name__ in workbench.session.__all__


# ---- what pages say about the tree ----------------------------------------------------------------------------------

GUIDES = [DOCS / "architecture.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("adding-*.md"))]
NAMED_FILE = re.compile(r"`([\w./-]+\.(?:py|h|cpp|toml|txt))`")
MADE_FOR_YOU = {"server.toml", "widget.py", "model.py"}
"""Files that each workspace or each panel has."""


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.name)
def test_that_every_file_that_a_guide_names_exists(path: Path) -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    files = [f"/{file}" for file in listed.splitlines()]
    for name in set(NAMED_FILE.findall(path.read_text("utf-8"))) - MADE_FOR_YOU:
        assert any(file.endswith(f"/{name}") for file in files), name


def boxes(heading: str) -> list[str]:
    """The names in the picture below a heading of the architecture page, from top to bottom."""
    picture = page("architecture.md").split(f"{heading}\n", 1)[1].split("```")[1]
    return [name for line in picture.splitlines() for name in re.findall(r"\w+", line)]


def test_that_the_picture_of_the_engine_has_its_packages_in_the_order_of_the_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    [contract] = [each for each in contracts if each.get("containers") == ["workbench.engine"]]
    shown = boxes("### Packages of the engine")
    height = {name: row for row, names in enumerate(contract["layers"]) for name in names.split(" : ")}
    assert set(shown) == set(height) - {"__main__"}
    assert [height[name] for name in shown] == sorted(height[name] for name in shown)


def test_that_the_picture_of_the_core_has_its_layers_in_order() -> None:
    picture = page("architecture.md").split("## The native core", 1)[1].split("```")[1]
    shown = re.findall(r"^ │ (\w+)", picture, re.MULTILINE)
    cmake = (ROOT / "workbench/engine/native/CMakeLists.txt").read_text("utf-8")
    layers = re.search(r"set\(workbench_core_layers\s+([^)]*)\)", cmake)
    assert layers is not None
    assert shown == layers[1].split()[::-1]


# ---- the files of a page, as a reader copies them -------------------------------------------------------------------


def write_files(name: str, folder: Path) -> list[str]:
    files = FILE.findall(page(name))
    for path, text in files:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return [path for path, _ in files]


def run(*command: str | Path, folder: Path) -> str:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [str(word) for word in command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_that_the_plugins_of_the_page_build_load_and_behave_as_described(tmp_path: Path) -> None:
    write_files("writing-plugins.md", tmp_path)
    package = ROOT / "workbench" / "sdk" / "cmake"
    run("cmake", "-S", "size_limit", "-B", "build", f"-Dworkbench_DIR={package}", folder=tmp_path)
    run("cmake", "--build", "build", folder=tmp_path)
    run("cmake", "--install", "build", "--prefix", "demo/plugins", folder=tmp_path)
    run(sys.executable, "-m", "workbench", "run", "demo", "--for", "4", "--json", "run.json", folder=tmp_path)
    report = json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert {row["name"]: row["state"] for row in report["plugins"]} == {
        "size_limit": "running",
        "size_report": "running",
    }
    calls = {(row["plugin"], row["callback"]): row for row in report["callbacks"]}
    limit, reported = calls["size_limit", "HookTradeRequestOpen"], calls["size_report", "HookTradeRequestOpen"]
    assert limit["refused"] > 0
    assert limit["changed"] == limit["calls"] - limit["refused"] == reported["calls"]
    methods = {(row["plugin"], row["method"]) for row in report["server_calls"]}
    assert {("size_limit", "GetAccountByLogin"), ("size_report", "GetOpenTradesByLogin")} <= methods
    # On a machine with other work any callback may take longer than its budget.
    assert [row for row in report["diagnostics"] if row["severity"] != "info" and row["code"] != "slow"] == []


def test_that_the_script_of_the_page_talks_to_the_sample_server(tmp_path: Path) -> None:
    write_files("cli.md", tmp_path)
    sample = tmp_path / "sample_data"
    sample.mkdir()
    for name in ("server.toml", "ticks.csv.gz"):
        shutil.copy(ROOT / "sample_data" / name, sample)
    source = ROOT / "sample_data" / "plugins"
    if not (source / "risk_guard.so").exists():
        pytest.skip("the sample plugins are built by scripts/setup")
    shutil.copytree(source, sample / "plugins")
    lines = run(sys.executable, "tour.py", folder=tmp_path).splitlines()
    assert lines[0] == "RET_TRADE_LIMIT_REACHED"
    assert "40000.0" in lines[1]
