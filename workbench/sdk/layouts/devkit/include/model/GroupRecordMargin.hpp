// Generated from workbench/contract/tables/devkit.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <string>

struct GroupRecordMargin {
    /// Symbol name.
    std::string symbol;
    /// 1 when swaps are charged.
    int swap_enable = 0;
    /// Swap for long positions.
    double swap_long = 0.0;
    /// Swap for short positions.
    double swap_short = 0.0;
    /// Divider applied to margin.
    double margin_divider = 0.0;
    /// 1 when the spread override applies.
    int spread_enable = 0;
    /// Spread in points.
    int spread = 0;
    /// Shift of the spread between bid and ask, points.
    int spread_balance = 0;
    /// Spare.
    int reserved[7] = {};
};

static_assert(sizeof(GroupRecordMargin) == 104 && alignof(GroupRecordMargin) == 8,
              "GroupRecordMargin must have the layout that the server was built with");
