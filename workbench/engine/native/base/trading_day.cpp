// Ends of days and months.
#include "base/trading_day.h"

#include <chrono>
#include <cstdio>
#include <ctime>

namespace workbench {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr int64_t kFirstWeekDay = 4;  // 1970-01-01 was a Thursday

sys_days days(int64_t day) noexcept {
  return sys_days(std::chrono::days(day));
}

}  // namespace

int64_t TradingDays::end_of(int64_t day) const noexcept {
  const int64_t midnight = (end_of_day_ == 0 ? day + 1 : day) * kSecondsPerDay;
  return zone_->moment(midnight + int64_t{end_of_day_} * 60);
}

int64_t TradingDays::day_of(int64_t end) const noexcept {
  return floor_div(zone_->local(end - 1), kSecondsPerDay);
}

int64_t TradingDays::last_day(int64_t moment) const noexcept {
  int64_t day = floor_div(zone_->local(moment), kSecondsPerDay) + 1;
  while (end_of(day) > moment) --day;
  return day;
}

int64_t TradingDays::begin_of_month(int64_t day) const noexcept {
  const int64_t gone = static_cast<unsigned>(year_month_day(days(day)).day()) - 1;
  return zone_->moment((day - gone) * kSecondsPerDay);
}

int week_day(int64_t day) noexcept {
  const int64_t since = day + kFirstWeekDay;
  return static_cast<int>(since - floor_div(since, 7) * 7);
}

bool ends_month(int64_t day) noexcept {
  return year_month_day(days(day)).month() != year_month_day(days(day + 1)).month();
}

std::string day_text(int64_t day) {
  const year_month_day date(days(day));
  char text[32];
  std::snprintf(text, sizeof text, "%s-%02u", month_text(day).c_str(), static_cast<unsigned>(date.day()));
  return text;
}

std::string month_text(int64_t day) {
  const year_month_day date(days(day));
  char text[24];
  std::snprintf(text, sizeof text, "%04d-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()));
  return text;
}

std::string moment_text(int64_t moment) {
  const std::time_t seconds = moment;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts)};
}

}  // namespace workbench
