"""Generates the differences between the plugin layouts, for the loader."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.contract.generate.output import Output, Tables, python_file
from workbench.contract.layout import layout_of
from workbench.contract.table import Table

_CLASS = '''
from dataclasses import dataclass


@dataclass(frozen=True)
class Layout:
    """One layout of the plugin interface. `sizes`: bytes of its records. `server`: name of the server's class.

    `methods`: virtual methods of the server's class in order of their slots. `slots`: number of virtual methods of each
    class that a plugin may derive, including destructors.
    """

    name: str
    sdk: str
    plugin_api: int
    server_api: int
    server: str
    sizes: dict[str, int]
    methods: tuple[str, ...]
    slots: dict[str, int]
'''


def python_layouts(tables: Tables, path: str) -> Iterator[Output]:
    """Yields `LAYOUTS`, the server's own one first."""
    lines = [_CLASS, "", "LAYOUTS = (", *(_layout(table) for table in tables), ")"]
    yield Output(path, python_file(tables, "The layouts of the plugin interface that can be loaded.", "\n".join(lines)))


def _layout(table: Table) -> str:
    host = table.host_interface
    assert host is not None
    sizes = {record.name: layout_of(record, table).size for record in table.records}
    methods = tuple(method.name for method in host.methods)
    slots = {item.name: item.slots for item in table.plugin_interfaces}
    return (
        f'    Layout("{table.name}", "{table.sdk}", {table.plugin_api_version}, {table.server_api_version}, '
        f'"{host.name}", {sizes}, {methods}, {slots}),'.replace("'", '"')
    )
