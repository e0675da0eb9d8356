"""What every test gets: a screen that is not there, compiled plugins, small workspaces, and a search for leaks."""

import os

# Before anything imports Qt: a test never opens a window on somebody's desk.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")

pytest_plugins = ["tests.support.leaks", "tests.support.compiler", "tests.support.workspaces"]
