"""What a test of a panel gets: a context over a session whose server is the test."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")

pytest_plugins: list[str] = []
