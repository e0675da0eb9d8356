// One-minute candles and the frames derived from them.
#include "market/candles.h"

#include <chrono>
#include <cmath>
#include <iterator>

#include "base/clock.h"
#include "model/Enums.hpp"

namespace workbench {
namespace {

struct Frame {
  std::string_view name;
  std::time_t seconds;
  size_t parent;  // the frame it is built from
};

constexpr std::time_t kMinute = 60;
constexpr std::time_t kDay = 86'400;
constexpr std::time_t kWeek = 7 * kDay;
constexpr std::time_t kFirstMonday = 4 * kDay;  // 1970-01-05
constexpr std::time_t kMonth = 0;               // no fixed length
// A month is not a whole number of weeks, so both are built from days.
constexpr std::array<Frame, kFrameCount> kFrames{{{"1M", kMinute, 0},
                                                  {"5M", 300, 0},
                                                  {"15M", 900, 1},
                                                  {"30M", 1'800, 2},
                                                  {"1H", 3'600, 3},
                                                  {"4H", 14'400, 4},
                                                  {"1D", kDay, 5},
                                                  {"1W", kWeek, 6},
                                                  {"1MN", kMonth, 6}}};

std::time_t floor_to(std::time_t time, std::time_t step) noexcept {
  const std::time_t rest = time % step;
  return time - (rest < 0 ? rest + step : rest);
}

std::time_t month_start(std::time_t time, int months_later = 0) {
  using namespace std::chrono;
  const year_month_day date{floor<days>(sys_seconds{seconds{time}})};
  const year_month_day first{(date.year() / date.month() + months{months_later}) / 1};
  return sys_seconds{sys_days{first}}.time_since_epoch().count();
}

std::time_t bar_start(const Frame& frame, std::time_t time) {
  if (frame.seconds == kMonth) return month_start(time);
  if (frame.seconds == kWeek) return floor_to(time - kFirstMonday, kWeek) + kFirstMonday;
  return floor_to(time, frame.seconds);
}

std::time_t bar_end(const Frame& frame, std::time_t start) {
  return frame.seconds == kMonth ? month_start(start, 1) : start + frame.seconds;
}

void merge(PluginCandleRecord& into, const PluginCandleRecord& later) noexcept {
  into.high = std::max(into.high, later.high);
  into.low = std::min(into.low, later.low);
  into.close = later.close;
  into.volume += later.volume;
}

bool same_values(const PluginCandleRecord& left, const PluginCandleRecord& right) noexcept {
  return left.high == right.high && left.low == right.low && left.close == right.close && left.volume == right.volume;
}

// First candle not before `time`. Most calls are for the newest candles.
template <class Bars>
auto not_before(Bars& bars, std::time_t time) noexcept {
  constexpr std::ptrdiff_t kNear = 64;
  const bool near = std::ssize(bars) > kNear && (std::end(bars) - kNear)->time < time;
  return std::lower_bound(near ? std::end(bars) - kNear : std::begin(bars), std::end(bars), time,
                          [](const PluginCandleRecord& candle, std::time_t moment) { return candle.time < moment; });
}

bool usable_values(const PluginCandleRecord& candle) noexcept {
  for (const double value : {candle.open, candle.high, candle.low, candle.close}) {
    if (!std::isfinite(value) || value <= 0.0 || value > candle.high || value < candle.low) return false;
  }
  return std::isfinite(candle.volume) && candle.volume >= 0.0;
}

bool usable_time(std::time_t time) noexcept {
  return time >= kFirstNanos && time < kLastNanos / kNanosPerSecond && time % kMinute == 0;
}

// Replaces [first, last) by `bars`; does not move the following candles when the number is the same.
void put_in_place(Candles& into, Candles::iterator first, Candles::iterator last,
                  std::span<const PluginCandleRecord> bars) {
  const auto common = std::min<std::ptrdiff_t>(last - first, std::ssize(bars));
  const auto behind = std::copy_n(bars.begin(), common, first);
  if (behind != last) {
    into.erase(behind, last);
  } else {
    into.insert(behind, bars.begin() + common, bars.end());
  }
}

}  // namespace

bool known_frame(std::string_view name) noexcept {
  return std::any_of(kFrames.begin(), kFrames.end(), [&](const Frame& frame) { return frame.name == name; });
}

int check_candles(std::span<const PluginCandleRecord> candles) noexcept {
  if (candles.empty()) return RET_ERR_PARAMS;
  std::time_t before = -1;
  for (const PluginCandleRecord& candle : candles) {
    if (!usable_time(candle.time) || candle.time <= before) return RET_ERR_PARAMS;
    if (!usable_values(candle)) return RET_INVALID_DATA;
    before = candle.time;
  }
  return RET_OK;
}

void CandleSeries::take_running() {
  if (running_ == kNotRunning) return;
  PluginCandleRecord& candle = frames_.front()[current_];
  const PluginCandleRecord counted = published_.load();
  if (same_values(candle, counted)) return;
  candle = counted;
  folded_running_ = false;
}

void CandleSeries::run(size_t place) {
  current_ = place;
  minute_ = frames_.front()[place];
  published_.store(minute_);
}

const PluginCandleRecord* CandleSeries::begin_minute(std::time_t seconds, double price, double volume) {
  take_running();
  const bool was_running = running_ != kNotRunning;
  if (was_running) {
    completed_ = frames_.front()[current_];
    fold_running();
  }
  Candles& minutes = frames_.front();
  running_ = floor_to(seconds, kMinute);
  // The running minute may be before the newest one, because plugins may write candles of any time.
  auto place = not_before(minutes, running_);
  const PluginCandleRecord tick{.open = price,
                                .high = price,
                                .low = price,
                                .close = price,
                                .time = running_,
                                .volume = volume > 0.0 ? volume : 1.0};
  if (place != minutes.end() && place->time == running_) {
    merge(*place, tick);
  } else {
    place = minutes.insert(place, tick);
  }
  run(static_cast<size_t>(place - minutes.begin()));
  folded_running_ = false;
  if (minutes.size() > kMostMinutes) trim();
  return was_running ? &completed_ : nullptr;
}

Candles CandleSeries::replace(std::time_t from, std::time_t to, std::span<const PluginCandleRecord> candles) {
  take_running();
  Candles& minutes = frames_.front();
  const auto first = not_before(minutes, from);
  const auto last =
      std::upper_bound(first, minutes.end(), to,
                       [](std::time_t moment, const PluginCandleRecord& candle) { return moment < candle.time; });
  Candles before(first, last);
  put_in_place(minutes, first, last, candles);
  for (const auto& changed : {std::span<const PluginCandleRecord>(before), candles}) {
    if (!changed.empty()) fold(changed.front().time, changed.back().time);
  }
  if (minutes.size() > kMostMinutes) trim();
  find_running();
  return before;
}

void CandleSeries::find_running() {
  Candles& minutes = frames_.front();
  const auto place = not_before(minutes, running_);
  if (place == minutes.end() || place->time != running_) {
    running_ = kNotRunning;
  } else {
    run(static_cast<size_t>(place - minutes.begin()));
  }
}

void CandleSeries::trim() {
  Candles& minutes = frames_.front();
  minutes.erase(minutes.begin(), minutes.end() - static_cast<std::ptrdiff_t>(kMostMinutes - kMostMinutes / 8));
  find_running();
}

void CandleSeries::fold_running() {
  if (running_ != kNotRunning && !folded_running_) fold(running_, running_);
  folded_running_ = true;
}

void CandleSeries::fold(std::time_t from, std::time_t to) {
  for (size_t number = 1; number < kFrameCount; ++number) {
    const Frame& frame = kFrames[number];
    fold_frame(number, bar_start(frame, from), bar_end(frame, bar_start(frame, to)));
  }
}

void CandleSeries::fold_frame(size_t number, std::time_t first, std::time_t end) {
  const Frame& frame = kFrames[number];
  const Candles& parent = frames_[frame.parent];
  folded_.clear();
  std::time_t next = first;
  for (auto bar = not_before(parent, first); bar != parent.end() && bar->time < end; ++bar) {
    if (bar->time < next) {
      merge(folded_.back(), *bar);
      continue;
    }
    folded_.push_back(*bar);
    folded_.back().time = bar_start(frame, bar->time);
    next = bar_end(frame, folded_.back().time);
  }
  Candles& bars = frames_[number];
  put_in_place(bars, not_before(bars, first), not_before(bars, end), folded_);
}

Candles CandleSeries::read(std::string_view name, std::time_t from, std::time_t to) {
  const auto frame =
      std::find_if(kFrames.begin(), kFrames.end(), [&](const Frame& known) { return known.name == name; });
  if (frame == kFrames.end() || from > to) return {};
  take_running();
  fold_running();
  const Candles& bars = frames_[static_cast<size_t>(frame - kFrames.begin())];
  const auto first = not_before(bars, from);
  const auto last = std::upper_bound(
      first, bars.end(), to, [](std::time_t moment, const PluginCandleRecord& candle) { return moment < candle.time; });
  return Candles(first, last);
}

std::optional<PluginCandleRecord> CandleSeries::newest() {
  if (running_ == kNotRunning) return std::nullopt;
  take_running();
  return frames_.front()[current_];
}

}  // namespace workbench
