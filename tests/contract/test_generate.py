"""Generated files are what the tables give; drift is named."""

from pathlib import Path

import pytest

from workbench.contract.generate import registry
from workbench.contract.generate.__main__ import main
from workbench.contract.generate.callback_list import callback_rows
from workbench.contract.generate.output import ROOT, TOOL, Output
from workbench.contract.generate.registry import outputs
from workbench.contract.load import load_table
from workbench.contract.table import TableError

REAL = tuple(outputs())


@pytest.fixture
def small_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that generates two small files, both up to date."""
    made = (
        Output("workbench/sdk/include/a.h", "// Generated from t.toml by x; do not edit.\nint a;\n"),
        Output("workbench/sdk/b.py", "# Generated from t.toml by x; do not edit.\nb = 1\n"),
    )
    monkeypatch.setattr("workbench.contract.generate.__main__.outputs", lambda: made)
    assert main([], root=tmp_path) == 0
    return tmp_path


def test_that_the_committed_files_are_what_the_tables_give(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--check"])
    assert code == 0, capsys.readouterr().out


def test_that_generating_twice_gives_the_same_bytes() -> None:
    assert tuple(outputs()) == REAL


@pytest.mark.parametrize("output", REAL, ids=[output.path for output in REAL])
def test_that_every_file_names_its_generator(output: Output) -> None:
    first = output.text.partition("\n")[0]
    assert "Generated from workbench/contract/tables/" in first
    assert f"by {TOOL}; do not edit." in first
    assert output.text.endswith("\n")
    assert not output.text.endswith("\n\n")


def test_that_no_two_outputs_share_a_path() -> None:
    paths = [output.path for output in REAL]
    assert len(paths) == len(set(paths))


def test_that_check_names_the_drifted_file_and_shows_the_difference(
    small_project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (small_project / "workbench/sdk/b.py").write_text("# Generated from t.toml by x; do not edit.\nb = 2\n")
    capsys.readouterr()
    assert main(["--check"], root=small_project) == 1
    printed = capsys.readouterr().out
    assert "workbench/sdk/b.py: differs" in printed
    assert "-b = 2" in printed
    assert "+b = 1" in printed
    assert "a.h" not in printed


def test_that_check_writes_nothing(small_project: Path) -> None:
    (small_project / "workbench/sdk/b.py").unlink()
    assert main(["--check"], root=small_project) == 1
    assert not (small_project / "workbench/sdk/b.py").exists()


def test_that_a_file_no_longer_generated_is_named_and_removed(small_project: Path) -> None:
    old = small_project / "workbench/sdk/include/old.h"
    old.write_text("// Generated from t.toml by x; do not edit.\n")
    own = small_project / "workbench/sdk/include/own.h"
    own.write_text("// written by hand\n")
    assert main(["--check"], root=small_project) == 1
    assert main([], root=small_project) == 0
    assert not old.exists()
    assert own.exists()
    assert main(["--check"], root=small_project) == 0


def test_that_a_wrong_table_ends_with_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> tuple[Output, ...]:
        raise TableError("t.toml: X.y: wrong")

    monkeypatch.setattr("workbench.contract.generate.__main__.outputs", fail)
    assert main(["--check"]) == 2
    assert capsys.readouterr().err == "t.toml: X.y: wrong\n"


def test_that_two_callbacks_of_one_name_are_refused() -> None:
    table = load_table("plugin_sdk")
    with pytest.raises(TableError, match="two callbacks have this name"):
        callback_rows((table, table))


def test_that_another_layout_is_another_line() -> None:
    # The legacy layouts have no virtual destructor in the server's class and other names everywhere.
    from workbench.contract.generate.reference import reference_page

    page = next(reference_page((load_table("devkit"),), "docs/reference/devkit.md"))
    assert "### CServerInterface" in page.text
    assert registry.TARGETS
    assert (ROOT / "docs/reference/plugin_sdk.md").exists()
