"""Exit codes of all subcommands, and the error for bad input."""

DONE = 0
CHECK_FAILED = 1
BAD_INPUT = 2
PLUGIN_FAILED = 3
WORKBENCH_FAILED = 4


class UsageError(Exception):
    """Invalid input. The text is one line with file and place."""
