"""What an engine process is told at its start."""

import msgspec

from workbench.engine.messages import StartOptions

EXIT_WORKSPACE = 2
"""The workspace cannot be used; a FaultHappened says why."""
PYTHON_STACKS_FILE = "python-stacks"
"""In the run folder: frames of the engine process's Python threads, written when a signal asks for them."""
EXIT_STUCK = 70
"""The client process is gone and a plugin does not let the server end."""
SETTLE_MILLIS = 150
"""A plugin file has settled when nothing has touched it for so long."""


class ChildArguments(msgspec.Struct, frozen=True, kw_only=True):
    """What the client process says at the start, in the first frame."""

    segment: str
    workspace: str
    run_folder: str
    options: StartOptions
    settle_millis: int = SETTLE_MILLIS
