"""`workbench run` in a process of its own."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.waiting import PATIENCE_SECONDS, wait_until
from workbench.telemetry.recorder import read_recording

ROOT = Path(__file__).resolve().parents[2]


def run(*words: str | Path, timeout: float = PATIENCE_SECONDS) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "workbench", "run", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False)


def playing(workspace: Path, **robot: Any) -> Path:
    file = workspace / "server.toml"
    text = file.read_text().replace("playing = false", "playing = true")
    if robot:
        text = text.replace(
            "[robot]\nenabled = false", f"[robot]\nenabled = true\nactions_per_minute = {robot['rate']}"
        )
    file.write_text(text)
    return workspace


def wait_for_start(recording: Path) -> None:
    def look() -> bool:
        if not recording.exists() or not recording.stat().st_size:
            return False
        try:
            return any(event.type == "EngineStarted" for event in read_recording(recording).events)
        except Exception:  # noqa: BLE001  being written at this moment
            return False

    wait_until(look, described_by=lambda: "the server did not start")
