"""An external plugin project builds with `find_package(workbench)` and nothing else."""

import subprocess
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "workbench" / "sdk" / "cmake"

PROJECT = """\
cmake_minimum_required(VERSION 3.25)
project(mine LANGUAGES CXX)
find_package(workbench 0.1 REQUIRED)
workbench_add_plugin(mine mine.cpp)
"""

SOURCE = """\
#include "PluginInterface.h"
#include "WorkbenchExtensions.h"

inline int shared_by_accident = 1;

#ifndef _CRT_SECURE_NO_WARNINGS
#error "the platform recommends this definition"
#endif

class Mine final : public PluginInterface, public EventQuote {
  void OnQuoteTick(const PluginSymbolRecord&, const TickInfo&) override { ++shared_by_accident; }
};

extern "C" {
int GetPluginApiVersion() { return PLUGIN_VERSION_API; }
int GetPluginServerApiVersion() { return PluginServerInterface::GetApiVersion(); }
PluginInterface* CreatePlugin(rapidjson::Value&, rapidjson::Value&, rapidjson::Document::AllocatorType&,
                              PluginServerInterface*) { return new Mine; }
void DestroyPlugin(PluginInterface* plugin) { delete plugin; }
}
"""

ENTRY_POINTS = {"CreatePlugin", "DestroyPlugin", "GetPluginApiVersion", "GetPluginServerApiVersion"}


def _run(*command: str | Path) -> None:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plugin after configure, build and install, in folders with a space in their names."""
    folder = tmp_path_factory.mktemp("a stranger")
    (folder / "CMakeLists.txt").write_text(PROJECT, "utf-8")
    (folder / "mine.cpp").write_text(SOURCE, "utf-8")
    _run("cmake", "-S", folder, "-B", folder / "build", "-G", "Ninja", f"-Dworkbench_DIR={PACKAGE}")
    _run("cmake", "--build", folder / "build")
    _run("cmake", "--install", folder / "build", "--prefix", folder / "my plugins")
    return folder / "my plugins" / "mine.so"


def _dynamic_symbols(file: Path) -> dict[str, str]:
    """Defined dynamic symbols and their binding."""
    with file.open("rb") as stream:
        table = ELFFile(stream).get_section_by_name(".dynsym")
        assert isinstance(table, SymbolTableSection)
        return {
            symbol.name: symbol["st_info"]["bind"]
            for symbol in table.iter_symbols()
            if symbol["st_shndx"] != "SHN_UNDEF"
        }


def test_that_the_plugin_lands_in_the_install_prefix_itself(delivered: Path) -> None:
    assert delivered.is_file()


def test_that_the_entry_points_are_visible_and_the_classes_are_not(delivered: Path) -> None:
    symbols = _dynamic_symbols(delivered)
    assert set(symbols) >= ENTRY_POINTS
    assert not [name for name in symbols if "4Mine" in name]


def test_that_no_symbol_is_unique_to_the_process(delivered: Path) -> None:
    # STB_GNU_UNIQUE is the first operating-system binding.
    assert "STB_LOOS" not in _dynamic_symbols(delivered).values()


def test_that_a_wrong_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "CMakeLists.txt").write_text(PROJECT.replace("workbench 0.1", "workbench 99"), "utf-8")
    command = ["cmake", "-G", "Ninja", "-S", str(tmp_path), "-B", str(tmp_path / "build"), f"-Dworkbench_DIR={PACKAGE}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "workbench" in done.stderr
