// Generated from workbench/contract/tables/extension.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <string>

/// A period of a day without quotes and trading, for some symbols.
struct PluginConHoliday {
    /// 0: the server ignores the holiday.
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
    /// Symbols of the holiday: a comma list of names, masks such as EUR*, * for all, and symbol groups by number
    /// such as @1.
    std::string symbol;
    /// Name of the holiday.
    std::string description;
};

static_assert(sizeof(PluginConHoliday) == 88 && alignof(PluginConHoliday) == 8,
              "PluginConHoliday must have the layout that the server was built with");
