"""Builds the zoo's plugins into a folder: `python -m tests.zoo.build FOLDER`."""

from __future__ import annotations

import argparse
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.support.compiler import compile_plugin
from tests.zoo.made import GOOD, MAKERS
from tests.zoo.signed import write_signed
from tests.zoo.specimen import SOURCES, Specimen
from tests.zoo.table import ZOO

FLAGS = ("-Wno-infinite-recursion", "-fno-omit-frame-pointer")
LIBRARIES = {
    "zoo_prices": 'extern "C" double latest_price() { return 1.0; }\n',
    "zoo_feeds": """\
extern "C" double latest_price();
extern "C" double price_of(const char*) { return latest_price(); }
""",
    "jvm": 'extern "C" int JNI_GetDefaultJavaVMInitArgs(void*) { return -1; }\n',
    "coreclr": 'extern "C" int coreclr_initialize() { return -1; }\n',
}
"""Small libraries that plugins of the zoo need; they lie in `lib/` beside the plugins."""
NEEDS = {"zoo_feeds": "zoo_prices"}
MISSING = ("zoo_prices",)
"""Not copied along."""


def build(folder: Path) -> None:
    """Makes the folder anew with every file of the zoo in it, and `trust/` beside it."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "lib").mkdir(parents=True)
    libraries = {name: _library(name) for name in LIBRARIES}
    for name, file in libraries.items():
        if name not in MISSING:
            shutil.copyfile(file, folder / "lib" / file.name)
    compiled = [specimen for specimen in ZOO if specimen.source is not None]
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        for specimen, file in zip(compiled, workers.map(lambda one: _file(one, libraries), compiled), strict=True):
            shutil.copyfile(file, folder / specimen.file)
    for name, make in MAKERS.items():
        make(folder / GOOD, folder / name)
    write_signed(folder / GOOD, folder, folder.parent / "trust")


def _library(name: str) -> Path:
    flags = ["-g0", "-fvisibility=default", f"-Wl,-soname,lib{name}.so"]
    if name in NEEDS:
        flags += ["-Wl,--no-as-needed", str(_library(NEEDS[name])), "-Wl,-rpath,$ORIGIN"]
    return compile_plugin(LIBRARIES[name], name=f"lib{name}", flags=flags)


def _file(specimen: Specimen, libraries: dict[str, Path]) -> Path:
    source = specimen.source
    assert source is not None
    if source.suffix == ".py":
        return source
    flags = [*FLAGS, *specimen.flags]
    for name in specimen.libraries:
        flags += ["-Wl,--no-as-needed", str(libraries[name]), "-Wl,-rpath,$ORIGIN/lib"]
        flags += [f"-Wl,-rpath-link,{libraries[need].parent}" for need in (NEEDS.get(name),) if need]
    return compile_plugin(source, flags=(*flags, f"-I{SOURCES}"), depends=(SOURCES / "zoo.h",))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.zoo.build", description="builds the faulty plugins")
    parser.add_argument("folder", type=Path, help="made anew, as sample_data/zoo/plugins")
    build(parser.parse_args().folder)


if __name__ == "__main__":
    main()
