"""Is no Python: a bracket is missing."""

from workbench.sdk import PluginInterface


class Syntax(PluginInterface:
    pass
