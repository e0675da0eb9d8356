// Generated from workbench/contract/tables/plugin_sdk.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include "PluginAccountRecord.hpp"

/// Derives from PluginAccountRecord and adds nothing: same size, same offsets.
struct PluginAccountRequestRecord : PluginAccountRecord {
};

static_assert(sizeof(PluginAccountRequestRecord) == 976 && alignof(PluginAccountRequestRecord) == 8,
              "PluginAccountRequestRecord must have the layout that the server was built with");
