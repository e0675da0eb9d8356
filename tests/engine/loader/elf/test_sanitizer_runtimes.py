"""The bytes of a file identify its sanitizer runtime, for every compiler and linking mode."""

from pathlib import Path

import pytest

from tests.support.compiler import CLANG, CompilePlugin
from workbench.engine.loader.elf.libraries import LibrarySearch
from workbench.engine.loader.elf.sanitizer_runtimes import Runtime, kind_of, reported_by, short_name
from workbench.engine.loader.library_checks import inspect_library
from workbench.engine.loader.scan import read_candidate

GCC = b"GCC: (Debian 12.2.0) 12.2.0"
MADE_BY_CLANG = b"Debian clang version 14.0.6"


def strings(*names: bytes) -> bytes:
    return b"\x7fELF\0" + b"\0".join(names) + b"\0"


@pytest.mark.parametrize(
    ("names", "needs"),
    [
        ((b"libasan.so.8", b"__asan_init", GCC), [Runtime("asan", ("libasan.so.8",))]),
        ((b"libasan.so.8", b"libubsan.so.1", b"__ubsan_handle_add_overflow"), ["asan", "ubsan"]),
        ((b"libclang_rt.asan-x86_64.so", MADE_BY_CLANG), [Runtime("asan", ("libclang_rt.asan-x86_64.so",), "14")]),
        ((b"libclang_rt.asan.so",), [Runtime("asan", ("libclang_rt.asan.so",), "")]),
        (
            (b"__tsan_init", MADE_BY_CLANG),
            [Runtime("tsan", ("libclang_rt.tsan-x86_64.so", "libclang_rt.tsan.so"), "14")],
        ),
        (
            (b"__ubsan_handle_add_overflow", MADE_BY_CLANG),
            [Runtime("ubsan", ("libclang_rt.ubsan_standalone-x86_64.so", "libclang_rt.ubsan_standalone.so"), "14")],
        ),
        ((b"__asan_init", b"__ubsan_handle_add_overflow", MADE_BY_CLANG), ["asan"]),
        ((b"__asan_init", GCC), [Runtime("asan", ("libasan.so",))]),
        ((b"__asan_initial", b"about libasan.so.8", MADE_BY_CLANG, GCC), []),
    ],
)
def test_that_the_bytes_of_a_file_identify_its_runtime(names: tuple[bytes, ...], needs: list[Runtime | str]) -> None:
    found = list(reported_by(strings(*names)))
    assert [
        reported.kind if isinstance(need, str) else reported for reported, need in zip(found, needs, strict=True)
    ] == needs


def test_that_runtimes_are_identified_by_library_name() -> None:
    assert [kind_of(name) for name in ("libasan.so.8.0.0", "libclang_rt.ubsan_standalone-x86_64.so")] == [
        "asan",
        "ubsan",
    ]
    assert short_name("libasan.so.8.0.0") == "libasan.so.8"
    assert [kind_of(name) for name in ("libasanity.so", "libclang_rt.asan-i386.so", "liba.so", "")] == [""] * 4


@pytest.mark.parametrize(("flag", "kind"), [("address", "asan"), ("thread", "tsan")])
def test_that_a_runtime_left_to_the_program_is_reported_in_one_sentence(
    compiled_plugin: CompilePlugin, flag: str, kind: str
) -> None:
    """As clang does always, and GCC with -static-libasan."""
    text = 'extern "C" int CreatePlugin(int* cells) { return cells[3]; }\n'
    path = compiled_plugin(text, name="left", flags=[f"-fsanitize={flag}", f"-static-lib{kind}"])
    refused = [
        each for each in inspect_library(read_candidate(path), LibrarySearch()).diagnostics if each.code != "abi"
    ]
    reported = [each.text for each in refused if each.code in ("sanitizer", "unresolved")]
    name = {"asan": "AddressSanitizer", "tsan": "ThreadSanitizer"}[kind]
    assert reported == [
        f"needs the runtime of {name} (unnamed, as built by clang), which the server process does not have"
    ]
    (library,) = (path for path in (LibrarySearch().find(f"lib{kind}.so.{number}") for number in range(9)) if path)
    assert "unresolved" not in codes(path, library)
    assert "sanitizer" not in codes(path, library)


@pytest.mark.skipif(CLANG is None, reason="no clang++ here")
def test_that_clangs_sanitizer_is_named_among_what_a_debug_build_has(compiled_plugin: CompilePlugin) -> None:
    text = 'extern "C" int CreatePlugin(int* cells) { return cells[3]; }\n'
    path = compiled_plugin(text, name="clang", flags=["-fsanitize=address"], compiler=CLANG or "")
    found = {each.code: each.text for each in inspect_library(read_candidate(path), LibrarySearch()).diagnostics}
    assert "was built with a sanitizer (asan)" in found["debug-module"]


def codes(path: Path, *runtimes: Path) -> set[str]:
    inspection = inspect_library(read_candidate(path), LibrarySearch(), runtimes=tuple(map(str, runtimes)))
    return {diagnostic.code for diagnostic in inspection.diagnostics}
