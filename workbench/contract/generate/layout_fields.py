"""The server's field for each field of a legacy layout's records, and the conversion between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.contract.generate import cpp
from workbench.contract.table import Field, Record, Table, TableError, Type

RENAMED = {
    ("TradeRecord", "timestamp"): "last_swap_time",
    ("TradeDiffRecord", "timestamp"): "last_swap_time",
    ("SymbolRecord", "lasttime"): "tick_time",
    ("AccountRecord", "timestamp"): "update_time",
    ("ServerLog", "type"): "actor_type",
    ("ServerLog", "message"): "detail",
}
"""Fields that changed their name but not their meaning."""

DROPPED = {
    ("TradeRecord", "db_state"),
    ("SymbolRecord", "db_state"),
    ("AccountRecord", "db_state"),
    ("AccountRecord", "online"),
    ("AccountRecord", "password_phone"),
    ("GroupRecord", "company"),
    ("ServerLog", "ip"),
}
"""Fields that the server does not have any more: plugins see their defaults, and their writes are lost."""

# Earlier names of connection kinds (convention). Kinds that the legacy layouts lack become the nearest one.
CONNECTIONS = {
    "Other": "CONNECTION_TYPE_CLIENT_DESKTOP",
    "Client": "CONNECTION_TYPE_CLIENT_DESKTOP",
    "Manager": "CONNECTION_TYPE_TCP",
    "Gateway": "CONNECTION_TYPE_FIX",
    "Api": "CONNECTION_TYPE_REST",
    "Web": "CONNECTION_TYPE_CLIENT_WEB",
    "Mobile": "CONNECTION_TYPE_CLIENT_ANDROID",
    "Tcp": "CONNECTION_TYPE_TCP",
}


@dataclass(frozen=True)
class Conversion:
    """One function that converts `source` to `target`. `to_plugin` is the direction."""

    source: Record
    target: Record
    to_plugin: bool

    @property
    def signature(self) -> str:
        """Returns the C++ declaration without its semicolon."""
        name = "to_plugin" if self.to_plugin else "to_server"
        return f"inline void {name}(const {self.source.name}& from, {self.target.name}& to)"


def is_shared(record: Record, server: Table) -> bool:
    """Returns whether the server has the same record, so no conversion is needed."""
    return any(item.name == record.name and item.fields == record.fields for item in server.records)


def counterpart(record: Record, item: Field, own: Record) -> Field | None:
    """Returns the field of the server's record `own`, None for a removed one. TableError for an unknown field."""
    name = RENAMED.get((record.name, item.name), item.name)
    if own.has(name):
        return own.field(name)
    if (record.name, item.name) in DROPPED:
        return None
    raise TableError(f"{record.name}.{item.name}: {own.name} has no such field. Add it to layout_fields.py")


def body(conversion: Conversion) -> str:
    """Yields the statements of a conversion."""
    return "".join(f"    {line}\n" for line in _statements(conversion))


def nested(conversion: Conversion, old: Table, server: Table) -> Iterator[Conversion]:
    """Yields the conversions of nested records."""
    to_plugin = conversion.to_plugin
    record, own = (conversion.target, conversion.source) if to_plugin else (conversion.source, conversion.target)
    for item in record.fields:
        match = counterpart(record, item, own)
        if match is None:
            continue
        for inner, inner_own in zip(_held(item.type), _held(match.type), strict=False):
            if inner.kind == "record" and not is_shared(old.record(inner.name), server):
                ours, theirs = server.record(inner_own.name), old.record(inner.name)
                yield Conversion(ours, theirs, True) if to_plugin else Conversion(theirs, ours, False)


def _held(type_: Type) -> list[Type]:
    return [part for part in cpp.flattened(type_) if part.kind not in ("array", "vector", "map")]


def _statements(conversion: Conversion) -> Iterator[str]:
    to_plugin = conversion.to_plugin
    record, own = (conversion.target, conversion.source) if to_plugin else (conversion.source, conversion.target)
    if not to_plugin:
        # Checked before any copy, because an invalid text has no memory behind it.
        yield from (
            f'check("{record.name}::{item.name}", from.{item.name});' for item in record.fields if _checkable(item.type)
        )
    for item in record.fields:
        match = counterpart(record, item, own)
        if match is not None:
            yield _statement(item, match, to_plugin=to_plugin)
        elif to_plugin:
            yield _default(item)


def _checkable(type_: Type) -> bool:
    return type_.kind == "string" or type_.name == "f64"


def _default(item: Field) -> str:
    if item.type.kind == "string":
        return (
            f"to.{item.name} = {cpp.literal(item.default or '', item.type)};"
            if item.default
            else (f"to.{item.name}.clear();")
        )
    return f"to.{item.name} = {cpp.literal(item.default, item.type)};"


def _statement(item: Field, match: Field, *, to_plugin: bool) -> str:
    source, target = (match, item) if to_plugin else (item, match)
    name = "to_plugin" if to_plugin else "to_server"
    left, right = f"to.{target.name}", f"from.{source.name}"
    kinds = (source.type.kind, target.type.kind)
    if source.type.kind == "array":
        count = min(source.type.count, target.type.count)
        if source.type.element.kind == "record":
            return f"for (int i = 0; i < {count}; ++i) {name}({right}[i], {left}[i]);"
        return f"std::copy_n(std::begin({right}), {count}, std::begin({left}));"
    if source.type.kind == "map":
        if source.type.element.kind == "record":
            return f"convert_map({right}, {left}, [](const auto& one, auto& other) {{ {name}(one, other); }});"
        return f"{left} = {right};"
    if kinds == ("record", "record"):
        return f"{name}({right}, {left});"
    if kinds == ("string", "scalar"):
        return f"{left} = number_of({right});"
    if kinds == ("scalar", "string"):
        return f"set_number({left}, {right});"
    if "enum" in kinds:
        return f"{left} = static_cast<{cpp.cpp_type(target.type)}>({right});"
    if source.type == target.type:
        return f"{left} = {right};"
    raise TableError(f"{item.name}: nothing converts {source.type} to {target.type}")
