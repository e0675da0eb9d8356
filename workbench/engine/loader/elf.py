"""What an ELF file says of itself, read without executing any of it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

MACHINES = {0x03: "x86 (32-bit)", 0x28: "ARM (32-bit)", 0x3E: "x86-64", 0xB7: "AArch64", 0xF3: "RISC-V"}

_ELF64_HEADER = struct.Struct("<16xHHIQQQIHHHHHH")
_PROGRAM_HEADER = struct.Struct("<IIQQQQQQ")
_SECTION_HEADER = struct.Struct("<IIQQQQIIQQ")
_DYNAMIC = struct.Struct("<qQ")
_SYMBOL = struct.Struct("<IBBHQQ")
_INT = struct.Struct("<i")
_COMPRESSION_HEADER = struct.Struct("<IIQ8x")

_TYPE_SHARED = 3
_LOAD, _DYNAMIC_SEGMENT = 1, 2
_NEEDED, _STRTAB, _SYMTAB, _STRSZ, _SONAME, _RPATH, _RUNPATH = 1, 5, 6, 10, 14, 15, 29
_SHT_SYMTAB, _SHT_NOBITS, _SHT_DYNSYM = 2, 8, 11
_SHF_COMPRESSED, _COMPRESSED_BY_ZLIB = 0x800, 1
_BINDS = {0: "local", 1: "global", 2: "weak", 10: "unique"}


class NotElf(ValueError):
    """The file is no ELF file, or not all of it is there; the text says which."""


class WrongMachine(ValueError):
    """A well-formed ELF file for another processor or word size; the text names it."""


@dataclass(frozen=True)
class Symbol:
    """A symbol. `bind`: local, global, weak or unique; `value` is an address as the file counts."""

    name: str
    bind: str
    defined: bool
    value: int
    size: int


@dataclass(frozen=True)
class Loaded:
    """Bytes of the file and the address at which they will lie, as the file counts."""

    address: int
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class ElfFacts:
    """Facts of a shared library. `run_paths` are DT_RUNPATH, or DT_RPATH when there is none.

    `symbols` are those the dynamic linker knows, `own_symbols` all that the file was not stripped of.
    """

    machine: str
    needed: tuple[str, ...]
    run_paths: tuple[str, ...]
    soname: str
    sections: tuple[str, ...]
    symbols: tuple[Symbol, ...]
    own_symbols: tuple[Symbol, ...] = ()
    loaded: tuple[Loaded, ...] = ()

    def integer(self, name: str) -> int | None:
        """First value of an `int` variable, as the file has it; None when it has no such variable."""
        for symbol in (*self.symbols, *self.own_symbols):
            if symbol.name == name and symbol.defined and symbol.size == _INT.size:
                for part in self.loaded:
                    offset = symbol.value - part.address
                    if 0 <= offset <= len(part.data) - _INT.size:
                        value: int = _INT.unpack_from(part.data, offset)[0]
                        return value
        return None

    def exports(self, name: str) -> bool:
        """Whether another module can look this name up."""
        return any(symbol.name == name and symbol.defined for symbol in self.symbols)

    @property
    def has_debug_sections(self) -> bool:
        """Whether it was built with -g and not stripped."""
        return ".debug_info" in self.sections or ".zdebug_info" in self.sections

    @property
    def unique_symbols(self) -> tuple[str, ...]:
        """Names bound STB_GNU_UNIQUE: one for the whole process, never unmapped."""
        return tuple(symbol.name for symbol in self.symbols if symbol.bind == "unique" and symbol.defined)


def read_elf(data: bytes, *, machine: int = 0x3E) -> ElfFacts:
    """The facts of a whole file. NotElf for all but a complete shared library, WrongMachine for another processor."""
    if data[:4] != b"\x7fELF":
        raise NotElf("not an ELF file" if data else "the file is empty")
    if len(data) < 20:
        raise NotElf("truncated within the ELF header")
    _check_machine(data, machine)
    if len(data) < 64:
        raise NotElf("truncated within the ELF header")
    try:
        return _Parser(data).facts()
    except (struct.error, OverflowError, IndexError) as error:
        raise NotElf(f"damaged: {error}") from error


def read_sections(data: bytes, names: tuple[str, ...]) -> dict[str, bytes]:
    """Contents of those sections that the file has, uncompressed. NotElf like read_elf."""
    try:
        found = {name: (header, data[header[4] : header[4] + header[5]]) for name, header in _Parser(data).sections()}
        return {name: _plain(*found[name]) for name in names if name in found and found[name][0][1] != _SHT_NOBITS}
    except (struct.error, OverflowError, IndexError, zlib.error) as error:
        raise NotElf(f"damaged: {error}") from error


def _plain(header: tuple[int, ...], content: bytes) -> bytes:
    if not header[2] & _SHF_COMPRESSED:
        return content
    kind, _, size = _COMPRESSION_HEADER.unpack_from(content)
    if kind != _COMPRESSED_BY_ZLIB:
        return b""
    return zlib.decompressobj().decompress(content[_COMPRESSION_HEADER.size :], size)


def _check_machine(data: bytes, wanted: int) -> None:
    found = int.from_bytes(data[18:20], "little" if data[5] == 1 else "big")
    if data[4] != 2 or data[5] != 1 or found != wanted:
        bits = "64" if data[4] == 2 else "32"
        raise WrongMachine(f"{bits}-bit {MACHINES.get(found, f'machine {found:#x}')}")


class _Parser:
    def __init__(self, data: bytes) -> None:
        self._data = data
        header = _ELF64_HEADER.unpack_from(data)
        self._type, self._machine = header[0], header[1]
        self._program_offset, self._section_offset = header[4], header[5]
        self._program_count, self._section_count, self._names_index = header[9], header[11], header[12]

    def facts(self) -> ElfFacts:
        if self._type != _TYPE_SHARED:
            raise NotElf("an ELF file, but not a shared library")
        sections = list(self.sections())
        dynamic = list(self._dynamic())
        by_tag = dict(dynamic)
        strings = self._table(by_tag.get(_STRTAB, 0), by_tag.get(_STRSZ, 0))
        paths = by_tag.get(_RUNPATH, by_tag.get(_RPATH))
        return ElfFacts(
            machine=MACHINES.get(self._machine, hex(self._machine)),
            needed=tuple(_text(strings, value) for tag, value in dynamic if tag == _NEEDED),
            run_paths=tuple(filter(None, _text(strings, paths).split(":"))) if paths is not None else (),
            soname=_text(strings, by_tag[_SONAME]) if _SONAME in by_tag else "",
            sections=tuple(name for name, _ in sections),
            symbols=tuple(self._symbols(sections, _SHT_DYNSYM, strings)),
            own_symbols=tuple(self._own_symbols(sections)),
            loaded=tuple(self._loaded()),
        )

    def sections(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Name and header of each section; NotElf when a section lies beyond the end of the file."""
        end = self._section_offset + self._section_count * _SECTION_HEADER.size
        if end > len(self._data):
            raise NotElf(f"truncated: {len(self._data)} of at least {end} bytes are there")
        headers = [
            _SECTION_HEADER.unpack_from(self._data, self._section_offset + number * _SECTION_HEADER.size)
            for number in range(self._section_count)
        ]
        for header in headers:
            if header[1] != _SHT_NOBITS and header[4] + header[5] > len(self._data):
                raise NotElf(f"truncated: {len(self._data)} of at least {header[4] + header[5]} bytes are there")
        if not headers:
            return
        names = headers[self._names_index]
        strings = self._data[names[4] : names[4] + names[5]]
        for header in headers:
            yield _text(strings, header[0]), header

    def _programs(self) -> Iterator[tuple[int, ...]]:
        for number in range(self._program_count):
            header = _PROGRAM_HEADER.unpack_from(self._data, self._program_offset + number * _PROGRAM_HEADER.size)
            if header[2] + header[5] > len(self._data):
                raise NotElf(f"truncated: {len(self._data)} of at least {header[2] + header[5]} bytes are there")
            yield header

    def _dynamic(self) -> Iterator[tuple[int, int]]:
        for header in self._programs():
            if header[0] == _DYNAMIC_SEGMENT:
                for tag, value in _DYNAMIC.iter_unpack(self._data[header[2] : header[2] + header[5] // 16 * 16]):
                    if tag == 0:
                        return
                    yield tag, value

    def _table(self, address: int, size: int) -> bytes:
        """Bytes at a virtual address; the dynamic section speaks in addresses, the file in offsets."""
        for header in self._programs():
            if header[0] == _LOAD and header[3] <= address < header[3] + header[5]:
                offset = address - header[3] + header[2]
                return self._data[offset : offset + size]
        return b""

    def _loaded(self) -> Iterator[Loaded]:
        for header in self._programs():
            if header[0] == _LOAD:
                yield Loaded(header[3], self._data[header[2] : header[2] + header[5]])

    def _own_symbols(self, sections: list[tuple[str, tuple[int, ...]]]) -> Iterator[Symbol]:
        for _, header in sections:
            if header[1] == _SHT_SYMTAB and header[6] < len(sections):
                names = sections[header[6]][1]
                yield from self._symbols(sections, _SHT_SYMTAB, self._data[names[4] : names[4] + names[5]])

    def _symbols(self, sections: list[tuple[str, tuple[int, ...]]], kind: int, strings: bytes) -> Iterator[Symbol]:
        for _, header in sections:
            if header[1] == kind:
                table = self._data[header[4] : header[4] + header[5] // _SYMBOL.size * _SYMBOL.size]
                for name, info, _, section, value, size in _SYMBOL.iter_unpack(table):
                    if name:
                        yield Symbol(_text(strings, name), _BINDS.get(info >> 4, "other"), section != 0, value, size)


def _text(strings: bytes, offset: int) -> str:
    end = strings.find(b"\0", offset)
    if offset > len(strings) or end < 0:
        raise NotElf(f"damaged: no text at {offset} of a string table of {len(strings)} bytes")
    return strings[offset:end].decode("utf-8", "backslashreplace")
