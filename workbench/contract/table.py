"""The contents of one SDK layout: enumerations, records, interface classes and entry points, as frozen values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

Default = bool | int | float | str | None

SCALARS = ("bool", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f32", "f64", "time")
INTEGERS = ("i16", "i32", "i64", "u8", "u16", "u32", "u64", "time")
FLOATS = ("f32", "f64")


class TableError(ValueError):
    """A table violates the grammar. The text names file, item and problem on one line."""


@dataclass(frozen=True)
class Type:
    """A type: `kind` is scalar, string, void, json, json_alloc, enum, record, interface, array, vector or map."""

    kind: str
    name: str
    arguments: tuple[Type, ...] = ()
    count: int = 0

    @property
    def element(self) -> Type:
        """Element type of an array or vector, or value type of a map."""
        return self.arguments[-1]

    @property
    def is_std_array(self) -> bool:
        """Whether an array is a std::array in the public headers. The memory layout is the same for both kinds."""
        return self.kind == "array" and self.name.startswith("std_")

    def __str__(self) -> str:
        if self.kind == "array":
            return f"{'std_' if self.is_std_array else ''}array<{self.element},{self.count}>"
        if self.arguments:
            return f"{self.kind}<{','.join(str(argument) for argument in self.arguments)}>"
        return self.name


@dataclass(frozen=True)
class Enumerator:
    """A named value. `confirmed` is false for values that plugins may see but must not rely on."""

    name: str
    value: int
    confirmed: bool = True


@dataclass(frozen=True)
class Enum:
    """An enumeration with its storage type. If it is `anonymous`, only its enumerators have public names."""

    name: str
    underlying: str
    scoped: bool
    anonymous: bool
    note: str
    enumerators: tuple[Enumerator, ...]

    @property
    def confirmed(self) -> tuple[Enumerator, ...]:
        """The values that a plugin may rely on."""
        return tuple(item for item in self.enumerators if item.confirmed)

    @property
    def is_bit_mask(self) -> bool:
        """Returns whether values combine with `|`."""
        return self.note.startswith("Bit mask")

    @property
    def accepts_any_value(self) -> bool:
        """Returns whether values outside the list are accepted instead of refused."""
        return any(not item.confirmed for item in self.enumerators)


@dataclass(frozen=True)
class Field:
    """A member of a record. `default` is an enumerator's name for an enumeration. For an array it is the element's."""

    name: str
    type: Type
    default: Default
    doc: str


@dataclass(frozen=True)
class Record:
    """A structure. `fields` are in memory order and include those of the base."""

    name: str
    base: str
    note: str
    declared_size: int | None
    fields: tuple[Field, ...]
    own: tuple[Field, ...]
    inferred: bool = False

    def field(self, name: str) -> Field:
        """Returns the member of that name. KeyError if there is none."""
        for item in self.fields:
            if item.name == name:
                return item
        raise KeyError(f"{self.name}.{name}")

    def has(self, name: str) -> bool:
        """Returns whether a member of that name exists."""
        return any(item.name == name for item in self.fields)


@dataclass(frozen=True)
class Param:
    """A parameter. Modes: value (T), const (const T&), inout (T&), out (T*)."""

    name: str
    type: Type
    mode: str


@dataclass(frozen=True)
class Method:
    """A virtual method. `slot` counts from the address point of the vtable.

    `needs` is the resource of a method of the server: nothing, databases (unavailable during maintenance) or trades
    (the trade database, which account hooks and events must not use).
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
    """A class that plugin or host implements. A virtual destructor takes slots 0 and 1."""

    name: str
    kind: str
    has_virtual_destructor: bool
    implemented_by: str
    note: str
    methods: tuple[Method, ...]

    @property
    def slots(self) -> int:
        """Returns the number of function slots in the vtable."""
        return len(self.methods) + (2 if self.has_virtual_destructor else 0)


@dataclass(frozen=True)
class EntryPoint:
    """An `extern "C"` function of a plugin. `returns` keeps the table's spelling."""

    name: str
    returns: str
    required: bool
    status: str
    params: tuple[Param, ...]
    doc: str


@dataclass(frozen=True)
class Table:
    """One layout. Names that it does not define are looked up in the table that it extends."""

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
        """Returns this table and the ones that it extends."""
        table: Table | None = self
        while table is not None:
            yield table
            table = table.extends

    def enum(self, name: str) -> Enum:
        """Returns the enumeration of that name from this table or an extended one. KeyError if there is none."""
        for table in self.chain():
            for item in table.enums:
                if item.name == name:
                    return item
        raise KeyError(name)

    def record(self, name: str) -> Record:
        """Returns the record of that name from this table or an extended one. KeyError if there is none."""
        for table in self.chain():
            for item in table.records:
                if item.name == name:
                    return item
        raise KeyError(name)

    def interface(self, name: str) -> Interface:
        """Returns the class of that name from this table or an extended one. KeyError if there is none."""
        for table in self.chain():
            for item in table.interfaces:
                if item.name == name:
                    return item
        raise KeyError(name)

    @property
    def host_interface(self) -> Interface | None:
        """Returns the class that the server implements, None if the table has none."""
        return next((item for item in self.interfaces if item.implemented_by == "host"), None)

    @property
    def plugin_interfaces(self) -> tuple[Interface, ...]:
        """Returns the classes that a plugin implements, in table order."""
        return tuple(item for item in self.interfaces if item.implemented_by == "plugin")
