// Holidays: times of a day at which some symbols neither quote nor trade.
#pragma once

#include <cstdint>
#include <vector>

#include "model/PluginConHoliday.hpp"
#include "model/PluginSymbolRecord.hpp"

namespace workbench {

using Holidays = std::vector<PluginConHoliday>;

// Throws std::runtime_error with the number of the holiday (from 1) and the fault: a day that exists in no year, a year
// that is neither 0 nor from 1970 to 2199, minutes not in 0 <= from_minute < to_minute <= 1440, or no symbols.
void check_holidays(const Holidays& holidays);

// Returns whether a holiday closes the symbol in this minute (minutes since 1970 in local time of its zone).
bool on_holiday(const Holidays& holidays, const PluginSymbolRecord& symbol, int64_t epoch_minute) noexcept;

}  // namespace workbench
