"""Addresses of a dead process get names."""

import subprocess
from pathlib import Path

from tests.support.compiler import CompilePlugin
from workbench.engine.loader.elf.facts import read_elf
from workbench.engine.symbolize import symbolizer
from workbench.engine.symbolize.symbolizer import MemoryMap, look_up, shown, symbolise

SOURCE = """\
namespace inner {
int divide(int a, int b) {
  return a / b;
}
}
extern "C" __attribute__((visibility("default"))) int enter(int a) { return inner::divide(a, 0); }
"""


def test_that_a_frame_of_a_plugin_gets_function_and_line(compiled_plugin: CompilePlugin, tmp_path: Path) -> None:
    path = compiled_plugin(SOURCE, name="divider", flags=["-O0"])
    run_file = tmp_path / "0123-divider.so"
    run_file.write_bytes(path.read_bytes())
    enter = next(symbol for symbol in read_elf(path.read_bytes()).symbols if symbol.name == "enter")
    base = 0x7F0000000000
    memory = MemoryMap(
        f"{base:x}-{base + 0x10000:x} r-xp 00000000 fe:00 12   {run_file}\n"
        "7ff000000000-7ff000001000 r-xp 00002000 fe:00 13   /usr/lib/libother.so.1\n"
        "7fff00000000-7fff00001000 rw-p 00000000 00:00 0    [stack]\n"
    )
    names = symbolise([base + enter.value + 4, 0x7FF000000010, 0x10], memory, run_folder=tmp_path, timeout_seconds=10)
    assert names[0] == "enter (divider.cpp:6)"
    assert names[1] == "libother.so.1+0x200f"
    assert names[2] == "0x10"


def test_that_inlined_functions_have_their_own_lines(compiled_plugin: CompilePlugin, tmp_path: Path) -> None:
    path = compiled_plugin(SOURCE, name="divider", flags=["-O2"])
    enter = next(symbol for symbol in read_elf(path.read_bytes()).symbols if symbol.name == "enter")
    place = (str(path), enter.value)
    names = look_up([place, None, ("/nowhere.so", 16)], timeout_seconds=10)
    assert names[place][-1] == "enter (divider.cpp:6)"
    assert ("/nowhere.so", 16) not in names


def test_that_a_hostile_name_is_shown_without_control_sequences() -> None:
    memory = MemoryMap("7ff000000000-7ff000001000 r-xp 00002000 fe:00 13   /usr/lib/\x1b[2Jx.so\n")
    assert shown([0x7FF000000010], memory, {}) == (r"\x1b[2Jx.so+0x2010",)


def test_that_a_process_that_died_early_has_addresses_only(tmp_path: Path) -> None:
    assert symbolise([16, 32], MemoryMap.read(tmp_path), run_folder=tmp_path) == ["0x10", "0x20"]


def test_that_the_memory_map_of_a_real_process_is_parsed() -> None:
    memory = MemoryMap(Path("/proc/self/maps").read_text())
    lines = [line.split() for line in Path("/proc/self/maps").read_text().splitlines()]
    mapped = next(line for line in lines if len(line) > 5 and "libc.so" in line[5] and "x" in line[1])
    address = int(mapped[0].split("-")[0], 16)
    place = memory.find(address)
    assert place is not None
    assert place[0] == mapped[5]
    assert subprocess.run(["test", "-f", place[0]], check=False).returncode == 0


def test_that_code_of_library_headers_is_distinguished_from_the_plugins_own() -> None:
    inlined = symbolizer._name("operator()", "/usr/include/c++/12/bits/std_function.h:591 (discriminator 2)")
    native = symbolizer._name("f", "/usr/include/x86_64-linux-gnu/c++/12/bits/gthr-default.h:693")
    own = symbolizer._name("std::_Function_handler<void ()>::_M_invoke()", "/home/me/plugin/dying.cpp:142")
    assert inlined == "operator() (<bits/std_function.h>:591)"
    assert [symbolizer.from_standard_header(line) for line in (inlined, native, own)] == [True, True, False]
