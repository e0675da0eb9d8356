"""Symbols that two plugins in one process share although each file defines them: reported with both files."""

from pathlib import Path

import pytest

from tests.engine.running import Running, Start
from tests.support.compiler import CompilePlugin
from tests.support.plugin_desk import legacy_plugin_file
from tests.support.small_plugins import plugin_source
from tests.support.workspaces import MakeWorkspace
from workbench.engine.loader import shared_symbols
from workbench.engine.loader.elf.libraries import LibrarySearch
from workbench.engine.loader.library_checks import inspect_library
from workbench.engine.loader.scan import read_candidate
from workbench.engine.loader.shared_symbols import Sharing
from workbench.engine.messages import DiagnosticFound

UNIQUE = ("-fgnu-unique", "-fvisibility=default", "-fno-visibility-inlines-hidden")
ONE_NAME = 'extern "C" __attribute__((visibility("default"))) '


class Compile:
    """Compiles the talker under another name, with more source after it."""

    def __init__(self, compiled_plugin: CompilePlugin) -> None:
        self._compiled = compiled_plugin

    def __call__(self, name: str, more: str, *flags: str, before: str = "") -> Path:
        source = before + plugin_source("talker").replace('NAME "talker"', f'NAME "{name}"')
        return self._compiled(f"{source}\n{more}\n", name=name, flags=flags)


@pytest.fixture
def compiled(compiled_plugin: CompilePlugin) -> Compile:
    return Compile(compiled_plugin)


def reported(running: Running, code: str) -> list[tuple[str, str, str]]:
    found = [event for event in running.reported(DiagnosticFound) if event.code == code]
    return [(event.plugin, event.severity, event.message) for event in found]


def codes(path: Path) -> dict[str, str]:
    return {
        diagnostic.code: diagnostic.text
        for diagnostic in inspect_library(read_candidate(path), LibrarySearch()).diagnostics
    }


def shared(path: Path) -> Sharing:
    return inspect_library(read_candidate(path), LibrarySearch()).sharing


def compared(first: Path, second: Path) -> list[tuple[str, str, str]]:
    found = shared_symbols.compare("b.so", shared(second), "a.so", shared(first), mapped=True)
    return [(diagnostic.code, diagnostic.severity, diagnostic.text) for diagnostic in found]


def test_that_a_variable_of_two_plugins_is_reported_with_both_files(
    make_workspace: MakeWorkspace, start: Start, compiled: Compile
) -> None:
    variable = "inline int limit_of_both = 5;\nint& limit() { return limit_of_both; }"
    running = start(make_workspace([compiled("one", variable, *UNIQUE), compiled("two", variable, *UNIQUE)]))
    words = "limit_of_both: both two.so and one.so define it (STB_GNU_UNIQUE), and both use that of one.so"
    assert reported(running, "shared-symbols") == [("two", "warning", words)]
    assert {row.state for row in running.rows().values()} == {"running"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("inline int odd = 5;", "inline long odd = 5;"),
        ("inline int odd = 5;", "inline int odd = 6;"),
        ("inline const int odd = 5;", "inline const int odd = 6;"),
        ("inline int odd = 0;", "inline int odd = 6;"),
    ],
)
def test_that_variables_that_differ_are_an_error(compiled: Compile, first: str, second: str) -> None:
    use = "const void* volatile used = &odd;"
    ((code, severity, text),) = compared(
        compiled("one", f"{first}\n{use}", *UNIQUE), compiled("two", f"{second}\n{use}", *UNIQUE)
    )
    assert (code, severity) == ("shared-symbols", "error")
    assert text.startswith("odd: both b.so and a.so define it (STB_GNU_UNIQUE), and both use that of a.so, which has ")


@pytest.mark.parametrize(
    "variable",
    [
        "template <class T> struct Counted { static inline int count = 0; };\nint& n() { return Counted<int>::count; }",
        "inline int& n() { static int count = 3; return count; }\nint m() { return ++n(); }",
        "inline thread_local int per_thread = 3;\nint& n() { return per_thread; }",
    ],
    ids=["static member of a template", "static of an inline function", "thread-local"],
)
def test_that_every_kind_of_variable_that_exists_once_is_found(compiled: Compile, variable: str) -> None:
    found = compared(compiled("one", variable, *UNIQUE), compiled("two", variable, *UNIQUE))
    assert [(code, severity) for code, severity, _ in found] == [("shared-symbols", "warning")]


def test_that_harmless_shared_variables_are_not_reported(compiled: Compile) -> None:
    same = """#include <charconv>
    inline const int kTable[3] = {1, 2, 3};
    const void* volatile used = &kTable;
    std::string text(unsigned long number) { return std::to_string(number); }
    """
    assert compared(compiled("one", same, *UNIQUE), compiled("two", same, *UNIQUE)) == []


def test_that_the_constants_of_older_headers_are_not_reported() -> None:
    first, second = (legacy_plugin_file("older", kit, *UNIQUE) for kit in ("devkit", "devkit_demo"))
    assert "PLUGIN_VERSION_API" in codes(first)["unique-symbols"]
    assert compared(first, second) == []


def test_that_variables_of_one_file_alone_are_not_reported(compiled: Compile) -> None:
    variable = "inline int limit_of_both = 5;\nint& limit() { return limit_of_both; }"
    one, flagged = compiled("one", variable, *UNIQUE), compiled("two", variable)
    assert compared(one, flagged) == []
    assert compared(flagged, one) == []


def library(compiled_plugin: CompilePlugin, folder: Path, source: str) -> Path:
    """libshared_of_test.so in a folder of its own."""
    folder.mkdir()
    built = compiled_plugin(source, name="libshared_of_test", flags=["-Wl,-soname,libshared_of_test.so"])
    (folder / "libshared_of_test.so").write_bytes(built.read_bytes())
    return folder / "libshared_of_test.so"


def needing(place: Path) -> list[str]:
    return ["-Wl,--no-as-needed", str(place), f"-Wl,-rpath,{place.parent}"]


def test_that_a_library_that_replaces_another_is_reported(
    make_workspace: MakeWorkspace, start: Start, compiled: Compile, compiled_plugin: CompilePlugin, tmp_path: Path
) -> None:
    first = library(compiled_plugin, tmp_path / "first", f"{ONE_NAME}int version() {{ return 1; }}\n")
    second = library(compiled_plugin, tmp_path / "second", f"{ONE_NAME}int version() {{ return 2; }}\n")
    plugins = [compiled("one", "", *needing(first)), compiled("two", "", *needing(second))]
    running = start(make_workspace(plugins))
    words = (
        f"gets {first}, which one.so loaded first, instead of {second}: "
        "the linker keeps one library called libshared_of_test.so"
    )
    assert reported(running, "shared-library") == [("two", "error", words)]
    assert compared(plugins[0], plugins[0]) == []


def test_that_a_library_that_uses_what_the_first_plugin_exports_is_reported(
    compiled: Compile, compiled_plugin: CompilePlugin, tmp_path: Path
) -> None:
    source = f"{ONE_NAME}int level_of_log = 1;\n{ONE_NAME}int level() {{ return level_of_log; }}\n"
    place = library(compiled_plugin, tmp_path / "lib", source)
    export = f"{ONE_NAME}int level_of_log;\nint level_of_log = 3;"
    first, second = compiled("one", export, *needing(place)), compiled("two", "", *needing(place))
    words = "libshared_of_test.so, which a.so has loaded as well, uses level_of_log of a.so"
    assert compared(first, second) == [("shared-symbols", "warning", words)]
    assert compared(second, first) == []


def test_that_an_allocator_of_a_plugins_own_is_reported(compiled: Compile) -> None:
    own = """#include <cstdlib>
    #include <new>
    void* operator new(std::size_t size) { return std::malloc(size); }
    void operator delete(void* memory) noexcept { std::free(memory); }
    void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
    """
    assert codes(compiled("one", own))["allocator"] == (
        "exports operator delete(void*), operator delete(void*, unsigned long), operator new(unsigned long)"
    )
    assert "allocator" not in codes(compiled("one", ""))
    assert "allocator" not in codes(compiled("one", "", "-static-libstdc++"))
    member = (
        "struct Own { void* operator new(std::size_t); };\nvoid* Own::operator new(std::size_t) { return nullptr; }"
    )
    assert "allocator" not in codes(compiled("one", member, "-fvisibility=default"))


def test_that_a_symbol_that_the_process_has_already_is_reported(compiled: Compile) -> None:
    own = f"{ONE_NAME}int Py_IsInitialized();\nint Py_IsInitialized() {{ return 7; }}"
    text = codes(compiled("one", own))["shared-symbols"]
    assert text.startswith("Py_IsInitialized: ")
    assert text.endswith(" of the server's process also defines it, and the plugin's own code uses that definition")
    assert "shared-symbols" not in codes(compiled("one", own, "-Wl,-Bsymbolic"))
    assert "shared-symbols" not in codes(compiled("one", "", "-fvisibility=default", "-fgnu-unique"))
