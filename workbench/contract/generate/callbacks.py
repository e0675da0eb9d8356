"""Generates the numbered callbacks for C++."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.contract.generate import cpp
from workbench.contract.generate.callback_list import callback_rows
from workbench.contract.generate.output import Output, Tables, cpp_file

_FUNCTIONS = """
inline constexpr std::size_t kCallbackCount = {count};

/// What a method of the server works on.
enum class Needs : std::uint8_t {{ Nothing, Databases, Trades }};

struct CallbackInfo {{
    std::string_view name;
    std::string_view class_name;
    telemetry::CallKind kind;
    Needs needs;
}};

/// Indexed by the number of the callback.
inline constexpr std::array<CallbackInfo, kCallbackCount> kCallbacks{{{{
{rows}}}}};

constexpr const CallbackInfo& callback_info(Callback callback) {{
    return kCallbacks[static_cast<std::size_t>(callback)];
}}

/// Name of the function.
constexpr std::string_view callback_name(Callback callback) {{ return callback_info(callback).name; }}

/// Name of the class with the method, empty for an entry point.
constexpr std::string_view callback_class(Callback callback) {{ return callback_info(callback).class_name; }}

constexpr telemetry::CallKind callback_kind(Callback callback) {{ return callback_info(callback).kind; }}

/// Whether the method works on the trade database. The platform holds the account database while it calls account hooks
/// and events, and takes it again for such a method: it deadlocks there (documented).
constexpr bool uses_trades(Callback method) {{ return callback_info(method).needs == Needs::Trades; }}

/// Whether the method works on any database, and so has no answer while maintenance blocks them. Quotes, configuration,
/// conversion rates, the log and messages need none (convention).
constexpr bool uses_databases(Callback method) {{ return callback_info(method).needs != Needs::Nothing; }}

/// Whether the platform holds the account database during the callback.
constexpr bool is_account_callback(Callback callback) {{
    return callback_class(callback) == "HookAccount" || callback_class(callback) == "EventAccount";
}}
"""


def callbacks_header(tables: Tables, path: str) -> Iterator[Output]:
    """Yields `enum class Callback` with name, class and kind of each."""
    rows = callback_rows(tables)
    lines = ["#pragma once", "", *cpp.includes("array", "cstddef", "cstdint", "string_view")]
    lines += ['#include "telemetry/generated/telemetry_records.h"', "", "namespace workbench {", ""]
    lines += ["enum class Callback : std::uint16_t {"]
    lines += [f"    {row.name} = {row.number},  ///< {row.doc}" for row in rows]
    lines += ["};"]
    table = "".join(
        f'    {{"{row.name}", "{row.class_name}", telemetry::CallKind::{row.kind}, Needs::{row.needs.capitalize()}}},\n'
        for row in rows
    )
    lines += [_FUNCTIONS.format(count=len(rows), rows=table), "}  // namespace workbench"]
    yield Output(path, cpp_file(tables, "\n".join(lines)))
