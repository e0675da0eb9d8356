"""Reads facts from an ELF file without executing any code of it.

pyelftools reads headers, sections, notes, versions and debug information. This module unpacks the symbol tables from
the sections that pyelftools finds, because pyelftools needs 35 µs per symbol and a plugin built without optimisation
has thousands.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from elftools.elf.dynamic import DynamicSegment
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerDefSection, GNUVerNeedSection
from elftools.elf.sections import NoteSection, Section

MACHINES = {0x03: "x86 (32-bit)", 0x28: "ARM (32-bit)", 0x3E: "x86-64", 0xB7: "AArch64", 0xF3: "RISC-V"}
MOST_PRODUCERS = 8

_X86_64 = 0x3E
_SYMBOL = struct.Struct("<IBBHQQ")
_RELOCATION = struct.Struct("<QQq")
_INT = struct.Struct("<i")
# Found by a pattern, because following the units to it costs 20 ms each.
_PRODUCER = re.compile(rb"(?:^|\0)((?:GNU (?:C|GIMPLE)|clang version|rustc version|Intel\(R\))[^\0]*)\0")
_KINDS = {1: "object", 2: "function", 6: "thread-local"}
_BINDS = {0: "local", 1: "global", 2: "weak", 10: "unique"}
_LEAST_VERSION_BYTES = 8
_POINTER = 8
_RELATIVE, _ABSOLUTE = 8, 1
_EXECUTABLE = 1
_WEAK_VERSION = 2


class NotElf(ValueError):
    """The file is not an ELF file, or it is incomplete. The text gives the reason."""


class WrongMachine(ValueError):
    """A well-formed ELF file for another processor or word size. The text names it."""


@dataclass(frozen=True)
class Symbol:
    """A symbol. `bind`: local, global, weak or unique. `value` is an address in the file's address space. `kind`:
    object, function, thread-local or other. `section` is the name of the section that contains it.
    """

    name: str
    bind: str
    defined: bool
    value: int
    size: int
    kind: str
    section: str


@dataclass(frozen=True)
class Loaded:
    """Bytes of the file and the address at which they are mapped, in the file's address space."""

    address: int
    data: bytes = field(repr=False)
    executable: bool = False


@dataclass(frozen=True)
class ElfFacts:
    """Facts of a shared library. `run_paths` are DT_RUNPATH. `passed_paths` are DT_RPATH, which the linker uses only
    without DT_RUNPATH, and then also for indirectly needed libraries.

    `symbols` are those in the dynamic symbol table. `own_symbols` are the other symbols of a file that is not stripped.
    """

    machine: str
    needed: tuple[str, ...]
    run_paths: tuple[str, ...]
    passed_paths: tuple[str, ...]
    soname: str
    sections: tuple[str, ...]
    symbols: tuple[Symbol, ...]
    own_symbols: tuple[Symbol, ...] = ()
    loaded: tuple[Loaded, ...] = ()
    build_id: str = ""
    compilers: tuple[str, ...] = ()
    """Compilers that `.comment` names."""
    producers: tuple[str, ...] = ()
    """Compilers and their flags in the debug information."""
    flags: tuple[str, ...] = ()
    """Flags for the dynamic linker, and whether the stack is executable."""
    versions: tuple[tuple[str, str], ...] = ()
    """Library and version, such as ("libc.so.6", "GLIBC_2.34"), that the file requires."""

    def integer(self, name: str) -> int | None:
        """Returns the initial value of an `int` variable, None if the file has no such variable."""
        for symbol in (*self.symbols, *self.own_symbols):
            if symbol.name == name and symbol.defined and symbol.size == _INT.size:
                data = self.bytes_at(symbol.value, _INT.size)
                if len(data) == _INT.size:
                    value: int = _INT.unpack(data)[0]
                    return value
        return None

    def bytes_at(self, address: int, size: int) -> bytes:
        """Returns the file's bytes at these addresses, fewer where it has none, as for zeroed variables."""
        for part in self.loaded:
            offset = address - part.address
            if 0 <= offset < len(part.data):
                return part.data[offset : offset + size]
        return b""

    def is_code(self, address: int) -> bool:
        """Returns whether a function may lie at the address."""
        return any(part.executable and 0 <= address - part.address < len(part.data) for part in self.loaded)

    def exports(self, name: str) -> bool:
        """Returns whether another module can look up this name."""
        return any(symbol.name == name and symbol.defined for symbol in self.symbols)

    @property
    def has_debug_sections(self) -> bool:
        """Returns whether the file was built with -g and not stripped."""
        return ".debug_info" in self.sections or ".zdebug_info" in self.sections

    @property
    def unique_symbols(self) -> tuple[str, ...]:
        """Returns the names bound STB_GNU_UNIQUE, which exist once for the process and prevent unmapping."""
        return tuple(symbol.name for symbol in self.symbols if symbol.bind == "unique" and symbol.defined)

    @property
    def undefined(self) -> tuple[str, ...]:
        """Returns the names that another library must define."""
        return tuple(symbol.name for symbol in self.symbols if not symbol.defined and symbol.bind == "global")


@dataclass(frozen=True)
class Exports:
    """The names of the symbols and versions that a library exports. `wanted` are the names that it does not define."""

    names: frozenset[bytes]
    wanted: frozenset[bytes]
    versions: frozenset[str]


def check_whole(data: bytes, *, machine: int = _X86_64) -> None:
    """Checks the header only. NotElf if the bytes are not a complete ELF file, WrongMachine for another processor."""
    if data[:4] != b"\x7fELF":
        raise NotElf("not an ELF file" if data else "the file is empty")
    if len(data) < 20:
        raise NotElf("truncated within the ELF header")
    _check_machine(data, machine)
    if len(data) < 64:
        raise NotElf("truncated within the ELF header")
    offset, size, count = struct.unpack_from("<Q", data, 40)[0], *struct.unpack_from("<HH", data, 58)
    _check_end(data, offset + size * count)
    if count and size < 64:
        raise NotElf(f"damaged: section headers of {size} bytes")
    for place in range(offset, offset + size * count, size or 1):
        kind, at, length = *struct.unpack_from("<I", data, place + 4), *struct.unpack_from("<QQ", data, place + 24)
        if kind != 8:  # SHT_NOBITS has no bytes in the file
            _check_end(data, at + length)
    _check_segments(data)


def read_elf(data: bytes, *, machine: int = _X86_64) -> ElfFacts:
    """Returns the facts of a shared library. NotElf for any other file, WrongMachine for another processor."""
    check_whole(data, machine=machine)
    try:
        return _facts(ELFFile(io.BytesIO(data)))
    except NotElf:
        raise
    except Exception as error:
        raise NotElf(f"damaged: {type(error).__name__} {error}".strip()) from error


def read_links(data: bytes) -> ElfFacts:
    """Returns only needed libraries, search paths and name of a file. NotElf and WrongMachine like read_elf."""
    check_whole(data)
    try:
        return _links(ELFFile(io.BytesIO(data)))
    except Exception as error:
        raise NotElf(f"damaged: {type(error).__name__} {error}".strip()) from error


def read_sections(data: bytes, names: tuple[str, ...]) -> dict[str, bytes]:
    """Returns the contents of the named sections, uncompressed. NotElf like read_elf."""
    try:
        file = ELFFile(io.BytesIO(data))
        found = {name: file.get_section_by_name(name) for name in names}
        return {name: section.data() for name, section in found.items() if section and section["sh_type"] != _NOTHING}
    except Exception as error:
        raise NotElf(f"damaged: {type(error).__name__} {error}".strip()) from error


def read_exports(data: bytes) -> Exports:
    """Returns the names that a library exports. NotElf like read_elf."""
    try:
        file = ELFFile(io.BytesIO(data))
        versions = file.get_section_by_name(".gnu.version_d")
        named = {name.name for _, name in _version_names(versions)} if isinstance(versions, GNUVerDefSection) else set()
        names = list(_exported(file))
        offered = frozenset(name for name, defined in names if defined)
        return Exports(offered, frozenset(name for name, defined in names if not defined), frozenset(named))
    except Exception as error:
        raise NotElf(f"damaged: {type(error).__name__} {error}".strip()) from error


def relocations(data: bytes, facts: ElfFacts) -> dict[int, int | str]:
    """Returns the target of the pointer at each address: an address of the file, or the name of a symbol."""
    found: dict[int, int | str] = {}
    sections = read_sections(data, (".rela.dyn", ".relr.dyn"))
    section = sections.get(".rela.dyn", b"")
    for place, info, addend in _RELOCATION.iter_unpack(section[: len(section) // 24 * 24]):
        if info & 0xFFFFFFFF == _RELATIVE:
            found[place] = addend
        elif info & 0xFFFFFFFF == _ABSOLUTE and 0 < info >> 32 <= len(facts.symbols):
            found[place] = facts.symbols[(info >> 32) - 1].name
    for place in _packed_places(sections.get(".relr.dyn", b"")):
        # The file contains the target itself.
        found[place] = int.from_bytes(facts.bytes_at(place, _POINTER), "little")
    return found


def _packed_places(section: bytes) -> Iterator[int]:
    """Yields addresses from DT_RELR: an even word is one, an odd word has a bit for each of the next 63 words."""
    behind = 0
    for (word,) in struct.iter_unpack("<Q", section[: len(section) // 8 * 8]):
        if word & 1 == 0:
            yield word
            behind = word + _POINTER
        else:
            yield from (behind + bit * _POINTER for bit in range(63) if word >> (bit + 1) & 1)
            behind += 63 * _POINTER


_NOTHING = "SHT_NOBITS"


def _check_machine(data: bytes, wanted: int) -> None:
    found = int.from_bytes(data[18:20], "little" if data[5] == 1 else "big")
    if data[4] != 2 or data[5] != 1 or found != wanted:
        bits = "64" if data[4] == 2 else "32"
        raise WrongMachine(f"{bits}-bit {MACHINES.get(found, f'machine {found:#x}')}")


def _check_end(data: bytes, end: int) -> None:
    if end > len(data):
        raise NotElf(f"truncated: {len(data)} of at least {end} bytes are there")


def _check_segments(data: bytes) -> None:
    offset, size, count = struct.unpack_from("<Q", data, 32)[0], *struct.unpack_from("<HH", data, 54)
    _check_end(data, offset + size * count)
    if count and size < 56:
        raise NotElf(f"damaged: program headers of {size} bytes")
    for place in range(offset, offset + size * count, size or 1):
        at, length = struct.unpack_from("<Q", data, place + 8)[0], struct.unpack_from("<Q", data, place + 32)[0]
        _check_end(data, at + length)


def _dynamic(file: ELFFile) -> list[Any]:
    return [
        tag for segment in file.iter_segments() if isinstance(segment, DynamicSegment) for tag in segment.iter_tags()
    ]


def _links(file: ELFFile) -> ElfFacts:
    dynamic = _dynamic(file)
    run_paths = _paths(dynamic, "DT_RUNPATH")
    return ElfFacts(
        machine=MACHINES[_X86_64],
        needed=_texts(dynamic, "DT_NEEDED"),
        run_paths=run_paths,
        passed_paths=() if run_paths else _paths(dynamic, "DT_RPATH"),
        soname="".join(_texts(dynamic, "DT_SONAME")[:1]),
        sections=(),
        symbols=(),
    )


def _facts(file: ELFFile) -> ElfFacts:
    if file["e_type"] != "ET_DYN":
        raise NotElf("an ELF file, but not a shared library")
    sections = list(file.iter_sections())
    return replace(
        _links(file),
        sections=tuple(_printable(section.name) for section in sections),
        symbols=tuple(_symbols(sections, "SHT_DYNSYM")),
        own_symbols=tuple(_symbols(sections, "SHT_SYMTAB")),
        loaded=tuple(
            Loaded(segment["p_vaddr"], segment.data(), bool(segment["p_flags"] & _EXECUTABLE))
            for segment in file.iter_segments()
            if segment["p_type"] == "PT_LOAD"
        ),
        build_id=_build_id(sections),
        compilers=_compilers(sections),
        producers=_producers(sections),
        flags=tuple(_flags(file, _dynamic(file))),
        versions=tuple(_versions(sections)),
    )


def _texts(dynamic: list[Any], tag: str) -> tuple[str, ...]:
    attribute = tag.removeprefix("DT_").lower()
    return tuple(_printable(getattr(entry, attribute)) for entry in dynamic if entry.entry.d_tag == tag)


def _paths(dynamic: list[Any], tag: str) -> tuple[str, ...]:
    return tuple(filter(None, ":".join(_texts(dynamic, tag)).split(":")))


def _printable(text: str | bytes) -> str:
    """Returns a name of the file as valid text."""
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
    return raw.decode("utf-8", "backslashreplace")


def _symbols(sections: list[Section], kind: str) -> Iterator[Symbol]:
    names = [_printable(section.name) for section in sections]
    for section in sections:
        if section["sh_type"] == kind and section["sh_link"] < len(sections):
            strings, table = sections[section["sh_link"]].data(), section.data()
            # The first entry of each table is empty. Relocations use indexes of the dynamic table, which stays whole.
            for name, info, _, place, value, size in _SYMBOL.iter_unpack(table[24 : len(table) // 24 * 24]):
                if name or kind == "SHT_DYNSYM":
                    bind, what = _BINDS.get(info >> 4, "other"), _KINDS.get(info & 0xF, "other")
                    section_name = names[place] if 0 < place < len(names) else ""
                    yield Symbol(_text(strings, name), bind, place != 0, value, size, what, section_name)


def _exported(file: ELFFile) -> Iterator[tuple[bytes, bool]]:
    """Yields each name in the dynamic symbol table, and whether the library defines it."""
    section = file.get_section_by_name(".dynsym")
    if section is None:
        return
    strings, table = file.get_section(section["sh_link"]).data(), section.data()
    for name, info, _, place, _, _ in _SYMBOL.iter_unpack(table[: len(table) // 24 * 24]):
        if name and info >> 4:
            yield strings[name : strings.find(b"\0", name)], place != 0


def _text(strings: bytes, offset: int) -> str:
    end = strings.find(b"\0", offset)
    if offset > len(strings) or end < 0:
        raise NotElf(f"damaged: no text at {offset} of a string table of {len(strings)} bytes")
    return strings[offset:end].decode("utf-8", "backslashreplace")


def _build_id(sections: list[Section]) -> str:
    for section in sections:
        if isinstance(section, NoteSection) and section.name == ".note.gnu.build-id":
            return next(
                (str(note["n_desc"]) for note in section.iter_notes() if note["n_type"] == "NT_GNU_BUILD_ID"), ""
            )
    return ""


def _compilers(sections: list[Section]) -> tuple[str, ...]:
    texts = (section.data() for section in sections if section.name == ".comment")
    return tuple(dict.fromkeys(_printable(part) for text in texts for part in text.split(b"\0") if part))


def _producers(sections: list[Section]) -> tuple[str, ...]:
    texts = (section.data() for section in sections if section.name in (".debug_str", ".debug_line_str"))
    found = (_printable(match[1]) for text in texts for match in _PRODUCER.finditer(text))
    return tuple(sorted(set(found)))[:MOST_PRODUCERS]


def _flags(file: ELFFile, dynamic: list[Any]) -> Iterator[str]:
    values = {tag.entry.d_tag: tag.entry.d_val for tag in dynamic}
    for name, tag, bit in (
        ("BIND_NOW", "DT_FLAGS", 0x8), ("TEXTREL", "DT_FLAGS", 0x4), ("STATIC_TLS", "DT_FLAGS", 0x10),
        ("SYMBOLIC", "DT_FLAGS", 0x2), ("NOW", "DT_FLAGS_1", 0x1), ("NODELETE", "DT_FLAGS_1", 0x8),
        ("INITFIRST", "DT_FLAGS_1", 0x20),
    ):  # fmt: skip
        if values.get(tag, 0) & bit:
            yield name
    if any(
        segment["p_type"] == "PT_GNU_STACK" and segment["p_flags"] & _EXECUTABLE for segment in file.iter_segments()
    ):
        yield "EXECSTACK"


def _versions(sections: list[Section]) -> Iterator[tuple[str, str]]:
    for section in sections:
        if isinstance(section, GNUVerNeedSection):
            for library, name in _version_names(section):
                if not name["vna_flags"] & _WEAK_VERSION:
                    yield _printable(str(library.name)), _printable(str(name.name))


def _version_names(section: GNUVerNeedSection | GNUVerDefSection) -> Iterator[tuple[Any, Any]]:
    """Yields each name with its entry. NotElf if the entries form a cycle."""
    left = section["sh_size"] // _LEAST_VERSION_BYTES
    for entry, names in section.iter_versions():
        for name in names:
            left -= 1
            if left < 0:
                raise NotElf("damaged: the version names form a cycle")
            yield entry, name
