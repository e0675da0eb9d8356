// Ends of days and months.
#include "trading_day.h"

#include <chrono>
#include <cstdio>
#include <ctime>

namespace workbench {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

sys_days day_before(int64_t end) noexcept {
  return std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(end - 1)));
}

}  // namespace

int64_t last_day_end(int64_t moment, int end_of_day) noexcept {
  const int64_t shift = int64_t{end_of_day} * 60;
  const int64_t since = moment - shift;
  const int64_t part = since % kSecondsPerDay;
  return moment - (part < 0 ? part + kSecondsPerDay : part);
}

int64_t end_of_same_day(int64_t end, int end_of_day) noexcept {
  const int64_t midnight = day_before(end).time_since_epoch().count() * kSecondsPerDay;
  return midnight + (end_of_day == 0 ? kSecondsPerDay : int64_t{end_of_day} * 60);
}

bool ends_month(int64_t end) noexcept {
  const sys_days day = day_before(end);
  return year_month_day(day).month() != year_month_day(day + std::chrono::days(1)).month();
}

int64_t begin_of_month(int64_t end) noexcept {
  const sys_days day = day_before(end);
  const int64_t gone = static_cast<unsigned>(year_month_day(day).day()) - 1;
  return (day.time_since_epoch().count() - gone) * kSecondsPerDay;
}

std::string day_text(int64_t end) {
  const year_month_day date(day_before(end));
  char text[32];
  std::snprintf(text, sizeof text, "%s-%02u", month_text(end).c_str(), static_cast<unsigned>(date.day()));
  return text;
}

std::string moment_text(int64_t moment) {
  const std::time_t seconds = moment;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts)};
}

std::string month_text(int64_t end) {
  const year_month_day date(day_before(end));
  char text[24];
  std::snprintf(text, sizeof text, "%04d-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()));
  return text;
}

}  // namespace workbench
