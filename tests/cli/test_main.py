"""The command line before any server starts: help, usage, exit codes."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from workbench.cli.main import COMMANDS, main

# The first import of numpy starts threads that stay; it must not happen inside of a test.
assert np.__version__


def test_that_help_lists_every_command_and_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0
    text = capsys.readouterr().out
    for command in COMMANDS:
        assert f"\n  {command.name} " in text
    assert "3  a plugin crashed or hung" in text


def test_that_help_needs_neither_window_nor_numbers() -> None:
    code = """
import sys
from workbench.cli.main import main
try:
    main(["--help"])
except SystemExit:
    pass
heavy = [name for name in ("numpy", "PySide6", "msgspec", "sqlite3", "asyncio") if name in sys.modules]
sys.exit(f"imported {heavy}" if heavy else 0)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere"], "nowhere: no such folder"),
        (["run", "nowhere"], "nowhere: no such folder"),
        (["run", "."], ".: not a workspace, because it has no server.toml"),
    ],
)
def test_that_a_wrong_workspace_is_one_line(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    assert capsys.readouterr().err == f"workbench: {message}\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--plugin", "nothing.so"], "nothing.so: no such plugin file"),
        (
            ["--json", "no/such/folder/run.json"],
            "no/such/folder/run.json: cannot write: No such file or directory",
        ),
    ],
)
def test_that_a_wrong_file_is_one_line(
    workspace: Path, words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(workspace), *words]) == 2
    assert capsys.readouterr().err == f"workbench: {message}\n"


@pytest.mark.parametrize("words", [["run", "--for", "-1"], ["run", "--speed", "x"], ["sdk"], ["--colour"]])
def test_that_wrong_usage_ends_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2
    assert "usage: workbench" in capsys.readouterr().err


def test_that_the_sdk_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sdk", "--include-dir"]) == 0
    assert (Path(capsys.readouterr().out.strip()) / "PluginInterface.h").is_file()
    assert main(["sdk", "--version"]) == 0
    assert capsys.readouterr().out == "plugin API 151, server API 107\n"


def test_that_the_cmake_package_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sdk", "--cmake-dir"]) == 0
    assert (Path(capsys.readouterr().out.strip()) / "workbenchConfig.cmake").is_file()


def test_that_a_path_that_is_no_utf_8_text_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff"))
    folder.mkdir()
    (folder / "server.toml").write_text("[server]")
    assert main(["run", str(folder)]) == 2
    error = capsys.readouterr().err
    assert error == f"workbench: {tmp_path}/\\udcff: the path is not UTF-8 text. Rename the folder\n"


def test_that_a_pipe_in_place_of_server_toml_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "server.toml")
    assert main(["run", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"workbench: {tmp_path}/server.toml: not a regular file, but a pipe\n"


def test_that_a_pipe_in_place_of_the_window_s_settings_is_one_line(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "settings.ini")
    environment = os.environ | {"WORKBENCH_SETTINGS": str(tmp_path / "settings.ini"), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "workbench", str(workspace)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=60)
    assert ended.stderr == f"workbench: {tmp_path}/settings.ini: not a regular file, but a pipe\n"
    assert ended.returncode == 2
