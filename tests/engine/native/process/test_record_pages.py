"""Records on pages of their own: what happens between the end of a call and the protection of its records."""

from pathlib import Path

import pytest

from tests.engine.native.storage.between import between_file
from tests.support.scripts import run_script

TOUCHED = """
import sys
from tests.engine.native.storage.between import between
from tests.support.plugin_desk import PluginDesk
desk = PluginDesk()
desk.engine.install_crash_handler(sys.argv[1])
desk.engine.set_checking(True)
desk.load("misusing")
desk.engine.take_notices()
library = between()
library.touch_pages(1)
assert desk.open()[0] == 0
library.touch_pages(0)
assert desk.open()[0] == 0
told = [notice for notice in desk.engine.take_notices() if notice["kind"] == "diagnostic"]
desk.close()
assert told
print(*sorted({notice["code"] for notice in told}))
"""


def test_that_a_record_accessed_while_its_page_is_sealed_counts_as_used_after_the_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LD_PRELOAD", str(between_file()))
    done = run_script(TOUCHED, str(tmp_path / "maps"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["dangling"]
