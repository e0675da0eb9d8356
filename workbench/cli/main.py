"""The `workbench` command: runs the subcommand and returns its exit code."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from workbench import __version__
from workbench.cli.exit_codes import BAD_INPUT, DONE, WORKBENCH_FAILED, UsageError
from workbench.cli.output import forget_stdout, keep_standard_files, write_out
from workbench.engine.plain_text import printable


class CommandModule(Protocol):
    """Interface of a subcommand's module."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declares the command's arguments."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Runs the command and returns the exit code. UsageError for invalid input."""


@dataclass(frozen=True)
class CommandLine:
    """A subcommand with its help text. Its module is imported only when it runs."""

    name: str
    module: str
    help: str


WINDOW = CommandLine("", "workbench.cli.window", "open the window on a workspace")
COMMANDS = (
    CommandLine(
        "run", "workbench.cli.run", "run the server without a window: load plugins, play the feed, print a summary"
    ),
    CommandLine("inspect", "workbench.cli.inspect", "check plugin files without executing them"),
    CommandLine("sign", "workbench.cli.sign", "write the detached signature of a plugin"),
    CommandLine("sdk", "workbench.cli.sdk", "print the paths and versions of the plugin SDK"),
    CommandLine("bench", "workbench.cli.bench", "run the benchmarks"),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command. `argv` excludes the program name. Raises only SystemExit, for --help and wrong usage."""
    keep_standard_files()
    words = list(sys.argv[1:] if argv is None else argv)
    command = next((command for command in COMMANDS if words[:1] == [command.name]), WINDOW)
    try:
        code = _run(command, words[1:] if command.name else words)
        write_out("")
        return code
    except UsageError as error:
        print(printable(f"workbench: {error}"), file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print("workbench: interrupted", file=sys.stderr)
        return WORKBENCH_FAILED
    except BrokenPipeError:
        # The reader of the output has ended, as `| head` does.
        forget_stdout()
        return DONE
    except Exception as error:
        if os.environ.get("WORKBENCH_TRACEBACK"):
            raise
        print(f"workbench: internal error: {type(error).__name__}: {error}", file=sys.stderr)
        print("workbench: set WORKBENCH_TRACEBACK=1 to see the traceback", file=sys.stderr)
        return WORKBENCH_FAILED


def _run(command: CommandLine, words: list[str]) -> int:
    if command is WINDOW:
        parser = _window_parser()
    else:
        parser = argparse.ArgumentParser(prog=f"workbench {command.name}", description=command.help)
    module: CommandModule = importlib.import_module(command.module)
    module.add_arguments(parser)
    return module.run(_parsed(parser, words))


def _parsed(parser: argparse.ArgumentParser, words: list[str]) -> argparse.Namespace:
    try:
        return parser.parse_args(words)
    except SystemExit:
        # Flush the output of help and version.
        write_out("")
        raise


def _window_parser() -> argparse.ArgumentParser:
    listed = "\n".join(f"  {command.name:<12}{command.help}" for command in COMMANDS)
    parser = argparse.ArgumentParser(
        prog="workbench",
        usage="workbench [options] [WORKSPACE]\n       workbench COMMAND ...",
        description="ScaleTrade plugin workbench. Without a command, opens the window on a workspace (default: the "
        "sample workspace).",
        epilog=f"commands (use COMMAND --help for details):\n{listed}\n\n{_EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"workbench {__version__}")
    return parser


_EXIT_CODES = """exit codes:
  0  success
  1  a check failed
  2  bad input or usage
  3  a plugin crashed or hung
  4  the workbench failed"""
