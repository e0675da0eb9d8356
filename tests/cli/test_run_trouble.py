"""`workbench run` with errors: it reports them and ends, and the exit code shows their cause."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from tests.cli.runs import ROOT, playing, run, wait_for_start
from tests.support.compiler import CompilePlugin
from tests.support.small_plugins import plugin_source
from tests.support.waiting import PATIENCE_SECONDS
from tests.support.workspaces import MakeWorkspace

pytestmark = pytest.mark.slow

CREATE = "  server = given;\n"
LOOP = "  for (volatile bool on = true; on;) sched_yield();\n"


@pytest.fixture
def looping(compiled_plugin: CompilePlugin) -> Path:
    """Never returns from its first hook."""
    return compiled_plugin(plugin_source("killer").replace("trade.volume == 14", "trade.volume > 0"), name="looping")


def test_that_a_hang_ends_the_run_even_without_a_time(make_workspace: MakeWorkspace, looping: Path) -> None:
    done = run(playing(make_workspace([looping]), rate=6000))
    assert done.returncode == 3
    assert re.search(r"fault  hang in killer HookTradeRequestOpen: no heartbeat for \d\.\d s", done.stdout)
    assert done.stderr == ""


def test_that_a_hang_is_reported_even_after_the_time_is_over(make_workspace: MakeWorkspace, looping: Path) -> None:
    done = run(playing(make_workspace([looping]), rate=6000), "--for", "1")
    assert done.returncode == 3
    assert "fault  hang in killer HookTradeRequestOpen: the server did not stop within 5.0 s" in done.stdout


def test_that_a_hang_in_this_process_is_reported_too(make_workspace: MakeWorkspace, looping: Path) -> None:
    done = run(playing(make_workspace([looping]), rate=6000), "--for", "1", "--in-process")
    assert (done.returncode, done.stderr) == (3, "")
    assert "fault  hang in killer HookTradeRequestOpen: the server did not stop within 5.0 s" in done.stdout


def test_that_a_plugin_that_is_never_created_ends_the_run(
    make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin
) -> None:
    source = plugin_source("killer").replace(CREATE, LOOP)
    done = run(make_workspace([compiled_plugin(source, name="unborn")]), "--for", "1")
    assert done.returncode == 3
    assert "fault  hang in killer CreatePlugin" in done.stdout


def test_that_a_server_killed_from_outside_is_a_failure(workspace: Path, tmp_path: Path) -> None:
    recording = tmp_path / "s.recording"
    command = [sys.executable, "-m", "workbench", "run", str(playing(workspace)), "--record", str(recording)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for_start(recording)
    children = Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text().split()
    # Another one looks at plugin files.
    (server,) = (pid for pid in children if Path(f"/proc/{pid}/comm").read_text() == "server\n")
    os.kill(int(server), signal.SIGTERM)
    _, err = child.communicate(timeout=PATIENCE_SECONDS)
    assert child.returncode == 4
    assert re.fullmatch(
        r"workbench: SIGTERM stopped the server after \d+\.\d s: another process or a plugin sent it\n", err
    )


def test_that_a_signal_of_a_plugin_is_not_attributed_to_another_process_alone(
    make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin
) -> None:
    source = plugin_source("killer").replace("if (trade.volume == 13) std::exit(0);", "std::raise(SIGTERM);")
    done = run(playing(make_workspace([compiled_plugin(source, name="raises")]), rate=6000))
    assert done.returncode == 4
    assert done.stderr.startswith("workbench: SIGTERM stopped the server after ")
    assert done.stderr.endswith(": another process or a plugin sent it\n")


@pytest.mark.parametrize("harm", ["unlink", "truncate", "overwrite", "move the workspace"])
@pytest.mark.parametrize("mode", [[], ["--in-process"]], ids=["child", "in-process"])
def test_that_a_run_whose_database_is_lost_is_a_failure(
    workspace: Path, tmp_path: Path, harm: str, mode: list[str]
) -> None:
    recording = tmp_path / "s.recording"
    words = ["run", str(playing(workspace, rate=6000)), "--record", str(recording), *mode]
    child = subprocess.Popen(
        [sys.executable, "-m", "workbench", *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    wait_for_start(recording)
    database = workspace / "data" / "server.db"
    match harm:
        case "unlink":
            database.unlink()
        case "truncate":
            os.truncate(database, 0)
        case "overwrite":
            with database.open("r+b") as file:
                file.write(b"x" * 4096)
        case _:
            workspace.rename(tmp_path / "moved")
    out, err = child.communicate(timeout=PATIENCE_SECONDS)
    assert child.returncode == 4, (out, err)
    (line,) = err.splitlines()
    assert line.startswith(f"workbench: {database}: the database file was ")
    assert line.endswith("Stop the server before you move, replace or delete files of its workspace.")
    # A moved workspace may also be noticed by the journal.
    assert out.count(f"storage: {database}") == 1


def test_that_a_half_typed_configuration_is_shown_and_the_run_continues(workspace: Path, tmp_path: Path) -> None:
    recording = tmp_path / "s.recording"
    command = [sys.executable, "-m", "workbench", "run", str(playing(workspace)), "--record", str(recording)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for_start(recording)
    toml = workspace / "server.toml"
    good = toml.read_text("utf-8")
    toml.write_text(good + "[robots", "utf-8")
    assert child.stderr is not None
    line = child.stderr.readline()
    assert re.fullmatch(
        r"workbench: server\.toml:\d+: not TOML: .*\. The server keeps its present configuration\.\n", line
    )
    assert child.poll() is None
    toml.write_text(good, "utf-8")
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=PATIENCE_SECONDS)
    assert (child.returncode, err) == (0, "")


def test_that_an_existing_recording_is_never_replaced(workspace: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious.recording"
    precious.write_bytes(b"the only copy")
    done = run(workspace, "--for", "1", "--record", precious)
    assert done.returncode == 2
    assert done.stderr == f"workbench: {precious}: the file exists, and a recording never replaces a file\n"
    assert precious.read_bytes() == b"the only copy"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--json", "/proc/run.json"], "/proc/run.json: cannot write: No such file or directory"),
        (["--json", "/"], "/: cannot write: Is a directory"),
        (["--record", "/proc/run.recording"], "/proc/run.recording: No such file or directory"),
        (["--record", "same", "--json", "same"], "same: --record and --json name the same file"),
    ],
)
def test_that_an_output_that_cannot_be_written_is_reported_before_the_run(
    workspace: Path, words: list[str], message: str
) -> None:
    done = run(workspace, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"workbench: {message}\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--for", "0"], "--for: '0' is not a time above 0 s"),
        (["--for", "soon"], "--for: 'soon' is not a time above 0 s"),
        (["--speed", "0"], "--speed: '0' is not a speed above 0 and at most 1000000"),
        (["--speed", "max"], "--speed: 'max' is not a speed above 0 and at most 1000000"),
        (["--seed", "1e3"], "--seed: '1e3' is not a whole number of at most 18 digits"),
        (["--seed", "9" * 30], f"--seed: '{'9' * 30}' is not a whole number of at most 18 digits"),
    ],
)
def test_that_a_wrong_value_reports_the_valid_values(workspace: Path, words: list[str], message: str) -> None:
    done = run(workspace, *words)
    assert done.returncode == 2
    assert done.stderr.endswith(f"error: argument {message}\n")


def into(workspace: Path, output: int | IO[bytes], *words: str, close: bool = False) -> tuple[int, str]:
    """Exit code and standard error of a short run that writes to `output`."""
    command = [sys.executable, "-m", "workbench", "run", str(workspace), "--for", "0.2", *words]
    shell = ["/bin/sh", "-c", 'exec "$@" >&-', "sh", *command] if close else command
    done = subprocess.run(shell, cwd=ROOT, stdout=output, stderr=subprocess.PIPE, timeout=PATIENCE_SECONDS, check=False)
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize("words", [[], ["--json", "-"]])
def test_that_a_closed_output_pipe_is_no_failure(workspace: Path, words: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    assert into(workspace, writing, *words) == (0, "")
    os.close(writing)


@pytest.mark.parametrize("words", [[], ["--json", "-"]])
def test_that_closed_standard_output_is_no_failure(workspace: Path, words: list[str]) -> None:
    assert into(workspace, subprocess.DEVNULL, *words, close=True) == (0, "")


def test_that_a_full_disk_behind_standard_output_is_one_line(workspace: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        assert into(workspace, full) == (2, "workbench: standard output: No space left on device\n")


def test_that_the_summary_shows_each_diagnostic_once(
    make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin, tmp_path: Path
) -> None:
    body = 'if (trade.volume == 11) throw std::runtime_error("oops");'
    source = plugin_source("killer").replace("if (trade.volume == 11) *static_cast<volatile int*>(nullptr) = 1;", body)
    source = source.replace("trade.volume == 11", "trade.volume > 0").replace(
        "#include <thread>", "#include <stdexcept>"
    )
    thrower = compiled_plugin("#include <thread>\n" + source, name="thrower")
    workspace = playing(make_workspace([thrower]), rate=3000)
    done = run(workspace, "--for", "3", "--speed", "20", "--json", tmp_path / "run.json")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    (line,) = [line for line in lines if line.startswith("error  ")]
    assert line.startswith("error  killer  exception: HookTradeRequestOpen threw std::runtime_error: oops  (and ")
    assert "plugin  killer  running  C++  thrower.so  loaded in " in lines[0]
    assert not any("CreatePlugin" in line or "dlopen" in line for line in lines)
    assert any(line.startswith("info  ") and line.endswith("listed with --json") for line in lines)
    report = json.loads((tmp_path / "run.json").read_text())
    assert "CreatePlugin" in {row["callback"] for row in report["callbacks"]}
    assert {"info", "error"} <= {item["severity"] for item in report["diagnostics"]}
    assert len([item for item in report["diagnostics"] if item["code"] == "exception"]) > 1


def test_that_a_run_with_restart_goes_on_without_the_plugin_that_crashed(
    make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin, tmp_path: Path
) -> None:
    source = plugin_source("killer").replace("trade.volume == 11", "trade.volume > 0")
    talker = compiled_plugin(plugin_source("talker"), name="talker")
    crasher = compiled_plugin(source, name="crasher")
    file = tmp_path / "run.json"
    workspace = playing(make_workspace([talker, crasher]), rate=1200)
    done = run(workspace, "--for", "3", "--restart", "--json", file)
    assert done.returncode == 3, done.stderr
    assert "The server restarts without crasher.so" in done.stderr
    report = json.loads(file.read_text())
    assert {row["file"]: row["state"] for row in report["plugins"]} == {
        "talker.so": "running",
        "crasher.so": "quarantined",
    }
    assert report["database"]["consistent"]
    assert [fault["quarantined"] for fault in report["faults"]] == ["crasher.so"]


def test_that_a_restart_is_no_choice_for_a_server_in_this_process(workspace: Path) -> None:
    done = run(workspace, "--restart", "--in-process")
    assert done.returncode == 2
    assert "--restart: not possible with --in-process" in done.stderr


def without_notices(limit: str, *words: str) -> list[str]:
    """The command in its own namespace, where the system has no inotify watches left."""
    script = f'echo 0 > /proc/sys/user/{limit} && exec "$@"'
    return ["unshare", "--user", "--map-root-user", "sh", "-c", script, "sh", *words]


CAN_UNSHARE = subprocess.run(without_notices("max_inotify_watches", "true"), capture_output=True).returncode == 0


@pytest.mark.skipif(not CAN_UNSHARE, reason="this system lets nobody make a user namespace")
@pytest.mark.parametrize(
    ("limit", "why"),
    [
        ("max_inotify_instances", "inotify instance limit reached"),
        ("max_inotify_watches", "inotify watch limit reached"),
    ],
)
def test_that_a_system_without_free_inotify_watches_is_supported(workspace: Path, limit: str, why: str) -> None:
    command = [sys.executable, "-m", "workbench", "run", str(workspace), "--for", "1"]
    done = subprocess.run(
        without_notices(limit, *command), cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_SECONDS
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(
        f"workbench: {why}: the server scans plugins/ once a second. Raise the limits with sysctl "
    )
