// Generated from workbench/contract/tables/plugin_sdk.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include "Enums.hpp"
#include "PluginAccountRequestRecord.hpp"
