"""Generates headers with the other public header names, so that sources written for those names compile unchanged.

Each of them only includes the workbench's headers: the same records with the same layout.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.contract.generate import cpp
from workbench.contract.generate.output import Output, Tables, cpp_file
from workbench.contract.generate.sdk_headers import COMMON, ENUMS
from workbench.contract.table import Enum, Table

HEADERS: dict[str, tuple[str, ...]] = {
    "PluginAccountEnums": (),
    "PluginAccount": ("PluginMarginLevel", "PluginEquityRecord", "PluginAccountRecord"),
    "PluginAccountInput": ("PluginAccountRequestRecord",),
    "PluginAccountOutput": ("PluginAccountDiffRecord",),
    "PluginCandle": ("PluginCandleRecord",),
    "PluginGroup": ("PluginGroupRecordSec", "PluginGroupRecordMargin", "PluginGroupRecord"),
    "PluginLog": ("PluginServerLog",),
    "PluginSymbol": ("PluginConSession", "PluginConSessions", "PluginSymbolRecord"),
    "PluginTradeEnums": (),
    "PluginTrade": ("PluginTradeRecord",),
    "PluginTradeInput": ("PluginTradeRequestRecord",),
    "PluginTradeOutput": ("PluginTradeDiffRecord",),
    "PluginTradeGatewayData": ("PluginTradeGatewayDataUpdateRecord",),
}
"""Headers of model/ in the public plugin SDK, and the records of each. Each of them includes the enumerations."""
EARLIER_FOLDER = "sdk_contract/plugin"
"""Folder of the same headers in snapshots of the public plugin SDK."""


def forwarding_headers(tables: Tables, path: str) -> Iterator[Output]:
    """Yields the other names of the plugin SDK's headers."""
    (table,) = tables
    for header, records in HEADERS.items():
        lines = ["#pragma once", "", f'#include "{ENUMS}"']
        lines += [f'#include "{table.record(name).name}.hpp"' for name in records]
        yield Output(f"{path}/model/{header}.hpp", cpp_file(tables, "\n".join(lines)))
        forward = f'#pragma once\n\n#include "../../model/{header}.hpp"'
        yield Output(f"{path}/{EARLIER_FOLDER}/{header}.hpp", cpp_file(tables, forward))
    yield Output(f"{path}/{COMMON}", cpp_file(tables, _common(table, leaks_json=False)))


def kit_headers(tables: Tables, path: str) -> Iterator[Output]:
    """Yields the common header of a development kit."""
    (table,) = tables
    yield Output(f"{path}/{COMMON}", cpp_file(tables, _common(table, leaks_json=True)))


def _common(table: Table, *, leaks_json: bool) -> str:
    host = table.host_interface
    assert host is not None
    lines = ["#pragma once", "", *cpp.includes("string"), f'#include "model/{ENUMS}"']
    lines += [f'#include "model/{record.name}.hpp"' for record in table.records]
    lines += [f'#include "{host.name}.h"', ""]
    if leaks_json:
        lines += ["// Sources for the development kits use JSON types without their namespace."]
        lines += ["using namespace rapidjson;", ""]
    return "\n".join([*lines, _format_error(table.enum("ReturnCodes"))])


def _format_error(codes: Enum) -> str:
    cases = {item.value: item.name for item in reversed(codes.confirmed)}
    lines = [cpp.doc('Name of a return code, such as "RET_OK".').strip()]
    lines += ["inline std::string FormatError(const int retcode) {", "    switch (retcode) {"]
    lines += [f'        case {value}: return "{name}";' for value, name in sorted(cases.items())]
    lines += ['        default: return "unknown return code " + std::to_string(retcode);', "    }", "}"]
    return "\n".join(lines)
