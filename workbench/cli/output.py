"""Writes to standard output, also when it is closed or its reader has ended."""

from __future__ import annotations

import os
import sys

from workbench.cli.exit_codes import UsageError


def write_out(text: str) -> None:
    """Writes and flushes. Ignores a reader that has ended, as `| head` does. UsageError for a full disk."""
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
    """Discards the rest of the buffer, so that the interpreter's last flush does not fail."""
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def keep_standard_files() -> None:
    """Opens closed standard descriptors, so that no other file gets one of their numbers."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            # The caller closed it, so open() returns this number as the lowest free one.
            os.open(os.devnull, os.O_RDWR)
