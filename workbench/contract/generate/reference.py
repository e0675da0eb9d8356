"""Generates the reference page of a layout."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.contract.generate import cpp
from workbench.contract.generate.output import Output, Tables, mark
from workbench.contract.layout import layout_of
from workbench.contract.secrets import is_secret
from workbench.contract.table import EntryPoint, Enum, Interface, Method, Record, Table

_UNSURE = "accept, do not rely on it"
_CONVENTIONS = (
    "Sizes and offsets are in bytes on x86-64 with libstdc++. Slots count from the address point of the virtual table. "
    "The server refuses a plugin unless both numbers equal its own. Volumes are hundredths of a lot. Times are Unix "
    "seconds. Money is in the deposit currency unless the text names another unit."
)


def reference_page(tables: Tables, path: str) -> Iterator[Output]:
    """Yields entry points, interfaces with their slots, records with their fields, and enumerations."""
    main = tables[0]
    sections = [
        f"<!-- {mark(tables)} -->",
        "# Plugin contract",
        f"Plugin API {main.plugin_api_version}, server API {main.server_api_version}. {_CONVENTIONS}",
        _contents(tables),
        "## Entry points",
        "Functions with C linkage that a plugin exports.",
        *(_entry_point(item, main) for item in main.entry_points),
        "## Interfaces",
        *(_interface(item) for table in tables for item in table.interfaces),
        "## Records",
        "Every field has its default until the server sets it. Fields marked *secret* are never printed or recorded.",
        *(_record(item, table) for table in tables for item in table.records),
        "## Enumerations",
        *(_enum(item) for table in tables for item in table.enums),
    ]
    yield Output(path, "\n\n".join(sections) + "\n")


def _contents(tables: Tables) -> str:
    def links(names: list[str]) -> str:
        return ", ".join(f"[{name}](#{name.lower()})" for name in names)

    return "\n".join(
        [
            f"- Interfaces: {links([item.name for table in tables for item in table.interfaces])}",
            f"- Records: {links([item.name for table in tables for item in table.records])}",
            f"- Enumerations: {links([item.name for table in tables for item in table.enums])}",
        ]
    )


def _entry_point(item: EntryPoint, table: Table) -> str:
    need = "Required." if item.required else "Optional."
    text = cpp.ENTRY_POINT_DOCS.get(item.name, item.doc)
    return f"### {item.name}\n\n```cpp\n{cpp.entry_point_signature(item, table)};\n```\n\n{text} {need}"


def _interface(item: Interface) -> str:
    who = "Implemented by the plugin." if item.implemented_by == "plugin" else "Implemented by the server."
    head = f"### {item.name}\n\n{who} {item.slots} slots"
    head += ". Slots 0 and 1 are the destructor's." if item.has_virtual_destructor else "."
    if not item.methods:
        return f"{head} It has no methods."
    if item.implemented_by == "host" and item.note:
        head += f" {item.note}"
    rows = "\n".join(f"| {method.slot} | `{_signature(method)}` | {_cell(method.doc)} |" for method in item.methods)
    return f"{head}\n\n| slot | method | meaning |\n|---:|---|---|\n{rows}"


def _signature(method: Method) -> str:
    constant = " const" if method.is_const else ""
    return f"{cpp.cpp_type(method.returns)} {method.name}({cpp.params(method.params)}){constant}"


def _record(record: Record, table: Table) -> str:
    layout = layout_of(record, table)
    head = f"### {record.name}\n\n{layout.size} bytes, alignment {layout.alignment}."
    if record.base:
        return f"{head} Derives from [{record.base}](#{record.base.lower()}) and adds no fields."
    if record.inferred:
        head += " Fields after `comment` are inferred."
    rows = []
    for place in layout.places:
        item = place.field
        default = "" if item.default is None else f"`{item.default}`"
        text = _cell(item.doc) + (" *secret*" if is_secret(item.name) else "")
        rows.append(f"| {place.offset} | {item.name} | `{item.type}` | {default} | {text} |")
    return f"{head}\n\n| offset | field | type | default | meaning |\n|---:|---|---|---|---|\n" + "\n".join(rows)


def _enum(enum: Enum) -> str:
    kind = "enum class" if enum.scoped else "enum"
    note = "The server may send other values: accept all." if enum.accepts_any_value else enum.note
    head = f"### {enum.name}\n\n`{kind}`, stored as `{enum.underlying}`. {note}".rstrip()
    rows = [f"| {item.value} | {item.name} | {'' if item.confirmed else _UNSURE} |" for item in enum.enumerators]
    return f"{head}\n\n| value | name | |\n|---:|---|---|\n" + "\n".join(rows)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
