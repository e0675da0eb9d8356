"""What a command writes to standard output, whoever reads it or does not."""

from __future__ import annotations

import os
import sys

from workbench.cli.exit_codes import UsageError


def write_out(text: str) -> None:
    """Writes and flushes. A reader that has gone, as `| head` goes, is no error; UsageError for a full disk."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        forget_stdout()
    except OSError as error:
        forget_stdout()
        raise UsageError(f"standard output: {error.strerror}") from error


def forget_stdout() -> None:
    """Sends what is left in the buffer nowhere, so that the interpreter does not stumble over it at its end."""
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def keep_standard_files() -> None:
    """Opens those of the three standard descriptors that are closed: else the next file would pass for one."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            # Closed by the caller's shell; the lowest free number is this one.
            os.open(os.devnull, os.O_RDWR)
