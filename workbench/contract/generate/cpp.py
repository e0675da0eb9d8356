"""The C++ spelling of table items."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator

from workbench.contract.generate.output import Tables
from workbench.contract.table import Default, EntryPoint, Field, Interface, Method, Param, Record, Table, Type

_SCALARS = {
    "bool": "bool",
    "i16": "std::int16_t",
    "i32": "int",
    "i64": "std::int64_t",
    "u8": "std::uint8_t",
    "u16": "std::uint16_t",
    "u32": "unsigned int",
    "u64": "std::uint64_t",
    "f32": "float",
    "f64": "double",
    "time": "std::time_t",
    "string": "std::string",
    "void": "void",
    "json": "rapidjson::Value",
    "json_alloc": "rapidjson::Document::AllocatorType",
}
_HEADERS = {"string": "<string>", "vector": "<vector>", "map": "<unordered_map>", "time": "<ctime>"}
_HEADERS |= dict.fromkeys(("i16", "i64", "u8", "u16", "u64"), "<cstdint>")
_HEADERS |= dict.fromkeys(("json", "json_alloc"), "<rapidjson/document.h>")

# Return values of the two version functions and of a manager's request if a plugin does not override them.
_DEFAULT_ANSWERS = {"getApiVersion": "PLUGIN_VERSION_API", "CustomAction": "RET_OK_NONE"}

# Information for plugin authors where the table's text is about the certainty of its facts.
ENTRY_POINT_DOCS = {
    "CreatePlugin": (
        'Builds the plugin. params holds {"config": {...}}, the plugin\'s JSON from the configuration. data is an '
        "object that the server keeps for the plugin between starts. server stays valid until DestroyPlugin returns."
    ),
    "DestroyPlugin": "Destroys the plugin. plugin is the pointer that CreatePlugin returned.",
    "AboutPlugin": (
        "Fills response with an object of name, description, version and author. Called before CreatePlugin."
    ),
}


def cpp_type(type_: Type) -> str:
    """Returns the C++ spelling of a type that is not an array."""
    if type_.kind == "vector":
        return f"std::vector<{cpp_type(type_.element)}>"
    if type_.kind == "map":
        return f"std::unordered_map<{', '.join(cpp_type(part) for part in type_.arguments)}>"
    return _SCALARS.get(type_.name, type_.name)


def declarator(name: str, type_: Type) -> str:
    """Returns `int reserved[2]` for an array, otherwise `int reserved`."""
    if type_.is_std_array:
        return f"std::array<{cpp_type(type_.element)}, {type_.count}> {name}"
    if type_.kind == "array":
        return f"{declarator(name, type_.element)}[{type_.count}]"
    return f"{cpp_type(type_)} {name}"


def literal(default: Default, type_: Type) -> str:
    """Returns the C++ spelling of a default of a type that is not an array."""
    if type_.kind == "enum":
        return f"{type_.name}::{default}" if default is not None else f"static_cast<{type_.name}>(0)"
    if default is None:
        return "false" if type_.name == "bool" else "0"
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, str):
        return json.dumps(default)
    return repr(float(default)) if type_.name in ("f32", "f64") else str(default)


def member(item: Field) -> str:
    """Returns a record's member with its initialiser."""
    text = declarator(item.name, item.type)
    if item.type.kind == "array":
        values = "" if not item.default else ", ".join([literal(item.default, item.type.element)] * item.type.count)
        return f"{text} = {{{values}}};"
    if item.type.kind in ("vector", "map") or (item.type.kind == "string" and not item.default):
        return f"{text};"
    if item.type.kind == "record":
        return f"{text}{{}};"
    return f"{text} = {literal(item.default, item.type)};"


def param_type(param: Param) -> str:
    """Returns the C++ spelling of a parameter's type with its mode."""
    spelt = cpp_type(param.type)
    return {"value": spelt, "const": f"const {spelt}&", "inout": f"{spelt}&", "out": f"{spelt}*"}[param.mode]


def params(items: Iterable[Param], *, unused: bool = False) -> str:
    """Returns a parameter list without its parentheses."""
    prefix = "[[maybe_unused]] " if unused else ""
    return ", ".join(f"{prefix}{param_type(item)} {item.name}" for item in items)


def default_answer(method: Method) -> str:
    """Returns the default return expression of a method that a plugin does not override, empty for void."""
    if method.name in _DEFAULT_ANSWERS:
        return _DEFAULT_ANSWERS[method.name]
    return {"void": "", "string": "{}"}.get(method.returns.name, "RET_OK")


def entry_point_signature(item: EntryPoint, table: Table) -> str:
    """Returns the declaration of an entry point without `extern "C"` and semicolon."""
    if item.returns != "unknown":
        return f"{_SCALARS.get(item.returns, item.returns)} {item.name}({params(item.params)})"
    # Only the function's name is public. Its signature follows the similar function of report modules.
    host = table.host_interface
    assert host is not None
    return (
        f"void {item.name}(rapidjson::Value& request, rapidjson::Value& response, "
        f"rapidjson::Document::AllocatorType& allocator, {host.name}* server)"
    )


def doc(text: str, indent: str = "") -> str:
    """Returns a documentation comment, wrapped, with a final line break. Empty for no text."""
    return "".join(f"{indent}/// {line}\n" for line in textwrap.wrap(text, 110 - len(indent)))


def includes(*names: str) -> list[str]:
    """Returns `#include` lines of standard headers and an empty line."""
    return [*(f"#include <{name}>" for name in names), ""]


def system_headers(types: Iterable[Type]) -> list[str]:
    """Returns `#include` lines of the standard and JSON headers that the types need."""
    found: set[str] = set()
    for type_ in types:
        for part in flattened(type_):
            found |= {_HEADERS[name] for name in (part.name, part.kind) if name in _HEADERS}
            found |= {"<array>"} if part.is_std_array else set()
    return [f"#include {name}" for name in sorted(found)]


def flattened(type_: Type) -> Iterator[Type]:
    """Yields the type and all its arguments."""
    yield type_
    for argument in type_.arguments:
        yield from flattened(argument)


def used_records(types: Iterable[Type]) -> list[str]:
    """Returns the names of the records in the types, in order of first use."""
    return list(dict.fromkeys(part.name for item in types for part in flattened(item) if part.kind == "record"))


def uses_enum(types: Iterable[Type]) -> bool:
    """Returns whether the types contain an enumeration."""
    return any(part.kind == "enum" for item in types for part in flattened(item))


def all_records(tables: Tables) -> list[Record]:
    """Returns every record of the tables in order."""
    return [record for table in tables for record in table.records]


def host_interfaces(tables: Tables) -> list[Interface]:
    """Returns every class that the server implements, its own interface first."""
    return [item for table in tables for item in table.interfaces if item.implemented_by == "host"]
