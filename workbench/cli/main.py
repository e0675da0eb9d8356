"""The `workbench` command: finds the subcommand, runs it and answers with the exit code that says how it went."""

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
    """What a module of a subcommand has."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declares the command's arguments."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Carries it out; the exit code. UsageError for input that cannot be used."""


@dataclass(frozen=True)
class CommandLine:
    """A subcommand as the help shows it; its module is imported only when it runs."""

    name: str
    module: str
    help: str


WINDOW = CommandLine("", "workbench.cli.window", "opens the window on a workspace")
COMMANDS = (
    CommandLine(
        "run", "workbench.cli.run", "the server without a window: loads plugins, plays the feed, prints a summary"
    ),
    CommandLine("inspect", "workbench.cli.inspect", "every check of the loader on one file, nothing executed"),
    CommandLine("sign", "workbench.cli.sign", "writes the detached signature of a plugin"),
    CommandLine("sdk", "workbench.cli.sdk", "where the headers for plugin authors are"),
    CommandLine("bench", "workbench.cli.bench", "the benchmark suite, figures as ratios"),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; `argv` without the program's name. Never raises but SystemExit of --help and wrong usage."""
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
        # The reader of our output has gone, as `| head` does; there is nobody left to tell.
        forget_stdout()
        return DONE
    except Exception as error:
        if os.environ.get("WORKBENCH_TRACEBACK"):
            raise
        print(f"workbench: internal error: {type(error).__name__}: {error}", file=sys.stderr)
        print("workbench: set WORKBENCH_TRACEBACK=1 to see where", file=sys.stderr)
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
        # Help and version are output like any other.
        write_out("")
        raise


def _window_parser() -> argparse.ArgumentParser:
    listed = "\n".join(f"  {command.name:<12}{command.help}" for command in COMMANDS)
    parser = argparse.ArgumentParser(
        prog="workbench",
        usage="workbench [options] [WORKSPACE]\n       workbench COMMAND ...",
        description="ScaleTrade plugin workbench: without a command, the window on a workspace (the sample one).",
        epilog=f"commands (each has --help):\n{listed}\n\n{_EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"workbench {__version__}")
    return parser


_EXIT_CODES = """exit codes:
  0 done, 1 a check failed, 2 bad input or usage, 3 a plugin crashed or hung, 4 the workbench itself failed"""
