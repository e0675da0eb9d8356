"""Hostile ELF files with every kind of damage that a reader must handle, reproducible by seed."""

import random
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

_EXTREMES = (0, 1, 2, 7, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 0x7FFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF)
_HEADER_FIELDS = (
    (4, 1), (5, 1), (6, 1), (7, 1), (16, 2), (18, 2), (20, 4), (24, 8), (32, 8), (40, 8), (48, 4), (52, 2), (54, 2),
    (56, 2), (58, 2), (60, 2), (62, 2),
)  # fmt: skip
_SECTION_FIELDS = ((0, 4), (4, 4), (8, 8), (16, 8), (24, 8), (32, 8), (40, 4), (44, 4), (48, 8), (56, 8))
_SEGMENT_FIELDS = ((0, 4), (4, 4), (8, 8), (16, 8), (24, 8), (32, 8), (40, 8), (48, 8))
_READ = (
    ".dynamic", ".dynsym", ".dynstr", ".symtab", ".strtab", ".shstrtab", ".rela.dyn", ".gnu.version_r",
    ".gnu.version_d", ".note.gnu.build-id", ".comment", ".debug_info", ".debug_abbrev", ".debug_str", ".debug_line_str",
    ".data.rel.ro",
)  # fmt: skip
"""Sections that somebody looks into."""

Mutate = Callable[["Original", bytearray, random.Random], None]


@dataclass(frozen=True)
class Original:
    """A good file and where its parts are."""

    name: str
    data: bytes = field(repr=False)

    @property
    def sections(self) -> dict[str, tuple[int, int, int]]:
        """Place of the header, of the content, and its size, by name."""
        offset = struct.unpack_from("<Q", self.data, 40)[0]
        count, names = struct.unpack_from("<HH", self.data, 60)
        headers = [offset + 64 * number for number in range(count)]
        places = [(header, *struct.unpack_from("<QQ", self.data, header + 24)) for header in headers]
        start = places[names][1]
        return {self._text(start + struct.unpack_from("<I", self.data, place[0])[0]): place for place in places}

    @property
    def segments(self) -> list[int]:
        """Places of the program headers."""
        offset, count = struct.unpack_from("<Q", self.data, 32)[0], struct.unpack_from("<H", self.data, 56)[0]
        return [offset + 56 * number for number in range(count)]

    def _text(self, at: int) -> str:
        return self.data[at : self.data.index(b"\0", at)].decode("latin-1")


def mutated(originals: list[Original], count: int, *, seed: int) -> Iterator[tuple[str, bytes]]:
    """Returns that many files, each with a description of its damage."""
    for number in range(count):
        chance = random.Random(f"{seed}-{number}")
        original = chance.choice(originals)
        data = bytearray(original.data)
        done = [chance.choice(_KINDS) for _ in range(chance.choice((1, 1, 1, 2, 4)))]
        for mutate in done:
            if len(data) >= 64:
                mutate(original, data, chance)
        names = ", ".join(mutate.__name__.strip("_") for mutate in done)
        yield f"{number}: {original.name}: {names}", bytes(data)


def _put(data: bytearray, at: int, size: int, value: int) -> None:
    if at + size <= len(data):
        data[at : at + size] = (value & (1 << 8 * size) - 1).to_bytes(size, "little")


def _value(data: bytearray, at: int, size: int, chance: random.Random) -> int:
    """Returns a harmful number: an extreme, near the end of the file, near the original, or random."""
    before = int.from_bytes(data[at : at + size], "little")
    return chance.choice(
        (
            chance.choice(_EXTREMES),
            len(data) + chance.randint(-64, 64),
            before + chance.choice((-8, -1, 1, 8, 24, 4096)),
            before ^ 1 << chance.randrange(8 * size),
            chance.getrandbits(8 * size),
        )
    )


def _spoil(data: bytearray, at: int, size: int, chance: random.Random) -> None:
    _put(data, at, size, _value(data, at, size, chance))


def _header(_original: Original, data: bytearray, chance: random.Random) -> None:
    _spoil(data, *chance.choice(_HEADER_FIELDS), chance)


def _section_header(original: Original, data: bytearray, chance: random.Random) -> None:
    header = chance.choice(list(original.sections.values()))[0]
    at, size = chance.choice(_SECTION_FIELDS)
    _spoil(data, header + at, size, chance)


def _header_of_what_is_read(original: Original, data: bytearray, chance: random.Random) -> None:
    header = _one_that_is_read(original, chance)[0]
    at, size = chance.choice(_SECTION_FIELDS)
    _spoil(data, header + at, size, chance)


def _segment_header(original: Original, data: bytearray, chance: random.Random) -> None:
    at, size = chance.choice(_SEGMENT_FIELDS)
    _spoil(data, chance.choice(original.segments) + at, size, chance)


def _words_of_what_is_read(original: Original, data: bytearray, chance: random.Random) -> None:
    _, start, length = _one_that_is_read(original, chance)
    for _ in range(chance.choice((1, 1, 8, 64))):
        size = chance.choice((1, 2, 4, 8))
        _spoil(data, start + chance.randrange(max(length - size, 1)) // size * size, size, chance)


def _noise_in_what_is_read(original: Original, data: bytearray, chance: random.Random) -> None:
    _, start, length = _one_that_is_read(original, chance)
    count = min(length, chance.choice((16, 256, 4096)))
    at = start + chance.randrange(max(length - count, 1))
    data[at : at + count] = chance.randbytes(count)[: max(len(data) - at, 0)]


def _no_ends(original: Original, data: bytearray, chance: random.Random) -> None:
    """A table of texts, or of numbers written in groups of seven bits, of which none ever ends."""
    _, start, length = _one_that_is_read(original, chance)
    data[start : start + length] = bytes([chance.choice((0x41, 0x80, 0xFF))]) * max(min(length, len(data) - start), 0)


def _compressed(original: Original, data: bytearray, chance: random.Random) -> None:
    """Marks a section as compressed that is not."""
    header, start, _ = _one_that_is_read(original, chance)
    _put(data, header + 8, 8, 0x800)
    _put(data, start, 4, chance.choice((1, 2, 99)))
    _put(data, start + 8, 8, chance.choice(_EXTREMES))


def _another_kind(original: Original, data: bytearray, chance: random.Random) -> None:
    """One kind of section passes for another."""
    _put(
        data,
        chance.choice(list(original.sections.values()))[0] + 4,
        4,
        chance.choice((2, 3, 4, 6, 7, 8, 11, 0x6FFFFFFE)),
    )


def _cut(_original: Original, data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def _hole(_original: Original, data: bytearray, chance: random.Random) -> None:
    at, count = chance.randrange(len(data)), chance.choice((1, 64, 4096, 65536))
    data[at : at + count] = bytes(len(data[at : at + count]))


def _moved(_original: Original, data: bytearray, chance: random.Random) -> None:
    """A part is written over another one."""
    count = chance.choice((8, 64, 4096))
    source, target = chance.randrange(len(data)), chance.randrange(len(data))
    part = data[source : source + count]
    data[target : target + len(part)] = part[: max(len(data) - target, 0)]


def _flipped(_original: Original, data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 16, 256))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _longer(_original: Original, data: bytearray, chance: random.Random) -> None:
    data += chance.randbytes(chance.choice((1, 4096)))


def _one_that_is_read(original: Original, chance: random.Random) -> tuple[int, int, int]:
    sections = original.sections
    return sections[chance.choice([name for name in _READ if name in sections])]


_KINDS: tuple[Mutate, ...] = (
    _header, _section_header, _header_of_what_is_read, _segment_header, _words_of_what_is_read, _noise_in_what_is_read,
    _words_of_what_is_read, _no_ends, _compressed, _another_kind, _cut, _hole, _moved, _flipped, _longer,
)  # fmt: skip
