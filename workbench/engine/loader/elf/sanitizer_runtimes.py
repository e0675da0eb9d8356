"""Which sanitizer a library was built with, and how the runtimes of the two compilers are named."""

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
"""Their runtimes must be first in the process, and only one of them can be."""

_GCC = r"lib(asan|hwasan|lsan|msan|tsan|ubsan)\.so(?:\.\d{1,3})?"
_CLANG = r"libclang_rt\.(asan|hwasan|tsan|ubsan)(?:_standalone)?(?:-x86_64)?\.so"
# The file behind the name that is asked for has more numbers: libasan.so.8.0.0.
_LIBRARY = re.compile(rf"(?:{_GCC}|{_CLANG}(?=$))")
# Names as a string table has them.
_NAMED = re.compile(rf"\0({_GCC}|{_CLANG})(?=\0)".encode())
_CALLED = re.compile(rb"\0__(?:(asan|hwasan|tsan)_init|(ubsan)_handle_\w+)(?=\0)")
_CLANG_VERSION = re.compile(rb"clang version (\d{1,3})\.")
_OWN_SYMBOLS = re.compile(r"^__(asan|hwasan|lsan|msan|tsan|ubsan|sanitizer)_")


@dataclass(frozen=True)
class Runtime:
    """A runtime that a file needs. `libraries` are the names that it may have, best first."""

    kind: str
    libraries: tuple[str, ...]
    clang: str | None = None
    """Major version of the clang that built the file, empty when it does not tell; None for GCC."""


def kind_of(library: str) -> str:
    """Which sanitizer's runtime a library of this name is, empty for none."""
    match = _LIBRARY.match(library)
    return (match[1] or match[2]) if match else ""


def short_name(library: str) -> str:
    """The name that plugins ask for, of the file behind it."""
    match = _LIBRARY.match(library)
    return match[0] if match else library


def reported_by(data: bytes) -> Iterator[Runtime]:
    """What the bytes of a file tell, without parsing it. One that only mentions a name gets a slower server, nothing
    worse.
    """
    built = _CLANG_VERSION.search(data)
    version = built[1].decode() if built else ""
    named = {kind_of(name): name for name in (match[1].decode() for match in _NAMED.finditer(data))}
    for kind, name in named.items():
        yield Runtime(kind, (name,), version if "clang_rt" in name else None)
    called = dict.fromkeys((match[1] or match[2]).decode() for match in _CALLED.finditer(data))
    for kind in called:
        # Each of the others answers for UndefinedBehaviorSanitizer, too.
        if kind not in named and not (kind == "ubsan" and (named or len(called) > 1)):
            yield _unnamed(kind, version if built else None)


def _unnamed(kind: str, clang: str | None) -> Runtime:
    """Built as part of a program that has the runtime: clang's way unless told otherwise, GCC's with -static-lib..."""
    if clang is None:
        return Runtime(kind, (f"lib{kind}.so",))
    stem = f"libclang_rt.{kind}{'_standalone' if kind == 'ubsan' else ''}"
    return Runtime(kind, (f"{stem}-x86_64.so", f"{stem}.so"), clang)


def built_with(facts: ElfFacts) -> tuple[str, ...]:
    """Kinds of the sanitizers whose runtime a library needs, by name or by what it calls."""
    called = (match[1] for match in map(_OWN_SYMBOLS.match, facts.undefined) if match)
    kinds = {*map(kind_of, facts.needed), *called} - {"", "sanitizer"}
    return tuple(sorted(kinds))


def is_of_runtime(symbol: str) -> bool:
    """Whether a symbol is one that a runtime has."""
    return bool(_OWN_SYMBOLS.match(symbol))
