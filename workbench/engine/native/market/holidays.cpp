// Checks and lookup of holidays.
#include "market/holidays.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string>

#include "base/group_mask.h"

namespace workbench {
namespace {

constexpr int64_t kDayMinutes = 1'440;
constexpr int kLeapYear = 2000;

bool is_a_day(const PluginConHoliday& holiday) noexcept {
  using namespace std::chrono;
  if (holiday.month < 1 || holiday.month > 12 || holiday.day < 1 || holiday.day > 31) return false;
  const int any_year = holiday.year == 0 ? kLeapYear : holiday.year;
  return (year{any_year} / holiday.month / holiday.day).ok();
}

const char* mistake(const PluginConHoliday& holiday) noexcept {
  if (holiday.year != 0 && (holiday.year < 1970 || holiday.year > 2199)) return "year must be 0 or 1970 to 2199";
  if (!is_a_day(holiday)) return "month and day are not a day of any year";
  if (holiday.from_minute < 0 || holiday.to_minute > kDayMinutes || holiday.from_minute >= holiday.to_minute)
    return "minutes must be 0 <= from_minute < to_minute <= 1440";
  return holiday.symbol.empty() ? "symbol must name symbols, * for all" : nullptr;
}

}  // namespace

void check_holidays(const Holidays& holidays) {
  for (size_t i = 0; i < holidays.size(); ++i) {
    if (const char* what = mistake(holidays[i]))
      throw std::runtime_error("holiday " + std::to_string(i + 1) + ": " + what);
  }
}

bool on_holiday(const Holidays& holidays, const PluginSymbolRecord& symbol, int64_t epoch_minute) noexcept {
  using namespace std::chrono;
  if (holidays.empty()) return false;
  const sys_days day = floor<days>(sys_time<minutes>{minutes{epoch_minute}});
  const year_month_day date{day};
  const int64_t minute = epoch_minute - int64_t{day.time_since_epoch().count()} * kDayMinutes;
  return std::any_of(holidays.begin(), holidays.end(), [&](const PluginConHoliday& holiday) {
    return holiday.enable != 0 && (holiday.year == 0 || holiday.year == int{date.year()}) &&
           holiday.month == static_cast<int>(unsigned{date.month()}) &&
           holiday.day == static_cast<int>(unsigned{date.day()}) && minute >= holiday.from_minute &&
           minute < holiday.to_minute && symbol_matches(holiday.symbol, symbol.symbol, symbol.sec_index);
  });
}

}  // namespace workbench
