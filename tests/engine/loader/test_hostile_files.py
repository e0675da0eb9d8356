"""Files in plugins/ that are not plugins, and hostile file names: handled and reported."""

import os
import socket
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tests.engine.running import Start
from tests.support.compiler import CompilePlugin
from tests.support.small_plugins import plugin_source
from tests.support.waiting import PATIENCE_SECONDS
from tests.support.workspaces import MakeWorkspace
from workbench.engine.configuration.server_toml import load_workspace
from workbench.engine.messages import MovePlugin
from workbench.engine.plain_text import file_path, file_text, printable
from workbench.engine.plugins.debounced_scan import DebouncedFolder, FileChange

ROOT = Path(__file__).resolve().parents[3]
GOOD = """
from workbench.sdk import PluginInterface


class Counter(PluginInterface):
    def plugin_name(self) -> str:
        return "{name}"
"""
NAMES = (
    b"two\nlines.py",
    b"\x1b[31mred\x1b[0m.py",
    b"..py",
    b"-rf.py",
    b"\xff\xfe no text.py",
    b"back\\x1bslash.py",
    b"\xe2\x80\xaeyp.so.py",
    b"l" * 252 + b".py",
    b"\x01" * 252 + b".py",
    b"quote\"'$(x).py",
)


def harmless(text: str) -> bool:
    return not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in text.replace("\n", ""))


def hostile_workspace(make_workspace: MakeWorkspace) -> tuple[Path, list[str]]:
    """A workspace with a good plugin under every one of these names, and the displayed names."""
    workspace = make_workspace()
    plugins = workspace / "plugins"
    plugins.mkdir(exist_ok=True)
    visible = [name for name in NAMES if not name.startswith(b".")]
    for number, name in enumerate(visible):
        (plugins / os.fsdecode(name)).write_text(GOOD.replace("{name}", f"plugin {number}"))
    return workspace, [file_text(os.fsdecode(name)) for name in visible]


def enable_new_plugins(workspace: Path) -> None:
    toml = workspace / "server.toml"
    toml.write_text(toml.read_text().replace("[server]", "[server]\nenable_new_plugins = true", 1))


@pytest.mark.parametrize("name", NAMES)
def test_that_a_file_name_converts_to_text_and_back(name: bytes) -> None:
    text = file_text(os.fsdecode(name))
    assert harmless(text)
    text.encode()
    assert os.fsencode(file_path(text)) == name


def test_that_plugins_with_any_name_run_and_are_kept_in_the_configuration(
    make_workspace: MakeWorkspace, start: Start
) -> None:
    workspace, files = hostile_workspace(make_workspace)
    enable_new_plugins(workspace)
    running = start(workspace)
    assert {file: row.state for file, row in running.rows().items()} == dict.fromkeys(files, "running")
    assert {entry.file for entry in load_workspace(workspace).plugins} == set(files)
    for event in running.events:
        msgspec.json.decode(msgspec.json.encode(event))
        msgspec.msgpack.encode(event)
    assert running.server.handle(MovePlugin(file=sorted(files)[1], offset=-1)).error == ""
    running.server.close()
    again = start(workspace)
    assert {file: row.state for file, row in again.rows().items()} == dict.fromkeys(files, "running")


def test_that_libraries_with_any_name_run(
    make_workspace: MakeWorkspace, start: Start, compiled_plugin: CompilePlugin
) -> None:
    workspace = make_workspace([compiled_plugin(plugin_source("talker"), name="talker")])
    enable_new_plugins(workspace)
    talker = workspace / "plugins" / "talker.so"
    for name in NAMES:
        other = talker.with_name(os.fsdecode(b"x" + name[:-3][:251] + b".so"))
        talker.rename(other)
        running = start(workspace)
        row = running.rows()[file_text(other.name)]
        assert row.state == "running", running.diagnostics(row.name)
        assert all(harmless(step.detail) for step in row.steps)
        running.server.close()
        talker = other


def test_that_a_run_prints_no_terminal_control_sequences(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace, _ = hostile_workspace(make_workspace)
    broken = workspace / "plugins" / "\x1b]0;owned\x07\n.so"
    broken.write_bytes(b"\x1b[2J")
    report = tmp_path / "run.json"
    command: list[str | bytes] = [
        sys.executable,
        "-m",
        "workbench",
        "run",
        str(workspace),
        "--for",
        "0.5",
        "--json",
        str(report),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=PATIENCE_SECONDS)
    assert (done.returncode, done.stderr) == (0, b"")
    assert all(harmless(line) for line in done.stdout.decode().splitlines())
    assert r"\x1b]0;owned\x07\x0a" in done.stdout.decode()
    msgspec.json.decode(report.read_bytes())
    log = [line for path in (workspace / "data").glob("*.log*") for line in path.read_text().splitlines()]
    assert all(map(harmless, log))
    explicit: list[str | bytes] = [
        *command[:-2],
        "--plugin",
        os.fsencode(workspace / "plugins") + b"/\xff\xfe no text.py",
    ]
    done = subprocess.run(explicit, cwd=ROOT, capture_output=True, check=False, timeout=PATIENCE_SECONDS)
    assert (done.returncode, done.stderr) == (0, b"")
    assert rb"\udcff\udcfe no text.py" in done.stdout


def pipe(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def listening(path: Path) -> None:
    # The name stays when the socket is closed.
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


KINDS = [(pipe, "a pipe"), (device, "a device"), (listening, "a socket"), (Path.mkdir, "a folder")]


@pytest.mark.parametrize(("make", "kind"), KINDS, ids=[kind for _, kind in KINDS])
def test_that_an_entry_that_is_not_a_file_is_refused_and_named(
    make_workspace: MakeWorkspace, start: Start, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], None],
    kind: str,
) -> None:  # fmt: skip
    workspace = make_workspace()
    (workspace / "plugins").mkdir(exist_ok=True)
    # A socket's path may have a hundred letters at most.
    monkeypatch.chdir(workspace / "plugins")
    make(Path("special.so"))
    running = start(workspace)
    assert running.rows()["special.so"].state == "refused"
    assert running.diagnostics("special")["file"] == f"not a regular file, but {kind}"


@pytest.mark.parametrize(("make", "kind"), KINDS, ids=[kind for _, kind in KINDS])
def test_that_an_entry_that_is_not_a_file_is_noticed_once(
    tmp_path: Path, make: Callable[[Path], None], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settled = DebouncedFolder(Path(), settle_nanos=1)
    make(Path("special.so"))
    settled.poll(0)
    assert settled.poll(10) == [FileChange("special.so", "added")]
    assert not settled.waiting, kind


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda plugins: (plugins / "open.py").chmod(0o666), "every user can write to the file"),
        (lambda plugins: plugins.chmod(0o777), "every user can write to its folder and replace the file"),
    ],
    ids=["file", "folder"],
)  # fmt: skip
def test_that_a_plugin_file_writable_by_others_is_reported(
    make_workspace: MakeWorkspace, start: Start, change: Callable[[Path], None], said: str
) -> None:
    workspace = make_workspace()
    plugins = workspace / "plugins"
    plugins.mkdir(exist_ok=True)
    (plugins / "open.py").write_text(GOOD.replace("{name}", "open"))
    assert "writable" not in start(workspace).diagnostics("open")
    change(plugins)
    assert start(workspace).diagnostics("open")["writable"] == said


def test_that_diagnostics_about_file_contents_have_no_control_characters(
    make_workspace: MakeWorkspace, start: Start, compiled_plugin: CompilePlugin
) -> None:
    library = compiled_plugin("int nothing;\n", name="libhostile_name", flags=["-Wl,-soname,lib\x1b[2J\nof_test.so"])
    user = compiled_plugin(plugin_source("talker"), name="user", flags=["-Wl,--no-as-needed", str(library)])
    reported = start(make_workspace([user])).diagnostics("user")["unresolved"]
    assert reported.startswith(r"needs lib\x1b[2J")
    assert printable(reported.replace("\n", "")) == reported.replace("\n", "")


def test_that_a_library_beside_the_folder_is_found_and_nothing_is_written_outside_of_the_run_folder(
    make_workspace: MakeWorkspace, start: Start, compiled_plugin: CompilePlugin, tmp_path: Path
) -> None:
    source = 'extern "C" __attribute__((visibility("default"))) int price_source() { return 1; }\n'
    library = compiled_plugin(source, name="libbeside_of_test", flags=["-Wl,-soname,libbeside_of_test.so"])
    using = plugin_source("talker") + '\nextern "C" int price_source();\nint twice = 2 * price_source();\n'
    flags = ["-Wl,--no-as-needed", str(library), "-Wl,-rpath,$ORIGIN/../shared_of_test"]
    workspace = make_workspace([compiled_plugin(using, name="user", flags=flags)])
    (workspace / "shared_of_test").mkdir()
    (workspace / "shared_of_test" / library.name).write_bytes(library.read_bytes())
    running = start(workspace)
    assert running.rows()["user.so"].state == "running", running.diagnostics("user")
    links = [path for path in tmp_path.rglob(library.name) if path.is_symlink()]
    assert links
    assert all(path.is_relative_to(tmp_path / "run-0") for path in links)
