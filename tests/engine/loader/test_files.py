"""Which files are plugins, and the content of their ELF headers, without executing them."""

import contextlib
import os
import re
import struct
from pathlib import Path
from typing import Any

import pytest
from elftools.elf.dynamic import DynamicSection
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.compiler import CLANG, CompilePlugin, compile_plugin
from tests.support.small_plugins import plugin_source
from workbench.engine.files.regular_file import FileProblem
from workbench.engine.loader.elf.facts import NotElf, WrongMachine, read_elf
from workbench.engine.loader.elf.libraries import LibrarySearch, cached_libraries
from workbench.engine.loader.library_checks import inspect_library
from workbench.engine.loader.run_file import link_neighbours, place
from workbench.engine.loader.scan import leaves_folder, read_candidate, scan

NEEDS_CLANG = pytest.mark.skipif(CLANG is None, reason="clang is not here")
EMPTY = 'extern "C" __attribute__((visibility("default"))) int answer() { return 42; }\n'


def test_that_files_named_like_plugins_are_found_in_order(tmp_path: Path) -> None:
    for name in ("b.so", "a.py", "notes.txt", ".hidden.so", "c.so.bak"):
        (tmp_path / name).write_text("")
    (tmp_path / "folder.so").mkdir()
    assert [path.name for path in scan(tmp_path)] == ["a.py", "b.so", "folder.so"]


def test_that_a_pipe_does_not_stop_the_server(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.so")
    with pytest.raises(FileProblem, match="not a regular file"):
        read_candidate(tmp_path / "pipe.so")


def test_that_an_unreadable_file_says_why(tmp_path: Path) -> None:
    os.symlink("nowhere", tmp_path / "gone.so")
    with pytest.raises(FileProblem, match="cannot be read: No such file"):
        read_candidate(tmp_path / "gone.so")
    os.symlink(tmp_path / "loop.so", tmp_path / "loop.so")
    with pytest.raises(FileProblem, match="cannot be read: Too many levels"):
        read_candidate(tmp_path / "loop.so")


def test_that_a_link_out_of_the_folder_is_detected(tmp_path: Path) -> None:
    plugins = tmp_path / "plugins"
    plugins.mkdir()
    (tmp_path / "outside.py").write_text("")
    (plugins / "inside.py").write_text("")
    os.symlink(tmp_path / "outside.py", plugins / "link.py")
    assert leaves_folder(plugins / "link.py", plugins)
    assert not leaves_folder(plugins / "inside.py", plugins)


def test_that_our_elf_reader_agrees_with_pyelftools(compiled_plugin: CompilePlugin) -> None:
    path = compiled_plugin("trade_commenter")
    facts = read_elf(path.read_bytes())
    with path.open("rb") as file:
        elf = ELFFile(file)
        dynamic = elf.get_section_by_name(".dynamic")
        table = elf.get_section_by_name(".dynsym")
        assert isinstance(dynamic, DynamicSection)
        assert isinstance(table, SymbolTableSection)
        needed: list[Any] = list(dynamic.iter_tags("DT_NEEDED"))
        assert list(facts.needed) == [tag.needed for tag in needed]
        assert list(facts.sections) == [section.name for section in elf.iter_sections()]
        wanted = [symbol.name for symbol in table.iter_symbols() if symbol.name]
        assert [symbol.name for symbol in facts.symbols] == wanted
    assert facts.exports("CreatePlugin")
    assert not facts.exports("malloc")
    assert facts.has_debug_sections


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: b"", "the file is empty"),
        (lambda data: b"plain text\n", "not an ELF file"),
        (lambda data: data[:10], "truncated within the ELF header"),
        (lambda data: data[:40], "truncated within the ELF header"),
        (lambda data: data[: len(data) // 2], "truncated: "),
        (lambda data: data[:-1], "truncated: "),
        (lambda data: data[:16] + struct.pack("<H", 2) + data[18:], "not a shared library"),
    ],
)
def test_that_a_damaged_file_says_what_is_wrong(compiled_plugin: CompilePlugin, change, message: str) -> None:  # type: ignore[no-untyped-def]
    data = compiled_plugin(EMPTY, name="empty").read_bytes()
    with pytest.raises(NotElf, match=message):
        read_elf(change(data))


def test_that_another_machine_is_named(compiled_plugin: CompilePlugin) -> None:
    data = compiled_plugin(EMPTY, name="empty").read_bytes()
    with pytest.raises(WrongMachine, match="32-bit x86"):
        read_elf(data[:4] + b"\x01" + data[5:18] + struct.pack("<H", 3) + data[20:])
    with pytest.raises(WrongMachine, match="64-bit AArch64"):
        read_elf(data[:18] + struct.pack("<H", 0xB7) + data[20:])


def test_that_an_offset_beyond_any_file_is_refused(compiled_plugin: CompilePlugin) -> None:
    data = bytearray(compiled_plugin(EMPTY, name="empty").read_bytes())
    data[39] = 0x80  # highest byte of where the program headers are
    with pytest.raises(NotElf):
        read_elf(bytes(data))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), max_size=8))
def test_that_damaged_files_are_only_refused(changes: list[tuple[int, int]]) -> None:
    data = bytearray(compile_plugin(EMPTY, name="empty").read_bytes())
    for position, value in changes:
        data[position % len(data)] = value
    with contextlib.suppress(NotElf, WrongMachine):
        read_elf(bytes(data))


def codes(path: Path) -> dict[str, str]:
    found = inspect_library(read_candidate(path), LibrarySearch()).diagnostics
    return {diagnostic.code: diagnostic.text for diagnostic in found}


def test_that_a_good_plugin_is_not_refused(compiled_plugin: CompilePlugin) -> None:
    found = codes(compiled_plugin("trade_commenter"))
    assert set(found) == {"debug-module"}


def test_that_missing_entry_points_are_named(compiled_plugin: CompilePlugin) -> None:
    found = codes(compiled_plugin(EMPTY, name="empty"))
    assert found["entry-point"] == "CreatePlugin and DestroyPlugin not exported"


def test_that_a_missing_library_is_named(compiled_plugin: CompilePlugin, tmp_path: Path) -> None:
    library = compiled_plugin(EMPTY, name="libneeded_by_test", flags=["-Wl,-soname,libneeded_by_test.so"])
    user = compiled_plugin(
        'extern "C" int answer(); int twice() { return 2 * answer(); }\n',
        name="user",
        flags=["-Wl,--no-as-needed", str(library), "-Wl,-rpath,$ORIGIN"],
    )
    alone = tmp_path / "user.so"
    alone.write_bytes(user.read_bytes())
    assert codes(alone)["unresolved"].startswith("needs libneeded_by_test.so, which is not found: not in RUNPATH ")
    (tmp_path / "libneeded_by_test.so").write_bytes(library.read_bytes())
    assert "unresolved" not in codes(alone)
    run_folder = tmp_path / "run"
    run_folder.mkdir()
    link_neighbours([("libneeded_by_test.so", tmp_path / "libneeded_by_test.so")], tmp_path, run_folder)
    copy = place(read_candidate(alone), run_folder)
    assert copy.read_bytes() == alone.read_bytes()
    assert (run_folder / "libneeded_by_test.so").resolve() == tmp_path / "libneeded_by_test.so"


def test_that_symbols_that_forbid_unloading_are_named(compiled_plugin: CompilePlugin) -> None:
    source = "inline int shared_by_all = 5;\nint& get() { return shared_by_all; }\n"
    flags = ["-fgnu-unique", "-fvisibility=default"]
    assert "shared_by_all" in codes(compiled_plugin(source, name="unique", flags=flags))["unique-symbols"]


# The SDK's own headers do not compile with the old layout: this stands for a plugin built with others.
OLD_STRINGS = """#include <string>
struct PluginInterface {
  virtual ~PluginInterface() = default;
  virtual std::string plugin_name() const { return "x"; }
};
PluginInterface* make() { return new PluginInterface; }
"""


def test_that_the_old_string_layout_is_refused(compiled_plugin: CompilePlugin) -> None:
    source = OLD_STRINGS
    flags = ["-D_GLIBCXX_USE_CXX11_ABI=0", "-fvisibility=default"]
    assert "old std::string layout" in codes(compiled_plugin(source, name="oldabi", flags=flags))["abi"]


TABLES = ["-fvisibility=default"]
STRIPPED = ["-s"]
NO_DEBUG = ["-g0"]
PACKED = ["-Wl,-z,pack-relative-relocs"]


@pytest.mark.parametrize("flags", [[], NO_DEBUG, STRIPPED, [*STRIPPED, *TABLES], ["-O2", *STRIPPED], PACKED])
@pytest.mark.parametrize("compiler", ["g++", pytest.param(CLANG, marks=NEEDS_CLANG)])
def test_that_a_plugin_without_type_information_is_refused(
    compiled_plugin: CompilePlugin, flags: list[str], compiler: str
) -> None:
    source = plugin_source("talker")
    good = codes(compiled_plugin(source, name="rtti", flags=flags, compiler=compiler))
    assert "abi" not in good
    bad = codes(compiled_plugin(source, name="nortti", flags=[*flags, "-fno-rtti"], compiler=compiler))
    assert re.fullmatch(r"built with -fno-rtti \(.+\)\. The server finds hooks and events by their type", bad["abi"]), (
        bad
    )


def test_that_parts_of_a_plugin_may_be_built_without_type_information(compiled_plugin: CompilePlugin) -> None:
    source = "struct Part { virtual ~Part() = default; virtual int f() { return 1; } };\nPart* made = new Part;\n"
    part = compiled_plugin(source, name="part", flags=["-c", "-fno-rtti"])
    assert "abi" not in codes(compiled_plugin(plugin_source("talker"), name="parted", flags=[str(part)]))


def test_that_a_plugin_with_its_classes_in_a_library_does_not_count_as_without_type_information(
    compiled_plugin: CompilePlugin, tmp_path: Path
) -> None:
    source = """#include "PluginInterface.h"
    extern "C" PLUGIN_MODULE_EXPORT PluginInterface* made_elsewhere() { return new PluginInterface; }
    """
    library = compiled_plugin(source, name="libclasses", flags=["-Wl,-soname,libclasses_of_test.so"])
    (tmp_path / "libclasses_of_test.so").write_bytes(library.read_bytes())
    front = """#include "PluginInterface.h"
    extern "C" PluginInterface* made_elsewhere();
    PLUGIN_MODULE_EXPORT PluginInterface* CreatePlugin(
        rapidjson::Value&, rapidjson::Value&, rapidjson::Document::AllocatorType&, PluginServerInterface*) {
      return made_elsewhere();
    }
    PLUGIN_MODULE_EXPORT void DestroyPlugin(PluginInterface*) {}
    """
    flags = ["-fno-rtti", "-Wl,--no-as-needed", str(library), f"-Wl,-rpath,{tmp_path}"]
    assert "abi" not in codes(compiled_plugin(front, name="front", flags=flags))


@pytest.mark.parametrize(
    ("exports", "words"),
    [
        (("CreateReport", "AboutReport"), "is a report module (it exports AboutReport, CreateReport), not a plugin"),
        (
            ("CreatePaymentProvider", "GetPaymentApiVersion"),
            "is a payment module (it exports CreatePaymentProvider, GetPaymentApiVersion), not a plugin",
        ),
        (("create_feeder",), "is a feeder module (it exports create_feeder), not a plugin"),
    ],
)
@pytest.mark.parametrize("linkage", ['extern "C" ', ""])
def test_that_other_modules_of_the_platform_are_named_correctly(
    compiled_plugin: CompilePlugin, exports: tuple[str, ...], words: str, linkage: str
) -> None:
    source = "".join(
        f'{linkage}__attribute__((visibility("default"))) int {name}(const char*) {{ return 1; }}\n' for name in exports
    )
    assert codes(compiled_plugin(source, name="module"))["module-kind"] == words
    assert "entry-point" not in codes(compiled_plugin(source, name="module"))


def test_that_a_plugin_that_is_also_a_report_is_a_plugin(compiled_plugin: CompilePlugin) -> None:
    source = f'{plugin_source("talker")}\nextern "C" PLUGIN_MODULE_EXPORT int GetReportApiVersion() {{ return 4; }}\n'
    assert "module-kind" not in codes(compiled_plugin(source, name="both"))


@pytest.mark.skipif("libasan" in os.environ.get("LD_PRELOAD", ""), reason="here it does come first")
def test_that_a_sanitizer_must_come_first(compiled_plugin: CompilePlugin) -> None:
    found = codes(compiled_plugin(EMPTY, name="sanitized", flags=["-fsanitize=address"]))
    assert re.fullmatch(r"needs libasan\.so\.\d+, which the server process does not have", found["sanitizer"])


def test_that_a_second_sanitizer_runtime_is_reported(compiled_plugin: CompilePlugin) -> None:
    path = compiled_plugin(EMPTY, name="sanitized", flags=["-fsanitize=address"])
    (needed,) = (name for name in read_elf(path.read_bytes()).needed if "asan" in name)

    def found(*runtimes: str) -> list[str]:
        inspection = inspect_library(read_candidate(path), LibrarySearch(), runtimes=runtimes)
        return [diagnostic.text for diagnostic in inspection.diagnostics if diagnostic.code == "sanitizer"]

    assert found("libtsan.so.2") == [f"needs {needed}, and the server runs with libtsan.so.2 for another plugin"]
    assert found(needed) == []


def test_that_the_linkers_cache_knows_the_c_library() -> None:
    cache = cached_libraries()
    assert Path(cache["libc.so.6"]).is_file()
    assert LibrarySearch({}).find("libc.so.6") is not None
    assert LibrarySearch().find("libnothing_like_this.so") is None


def test_that_classes_of_the_same_name_in_two_source_files_are_not_taken_for_one(
    compiled_plugin: CompilePlugin, tmp_path: Path
) -> None:
    # Only its name is used here: there is type information, but no table of virtual methods.
    named_only = """
#include <typeinfo>
#include "PluginInterface.h"
namespace {
class Plugin : public PluginInterface, public HookTrade, public HookAccount, public EventTrade, public EventAccount,
               public EventSymbol {};
}
const char* other_name() { return typeid(Plugin).name(); }
"""
    talker = tmp_path / "talker.cpp"
    talker.write_text(plugin_source("talker"))
    path = compiled_plugin(named_only, name="twice", flags=["-O0", str(talker)])
    assert [diagnostic.text for diagnostic in inspect_library(read_candidate(path), LibrarySearch()).diagnostics] == [
        "contains debug information, was built without optimisation (-O0)"
    ]
