"""Why a server cannot be started or a plugin cannot be loaded, as one line for a person."""


class StartError(Exception):
    """The server cannot be started; the text is one line naming file, place and what is wrong."""
