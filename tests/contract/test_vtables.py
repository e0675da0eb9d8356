"""Both sides of the library border call each other's methods at the slots that the table gives."""

import re
import subprocess
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

from tests.contract.vtable_probe import HOST_SLOTS
from tests.contract.witnesses import Witnesses
from workbench.contract.generate import cpp
from workbench.contract.table import Interface, Method, Table

Tables = tuple[Table, Table, Table]
POINTER = 8


def symbols(file: Path) -> dict[str, int]:
    """Size of every symbol of a file by its mangled name."""
    with file.open("rb") as stream:
        sections = [item for item in ELFFile(stream).iter_sections() if isinstance(item, SymbolTableSection)]
        return {symbol.name: symbol["st_size"] for section in sections for symbol in section.iter_symbols()}


def plugin_interfaces(tables: Tables) -> list[Interface]:
    return [*tables[0].plugin_interfaces, *tables[1].plugin_interfaces]


def demangled(interface: Interface, method: Method) -> str:
    """A method as the demangler spells it."""
    types = [cpp.param_type(param) for param in method.params]
    spelt = [re.sub(r"^const (.+)&$", r"\1 const&", name) for name in types]
    return f"{interface.name}::{method.name}({', '.join(spelt)}){' const' if method.is_const else ''}"


@pytest.mark.parametrize("build", ["plugin", "hidden_plugin"])
def test_that_slots_are_correct_in_both_directions_across_the_border(witnesses: Witnesses, build: str) -> None:
    plugin: Path = getattr(witnesses, build)
    done = subprocess.run([str(witnesses.host), str(plugin)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "dynamic type 11ProbePlugin" in done.stdout
    assert "OK" in done.stdout


def test_that_the_classes_of_the_server_have_as_many_slots_as_the_table(tables: Tables) -> None:
    hosts = {host.name: host for host in cpp.host_interfaces(tables[:2])}
    assert {name: host.slots for name, host in hosts.items()} == HOST_SLOTS
    for host in hosts.values():
        assert [method.slot for method in host.methods] == list(range(2, host.slots))


def test_that_virtual_tables_have_the_size_of_their_slots(tables: Tables, witnesses: Witnesses) -> None:
    found = symbols(witnesses.plugin)
    for interface in plugin_interfaces(tables):
        # Offset to top and type information lie before the address point.
        size = (2 + interface.slots) * POINTER
        assert found[f"_ZTV{len(interface.name)}{interface.name}"] == size, interface.name


def test_that_class_names_are_exact_and_global(tables: Tables, witnesses: Witnesses) -> None:
    found = symbols(witnesses.plugin)
    for interface in plugin_interfaces(tables):
        assert f"_ZTI{len(interface.name)}{interface.name}" in found


def test_that_method_names_and_parameters_mangle_as_the_table_says(tables: Tables, witnesses: Witnesses) -> None:
    names = [name for name in symbols(witnesses.plugin) if name.startswith("_Z")]
    done = subprocess.run(["c++filt"], input="\n".join(names), capture_output=True, text=True, check=True)
    string = "std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> >"
    found = set(done.stdout.replace(string, "std::string").splitlines())
    for interface in plugin_interfaces(tables):
        for method in interface.methods:
            if method.name != "CustomAction" and method.returns.kind != "string":
                assert demangled(interface, method) in found


def test_that_texts_use_the_new_string_abi(witnesses: Witnesses) -> None:
    found = symbols(witnesses.plugin)
    assert "_ZNK15PluginInterface11plugin_nameB5cxx11Ev" in found
    assert "_ZNK15PluginInterface11plugin_nameEv" not in found


def test_that_entry_points_are_visible_in_a_hidden_build(tables: Tables, witnesses: Witnesses) -> None:
    with witnesses.hidden_plugin.open("rb") as stream:
        dynamic = ELFFile(stream).get_section_by_name(".dynsym")
        assert isinstance(dynamic, SymbolTableSection)
        exported = {symbol.name for symbol in dynamic.iter_symbols() if symbol["st_shndx"] != "SHN_UNDEF"}
    required = {item.name for item in tables[0].entry_points if item.required}
    assert required <= exported
