// Generated from workbench/contract/tables/extension.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <string>

/// A time of a day without quotes and trading, for some symbols.
struct PluginConHoliday {
    /// 0 for a holiday that is not kept.
    int enable = 1;
    /// Year, 0 for every year.
    int year = 0;
    /// Month, 1 to 12.
    int month = 1;
    /// Day of the month, 1 to 31.
    int day = 1;
    /// First minute of the day without trading.
    int from_minute = 0;
    /// First minute of the day with trading again.
    int to_minute = 1440;
    /// Symbols it is for: names and masks such as EUR* in a comma list, * for all, @ and the number of a symbol
    /// group such as @1.
    std::string symbol;
    /// What is celebrated.
    std::string description;
};

static_assert(sizeof(PluginConHoliday) == 88 && alignof(PluginConHoliday) == 8,
              "PluginConHoliday must have the layout that the server was built with");
