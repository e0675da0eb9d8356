"""Why a server cannot be started, as one line for a person."""

import time

from workbench.engine.messages import FaultHappened

INTERNAL = "internal error: "
"""Such a line is about the workbench itself, not about the workspace."""


class StartError(Exception):
    """The server cannot be started; the text is one line naming file, place and what is wrong."""


class StartGivenUp(StartError):
    """Somebody stopped the server before it had started: nothing went wrong."""


def internal_error(error: Exception) -> StartError:
    """For what should not have happened: kind and text on one line."""
    return StartError(f"{INTERNAL}{type(error).__name__}: {' '.join(str(error).split())}")


def failed_to_start(error: StartError) -> FaultHappened:
    """The error as the fact that the client process is told."""
    return FaultHappened(nanos=time.time_ns(), kind="failed to start", plugin="", callback="", message=str(error))
