"""Reads a table file. An error names file, item and reason on one line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from workbench.contract import check
from workbench.contract.parse import parse_type
from workbench.contract.table import (
    EntryPoint,
    Enum,
    Enumerator,
    Field,
    Interface,
    Method,
    Param,
    Record,
    Table,
    TableError,
    Type,
)

TABLES = Path(__file__).parent / "tables"
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MODES = ("value", "const", "inout", "out")
_BODIES = ("default", "empty", "none")
_NEEDS = ("nothing", "databases", "trades")
_SECTIONS = {"meta", "enum", "record", "interface", "entry_point", "variant"}
_KEYS = {
    "enum": {"name", "underlying", "scoped", "anonymous", "note", "values", "values_unconfirmed"},
    "record": {"name", "base", "note", "status", "size", "fields"},
    "field": {"name", "type", "default", "doc"},
    "interface": {"name", "kind", "has_virtual_destructor", "implemented_by", "note", "methods"},
    "method": {"slot", "name", "returns", "const", "pure", "body", "params", "needs", "doc"},
    "param": {"name", "type", "mode"},
    "entry_point": {"name", "returns", "required", "status", "params", "doc"},
}


def load_table(name: str, *, folder: Path = TABLES) -> Table:
    """Loads and checks `folder/name.toml` and the table that it extends. TableError if either is wrong or missing."""
    return _Loader(folder).load(name, ())


class _Loader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self, name: str, path: tuple[str, ...]) -> Table:
        file = f"{name}.toml"
        if name in path:
            raise TableError(f"{file}: meta.extends: {' -> '.join((*path, name))} is a cycle")
        document = self._read(file)
        _only(document, _SECTIONS, file)
        meta = _need(document, "meta", dict, file)
        extends = meta.get("extends")
        parent = self.load(extends, (*path, name)) if extends is not None else None
        table = _Builder(name, file, document, parent).table(meta)
        check.check_table(table)
        return table

    def _read(self, file: str) -> dict[str, Any]:
        try:
            return tomllib.loads((self.folder / file).read_text("utf-8"))
        except OSError as error:
            raise TableError(f"{file}: {error.strerror} in {self.folder}") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise TableError(f"{file}: not TOML: {error}") from error


class _Builder:
    """Converts the parsed document to values, one method for each section."""

    def __init__(self, name: str, file: str, document: dict[str, Any], parent: Table | None) -> None:
        self.name, self.file, self.document, self.parent = name, file, document, parent
        self.kinds = self._kinds()

    def table(self, meta: dict[str, Any]) -> Table:
        enums = tuple(self._enum(raw) for raw in self._items("enum"))
        records: dict[str, Record] = {}
        for raw in self._items("record"):
            record = self._record(raw, records)
            records[record.name] = record
        return Table(
            name=self.name,
            file=self.file,
            sdk=_need(meta, "sdk", str, f"{self.file}: meta"),
            plugin_api_version=meta.get("plugin_api_version"),
            server_api_version=meta.get("server_api_version"),
            version=meta.get("extension_version", meta.get("telemetry_version")),
            extends=self.parent,
            enums=enums,
            records=tuple(records.values()),
            interfaces=tuple(self._interface(raw) for raw in self._items("interface")),
            entry_points=tuple(self._entry_point(raw) for raw in self._items("entry_point")),
            variants=tuple(str(raw.get("change", "")) for raw in self._items("variant")),
        )

    def _items(self, section: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = _need({section: self.document.get(section, [])}, section, list, self.file)
        return items

    def _kinds(self) -> dict[str, str]:
        kinds: dict[str, str] = {}
        for table in reversed(list(self.parent.chain() if self.parent else ())):
            kinds |= {item.name: "enum" for item in table.enums}
            kinds |= {item.name: "record" for item in table.records}
            kinds |= {item.name: "interface" for item in table.interfaces}
        for section in ("enum", "record", "interface"):
            for raw in self._items(section):
                name = self._name(raw, f"{self.file}: {section}")
                if name in kinds:
                    raise TableError(f"{self.file}: {name}: defined twice")
                kinds[name] = section
        return kinds

    def _name(self, raw: Mapping[str, Any], where: str) -> str:
        name: str = _need(raw, "name", str, where)
        if _IDENTIFIER.fullmatch(name) is None:
            raise TableError(f"{where}: {name!r} is not a C++ name")
        return name

    def _type(self, text: str, where: str) -> Type:
        try:
            return parse_type(text, self.kinds)
        except ValueError as error:
            raise TableError(f"{where}: {error}") from error

    def _enum(self, raw: dict[str, Any]) -> Enum:
        where = f"{self.file}: {raw['name']}"
        _only(raw, _KEYS["enum"], where)
        pairs = [(pair, True) for pair in _need(raw, "values", list, where)]
        pairs += [(pair, False) for pair in raw.get("values_unconfirmed", [])]
        return Enum(
            name=raw["name"],
            underlying=_need(raw, "underlying", str, where),
            scoped=_need(raw, "scoped", bool, where),
            anonymous=raw.get("anonymous", False),
            note=raw.get("note", ""),
            enumerators=tuple(self._enumerator(pair, confirmed, where) for pair, confirmed in pairs),
        )

    def _enumerator(self, pair: Any, confirmed: bool, where: str) -> Enumerator:
        match pair:
            case [str(name), int(value)] if _IDENTIFIER.fullmatch(name):
                return Enumerator(name, value, confirmed)
        raise TableError(f"{where}: values: {pair!r} is not [name, number]")

    def _record(self, raw: dict[str, Any], earlier: Mapping[str, Record]) -> Record:
        where = f"{self.file}: {raw['name']}"
        _only(raw, _KEYS["record"], where)
        fields = tuple(self._field(item, where) for item in _need(raw, "fields", list, where))
        base = raw.get("base", "")
        inherited = self._base_fields(base, earlier, where)
        if [(item.name, item.type) for item in fields[: len(inherited)]] != [(f.name, f.type) for f in inherited]:
            raise TableError(f"{where}: fields: do not begin with those of the base {base}")
        return Record(
            name=raw["name"],
            base=base,
            note=raw.get("note", ""),
            declared_size=raw.get("size"),
            fields=fields,
            own=fields[len(inherited) :],
            inferred=raw.get("status") == "inferred",
        )

    def _base_fields(self, base: str, earlier: Mapping[str, Record], where: str) -> tuple[Field, ...]:
        if not base:
            return ()
        if base in earlier:
            return earlier[base].fields
        if self.parent is not None and self.kinds.get(base) == "record":
            return self.parent.record(base).fields
        raise TableError(f"{where}: base: no record {base!r} before this one")

    def _field(self, raw: dict[str, Any], where: str) -> Field:
        name = self._name(raw, where)
        where = f"{where}.{name}"
        _only(raw, _KEYS["field"], where)
        type_ = self._type(_need(raw, "type", str, where), where)
        return Field(name, type_, raw.get("default"), _need(raw, "doc", str, where))

    def _interface(self, raw: dict[str, Any]) -> Interface:
        where = f"{self.file}: {raw['name']}"
        _only(raw, _KEYS["interface"], where)
        return Interface(
            name=raw["name"],
            kind=_one_of(raw, "kind", ("class", "struct"), where),
            has_virtual_destructor=_need(raw, "has_virtual_destructor", bool, where),
            implemented_by=_one_of(raw, "implemented_by", ("plugin", "host"), where),
            note=raw.get("note", ""),
            methods=tuple(self._method(item, where) for item in _need(raw, "methods", list, where)),
        )

    def _method(self, raw: dict[str, Any], where: str) -> Method:
        name = self._name(raw, where)
        where = f"{where}.{name}"
        _only(raw, _KEYS["method"], where)
        return Method(
            slot=_need(raw, "slot", int, where),
            name=name,
            returns=self._type(_need(raw, "returns", str, where), where),
            is_const=_need(raw, "const", bool, where),
            pure=_need(raw, "pure", bool, where),
            body=_one_of(raw, "body", _BODIES, where),
            params=self._params(raw, where),
            needs=_one_of({"needs": "nothing"} | raw, "needs", _NEEDS, where),
            doc=_need(raw, "doc", str, where),
        )

    def _entry_point(self, raw: dict[str, Any]) -> EntryPoint:
        name = self._name(raw, f"{self.file}: entry_point")
        where = f"{self.file}: {name}"
        _only(raw, _KEYS["entry_point"], where)
        return EntryPoint(
            name=name,
            returns=_need(raw, "returns", str, where),
            required=_need(raw, "required", bool, where),
            status=raw.get("status", ""),
            params=self._params(raw, where),
            doc=_need(raw, "doc", str, where),
        )

    def _params(self, raw: dict[str, Any], where: str) -> tuple[Param, ...]:
        params = []
        for item in _need(raw, "params", list, where):
            name = self._name(item, where)
            _only(item, _KEYS["param"], f"{where}({name})")
            type_ = self._type(_need(item, "type", str, f"{where}({name})"), f"{where}({name})")
            params.append(Param(name, type_, _one_of(item, "mode", _MODES, f"{where}({name})")))
        return tuple(params)


def _need(raw: Mapping[str, Any], key: str, kind: type, where: str) -> Any:
    if key not in raw:
        raise TableError(f"{where}: {key} is missing")
    if type(raw[key]) is not kind:
        raise TableError(f"{where}: {key} must be {kind.__name__}, not {type(raw[key]).__name__}")
    return raw[key]


def _one_of(raw: Mapping[str, Any], key: str, choices: tuple[str, ...], where: str) -> str:
    value: str = _need(raw, key, str, where)
    if value not in choices:
        raise TableError(f"{where}: {key} {value!r} is none of {', '.join(choices)}")
    return value


def _only(raw: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    for key in raw:
        if key not in known:
            raise TableError(f"{where}: unknown key {key!r}")
