"""`workbench sdk`: where a plugin's build finds headers and CMake package."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import workbench
from workbench.cli.exit_codes import WORKBENCH_FAILED
from workbench.cli.output import write_out

_FOLDER = Path(workbench.__file__).resolve().parent / "sdk"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments: exactly one question."""
    question = parser.add_mutually_exclusive_group(required=True)
    question.add_argument("--include-dir", action="store_true", help="folder for the compiler's -I")
    question.add_argument("--cmake-dir", action="store_true", help="value of workbench_DIR for find_package(workbench)")
    question.add_argument("--version", action="store_true", help="plugin API and server API numbers")


def run(arguments: argparse.Namespace) -> int:
    """Prints the answer."""
    if arguments.include_dir:
        write_out(f"{_FOLDER / 'include'}\n")
    elif arguments.cmake_dir:
        write_out(f"{_FOLDER / 'cmake'}\n")
    else:
        numbers = _versions()
        if numbers is None:
            return WORKBENCH_FAILED
        write_out("plugin API {}, server API {}\n".format(*numbers))
    return 0


def _versions() -> tuple[str, str] | None:
    """Both numbers as the headers say them: that is what a plugin gets compiled in."""
    plugin = re.search(r"PLUGIN_VERSION_API\s*=\s*(\d+)", (_FOLDER / "include/PluginInterface.h").read_text("utf-8"))
    server = re.search(r"PLUGIN_SERVER_API\s*=\s*(\d+)", (_FOLDER / "interfaces.py").read_text("utf-8"))
    return (plugin[1], server[1]) if plugin and server else None
