"""The arguments of an engine process."""

import msgspec

from workbench.engine.messages import StartOptions

EXIT_WORKSPACE = 2
"""Exit code: the workspace is unusable. A FaultHappened gives the reason."""
PYTHON_STACKS_FILE = "python-stacks"
"""File in the run folder with the frames of the engine process's Python threads, written on a signal."""
EXIT_STUCK = 70
"""Exit code: the client process is gone and a plugin prevents the end of the server."""
SETTLE_MILLIS = 150
"""Default time after which an unchanged plugin file counts as stable."""


class ChildArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The first frame, which the client process sends at the start."""

    segment: str
    workspace: str
    run_folder: str
    options: StartOptions
    settle_millis: int = SETTLE_MILLIS
