"""Reasons why a server cannot start, as one line for the user."""

import time

from workbench.engine.messages import FaultHappened

INTERNAL = "internal error: "
"""Prefix of lines about errors in the workbench, not in the workspace."""


class StartError(Exception):
    """The server cannot start. The text is one line with file, place and problem."""


class StartGivenUp(StartError):
    """The user stopped the server before it had started. This is not an error."""


def internal_error(error: Exception) -> StartError:
    """Returns an error for an unexpected exception: kind and text on one line."""
    return StartError(f"{INTERNAL}{type(error).__name__}: {' '.join(str(error).split())}")


def failed_to_start(error: StartError) -> FaultHappened:
    """Returns the error as an event for the client process."""
    return FaultHappened(nanos=time.time_ns(), kind="failed to start", plugin="", callback="", message=str(error))
