// Generated from workbench/contract/tables/extension.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once


/// The server fills it in from the tick, so that an unchanged field changes nothing.
struct PluginTickDiffRecord {
    /// Bid price.
    double bid = 0.0;
    /// Ask price.
    double ask = 0.0;
    /// Tick volume.
    double volume = 0.0;
};

static_assert(sizeof(PluginTickDiffRecord) == 24 && alignof(PluginTickDiffRecord) == 8,
              "PluginTickDiffRecord must have the layout that the server was built with");
