"""Pipes, devices, folders and links in place of the files that a server reads and writes."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.running import Start, pump_until
from workbench.engine.configuration.file import ConfigurationFile
from workbench.engine.configuration.history import ConfigurationHistory
from workbench.engine.configuration.model import ConfigurationError
from workbench.engine.errors import StartError
from workbench.engine.files.replacement import replace_unchanged, write_atomically
from workbench.engine.loader.plugin_data import DataProblem, PluginData
from workbench.engine.messages import ConfigurationFileChanged, DiagnosticFound, JournalLine
from workbench.engine.server.journal import Journal

LINE = JournalLine(nanos=1, server_nanos=1, level="info", type="SYSTEM", plugin="", text="a")
Make = Callable[[Path], object]
KINDS = pytest.mark.parametrize(
    ("make", "kind"),
    [
        (os.mkfifo, "a pipe"),
        (os.mkdir, "a folder"),
        (lambda path: os.symlink("/dev/zero", path), "a device"),
    ],
    ids=["pipe", "folder", "device"],
)


@KINDS
@pytest.mark.parametrize(
    "name", ["server.toml", "ticks.csv", "data/server.db", "data/server.db-wal", "data/server.lock"]
)
def test_that_a_start_with_a_special_file_names_the_file(
    start: Start, workspace: Path, name: str, make: Make, kind: str
) -> None:
    (workspace / "data").mkdir()
    file = workspace / name
    file.unlink(missing_ok=True)
    make(file)
    with pytest.raises(StartError) as caught:
        start(workspace)
    message = str(caught.value)
    assert file.name in message
    assert f"not a regular file, but {kind}" in message or "a link leads out of workspace/, to /dev/zero" in message
    assert "internal" not in message


@KINDS
def test_that_a_special_file_in_place_of_server_toml_is_reported_by_a_running_server(
    start: Start, workspace: Path, make: Make, kind: str
) -> None:
    running = start(workspace)
    (workspace / "server.toml").unlink()
    make(workspace / "server.toml")
    pump_until(running, lambda: bool(running.reported(ConfigurationFileChanged)))
    assert f"server.toml: not a regular file, but {kind}" in running.reported(ConfigurationFileChanged)[0].error


@KINDS
def test_that_a_special_file_in_place_of_the_journal_is_an_error(tmp_path: Path, make: Make, kind: str) -> None:
    make(tmp_path / "journal.log")
    with pytest.raises(OSError, match=f"not a regular file, but {kind}|a link leads out"):
        Journal(tmp_path / "journal.log", workspace=tmp_path).write([LINE])


@KINDS
def test_that_a_special_file_in_place_of_kept_data_is_renamed(tmp_path: Path, make: Make, kind: str) -> None:
    (tmp_path / "plugins").mkdir()
    make(tmp_path / "plugins" / "a.so.json")
    data = PluginData(tmp_path)
    with pytest.raises(DataProblem, match=f"not a regular file, but {kind}; it was renamed to a.so.json.damaged"):
        data.load("a.so")
    data.save("a.so", "{}")
    data.save("a.so", '{"x": 1}')
    assert data.load("a.so") == '{"x": 1}'


def test_that_a_left_over_pipe_or_link_is_not_written_to(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "plugins"
    folder.mkdir(parents=True)
    other = tmp_path / "other"
    other.write_text("kept")
    data = PluginData(tmp_path / "data")
    for make in (os.mkfifo, lambda path: os.symlink(other, path)):
        make(folder / "a.so.json.new")
        data.save("a.so", '{"x": 1}')
    (folder / "a.so.json").unlink()
    (folder / "a.so.json").symlink_to(other)
    data.save("a.so", '{"x": 2}')
    assert data.load("a.so") == '{"x": 2}'
    assert other.read_text() == "kept"


@KINDS
def test_that_special_files_in_the_history_count_as_missing(tmp_path: Path, make: Make, kind: str) -> None:
    history = ConfigurationHistory(tmp_path)
    for text in ("one", "two"):
        history.record(text)
    (tmp_path / "current").unlink()
    make(tmp_path / "current")
    assert history.current() == "two"
    (tmp_path / "000001.toml").unlink()
    make(tmp_path / "000001.toml")
    assert history.before() is None


@pytest.mark.parametrize("name", ["data", "data/server.db", "data/plugins", "data/configuration"])
def test_that_a_server_does_not_write_through_a_link_out_of_the_workspace(
    start: Start, workspace: Path, tmp_path: Path, name: str
) -> None:
    outside = tmp_path / "outside"
    if "." in name:
        outside.write_text("")
    else:
        outside.mkdir()
    link = workspace / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(outside)
    with pytest.raises(StartError) as caught:
        start(workspace)
    assert str(caught.value) == f"{link}: a link leads out of workspace/, to {outside}"
    assert outside.read_text() == "" if "." in name else not os.listdir(outside)


def test_that_a_link_out_of_the_workspace_is_read_but_not_replaced(workspace: Path, tmp_path: Path) -> None:
    text = (workspace / "server.toml").read_text("utf-8")
    outside = tmp_path / "outside.toml"
    (workspace / "server.toml").rename(outside)
    (workspace / "server.toml").symlink_to(outside)
    file = ConfigurationFile(workspace)
    assert file.load().server.name == "Test"
    with pytest.raises(ConfigurationError, match=r"server\.toml: a link leads out of workspace/, to "):
        file.change(lambda before: before + "# changed\n")
    assert outside.read_text("utf-8") == text


def test_that_a_journal_is_not_written_through_a_link_out_of_the_workspace(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    outside = tmp_path / "outside.log"
    outside.write_text("")
    (workspace / "journal.log").symlink_to(outside)
    with pytest.raises(OSError, match="a link leads out of workspace/"):
        Journal(workspace / "journal.log", workspace=workspace).write([LINE])
    assert outside.read_text() == ""


def test_that_links_inside_the_workspace_stay(start: Start, workspace: Path) -> None:
    (workspace / "elsewhere").mkdir()
    (workspace / "data").symlink_to("elsewhere")
    running = start(workspace)
    assert (workspace / "elsewhere" / "server.db").exists()
    assert [event.message for event in running.reported(DiagnosticFound)] == []


def modes(folder: Path) -> dict[str, int]:
    found = {str(path.relative_to(folder)): stat.S_IMODE(path.lstat().st_mode) for path in folder.rglob("*")}
    return {".": stat.S_IMODE(folder.stat().st_mode)} | found


def test_that_only_the_owner_can_read_the_data_of_a_server(start: Start, workspace: Path) -> None:
    earlier = workspace / "data" / "backups" / "earlier.db"
    earlier.parent.mkdir(parents=True, mode=0o755)
    earlier.write_text("")
    earlier.chmod(0o644)
    umask = os.umask(0o022)
    try:
        running = start(workspace)
        Journal(workspace / "data" / "journal.log", workspace=workspace).write([LINE])
        PluginData(workspace / "data").save("a.so", '{"x": 1}')
        found = modes(workspace / "data")
        running.server.close()
    finally:
        os.umask(umask)
    assert {
        "server.db",
        "server.db-wal",
        "server.lock",
        "journal.log",
        "plugins/a.so.json",
        "backups/earlier.db",
    } <= set(found)
    assert {name: oct(mode) for name, mode in found.items() if mode & 0o077} == {}


def test_that_a_replaced_file_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "server.toml"
    file.write_bytes(b"a")
    for mode in (0o600, 0o640, 0o644):
        file.chmod(mode)
        assert replace_unchanged(file, b"a", b"a")
        write_atomically(file, "a")
        assert stat.S_IMODE(file.stat().st_mode) == mode
    write_atomically(tmp_path / "new", "a")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o600
