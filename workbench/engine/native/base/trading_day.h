// The calendar of trading days: their ends and the last day of each month. Moments are Unix seconds of server time.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "base/time_zone.h"

namespace workbench {

inline constexpr int64_t kSecondsPerDay = 86'400;

constexpr int64_t floor_div(int64_t value, int64_t by) noexcept {
  return value / by - (value % by < 0 ? 1 : 0);
}

// Trading days in the local time of a time zone. Each calendar day ends once, at `end_of_day` minutes after its
// midnight; 0 stands for the midnight that ends it. A day with a clock change lasts 23 or 25 hours. Days are counted
// from 1970-01-01.
class TradingDays {
 public:
  TradingDays(ZoneSnapshot zone, int end_of_day) : zone_(std::move(zone)), end_of_day_(end_of_day) {}

  // Returns the end of this day.
  int64_t end_of(int64_t day) const noexcept;
  // Returns the day that ends at `end`, for any end_of_day. This is the calendar day of the second before, so that
  // midnight ends the day before it (convention).
  int64_t day_of(int64_t end) const noexcept;
  // Returns the newest day that has ended at `moment`.
  int64_t last_day(int64_t moment) const noexcept;
  // Returns the end of that day.
  int64_t last_end(int64_t moment) const noexcept { return end_of(last_day(moment)); }
  // Returns the end of the first day that ends after `moment`.
  int64_t next_end(int64_t moment) const noexcept { return end_of(last_day(moment) + 1); }
  // Returns the midnight at which the month of the day begins. No day of the previous month ends later.
  int64_t begin_of_month(int64_t day) const noexcept;

 private:
  ZoneSnapshot zone_;
  int end_of_day_;
};

// Returns 0 for Sunday to 6 for Saturday.
int week_day(int64_t day) noexcept;
// Returns whether the day is the last one of its month.
bool ends_month(int64_t day) noexcept;
// "2026-03-02"
std::string day_text(int64_t day);
// "2026-03"
std::string month_text(int64_t day);
// "2026-03-02 08:00:00"
std::string moment_text(int64_t moment);

}  // namespace workbench
