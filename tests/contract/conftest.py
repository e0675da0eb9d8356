"""The C++ witnesses of the contract, compiled once for all tests of this folder."""

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.contract.layout_probe import layout_probe
from tests.contract.vtable_probe import host_source, plugin_source
from workbench.contract.load import load_table
from workbench.contract.table import Table

ROOT = Path(__file__).resolve().parents[2]
_FLAGS = ("-O0", "-Wall", "-Wextra", "-Werror")
_INCLUDE = (f"-I{ROOT / 'workbench/sdk/include'}", f"-I{ROOT / 'workbench/engine/native'}")


@dataclass(frozen=True)
class Witnesses:
    """What the compiler made: the layout probe's findings, the plugin in two builds, the host that knows slots only."""

    layouts: dict[str, Any]
    plugin: Path
    hidden_plugin: Path
    host: Path


@pytest.fixture(scope="session")
def tables() -> tuple[Table, Table, Table]:
    """The server's own layout, the extension and the telemetry records."""
    return load_table("plugin_sdk"), load_table("extension"), load_table("telemetry")


def build(folder: Path, name: str, text: str, *flags: str) -> Path:
    """Compile one source; AssertionError carries the compiler's messages."""
    source, target = folder / f"{name}.cpp", folder / name
    source.write_text(text, "utf-8")
    command = ["g++", *_FLAGS, *flags, *_INCLUDE, str(source), "-o", str(target), "-ldl"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[:4000]
    return target


@pytest.fixture(scope="session")
def witnesses(tables: tuple[Table, Table, Table], tmp_path_factory: pytest.TempPathFactory) -> Witnesses:
    """Compiles everything two at a time; a stranger's plugin is C++17, the host C++20."""
    main, extension, telemetry = tables
    folder = tmp_path_factory.mktemp("contract")
    probe = layout_probe(
        [
            (main, "::", ("PluginInterface.h",)),
            (extension, "::", ("WorkbenchExtensions.h",)),
            (telemetry, "workbench::telemetry::", ("telemetry/generated/telemetry_records.h",)),
        ]
    )
    plugin = plugin_source(main, extension)
    shared = ("-std=c++17", "-shared", "-fPIC")
    hidden = (*shared, "-O1", "-fvisibility=hidden", "-fno-gnu-unique")
    with ThreadPoolExecutor(2) as pool:
        jobs = [
            pool.submit(build, folder, "layouts", probe, "-std=c++20"),
            pool.submit(build, folder, "plugin.so", plugin, *shared),
            pool.submit(build, folder, "hidden.so", plugin, *hidden),
            pool.submit(build, folder, "host", host_source(main, extension), "-std=c++20", "-rdynamic"),
        ]
        layouts, open_plugin, hidden_plugin, host = [job.result() for job in jobs]
    printed = subprocess.run([str(layouts)], capture_output=True, text=True, check=True).stdout
    return Witnesses(json.loads(printed), open_plugin, hidden_plugin, host)
