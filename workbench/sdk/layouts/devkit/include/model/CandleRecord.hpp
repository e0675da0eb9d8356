// Generated from workbench/contract/tables/devkit.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <ctime>

struct CandleRecord {
    /// Opening price.
    double open = 0.0;
    /// Highest price.
    double high = 0.0;
    /// Lowest price.
    double low = 0.0;
    /// Closing price.
    double close = 0.0;
    /// Start of the bar, Unix seconds.
    std::time_t time = 0;
    /// Tick volume.
    double volume = 0.0;
};

static_assert(sizeof(CandleRecord) == 48 && alignof(CandleRecord) == 8,
              "CandleRecord must have the layout that the server was built with");
