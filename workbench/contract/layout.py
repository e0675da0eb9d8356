"""Memory layout of records under the Itanium C++ ABI on x86-64 with libstdc++."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.contract.table import Field, Record, Table, Type

_SIZES = {"bool": 1, "i16": 2, "i32": 4, "i64": 8, "u8": 1, "u16": 2, "u32": 4, "u64": 8, "f32": 4, "f64": 8, "time": 8}
_LIBRARY = {"string": (32, 8), "vector": (24, 8), "map": (56, 8), "json": (16, 8), "json_alloc": (40, 8)}


@dataclass(frozen=True)
class Place:
    """Number of bytes of the field."""

    field: Field
    offset: int
    size: int
    alignment: int


@dataclass(frozen=True)
class Layout:
    """Number of bytes of a record, including padding."""

    size: int
    alignment: int
    places: tuple[Place, ...]

    def offset(self, name: str) -> int:
        """Returns the offset of a field in bytes. KeyError for an unknown field."""
        for place in self.places:
            if place.field.name == name:
                return place.offset
        raise KeyError(name)

    @property
    def padding(self) -> int:
        """Returns the number of bytes that belong to no field."""
        return self.size - sum(place.size for place in self.places)


def size_and_alignment(type_: Type, table: Table) -> tuple[int, int]:
    """Returns size in bytes and alignment of a type. ValueError for a type without a size (void, an interface)."""
    if type_.kind == "scalar":
        return _SIZES[type_.name], _SIZES[type_.name]
    if type_.kind in _LIBRARY:
        return _LIBRARY[type_.kind]
    if type_.kind == "enum":
        size = _SIZES[table.enum(type_.name).underlying]
        return size, size
    if type_.kind == "array":
        size, alignment = size_and_alignment(type_.element, table)
        return size * type_.count, alignment
    if type_.kind == "record":
        nested = layout_of(table.record(type_.name), table)
        return nested.size, nested.alignment
    raise ValueError(f"{type_} has no size")


def layout_of(record: Record, table: Table) -> Layout:
    """Returns size, alignment and offset of every field, in bytes."""
    places, offset, widest = [], 0, 1
    for item in record.fields:
        size, alignment = size_and_alignment(item.type, table)
        offset = _rounded(offset, alignment)
        places.append(Place(item, offset, size, alignment))
        offset += size
        widest = max(widest, alignment)
    return Layout(_rounded(max(offset, 1), widest), widest, tuple(places))


def _rounded(offset: int, alignment: int) -> int:
    return -(-offset // alignment) * alignment
