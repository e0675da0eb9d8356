"""`workbench run` for real."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.runs import ROOT, playing, run, wait_for_start
from tests.support.compiler import CompilePlugin
from tests.support.plugin_desk import legacy_plugin_file
from tests.support.small_plugins import plugin_source
from tests.support.waiting import PATIENCE_SECONDS
from tests.support.workspaces import MakeWorkspace
from workbench.telemetry.recorder import read_recording

CALLBACK_KEYS = {
    "plugin", "callback", "calls", "p50_nanos", "p95_nanos", "p99_nanos", "max_nanos", "changed", "refused", "failed",
}  # fmt: skip


@pytest.fixture(scope="session")
def talker(compiled_plugin: CompilePlugin) -> Path:
    return compiled_plugin(plugin_source("talker"), name="talker")


@pytest.mark.parametrize("place", [[], ["--in-process"]])
def test_that_the_figures_are_written_as_json(
    make_workspace: MakeWorkspace, talker: Path, tmp_path: Path, place: list[str]
) -> None:
    workspace = playing(make_workspace([talker]), rate=1200)
    file = tmp_path / "run.json"
    done = run(workspace, "--for", "2", "--speed", "10", "--json", file, "--record", tmp_path / "s.recording", *place)
    assert done.returncode == 0, done.stderr
    report = json.loads(file.read_text())
    assert (report["schema"], report["version"]) == ("workbench.run", 1)
    assert set(report) == {
        "schema", "version", "plugins", "callbacks", "server_calls", "ticks", "trades", "orders", "activations",
        "changes", "money", "refusals", "margin_calls", "stop_outs", "days", "maintenance", "mails", "news",
        "configuration_changes", "threads", "attribution", "diagnostics", "faults", "lost_records",
        "invalid_records", "database",
    }  # fmt: skip
    (plugin,) = report["plugins"]
    reported = {"name": "talker", "file": "talker.so", "language": "C++", "state": "running", "api_version": 151}
    assert {name: plugin[name] for name in reported} == reported
    assert plugin["load_millis"] > 0
    assert [step["result"] for step in plugin["steps"] if step["name"] == "read file"] == ["good"]
    assert all(set(row) == CALLBACK_KEYS for row in report["callbacks"])
    hook = next(row for row in report["callbacks"] if row["callback"] == "HookTradeRequestOpen")
    assert hook["calls"] == hook["changed"] > 0
    assert 0 < hook["p50_nanos"] <= hook["p99_nanos"] <= hook["max_nanos"]
    call = next(row for row in report["server_calls"] if row["method"] == "LogsOut")
    assert call["calls"] == hook["calls"]
    assert report["ticks"] == 5
    assert report["trades"]["opened"] > 0
    assert report["orders"]["Buy"] + report["orders"]["Sell"] > 0
    assert report["threads"]["max"] >= report["threads"]["after"] >= 1
    if place:
        assert (plugin["heap"], plugin["threads"], report["attribution"]) == (None, None, None)
    else:
        assert plugin["heap"]["allocations"] >= plugin["heap"]["blocks"] > 0
        assert plugin["threads"] == {"now": 0, "made": 0}
        assert report["attribution"]["pair_nanos"] > 0
    assert report["faults"] == []
    assert report["lost_records"] == 0
    assert report["database"]["consistent"]
    assert report["database"]["trades"] > 0
    assert "talker  running" in done.stdout
    recording = read_recording(tmp_path / "s.recording")
    assert len(recording.ticks) == 5
    assert len(recording.calls) >= hook["calls"]
    assert recording.manifest["nanos_per_tick"] > 0
    assert "EngineStarted" in {event.type for event in recording.events}


def test_that_plugins_of_every_layout_run_together(make_workspace: MakeWorkspace, talker: Path, tmp_path: Path) -> None:
    older = [legacy_plugin_file("older", kit) for kit in ("devkit", "devkit_demo")]
    workspace = playing(make_workspace(), rate=1200)
    chosen = [word for file in (*older, talker) for word in ("--plugin", file)]
    done = run(workspace, "--for", "2", "--speed", "10", "--json", tmp_path / "run.json", *chosen)
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "run.json").read_text())
    reported = [(row["file"], row["state"], row["api_version"]) for row in report["plugins"]]
    assert reported == [
        ("older_devkit.so", "running", 148), ("older_devkit_demo.so", "running", 148), ("talker.so", "running", 151),
    ]  # fmt: skip
    calls = {row["plugin"]: row["calls"] for row in report["callbacks"] if row["callback"] == "HookTradeRequestOpen"}
    assert set(calls) == {row["name"] for row in report["plugins"]}
    assert len(set(calls.values())) == 1
    assert calls["talker"] > 0
    assert report["faults"] == []


def test_that_a_crash_ends_with_3_and_the_report(
    make_workspace: MakeWorkspace, compiled_plugin: CompilePlugin, tmp_path: Path
) -> None:
    source = plugin_source("killer").replace("trade.volume == 11", "trade.volume > 0")
    crasher = compiled_plugin(source, name="crasher")
    workspace = playing(make_workspace([crasher]), rate=6000)
    done = run(workspace, "--for", "30", "--json", tmp_path / "run.json")
    assert done.returncode == 3, done.stderr
    (fault,) = json.loads((tmp_path / "run.json").read_text())["faults"]
    assert (fault["kind"], fault["plugin"], fault["callback"]) == ("crash", "killer", "HookTradeRequestOpen")
    assert "fault  crash in killer HookTradeRequestOpen" in done.stdout
    assert "  cause: The code dereferenced a null pointer" in done.stdout
    assert "  next: Open the topmost frame of your code in the stack" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_that_a_bad_workspace_ends_with_2_and_one_line(workspace: Path) -> None:
    (workspace / "server.toml").write_text("[server]\nname = 3\n")
    done = run(workspace, "--for", "1")
    assert done.returncode == 2
    assert done.stderr == "workbench: server.toml:2: server.name: expected str, got int\n"


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"text", "machine"), (b"", "machine"), (b"\x7fELF", "machine")],
)
def test_that_an_invalid_plugin_is_refused_with_a_reason(
    workspace: Path, tmp_path: Path, content: bytes, code: str
) -> None:
    bad = tmp_path / "bad.so"
    bad.write_bytes(content)
    done = run(workspace, "--for", "0.2", "--plugin", bad, "--json", tmp_path / "run.json")
    assert done.returncode == 1
    assert done.stderr == "workbench: bad.so: refused\n"
    report = json.loads((tmp_path / "run.json").read_text())
    assert [item["code"] for item in report["diagnostics"] if item["severity"] == "refused"] == [code]
    assert report["plugins"][0]["state"] == "refused"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_that_an_interrupt_ends_in_order_with_the_summary(workspace: Path, number: int, tmp_path: Path) -> None:
    recording = tmp_path / "s.recording"
    command = [sys.executable, "-m", "workbench", "run", str(playing(workspace)), "--record", str(recording)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for_start(recording)
    os.kill(child.pid, number)
    out, err = child.communicate(timeout=PATIENCE_SECONDS)
    assert child.returncode == 0, err
    assert "records lost" in out
    assert "EngineStopped" in {event.type for event in read_recording(recording).events}


def test_that_the_sample_shows_every_order_a_stop_out_a_rollover_and_maintenance(tmp_path: Path) -> None:
    sample = ROOT / "sample_data"
    # Six times as fast as the sample plays and trades: twenty minutes around the end of a trading day in ten seconds.
    text = (sample / "server.toml").read_text().replace("actions_per_minute = 240.0", "actions_per_minute = 1440.0")
    (tmp_path / "server.toml").write_text(text.partition("# ---- plugins")[0])
    (tmp_path / "ticks.csv.gz").symlink_to(sample / "ticks.csv.gz")
    done = run(tmp_path, "--for", "10", "--speed", "120", "--json", tmp_path / "run.json")
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "run.json").read_text())
    assert set(report["orders"]) == {
        "Buy", "Sell", "BuyLimit", "SellLimit", "BuyStop", "SellStop", "BuyStopLimit", "SellStopLimit",
    }  # fmt: skip
    assert set(report["activations"]) >= {"Pending", "StopLoss", "TakeProfit", "StopOut"}
    assert set(report["changes"]) >= {"changed", "cancelled", "closed", "closed by opposite", "closed in part"}
    assert report["margin_calls"] > 0
    assert report["stop_outs"] > 0
    assert (report["days"]["ended"], report["days"]["equities"]) == (1, 21)
    assert report["days"]["swaps"] > 0
    assert (report["maintenance"]["windows"], report["maintenance"]["backups"]) == (1, 1)
    assert report["database"]["consistent"]
    journal = (tmp_path / "data" / "journal.log").read_text()
    assert all(text in journal for text in ("margin call", "stop out", "end of day 2026-03-02", "maintenance begins"))
