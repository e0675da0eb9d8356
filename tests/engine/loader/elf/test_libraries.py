"""Needed libraries are found where the dynamic linker finds them, so no loadable plugin is refused."""

import ctypes
import json
import os
import shutil
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.engine.running import Start
from tests.support.compiler import CompilePlugin
from tests.support.small_plugins import plugin_source
from tests.support.workspaces import MakeWorkspace
from workbench.engine.loader.elf.libraries import LibrarySearch
from workbench.engine.loader.library_checks import inspect_library
from workbench.engine.loader.scan import read_candidate

EXPORTED = 'extern "C" __attribute__((visibility("default"))) '
INNER = EXPORTED + "int inner_price() { return 1; }\n"
OUTER = 'extern "C" int inner_price();\n' + EXPORTED + "int outer_price() { return inner_price(); }\n"
USER = '\nextern "C" int outer_price();\nint twice = 2 * outer_price();\n'
NEEDED = "-Wl,--no-as-needed"


@dataclass(frozen=True)
class Chain:
    """A library that needs another one by name only, or beside itself."""

    inner: Path
    outer: Path


@pytest.fixture
def chain(compiled_plugin: CompilePlugin) -> Chain:
    inner = compiled_plugin(INNER, name="libinner", flags=["-Wl,-soname,libinner_of_test.so"])
    outer = compiled_plugin(OUTER, name="libouter", flags=[NEEDED, str(inner), "-Wl,-soname,libouter_of_test.so"])
    return Chain(inner, outer)


def laid_out(plugin: Path, chain: Chain, folder: Path) -> Path:
    """A copy of the plugin in this folder, both libraries in lib/ below it."""
    (folder / "lib").mkdir(parents=True)
    shutil.copy(chain.inner, folder / "lib" / "libinner_of_test.so")
    shutil.copy(chain.outer, folder / "lib" / "libouter_of_test.so")
    return Path(shutil.copy(plugin, folder))


@pytest.mark.parametrize(
    ("flags", "inner_too"),
    [(["-Wl,--enable-new-dtags"], True), (["-Wl,--disable-new-dtags"], False)],
    ids=["found for one is found for all", "DT_RPATH serves what is needed in turn"],
)
def test_that_libraries_that_the_linker_finds_are_not_reported_missing(
    compiled_plugin: CompilePlugin, chain: Chain, tmp_path: Path, flags: list[str], inner_too: bool
) -> None:
    libraries = [str(chain.outer), *([str(chain.inner)] if inner_too else [])]
    search = ["-Wl,-rpath,$ORIGIN/lib", f"-Wl,-rpath-link,{chain.inner.parent}", "-Wl,--unresolved-symbols=ignore-all"]
    built = compiled_plugin(plugin_source("talker") + USER, name="user", flags=[NEEDED, *libraries, *search, *flags])
    plugin = laid_out(built, chain, tmp_path / "plugins")
    assert ctypes.CDLL(str(plugin)).GetPluginApiVersion() == 151
    inspection = inspect_library(read_candidate(plugin), LibrarySearch())
    assert [diagnostic.text for diagnostic in inspection.diagnostics if diagnostic.code == "unresolved"] == []
    assert {path.parent.name for path in inspection.libraries if "of_test" in path.name} == {"lib"}


def test_that_a_runpath_does_not_apply_to_indirect_dependencies(
    compiled_plugin: CompilePlugin, chain: Chain, tmp_path: Path
) -> None:
    search = ["-Wl,--enable-new-dtags", "-Wl,-rpath,$ORIGIN/lib", "-Wl,--unresolved-symbols=ignore-all"]
    built = compiled_plugin(plugin_source("talker") + USER, name="user", flags=[NEEDED, str(chain.outer), *search])
    plugin = laid_out(built, chain, tmp_path / "plugins")
    diagnostics = inspect_library(read_candidate(plugin), LibrarySearch()).diagnostics
    (missing,) = [diagnostic.text for diagnostic in diagnostics if diagnostic.code == "unresolved"]
    assert missing.startswith("needs libinner_of_test.so, which is not found (needed by libouter_of_test.so)")


def test_that_a_library_beside_a_plugin_finds_the_next_one_there(
    make_workspace: MakeWorkspace, start: Start, compiled_plugin: CompilePlugin, chain: Chain
) -> None:
    beside = [NEEDED, "-Wl,-rpath,$ORIGIN", "-Wl,--unresolved-symbols=ignore-all"]
    outer = compiled_plugin(
        OUTER, name="libouter", flags=[*beside, str(chain.inner), "-Wl,-soname,libouter_of_test.so"]
    )
    user = compiled_plugin(plugin_source("talker") + USER, name="user", flags=[*beside, str(outer)])
    workspace = make_workspace([user])
    shutil.copy(outer, workspace / "plugins" / "libouter_of_test.so")
    shutil.copy(chain.inner, workspace / "plugins" / "libinner_of_test.so")
    running = start(workspace)
    assert (running.rows()["user.so"].state, running.diagnostics("user").get("unresolved")) == ("running", None)


@pytest.mark.parametrize("flags", [[], ["-Wl,-z,lazy"]])
def test_that_libraries_preloaded_into_the_server_are_found(
    compiled_plugin: CompilePlugin, chain: Chain, flags: list[str]
) -> None:
    user = [NEEDED, str(chain.inner), *flags]
    plugin = compiled_plugin(plugin_source("talker") + USER.replace("outer", "inner"), name="user", flags=user)
    command = [sys.executable, "-m", "workbench", "inspect", str(plugin), "--json"]

    def unresolved(environment: dict[str, str]) -> list[str]:
        done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)
        (file,) = json.loads(done.stdout)["files"]
        return [diagnostic["message"] for diagnostic in file["diagnostics"] if diagnostic["code"] == "unresolved"]

    (missing,) = unresolved({})
    assert missing.startswith("needs libinner_of_test.so, which is not found")
    assert unresolved({"LD_PRELOAD": f"/nowhere/libmissing.so:{chain.inner}"}) == []


def test_that_a_preloaded_library_provides_symbols_without_a_needed_library(
    compiled_plugin: CompilePlugin, chain: Chain
) -> None:
    user = ["-Wl,--unresolved-symbols=ignore-all"]
    plugin = compiled_plugin(plugin_source("talker") + USER.replace("outer", "inner"), name="user", flags=user)

    def unresolved(preload: str) -> list[str]:
        diagnostics = inspect_library(read_candidate(plugin), LibrarySearch(preload=preload)).diagnostics
        return [diagnostic.text for diagnostic in diagnostics if diagnostic.code == "unresolved"]

    assert unresolved("") == ["undefined symbol: inner_price"]
    assert unresolved(str(chain.inner)) == []


def test_that_a_version_that_is_needed_weakly_may_be_missing(compiled_plugin: CompilePlugin, tmp_path: Path) -> None:
    script, soname = tmp_path / "versions", "-Wl,-soname,libprices_of_test.so"
    versioned = [soname, f"-Wl,--version-script={script}"]
    script.write_text("NEW_2 { global: later_price; };\n")
    newer = compiled_plugin(EXPORTED + "int later_price() { return 2; }\n", name="libnewer", flags=versioned)
    script.write_text("OLD_1 { global: earlier_price; };\n")
    older = compiled_plugin(EXPORTED + "int earlier_price() { return 1; }\n", name="libolder", flags=versioned)
    plugin = compiled_plugin(
        plugin_source("talker") + USER.replace("outer", "later"),
        name="user",
        flags=[NEEDED, str(newer), "-Wl,-rpath,$ORIGIN"],
    )
    folder = tmp_path / "plugins"
    folder.mkdir()
    shutil.copy(older, folder / "libprices_of_test.so")
    data = plugin.read_bytes()
    # An entry begins with the hash of the version's name and its flags; 2 is VER_FLG_WEAK, which no linker here writes.
    entry = struct.pack("<IH", system_v_hash(b"NEW_2"), 0)
    assert data.count(entry) == 1

    def versions_missing(data: bytes) -> list[str]:
        (folder / "user.so").write_bytes(data)
        diagnostics = inspect_library(read_candidate(folder / "user.so"), LibrarySearch()).diagnostics
        return [
            diagnostic.text
            for diagnostic in diagnostics
            if diagnostic.code == "unresolved" and "NEW_2" in diagnostic.text
        ]

    assert versions_missing(data) == ["needs NEW_2 of libprices_of_test.so, the newest version on this machine is none"]
    assert versions_missing(data.replace(entry, struct.pack("<IH", system_v_hash(b"NEW_2"), 2))) == []


def system_v_hash(name: bytes) -> int:
    """The hash of a name as ELF defines it."""
    value = 0
    for letter in name:
        value = (value << 4) + letter
        high = value & 0xF0000000
        value = (value ^ high >> 24) & ~high & 0xFFFFFFFF
    return value
