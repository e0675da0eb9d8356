"""`workbench [WORKSPACE]`: opens the window on a workspace."""

from __future__ import annotations

import argparse
from pathlib import Path

from workbench.cli.exit_codes import UsageError
from workbench.cli.workspaces import find_workspace
from workbench.engine.files.regular_file import FileProblem


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments of the bare command."""
    parser.add_argument("workspace", nargs="?", metavar="WORKSPACE", help="folder with a server.toml")
    parser.add_argument("--in-process", action="store_true", help="run the server in this process, for debuggers")
    parser.add_argument("--theme", choices=("system", "light", "dark"), help="colour theme (default: the last choice)")
    # For pictures of the window without a user.
    parser.add_argument("--screenshots", type=Path, metavar="DIR", help=argparse.SUPPRESS)
    parser.add_argument("--for", dest="seconds", type=float, metavar="SECONDS", help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Opens the window and returns its exit code."""
    workspace = find_workspace(arguments.workspace)
    from workbench.ui.app import run_gui

    try:
        return run_gui(
            workspace,
            in_process=arguments.in_process,
            screenshot_dir=arguments.screenshots,
            run_seconds=arguments.seconds,
            theme=arguments.theme,
        )
    except FileProblem as problem:
        raise UsageError(str(problem)) from problem
