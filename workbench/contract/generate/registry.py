"""The list of all generators, one line for each kind of output. Another layout is another line."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.contract.generate.bind_records import bind_records
from workbench.contract.generate.bind_server import bind_server
from workbench.contract.generate.callbacks import callbacks_header
from workbench.contract.generate.forwarding import forwarding_headers, kit_headers
from workbench.contract.generate.layout_adapter import layout_adapter
from workbench.contract.generate.layout_border import layout_border
from workbench.contract.generate.native_python import python_values
from workbench.contract.generate.output import Output, Target
from workbench.contract.generate.plugin_interfaces import plugin_interfaces
from workbench.contract.generate.py_callbacks import python_callbacks
from workbench.contract.generate.py_dtypes import python_dtypes
from workbench.contract.generate.py_enums import python_enums
from workbench.contract.generate.py_forms import python_forms
from workbench.contract.generate.py_layouts import python_layouts
from workbench.contract.generate.py_package import empty_package, sdk_package
from workbench.contract.generate.py_records import python_records
from workbench.contract.generate.py_sdk import python_interfaces, python_server
from workbench.contract.generate.python_plugin import python_plugin
from workbench.contract.generate.recorded_server import recorded_server
from workbench.contract.generate.reference import reference_page
from workbench.contract.generate.reflection import reflection_header
from workbench.contract.generate.sdk_headers import extension_headers, sdk_headers
from workbench.contract.generate.telemetry_records import telemetry_records
from workbench.contract.generate.watched_plugin import watched_plugin
from workbench.contract.load import load_table

SDK = "workbench/sdk"
INCLUDE = "workbench/sdk/include"
NATIVE = "workbench/engine/native"
LAYOUT_ADAPTERS = f"{NATIVE}/plugins/layouts/generated"
LAYOUT_INCLUDES = "workbench/sdk/layouts"
PYTHON = "workbench/contract/generated"
SERVER = ("plugin_sdk", "extension")
ALL = (*SERVER, "telemetry")
LEGACY = ("devkit", "devkit_demo")

TARGETS = (
    Target(("plugin_sdk",), INCLUDE, sdk_headers),
    Target(("plugin_sdk",), INCLUDE, forwarding_headers),
    Target(("extension",), INCLUDE, extension_headers),
    Target(("telemetry",), f"{NATIVE}/telemetry/generated/telemetry_records.h", telemetry_records),
    Target(SERVER, f"{NATIVE}/telemetry/generated/callbacks.h", callbacks_header),
    Target(SERVER, f"{NATIVE}/base/generated/reflection.h", reflection_header),
    Target(SERVER, f"{NATIVE}/plugins/generated/recorded_server.h", recorded_server),
    Target(SERVER, f"{NATIVE}/plugins/generated/plugin_interfaces.h", plugin_interfaces),
    Target(SERVER, f"{NATIVE}/plugins/generated/watched_plugin.h", watched_plugin),
    Target(SERVER, f"{NATIVE}/python/generated/python_values.h", python_values),
    Target(SERVER, f"{NATIVE}/python/generated/bind_records", bind_records),
    Target(SERVER, f"{NATIVE}/python/generated/python_plugin", python_plugin),
    Target(SERVER, f"{NATIVE}/python/generated/bind_server", bind_server),
    Target(ALL, f"{PYTHON}/__init__.py", empty_package),
    Target(ALL, f"{PYTHON}/enums.py", python_enums),
    Target(SERVER, f"{PYTHON}/records.py", python_records),
    Target(ALL, f"{PYTHON}/dtypes.py", python_dtypes),
    Target(SERVER, f"{PYTHON}/callbacks.py", python_callbacks),
    Target(SERVER, f"{PYTHON}/forms.py", python_forms),
    Target(SERVER, f"{SDK}/interfaces.py", python_interfaces),
    Target(SERVER, f"{SDK}/server.py", python_server),
    Target(SERVER, f"{SDK}/__init__.py", sdk_package),
    Target(SERVER, "docs/reference/plugin_sdk.md", reference_page),
    Target(("plugin_sdk",), f"{NATIVE}/plugins/generated", layout_border),
    Target(("plugin_sdk", *LEGACY), f"{PYTHON}/layouts.py", python_layouts),
    *(Target(("plugin_sdk", name), LAYOUT_ADAPTERS, layout_adapter) for name in LEGACY),
    *(Target((name,), f"{LAYOUT_INCLUDES}/{name}/include", sdk_headers) for name in LEGACY),
    *(Target((name,), f"{LAYOUT_INCLUDES}/{name}/include", kit_headers) for name in LEGACY),
)


def outputs(targets: tuple[Target, ...] = TARGETS) -> Iterator[Output]:
    """Yields every generated file. TableError if a table is wrong."""
    for target in targets:
        yield from target.render(tuple(load_table(name) for name in target.tables), target.path)
