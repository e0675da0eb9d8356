"""Reference programs in a separate Python environment, because they are large."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

PINS = {"nautilus_trader": "1.221.0", "hftbacktest": "2.4.4"}
LONGEST_SECONDS = 300.0
HOW = "workbench bench --references installs it"


class NoReference(Exception):
    """A reference cannot be measured. The text gives the reason."""


def folder() -> Path:
    """Returns the folder of the environment in the user's cache, one for each Python version."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "workbench" / f"bench-references-{sys.version_info[0]}.{sys.version_info[1]}"


def install() -> dict[str, str]:
    """Creates the environment from wheels only. Returns the reason for each package that cannot be installed."""
    if not _python().exists():
        venv.EnvBuilder(with_pip=True, clear=True).create(folder())
    return {name: reason for name, version in PINS.items() if (reason := _install(name, version))}


def _install(name: str, version: str) -> str:
    command = [str(_python()), "-m", "pip", "install", "--quiet", "--only-binary", ":all:", f"{name}=={version}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
    return "" if done.returncode == 0 else (errors or ["pip failed"])[-1]


def measured(name: str, script: str, *arguments: str) -> float:
    """Returns quotes per second from the script beside this module. NoReference when it fails."""
    if not _python().exists():
        raise NoReference(f"{name} {PINS[name]} is not installed: {HOW}")
    file = Path(__file__).with_name(script)
    try:
        # -P: keeps the script's own folder out of the module path.
        done = subprocess.run(
            [str(_python()), "-P", str(file), *arguments],
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NoReference(f"{name} took longer than {LONGEST_SECONDS:g} s") from error
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        last = (done.stderr.strip().splitlines() or ["no output"])[-1]
        missing = "ModuleNotFoundError" in last
        raise NoReference(f"{name} {PINS[name]} is not installed: {HOW}" if missing else f"{name}: {last}")
    return float(json.loads(lines[-1])["quotes_per_second"])


def _python() -> Path:
    return folder() / "bin" / "python"
