// Holidays: times of a day without quotes and trading, for some symbols.
#pragma once

#include <cstdint>
#include <vector>

#include "model/PluginConHoliday.hpp"
#include "model/PluginSymbolRecord.hpp"

namespace workbench {

using Holidays = std::vector<PluginConHoliday>;

// Throws std::runtime_error with the number of the holiday (from 1) and what is wrong with it: a day that no year has,
// a year outside 1970 to 2199 and not 0, minutes not in 0 <= from_minute < to_minute <= 1440, no symbols.
void check_holidays(const Holidays& holidays);

// Whether one of them closes the symbol in this minute (minutes since 1970 by the clocks of its time zone).
bool on_holiday(const Holidays& holidays, const PluginSymbolRecord& symbol, int64_t epoch_minute) noexcept;

}  // namespace workbench
