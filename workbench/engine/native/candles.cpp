// One-minute candles and the frames derived from them.
#include "candles.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <limits>

namespace workbench {
namespace {

struct Frame {
  std::string_view name;
  std::time_t seconds;
};

constexpr std::time_t kDay = 86'400;
constexpr std::time_t kWeek = 7 * kDay;
constexpr std::time_t kFirstMonday = 4 * kDay;  // 1970-01-05
constexpr std::time_t kMonth = 0;               // no fixed length
constexpr std::array<Frame, 9> kFrames{{{"1M", 60},
                                        {"5M", 300},
                                        {"15M", 900},
                                        {"30M", 1'800},
                                        {"1H", 3'600},
                                        {"4H", 14'400},
                                        {"1D", kDay},
                                        {"1W", kWeek},
                                        {"1MN", kMonth}}};

std::time_t floor_to(std::time_t time, std::time_t step) noexcept {
  const std::time_t rest = time % step;
  return time - (rest < 0 ? rest + step : rest);
}

std::time_t month_start(std::time_t time) {
  using namespace std::chrono;
  const sys_days day{floor<days>(sys_seconds{seconds{time}})};
  const year_month_day date{day};
  return sys_seconds{sys_days{date.year() / date.month() / 1}}.time_since_epoch().count();
}

std::time_t frame_start(std::time_t time, std::time_t length) {
  if (length == kMonth) return month_start(time);
  if (length == kWeek) return floor_to(time - kFirstMonday, kWeek) + kFirstMonday;
  return floor_to(time, length);
}

const Frame* find_frame(std::string_view name) noexcept {
  const auto* found =
      std::find_if(kFrames.begin(), kFrames.end(), [&](const Frame& frame) { return frame.name == name; });
  return found == kFrames.end() ? nullptr : found;
}

void merge(PluginCandleRecord& into, const PluginCandleRecord& later) {
  into.high = std::max(into.high, later.high);
  into.low = std::min(into.low, later.low);
  into.close = later.close;
  into.volume += later.volume;
}

bool earlier(const PluginCandleRecord& candle, std::time_t time) noexcept {
  return candle.time < time;
}

}  // namespace

bool known_frame(std::string_view frame) noexcept {
  return find_frame(frame) != nullptr;
}

std::optional<PluginCandleRecord> CandleSeries::add(std::time_t seconds, double price, double volume) {
  const double counted = volume > 0.0 ? volume : 1.0;
  const PluginCandleRecord tick{
      .open = price, .high = price, .low = price, .close = price, .time = floor_to(seconds, 60), .volume = counted};
  if (current_ < minutes_.size() && minutes_[current_].time == tick.time) {
    merge(minutes_[current_], tick);
    return std::nullopt;
  }
  std::optional<PluginCandleRecord> completed;
  if (current_ < minutes_.size()) completed = minutes_[current_];
  PluginCandleRecord& candle = at_minute(tick.time);
  if (candle.volume > 0.0) {
    merge(candle, tick);
  } else {
    candle = tick;
  }
  return completed;
}

void CandleSeries::restore(const PluginCandleRecord& candle) {
  at_minute(candle.time) = candle;
}

// A minute may lie before the newest one: recorded quotes start again after a restart.
PluginCandleRecord& CandleSeries::at_minute(std::time_t minute) {
  auto place = minutes_.end();
  if (!minutes_.empty() && minutes_.back().time >= minute)
    place = std::lower_bound(minutes_.begin(), minutes_.end(), minute, earlier);
  if (place == minutes_.end() || place->time != minute) {
    place = minutes_.insert(place, PluginCandleRecord{});
    place->time = minute;
  }
  current_ = static_cast<size_t>(place - minutes_.begin());
  return *place;
}

std::vector<PluginCandleRecord> CandleSeries::read(std::string_view frame, std::time_t from, std::time_t to) const {
  std::vector<PluginCandleRecord> bars;
  const Frame* length = find_frame(frame);
  if (length == nullptr) return bars;
  // The bar that `from` lies in starts earlier; its first minutes belong to it when it starts at or after `from`.
  for (auto it = std::lower_bound(minutes_.begin(), minutes_.end(), from, earlier); it != minutes_.end(); ++it) {
    const std::time_t start = frame_start(it->time, length->seconds);
    if (start < from) continue;
    if (start > to) break;
    if (!bars.empty() && bars.back().time == start) {
      merge(bars.back(), *it);
    } else {
      bars.push_back(*it);
      bars.back().time = start;
    }
  }
  return bars;
}

std::optional<PluginCandleRecord> CandleSeries::newest() const {
  if (current_ >= minutes_.size()) return std::nullopt;
  return minutes_[current_];
}

}  // namespace workbench
