// The calendar of trading days: when they end, which is the last of a month. Moments are Unix seconds of server time.
#pragma once

#include <cstdint>
#include <string>

namespace workbench {

inline constexpr int64_t kSecondsPerDay = 86'400;

// The newest end of a day at or before `moment`; `end_of_day` in minutes after midnight.
int64_t last_day_end(int64_t moment, int end_of_day) noexcept;

// About the day that ends at `end`: the day of the second before, so that midnight ends the day before it (convention).

// When that day would end by `end_of_day`.
int64_t end_of_same_day(int64_t end, int end_of_day) noexcept;
// Whether it is the last one of its month.
bool ends_month(int64_t end) noexcept;
// The midnight with which its month begins: no day of the month before ends later, by whatever end_of_day.
int64_t begin_of_month(int64_t end) noexcept;
// "2026-03-02"
std::string day_text(int64_t end);
// "2026-03-02 08:00:00"
std::string moment_text(int64_t moment);
// "2026-03"
std::string month_text(int64_t end);

}  // namespace workbench
