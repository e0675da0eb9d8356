"""Exit codes of every subcommand, and the error that means bad input."""

DONE = 0
CHECK_FAILED = 1
BAD_INPUT = 2
PLUGIN_FAILED = 3
WORKBENCH_FAILED = 4


class UsageError(Exception):
    """Input that cannot be used; the text is one line naming file and place."""
