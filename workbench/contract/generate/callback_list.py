"""The numbers of all functions that the server times: one list for C++ and Python."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.contract.generate.output import Tables
from workbench.contract.table import Interface, TableError

_PSEUDO = (
    ("None", "No call."),
    ("dlopen", "The linker maps the library and runs its initialisers."),
    ("dlclose", "The linker runs the library's destructors and unmaps it."),
)


@dataclass(frozen=True)
class CallbackRow:
    """One numbered callback. `kind` is an enumerator of CallKind. `needs` is as in `Method`."""

    number: int
    name: str
    class_name: str
    kind: str
    needs: str
    doc: str


def callback_rows(tables: Tables) -> tuple[CallbackRow, ...]:
    """Returns loader steps, entry points and interface methods, in table order. TableError for a duplicate name."""
    rows = [(name, "", "EntryPoint", "nothing", text) for name, text in _PSEUDO]
    rows += [(item.name, "", "EntryPoint", "nothing", item.doc) for table in tables for item in table.entry_points]
    for table in tables:
        for interface in table.interfaces:
            kind = call_kind(interface)
            rows += [(method.name, interface.name, kind, method.needs, method.doc) for method in interface.methods]
    names = [row[0] for row in rows]
    for name in names:
        if names.count(name) > 1:
            raise TableError(f"{', '.join(table.file for table in tables)}: {name}: two callbacks have this name")
    return tuple(CallbackRow(number, *row) for number, row in enumerate(rows))


def call_kind(interface: Interface) -> str:
    """Returns the CallKind of an interface's methods."""
    if interface.implemented_by == "host":
        return "ServerCall"
    for prefix in ("Hook", "Event"):
        if interface.name.startswith(prefix):
            return prefix
    return "EntryPoint"
