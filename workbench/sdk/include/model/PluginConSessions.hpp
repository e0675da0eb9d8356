// Generated from workbench/contract/tables/plugin_sdk.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include "PluginConSession.hpp"

struct PluginConSessions {
    /// Quote sessions of the day.
    PluginConSession quote[3] = {};
    /// Trade sessions of the day.
    PluginConSession trade[3] = {};
    /// 1 when quoting runs past midnight.
    int quote_overnight = 0;
    /// 1 when trading runs past midnight.
    int trade_overnight = 0;
    /// Spare.
    int reserved[2] = {};
};

static_assert(sizeof(PluginConSessions) == 208 && alignof(PluginConSessions) == 4,
              "PluginConSessions must have the layout that the server was built with");
