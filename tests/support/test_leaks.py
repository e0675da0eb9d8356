"""The leak fixtures themselves: each kind of thing left behind fails its test and names what and where."""

import pytest

pytest_plugins = ["pytester"]

LEAKING = """\
import os, subprocess, threading
from pathlib import Path
import pytest

stop = threading.Event()

def test_thread():
    threading.Thread(target=stop.wait, name="forgotten", daemon=True).start()

def test_process():
    test_process.child = subprocess.Popen(["sleep", "30"])

def test_segment():
    Path(f"/dev/shm/workbench-{os.getpid()}-77").touch()

def test_window():
    from PySide6.QtWidgets import QApplication, QLabel
    test_window.kept = QApplication.instance() or QApplication([]), QLabel("left open")
    test_window.kept[1].setWindowTitle("left open")
    test_window.kept[1].show()

def test_clean():
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()

@pytest.mark.leaves("threads")
def test_that_means_to():
    threading.Thread(target=stop.wait, name="meant", daemon=True).start()

def test_cleanup_for_the_run_itself():
    test_process.child.kill()
    test_process.child.wait()
    test_window.kept[1].close()
    Path(f"/dev/shm/workbench-{os.getpid()}-77").unlink()
    stop.set()
"""


def test_that_resources_that_a_test_leaves_behind_are_named(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.support import leaks

    root = leaks.ROOT
    monkeypatch.setenv("PYTHONPATH", str(root))
    pytester.makeini("[pytest]\nmarkers = leaves(what): means to\nleak_grace_seconds = 0.2")
    pytester.makepyfile(LEAKING)
    result = pytester.runpytest_subprocess("-p", "tests.support.leaks", "-p", "no:pytestqt", "-q")
    # A leak is found after the test itself passed, so each shows as passed with an error at teardown.
    result.assert_outcomes(passed=7, errors=4)
    result.stdout.fnmatch_lines_random(
        [
            "*Python thread 'forgotten', started at *.py:* in test_thread*",
            "*process * sleep 30*",
            "*the test started processes at *.py:* in test_process*",
            "*shared memory /dev/shm/workbench-*-77*",
            "*window QLabel 'left open'*",
        ]
    )
