"""`workbench sdk`: prints the paths of the headers and the CMake package for plugin builds."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import workbench
from workbench.cli.exit_codes import WORKBENCH_FAILED
from workbench.cli.output import write_out

_FOLDER = Path(workbench.__file__).resolve().parent / "sdk"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments. Exactly one is required."""
    question = parser.add_mutually_exclusive_group(required=True)
    question.add_argument("--include-dir", action="store_true", help="print the include folder for the compiler's -I")
    question.add_argument(
        "--cmake-dir", action="store_true", help="print the value of workbench_DIR for find_package(workbench)"
    )
    question.add_argument("--version", action="store_true", help="print the plugin API and server API versions")


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
    """Returns both numbers from the headers, as they are compiled into a plugin."""
    plugin = re.search(r"PLUGIN_VERSION_API\s*=\s*(\d+)", (_FOLDER / "include/PluginInterface.h").read_text("utf-8"))
    server = re.search(r"PLUGIN_SERVER_API\s*=\s*(\d+)", (_FOLDER / "interfaces.py").read_text("utf-8"))
    return (plugin[1], server[1]) if plugin and server else None
