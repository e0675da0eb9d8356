"""What one SDK layout consists of: enumerations, records, interface classes and entry points, as frozen values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

Default = bool | int | float | str | None

SCALARS = ("bool", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f32", "f64", "time")
INTEGERS = ("i16", "i32", "i64", "u8", "u16", "u32", "u64", "time")
FLOATS = ("f32", "f64")


class TableError(ValueError):
    """A table breaks the grammar; the text names file, item and what is wrong, on one line."""


@dataclass(frozen=True)
class Type:
    """A type: `kind` is scalar, string, void, json, json_alloc, enum, record, interface, array, vector or map."""

    kind: str
    name: str
    arguments: tuple[Type, ...] = ()
    count: int = 0

    @property
    def element(self) -> Type:
        """Element of an array or vector, value of a map."""
        return self.arguments[-1]

    @property
    def is_std_array(self) -> bool:
        """Whether an array is a std::array in the public headers; its layout is that of the other ones."""
        return self.kind == "array" and self.name.startswith("std_")

    def __str__(self) -> str:
        if self.kind == "array":
            return f"{'std_' if self.is_std_array else ''}array<{self.element},{self.count}>"
        if self.arguments:
            return f"{self.kind}<{','.join(str(argument) for argument in self.arguments)}>"
        return self.name


@dataclass(frozen=True)
class Enumerator:
    """A named value; `confirmed` is false when plugins may see it but must not rely on it."""

    name: str
    value: int
    confirmed: bool = True


@dataclass(frozen=True)
class Enum:
    """An enumeration with its storage type; `anonymous` means that only its enumerators have public names."""

    name: str
    underlying: str
    scoped: bool
    anonymous: bool
    note: str
    enumerators: tuple[Enumerator, ...]

    @property
    def confirmed(self) -> tuple[Enumerator, ...]:
        """The values a plugin may rely on."""
        return tuple(item for item in self.enumerators if item.confirmed)

    @property
    def is_bit_mask(self) -> bool:
        """Whether values combine with `|`."""
        return self.note.startswith("Bit mask")

    @property
    def accepts_any_value(self) -> bool:
        """Whether values outside the list are to be carried, not refused."""
        return any(not item.confirmed for item in self.enumerators)


@dataclass(frozen=True)
class Field:
    """A member of a record; `default` is an enumerator's name for an enumeration, each element's for an array."""

    name: str
    type: Type
    default: Default
    doc: str


@dataclass(frozen=True)
class Record:
    """A structure; `fields` are in memory order and include those of the base."""

    name: str
    base: str
    note: str
    declared_size: int | None
    fields: tuple[Field, ...]
    own: tuple[Field, ...]
    inferred: bool = False

    def field(self, name: str) -> Field:
        """The member of that name; KeyError when there is none."""
        for item in self.fields:
            if item.name == name:
                return item
        raise KeyError(f"{self.name}.{name}")

    def has(self, name: str) -> bool:
        """Whether a member of that name exists."""
        return any(item.name == name for item in self.fields)


@dataclass(frozen=True)
class Param:
    """A parameter; modes: value (T), const (const T&), inout (T&), out (T*)."""

    name: str
    type: Type
    mode: str


@dataclass(frozen=True)
class Method:
    """A virtual method; `slot` counts from the address point of the vtable.

    `needs` says what a method of the server works on: nothing, databases (no answer during maintenance) or trades (the
    trade database, which account hooks and events must not ask for).
    """

    slot: int
    name: str
    returns: Type
    is_const: bool
    pure: bool
    body: str
    params: tuple[Param, ...]
    needs: str
    doc: str


@dataclass(frozen=True)
class Interface:
    """A class that plugin or host implements; a virtual destructor takes slots 0 and 1."""

    name: str
    kind: str
    has_virtual_destructor: bool
    implemented_by: str
    note: str
    methods: tuple[Method, ...]

    @property
    def slots(self) -> int:
        """Number of function slots in the vtable."""
        return len(self.methods) + (2 if self.has_virtual_destructor else 0)


@dataclass(frozen=True)
class EntryPoint:
    """An `extern "C"` function of a plugin; `returns` keeps the table's spelling."""

    name: str
    returns: str
    required: bool
    status: str
    params: tuple[Param, ...]
    doc: str


@dataclass(frozen=True)
class Table:
    """One layout; names not found here are looked up in the table it extends."""

    name: str
    file: str
    sdk: str
    plugin_api_version: int | None
    server_api_version: int | None
    version: int | None
    extends: Table | None
    enums: tuple[Enum, ...] = ()
    records: tuple[Record, ...] = ()
    interfaces: tuple[Interface, ...] = ()
    entry_points: tuple[EntryPoint, ...] = ()
    variants: tuple[str, ...] = field(default=())

    def chain(self) -> Iterator[Table]:
        """This table, then the ones it extends."""
        table: Table | None = self
        while table is not None:
            yield table
            table = table.extends

    def enum(self, name: str) -> Enum:
        """The enumeration of that name here or below; KeyError when there is none."""
        for table in self.chain():
            for item in table.enums:
                if item.name == name:
                    return item
        raise KeyError(name)

    def record(self, name: str) -> Record:
        """The record of that name here or below; KeyError when there is none."""
        for table in self.chain():
            for item in table.records:
                if item.name == name:
                    return item
        raise KeyError(name)

    def interface(self, name: str) -> Interface:
        """The class of that name here or below; KeyError when there is none."""
        for table in self.chain():
            for item in table.interfaces:
                if item.name == name:
                    return item
        raise KeyError(name)

    @property
    def host_interface(self) -> Interface | None:
        """The class that the server implements, None when the table has none."""
        return next((item for item in self.interfaces if item.implemented_by == "host"), None)

    @property
    def plugin_interfaces(self) -> tuple[Interface, ...]:
        """The classes that a plugin implements, in table order."""
        return tuple(item for item in self.interfaces if item.implemented_by == "plugin")
