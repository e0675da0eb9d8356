"""Attaches debuggers to the running server: the gdb command, a terminal for it, settings for CLion and VS Code."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.engine.files.regular_file import FileProblem, read_regular
from workbench.engine.files.replacement import write_atomically
from workbench.engine.plain_text import parse_plain_json

NAME = "Attach to ScaleTrade workbench"
"""Name of the configuration in CLion and VS Code."""
GDB_SERVER_PORT = 23946
_MOST_BYTES = 16 * 1024 * 1024
_TERMINALS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("x-terminal-emulator", ("-e",)),
    ("gnome-terminal", ("--",)),
    ("konsole", ("-e",)),
    ("xterm", ("-e",)),
)


class DebuggingError(ValueError):
    """No server to attach to, or settings that cannot be written. The text is one sentence."""


@dataclass(frozen=True)
class DebugCommand:
    """A command line. `text` is the same command for a shell."""

    argv: tuple[str, ...]

    @property
    def text(self) -> str:
        """The command as text for a terminal."""
        return shlex.join(self.argv)


def debug_command(session: object, *, sources: Sequence[Path] = ()) -> DebugCommand:
    """Returns the command that attaches gdb to the server. `sources`: folders with moved plugin sources.

    gdb finds the private copies of the plugins in the memory map of the process. Raises DebuggingError when no server
    runs.
    """
    pid = _pid(session)
    options = [option for folder in sources for option in ("-ex", f"directory {shlex.quote(str(folder))}")]
    return DebugCommand(("gdb", "-p", str(pid), "-ex", "set pagination off", *options))


def _pid(session: object) -> int:
    state, pid = getattr(session, "state", "stopped"), getattr(session, "pid", os.getpid())
    if state in ("starting", "running") and pid:
        return int(pid)
    raise DebuggingError("No server is running. Start the server first.")


def open_terminal(
    command: DebugCommand,
    *,
    environment: Mapping[str, str] = os.environ,
    find: Callable[[str], str | None] = shutil.which,
) -> bool:
    """Runs the command in a new terminal window. Returns False without a display or when no terminal starts."""
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        return False
    own = environment.get("TERMINAL", "")
    for name, before in ((own, ("-e",)), *_TERMINALS):
        path = find(name) if name else None
        if path is not None and _started([path, *before, *command.argv]):
            return True
    return False


def _started(argv: list[str]) -> bool:
    # The shell starts the terminal in the background and ends at once, so the terminal is not a child of this process.
    launcher = subprocess.run(
        ["/bin/sh", "-c", '"$@" >/dev/null 2>&1 </dev/null &', "sh", *argv], check=False, start_new_session=True
    )
    return launcher.returncode == 0


def write_clion(folder: Path) -> Path:
    """Writes a run configuration into a CLion project. It attaches CLion's gdb to the server through gdbserver.

    The process id of the server changes at each start, so a stored configuration cannot contain it. The configuration
    connects to a port instead, and `gdb_server_command` opens that port for the running process.
    """
    root = ET.Element("component", name="ProjectRunConfigurationManager")
    configuration = ET.SubElement(
        root, "configuration", default="false", name=NAME, type="CLion_Remote", version="1",
        remoteCommand=f"localhost:{GDB_SERVER_PORT}", symbolFile=sys.executable, sysroot="",
    )  # fmt: skip
    ET.SubElement(configuration, "debugger", kind="GDB", isBundled="true")
    ET.SubElement(configuration, "method", v="2")
    ET.indent(root)
    path = folder / ".run" / f"{NAME}.run.xml"
    _write(path, ET.tostring(root, encoding="unicode") + "\n")
    return path


def gdb_server_command(session: object) -> DebugCommand:
    """Returns the command that opens the port for CLion's configuration. Raises DebuggingError when no server runs."""
    return DebugCommand(("gdbserver", "--once", "--attach", f"localhost:{GDB_SERVER_PORT}", str(_pid(session))))


def write_vscode(folder: Path, session: object | None = None) -> Path:
    """Adds an attach configuration to .vscode/launch.json of a project. VS Code asks for the process at its start.

    With a session whose server runs, the configuration contains its process id. Keeps all other contents of the file.
    Raises DebuggingError for a file that is not plain JSON, because rewriting it would lose its comments.
    """
    path = folder / ".vscode" / "launch.json"
    document = _launch_file(path)
    running = session is not None and getattr(session, "state", "") == "running"
    wanted: dict[str, Any] = {
        "name": NAME,
        "type": "cppdbg",
        "request": "attach",
        "program": sys.executable,
        "processId": str(_pid(session)) if running else "${command:pickProcess}",
        "MIMode": "gdb",
    }
    others = [each for each in document["configurations"] if not _is_ours(each)]
    document["configurations"] = [*others, wanted]
    _write(path, json.dumps(document, indent=4) + "\n")
    return path


def _is_ours(configuration: Any) -> bool:
    return isinstance(configuration, dict) and configuration.get("name") == NAME


def _launch_file(path: Path) -> dict[str, Any]:
    try:
        text = read_regular(path, most=_MOST_BYTES, what="a launch.json").decode("utf-8")
    except FileNotFoundError:
        return {"version": "0.2.0", "configurations": []}
    except (FileProblem, UnicodeDecodeError) as error:
        raise DebuggingError(f"Cannot read {path}: {error}.") from error
    try:
        document = parse_plain_json(text)
    except json.JSONDecodeError as error:
        raise DebuggingError(
            f"{path}:{error.lineno}: not plain JSON, probably comments. The file was not changed. "
            "Add the configuration by hand."
        ) from error
    except ValueError as error:
        raise DebuggingError(f"{path}: {error}. The file was not changed.") from error
    if not isinstance(document, dict) or not isinstance(document.setdefault("configurations", []), list):
        raise DebuggingError(f"{path} has no list of configurations. The file was not changed.")
    return document


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text, mode=0o644)
    except OSError as error:
        raise DebuggingError(f"Cannot write {path}: {error.strerror}.") from error
