// Candles of all frames, updated with the quotes or rebuilt from all minutes.
#include <array>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <limits>

#include "base/stamp.h"
#include "bench/bench.h"
#include "market/candles.h"

namespace workbench::bench {

namespace {

constexpr std::time_t kStart = 1'767'571'200;  // a Monday
constexpr std::time_t kEver = std::numeric_limits<std::time_t>::max();
constexpr std::array<const char*, kFrameCount> kFrames{"1M", "5M", "15M", "30M", "1H", "4H", "1D", "1W", "1MN"};

// Calls `finished()` after each minute. Returns ticks per second.
template <class Finished>
double play(CandleSeries& series, std::uint64_t ticks, const Finished& finished) {
  const std::uint64_t start = stamp_start();
  for (std::uint64_t number = 0; number < ticks; ++number) {
    const double bid = 1.1 + 0.001 * static_cast<double>(number * 7 % 101);
    const auto now = kStart + static_cast<std::time_t>(number);
    if (!series.count(now, bid, 1.0) && series.begin_minute(now, bid, 1.0) != nullptr) finished();
  }
  const double nanos = static_cast<double>(stamp_end() - start) * nanos_per_tick();
  return static_cast<double>(ticks) / (nanos * 1e-9);
}

// Prevents the compiler from removing a read.
void need(std::size_t value) {
  volatile std::size_t sink = value;
  static_cast<void>(sink);
}

}  // namespace

double kept_candles_ticks_per_second(std::uint64_t ticks) {
  CandleSeries series;
  std::time_t now = kStart;
  return play(series, ticks, [&] {
    now += 60;
    for (const char* frame : kFrames) need(series.read(frame, now, kEver).size());
  });
}

double recomputed_candles_ticks_per_second(std::uint64_t ticks) {
  CandleSeries minutes;
  return play(minutes, ticks, [&] {
    CandleSeries fresh;
    fresh.replace(0, kEver, minutes.read("1M", 0, kEver));
    for (const char* frame : kFrames) need(fresh.read(frame, kEver, kEver).size());
  });
}

}  // namespace workbench::bench
