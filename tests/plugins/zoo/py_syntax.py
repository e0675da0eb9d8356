"""Contains a syntax error: a bracket is missing."""

from workbench.sdk import PluginInterface


class Syntax(PluginInterface:
    pass
