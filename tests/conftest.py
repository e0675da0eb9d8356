"""What every test gets: a screen that is not there, compiled plugins, small workspaces, and a search for leaks."""

import os

import pytest

# Before anything imports Qt: a test never opens a window on somebody's desk.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")

pytest_plugins = ["tests.support.leaks", "tests.support.compiler", "tests.support.workspaces"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with a slow test come first: one that is begun last would keep one process busy and the others idle."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
