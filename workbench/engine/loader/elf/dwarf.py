"""Reads structures and virtual methods from a library's debug information (DWARF 2 to 5), without executing it."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workbench.engine.loader.elf.facts import read_sections

_SECTIONS = (".debug_info", ".debug_abbrev", ".debug_str", ".debug_line_str", ".debug_str_offsets")
_CLASS, _STRUCTURE, _FUNCTION = 0x02, 0x13, 0x2E
_NAME, _BYTE_SIZE, _SLOT, _STR_OFFSETS_BASE = 0x03, 0x0B, 0x4D, 0x72
_NUMBER_FOLLOWS = 0x10
_WIDE = 0xFFFFFFFF
_TYPE_UNITS, _DWO_UNITS = (0x02, 0x06), (0x04, 0x05)

_STRING, _STRP, _LINE_STRP, _INDIRECT, _SDATA = 0x08, 0x0E, 0x1F, 0x16, 0x0D
_IMPLICIT = 0x21
_FIXED = {0x05: 2, 0x06: 4, 0x07: 8, 0x0B: 1, 0x0C: 1, 0x11: 1, 0x12: 2, 0x13: 4, 0x14: 8, 0x19: 0, 0x1C: 4, 0x1E: 16}
_FIXED |= {0x20: 8, _IMPLICIT: 0, 0x24: 8, 0x25: 1, 0x26: 2, 0x27: 3, 0x28: 4, 0x29: 1, 0x2A: 2, 0x2B: 3, 0x2C: 4}
_OFFSETS = (_STRP, 0x17, 0x1D, _LINE_STRP, 0x1F20, 0x1F21)
_LEB = (0x0F, _SDATA, 0x15, 0x1A, 0x1B, 0x22, 0x23)
_BLOCKS = {0x03: 2, 0x04: 4, 0x0A: 1}
_LEB_BLOCKS = (0x09, 0x18)
_INDEXED = {0x25: 1, 0x26: 2, 0x27: 3, 0x28: 4}


class DamagedDwarf(ValueError):
    """The debug information is inconsistent."""


@dataclass(frozen=True)
class _Abbreviation:
    tag: int
    has_children: bool
    attributes: tuple[tuple[int, int, int], ...]
    """Attribute, form and implicit value."""


@dataclass(frozen=True)
class _Unit:
    start: int
    end: int
    version: int
    offset_size: int
    address_size: int
    abbreviations: Mapping[int, _Abbreviation]


@dataclass(frozen=True)
class Structures:
    """Sizes in bytes of global structures by name, and the virtual methods of one class by slot, as far as known."""

    sizes: Mapping[str, int] = field(default_factory=dict)
    methods: Mapping[int, str] = field(default_factory=dict)


def read_structures(data: bytes, names: frozenset[str], *, methods_of: str) -> Structures:
    """Returns sizes of the named global structures, and the virtual methods of the class `methods_of`.

    A compiler describes a class with virtual methods only in the unit with its table, unless a flag changes that.
    The result is empty without debug information. DamagedDwarf if the debug information is inconsistent.
    """
    sections = read_sections(data, _SECTIONS)
    if ".debug_info" not in sections or ".debug_abbrev" not in sections:
        return Structures()
    try:
        return _Reader(sections).read({name.encode() for name in names}, methods_of.encode())
    except (struct.error, IndexError, KeyError, ValueError) as error:
        raise DamagedDwarf(f"debug information is damaged: {error}") from error


class _Reader:
    def __init__(self, sections: Mapping[str, bytes]) -> None:
        self._info, self._sections = sections[".debug_info"], sections
        self._tables: dict[int, dict[int, _Abbreviation]] = {}

    def read(self, names: set[bytes], methods_of: bytes) -> Structures:
        sizes: dict[str, int] = {}
        methods: dict[int, str] = {}
        for unit in self._units():
            for name, size, slots in self._structures(unit, methods_of):
                if name in names:
                    sizes.setdefault(name.decode(), size)
                elif slots and not methods:
                    methods = slots
            if len(sizes) == len(names):
                break
        return Structures(sizes, methods)

    def _units(self) -> Iterator[_Unit]:
        at = 0
        while at < len(self._info):
            length, at, offset_size = self._number(at, 4), at + 4, 4
            if length == _WIDE:
                length, at, offset_size = self._number(at, 8), at + 8, 8
            end = at + length
            version, at = self._number(at, 2), at + 2
            kind = 1
            if version >= 5:
                kind, address_size, at = self._info[at], self._info[at + 1], at + 2
                abbreviations, at = self._number(at, offset_size), at + offset_size
                at += 8 + offset_size if kind in _TYPE_UNITS else 8 if kind in _DWO_UNITS else 0
            else:
                abbreviations, at = self._number(at, offset_size), at + offset_size
                address_size, at = self._info[at], at + 1
            if kind not in _TYPE_UNITS:
                yield _Unit(at, end, version, offset_size, address_size, self._table(abbreviations))
            at = end

    def _table(self, at: int) -> dict[int, _Abbreviation]:
        start, data = at, self._sections[".debug_abbrev"]
        if start in self._tables:
            return self._tables[start]
        table: dict[int, _Abbreviation] = {}
        while True:
            code, at = _leb(data, at)
            if code == 0:
                break
            tag, at = _leb(data, at)
            has_children, at = bool(data[at]), at + 1
            attributes = []
            while True:
                attribute, at = _leb(data, at)
                form, at = _leb(data, at)
                implicit = 0
                if form == _IMPLICIT:
                    implicit, at = _leb(data, at)
                if (attribute, form) == (0, 0):
                    break
                attributes.append((attribute, form, implicit))
            table[code] = _Abbreviation(tag, has_children, tuple(attributes))
        self._tables[start] = table
        return table

    def _structures(self, unit: _Unit, methods_of: bytes) -> Iterator[tuple[bytes, int, dict[int, str]]]:
        """Yields name, size and virtual methods of each structure directly in the unit. Structures in a namespace
        or function are different ones. Methods are read for one class only.
        """
        at, depth, base = unit.start, 0, 2 * unit.offset_size
        open_class: tuple[bytes, int, dict[int, str]] | None = None
        while at < unit.end:
            code, at = _leb(self._info, at)
            if code == 0:
                depth -= 1
                if depth == 1 and open_class is not None:
                    yield open_class
                    open_class = None
                if depth <= 0:
                    return
                continue
            entry = unit.abbreviations[code]
            wanted = depth == 1 and entry.tag in (_STRUCTURE, _CLASS)
            method = depth == 2 and open_class is not None and entry.tag == _FUNCTION
            values: dict[int, tuple[int, int, int]] = {}
            for attribute, form, implicit in entry.attributes:
                real, start = form, at
                while real == _INDIRECT:
                    real, start = _leb(self._info, start)
                at = self._skip(unit, real, start)
                if wanted or method or depth == 0:
                    values[attribute] = (real, start, implicit)
            if depth == 0 and _STR_OFFSETS_BASE in values:
                base = self._number(values[_STR_OFFSETS_BASE][1], unit.offset_size)
            if wanted and _NAME in values and _BYTE_SIZE in values:
                name = self._text(unit, base, *values[_NAME][:2])
                found: tuple[bytes, int, dict[int, str]] = (name, self._value(*values[_BYTE_SIZE]), {})
                if name == methods_of and entry.has_children:
                    open_class = found
                else:
                    yield found
            elif method and open_class is not None and _NAME in values and _SLOT in values:
                slot = self._slot(*values[_SLOT][:2])
                open_class[2][slot] = self._text(unit, base, *values[_NAME][:2]).decode("utf-8", "replace")
            depth += entry.has_children

    def _slot(self, form: int, at: int) -> int:
        """Returns the slot of a virtual method, which DWARF stores as an expression of one number."""
        at = _leb(self._info, at)[1] if form in _LEB_BLOCKS else at + _BLOCKS[form]
        if self._info[at] != _NUMBER_FOLLOWS:
            raise DamagedDwarf(f"slot of a virtual method by operation {self._info[at]:#x}")
        return _leb(self._info, at + 1)[0]

    def _skip(self, unit: _Unit, form: int, at: int) -> int:
        """Returns the offset of the next attribute."""
        if form in _FIXED:
            return at + _FIXED[form]
        if form in _OFFSETS:
            return at + unit.offset_size
        if form in _LEB:
            return _leb(self._info, at)[1]
        if form in _BLOCKS:
            return at + _BLOCKS[form] + self._number(at, _BLOCKS[form])
        if form in _LEB_BLOCKS:
            size, at = _leb(self._info, at)
            return at + size
        if form == _STRING:
            return self._info.index(b"\0", at) + 1
        if form == 0x01:
            return at + unit.address_size
        if form == 0x10:
            return at + (unit.address_size if unit.version == 2 else unit.offset_size)
        raise DamagedDwarf(f"form {form:#x} is unknown")

    def _value(self, form: int, at: int, implicit: int) -> int:
        if form == _IMPLICIT:
            return implicit
        return self._number(at, _FIXED[form]) if form in _FIXED else _leb(self._info, at)[0]

    def _text(self, unit: _Unit, base: int, form: int, at: int) -> bytes:
        if form == _STRING:
            return _terminated(self._info, at)
        if form in (_STRP, _LINE_STRP):
            section = ".debug_str" if form == _STRP else ".debug_line_str"
            return _terminated(self._sections[section], self._number(at, unit.offset_size))
        index = self._number(at, _INDEXED[form]) if form in _INDEXED else _leb(self._info, at)[0]
        place, offsets = base + index * unit.offset_size, self._sections[".debug_str_offsets"]
        offset = int.from_bytes(offsets[place : place + unit.offset_size], "little")
        return _terminated(self._sections[".debug_str"], offset)

    def _number(self, at: int, size: int) -> int:
        if at + size > len(self._info):
            raise DamagedDwarf(f"it ends within a number at {at}")
        return int.from_bytes(self._info[at : at + size], "little")


def _leb(data: bytes, at: int) -> tuple[int, int]:
    """Returns a LEB128 number (groups of seven bits) and the offset of the next value."""
    value = data[at] & 0x7F
    shift = 7
    while data[at] & 0x80:
        at += 1
        value |= (data[at] & 0x7F) << shift
        shift += 7
    return value, at + 1


def _terminated(data: bytes, at: int) -> bytes:
    return data[at : data.index(b"\0", at)]
