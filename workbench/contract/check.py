"""Rules for a whole table: unique names, defaults that fit, slots without gaps, and correct declared sizes."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.contract.layout import layout_of
from workbench.contract.table import FLOATS, INTEGERS, Enum, Field, Interface, Record, Table, TableError

_RANGES = {
    "i16": (-(2**15), 2**15 - 1),
    "i32": (-(2**31), 2**31 - 1),
    "i64": (-(2**63), 2**63 - 1),
    "time": (-(2**63), 2**63 - 1),
    "u8": (0, 2**8 - 1),
    "u16": (0, 2**16 - 1),
    "u32": (0, 2**32 - 1),
    "u64": (0, 2**64 - 1),
}


def check_table(table: Table) -> None:
    """Raises TableError for the first rule that the table breaks."""
    for enum in table.enums:
        _check_enum(enum, table)
    for record in table.records:
        _check_record(record, table)
    for interface in table.interfaces:
        _check_interface(interface, table)
    _unique((item.name for item in table.entry_points), f"{table.file}: entry points")


def _check_enum(enum: Enum, table: Table) -> None:
    where = f"{table.file}: {enum.name}"
    if enum.underlying not in _RANGES:
        raise TableError(f"{where}: underlying {enum.underlying!r} is not an integer type")
    _unique((item.name for item in enum.enumerators), where)
    low, high = _RANGES[enum.underlying]
    for item in enum.enumerators:
        if not low <= item.value <= high:
            raise TableError(f"{where}.{item.name}: {item.value} does not fit in {enum.underlying}")


def _check_record(record: Record, table: Table) -> None:
    where = f"{table.file}: {record.name}"
    _unique((item.name for item in record.fields), where)
    for item in record.fields:
        _check_field(item, table, f"{where}.{item.name}")
    _check_finite(record, table, ())
    size = layout_of(record, table).size
    if record.declared_size is not None and record.declared_size != size:
        raise TableError(f"{where}: size says {record.declared_size}, the fields take {size} bytes")


def _check_finite(record: Record, table: Table, path: tuple[str, ...]) -> None:
    if record.name in path:
        raise TableError(f"{table.file}: {record.name}: contains itself ({' -> '.join((*path, record.name))})")
    for item in record.fields:
        held = item.type.element if item.type.kind == "array" else item.type
        if held.kind == "record":
            _check_finite(table.record(held.name), table, (*path, record.name))


def _check_field(item: Field, table: Table, where: str) -> None:
    held = item.type.element if item.type.kind == "array" else item.type
    if held.kind in ("void", "interface", "json", "json_alloc"):
        raise TableError(f"{where}: {held} cannot be a field")
    default = item.default
    if default is None:
        return
    if held.kind == "enum":
        names = [enumerator.name for enumerator in table.enum(held.name).confirmed]
        fits = default in names
    elif held.name in INTEGERS:
        fits = type(default) is int and _RANGES[held.name][0] <= default <= _RANGES[held.name][1]
    elif held.name in FLOATS:
        fits = type(default) in (int, float)
    else:
        fits = type(default) is {"bool": bool, "string": str}.get(held.name)
    if not fits:
        raise TableError(f"{where}: default {default!r} is not a value of {held}")


def _check_interface(interface: Interface, table: Table) -> None:
    where = f"{table.file}: {interface.name}"
    _unique((item.name for item in interface.methods), where)
    expected = 2 if interface.has_virtual_destructor else 0
    for method in interface.methods:
        if method.slot != expected:
            raise TableError(f"{where}.{method.name}: slot {method.slot} where {expected} is next")
        _unique((param.name for param in method.params), f"{where}.{method.name}")
        expected += 1


def _unique(names: Iterable[str], where: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise TableError(f"{where}.{name}: defined twice")
        seen.add(name)
