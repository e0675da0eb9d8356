"""Imports a name from itself before it defines the name."""

from py_imports_itself import LIMIT

from workbench.sdk import PluginInterface

LIMIT = 1  # noqa: F811


class ImportsItself(PluginInterface):
    limit = LIMIT
