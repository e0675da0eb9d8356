"""Which runtimes a start needs is known from the files and the configuration, without running or parsing them."""

import os
from pathlib import Path

import pytest

from workbench.session import StartOptions
from workbench.session.sanitizers.runtimes import Sanitizers, needed_by

ALL = StartOptions()


def library(folder: Path, name: str, *kinds: str) -> None:
    """A file with the string table of one that needs these."""
    versions = {"asan": "8", "tsan": "2", "ubsan": "1"}
    names = b"\0".join(f"lib{kind}.so.{versions[kind]}".encode() for kind in kinds)
    (folder / name).write_bytes(b"\x7fELF\0libc.so.6\0" + names + b"\0GLIBC_2.34\0")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "plugins").mkdir()
    (tmp_path / "server.toml").write_text(
        '[[plugins]]\nfile = "second.so"\nenabled = true\n'
        '[[plugins]]\nfile = "first.so"\nenabled = true\n'
        '[[plugins]]\nfile = "off.so"\nenabled = false\n'
        '[[plugins]]\nfile = "later.so"\nenabled = true\nload_at_startup = false\n'
    )
    return tmp_path


def kinds(workspace: Path, options: StartOptions = ALL) -> tuple[str, ...]:
    return needed_by(workspace, options).kinds


def test_that_the_first_plugin_decides_between_two_that_exclude_each_other(workspace: Path) -> None:
    library(workspace / "plugins", "first.so", "asan", "ubsan")
    library(workspace / "plugins", "second.so", "tsan")
    found = needed_by(workspace, ALL)
    assert found.kinds == ("tsan", "ubsan")
    assert [Path(path).name.partition(".so")[0] for path in found.preload] == ["libtsan", "libstdc++"]
    assert found.runtimes == found.preload[:1]
    assert kinds(workspace, StartOptions(without=("second.so",))) == ("asan", "ubsan")


def test_that_only_plugins_to_load_count(workspace: Path) -> None:
    for name in ("off.so", "later.so"):
        library(workspace / "plugins", name, "asan")
    assert kinds(workspace) == ()
    assert not needed_by(workspace, ALL)
    assert kinds(workspace, StartOptions(plugins=("off.so",))) == ("asan",)
    assert kinds(workspace, StartOptions(plugins=(str(workspace / "plugins" / "later.so"),))) == ("asan",)


def test_that_a_file_without_entry_counts_because_the_server_reads_its_name(workspace: Path) -> None:
    library(workspace / "plugins", "new.so", "tsan")
    assert kinds(workspace) == ("tsan",)


def test_that_files_of_other_kinds_are_skipped(workspace: Path) -> None:
    plugins = workspace / "plugins"
    os.mkfifo(plugins / "pipe.so")
    (plugins / "gone.so").symlink_to("nowhere")
    (plugins / "text.py").write_bytes(b"\0libasan.so.8\0")
    (plugins / "empty.so").touch()
    (plugins / "mention.so").write_bytes(b"see libasan.so.8 for that")
    (plugins / "odd.so").write_bytes(b"\0libasan.so.8:/tmp/evil.so\0libasan.so.8888\0")
    assert kinds(workspace) == ()
    (workspace / "server.toml").write_text("plugins = 3\n")
    assert kinds(workspace) == ()
    (workspace / "server.toml").write_text("[[plugins]\n")
    assert kinds(workspace) == ()
    assert kinds(workspace / "no such folder") == ()


def test_that_a_missing_runtime_is_not_preloaded(workspace: Path) -> None:
    (workspace / "plugins" / "old.so").write_bytes(b"\0libasan.so.1\0")
    assert needed_by(workspace, ALL) == Sanitizers()


def test_that_preloaded_libraries_of_the_person_come_after_ours() -> None:
    both = Sanitizers(("asan",), ("/lib/libasan.so.8",))
    given = {"LD_PRELOAD": "/lib/mine.so", "ASAN_OPTIONS": "verbosity=1:log_path=/tmp/x"}
    variables = both.environment(Path("/run/here"), given)
    assert variables["LD_PRELOAD"] == "/lib/libasan.so.8:/lib/mine.so"
    assert variables["ASAN_OPTIONS"].endswith(":verbosity=1:log_path=/tmp/x:log_path=/run/here/sanitizer.asan")
    assert Sanitizers().environment(Path("/run/here"), given) == {}


def test_that_only_thread_sanitizer_needs_a_different_start() -> None:
    assert Sanitizers(("asan",), ("x",)).wrapped(["python"]) == ["python"]
    assert Sanitizers(("tsan",), ("x",)).wrapped(["python"])[-1] == "python"
