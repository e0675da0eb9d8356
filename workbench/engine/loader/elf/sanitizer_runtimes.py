"""Detects the sanitizers that a library was built with, and the names of their runtimes for both compilers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workbench.engine.loader.elf.facts import ElfFacts

NAMES = {
    "asan": "AddressSanitizer",
    "hwasan": "HWAddressSanitizer",
    "lsan": "LeakSanitizer",
    "msan": "MemorySanitizer",
    "tsan": "ThreadSanitizer",
    "ubsan": "UndefinedBehaviorSanitizer",
}
FIRST = ("asan", "tsan", "hwasan", "lsan")
"""Sanitizers whose runtime must be the first library in the process. Only one of them can be."""

_GCC = r"lib(asan|hwasan|lsan|msan|tsan|ubsan)\.so(?:\.\d{1,3})?"
_CLANG = r"libclang_rt\.(asan|hwasan|tsan|ubsan)(?:_standalone)?(?:-x86_64)?\.so"
# The actual file has a longer version number than the requested name: libasan.so.8.0.0.
_LIBRARY = re.compile(rf"(?:{_GCC}|{_CLANG}(?=$))")
# Names in the format of a string table.
_NAMED = re.compile(rf"\0({_GCC}|{_CLANG})(?=\0)".encode())
_CALLED = re.compile(rb"\0__(?:(asan|hwasan|tsan)_init|(ubsan)_handle_\w+)(?=\0)")
_CLANG_VERSION = re.compile(rb"clang version (\d{1,3})\.")
_OWN_SYMBOLS = re.compile(r"^__(asan|hwasan|lsan|msan|tsan|ubsan|sanitizer)_")


@dataclass(frozen=True)
class Runtime:
    """A runtime that a file needs. `libraries` are its possible names, best first."""

    kind: str
    libraries: tuple[str, ...]
    clang: str | None = None
    """Major version of the clang that built the file, empty if unknown. None for GCC."""


def kind_of(library: str) -> str:
    """Returns the sanitizer whose runtime has this library name, empty for none."""
    match = _LIBRARY.match(library)
    return (match[1] or match[2]) if match else ""


def short_name(library: str) -> str:
    """Returns the name that plugins request, for the name of the actual file."""
    match = _LIBRARY.match(library)
    return match[0] if match else library


def reported_by(data: bytes) -> Iterator[Runtime]:
    """Returns the needed runtimes by a search in the bytes, without parsing them. A file that only mentions a name
    makes the server slower, nothing worse.
    """
    built = _CLANG_VERSION.search(data)
    version = built[1].decode() if built else ""
    named = {kind_of(name): name for name in (match[1].decode() for match in _NAMED.finditer(data))}
    for kind, name in named.items():
        yield Runtime(kind, (name,), version if "clang_rt" in name else None)
    called = dict.fromkeys((match[1] or match[2]).decode() for match in _CALLED.finditer(data))
    for kind in called:
        # The other runtimes include UndefinedBehaviorSanitizer.
        if kind not in named and not (kind == "ubsan" and (named or len(called) > 1)):
            yield _unnamed(kind, version if built else None)


def _unnamed(kind: str, clang: str | None) -> Runtime:
    """Returns the runtime of a library that names none and expects it in the program.

    That is clang's default, and -static-lib... of GCC.
    """
    if clang is None:
        return Runtime(kind, (f"lib{kind}.so",))
    stem = f"libclang_rt.{kind}{'_standalone' if kind == 'ubsan' else ''}"
    return Runtime(kind, (f"{stem}-x86_64.so", f"{stem}.so"), clang)


def built_with(facts: ElfFacts) -> tuple[str, ...]:
    """Returns the sanitizers whose runtime a library needs, by library name or by called functions."""
    called = (match[1] for match in map(_OWN_SYMBOLS.match, facts.undefined) if match)
    kinds = {*map(kind_of, facts.needed), *called} - {"", "sanitizer"}
    return tuple(sorted(kinds))


def is_of_runtime(symbol: str) -> bool:
    """Returns whether a sanitizer runtime defines this symbol."""
    return bool(_OWN_SYMBOLS.match(symbol))
