"""Libraries whose headers lead in circles or nowhere: checked in time, with a reason."""

import os
from pathlib import Path

import pytest

from tests.engine.loader.elf.mutations import Original
from tests.support.compiler import CompilePlugin
from workbench.engine.loader.elf.libraries import LibrarySearch
from workbench.engine.loader.library_checks import Inspection, inspect_library
from workbench.engine.loader.scan import read_candidate

LIBRARY = 'extern "C" __attribute__((visibility("default"))) int needed_by_test() { return 42; }\n'
USER = 'extern "C" int needed_by_test(); int twice() { return 2 * needed_by_test(); }\n'


def inspect(path: Path, data: bytes | bytearray | None = None) -> Inspection:
    if data is not None:
        path.write_bytes(data)
    return inspect_library(read_candidate(path), LibrarySearch())


def texts(inspection: Inspection) -> str:
    return "\n".join(diagnostic.text for diagnostic in inspection.diagnostics)


@pytest.fixture
def original(compiled_plugin: CompilePlugin) -> Original:
    return Original("talker", compiled_plugin("trade_commenter").read_bytes())


def test_that_version_names_that_lead_in_circles_are_reported(original: Original, tmp_path: Path) -> None:
    header, start, _ = original.sections[".gnu.version_r"]
    data = bytearray(original.data)
    data[header + 44 : header + 48] = b"\xff\xff\xff\x7f"  # four thousand million entries ...
    data[start + 12 : start + 16] = bytes(4)  # ... of which the first one follows itself
    assert "the version names form a cycle" in texts(inspect(tmp_path / "circle.so", data))


def test_that_relocations_that_cannot_be_unpacked_are_reported(original: Original, tmp_path: Path) -> None:
    header, _, _ = original.sections[".rela.dyn"]
    data = bytearray(original.data)
    data[header + 8 : header + 16] = (0x802).to_bytes(8, "little")  # SHF_COMPRESSED
    assert "damaged: " in texts(inspect(tmp_path / "packed.so", data))


def user_of(compiled_plugin: CompilePlugin, soname: str) -> Path:
    flags = [f"-Wl,-soname,{soname}"]
    library = compiled_plugin(LIBRARY, name="libhostile_of_test", flags=flags)
    return compiled_plugin(USER, name="user", flags=["-Wl,--no-as-needed", str(library), "-Wl,-rpath,$ORIGIN"])


def test_that_the_name_of_a_needed_library_may_be_longer_than_any_file(compiled_plugin: CompilePlugin) -> None:
    found = texts(inspect(user_of(compiled_plugin, "/" + "x" * 5000)))
    assert "which is not found: there is no such file" in found


def test_that_a_pipe_in_place_of_a_needed_library_does_not_stop_the_checks(
    compiled_plugin: CompilePlugin, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "libpipe_of_test.so")
    data = user_of(compiled_plugin, "libpipe_of_test.so").read_bytes()
    assert "needs libpipe_of_test.so, which is not found" in texts(inspect(tmp_path / "user.so", data))
