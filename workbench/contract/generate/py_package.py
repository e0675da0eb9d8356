"""Generates the packages' __init__ files."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.contract.generate.output import Output, Tables, mark, python_file


def empty_package(tables: Tables, path: str) -> Iterator[Output]:
    """Yields a package file that contains only the mark."""
    yield Output(path, f"# {mark(tables)}\n")


def sdk_package(tables: Tables, path: str) -> Iterator[Output]:
    """Yields everything that a Python plugin imports: classes, records, enumerations and the return codes by name."""
    interfaces = ["PLUGIN_SERVER_API", "PLUGIN_VERSION_API"]
    interfaces += [item.name for table in tables for item in table.plugin_interfaces]
    records = [record.name for table in tables for record in table.records]
    enums = [enum for table in tables for enum in table.enums]
    codes = next(enum for enum in enums if enum.name == "ReturnCodes")
    body = "from __future__ import annotations\n\n"
    body += _import("workbench.contract.generated.enums", [enum.name for enum in enums])
    body += _import("workbench.contract.generated.records", records)
    body += _import("workbench.sdk.interfaces", interfaces)
    body += "from workbench.sdk.server import Server\n\n"
    body += "".join(f"{item.name} = ReturnCodes.{item.name}\n" for item in codes.confirmed)
    names = [*interfaces, *records, *(enum.name for enum in enums), *(code.name for code in codes.confirmed)]
    names = sorted([*names, "Server"])
    body += "\n__all__ = [\n" + "".join(f'    "{name}",\n' for name in names) + "]\n"
    purpose = "The SDK of Python plugins, with the names of the C++ headers."
    yield Output(path, python_file(tables, purpose, body))


def _import(module: str, names: list[str]) -> str:
    return f"from {module} import (\n" + "".join(f"    {name},\n" for name in sorted(names, key=_sort_key)) + ")\n"


def _sort_key(name: str) -> tuple[bool, str]:
    """Sorts constants before classes, like import sorters."""
    return (not name.isupper(), name)
