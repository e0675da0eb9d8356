"""The C++ witnesses of the contract, compiled once for all tests of this folder."""

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.contract.layout_probe import layout_probe
from tests.contract.vtable_probe import host_source, plugin_source
from tests.contract.witnesses import Witnesses, build
from workbench.contract.load import load_table
from workbench.contract.table import Table


@pytest.fixture(scope="session")
def tables() -> tuple[Table, Table, Table]:
    """The server's own layout, the extension and the telemetry records."""
    return load_table("plugin_sdk"), load_table("extension"), load_table("telemetry")


@pytest.fixture(scope="session")
def witnesses(tables: tuple[Table, Table, Table]) -> Witnesses:
    """Compiles everything two at a time; an external plugin is C++17, the host C++20."""
    main, extension, telemetry = tables
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
            pool.submit(build, "layouts", probe, "-std=c++20"),
            pool.submit(build, "plugin.so", plugin, *shared),
            pool.submit(build, "hidden.so", plugin, *hidden),
            pool.submit(build, "host", host_source(main, extension), "-std=c++20", "-rdynamic"),
        ]
        layouts, open_plugin, hidden_plugin, host = [job.result() for job in jobs]
    printed = subprocess.run([str(layouts)], capture_output=True, text=True, check=True).stdout
    return Witnesses(json.loads(printed), open_plugin, hidden_plugin, host)
