// Generated from workbench/contract/tables/devkit.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <ctime>
#include <string>

struct TickInfo {
    /// Symbol name.
    std::string symbol;
    /// Quote moment, Unix seconds.
    std::time_t ctm = 0;
    /// Tick volume.
    double volume = 0;
    /// Bid price.
    double bid = 0;
    /// Ask price.
    double ask = 0;
};

static_assert(sizeof(TickInfo) == 64 && alignof(TickInfo) == 8,
              "TickInfo must have the layout that the server was built with");
