// Length of a tick of the time stamp counter, measured once per process.
#include "base/stamp.h"

#include <ctime>
#include <limits>

namespace workbench {

namespace {

constexpr std::int64_t kCalibrationNanos = 5'000'000;

std::int64_t clock_nanos(clockid_t clock) noexcept {
  std::timespec now{};
  clock_gettime(clock, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

struct Sample {
  std::uint64_t ticks = 0;
  std::int64_t nanos = 0;
};

// The shortest of several readings was not interrupted between the two clocks.
Sample sample() noexcept {
  Sample best;
  std::uint64_t shortest = std::numeric_limits<std::uint64_t>::max();
  for (int attempt = 0; attempt < 16; ++attempt) {
    const std::uint64_t before = stamp_end();
    const std::int64_t nanos = clock_nanos(CLOCK_MONOTONIC);
    const std::uint64_t after = stamp_end();
    if (after - before >= shortest) continue;
    shortest = after - before;
    best = {before + (after - before) / 2, nanos};
  }
  return best;
}

double calibrate() noexcept {
  const Sample first = sample();
  while (clock_nanos(CLOCK_MONOTONIC) - first.nanos < kCalibrationNanos) {
  }
  const Sample last = sample();
  return static_cast<double>(last.nanos - first.nanos) / static_cast<double>(last.ticks - first.ticks);
}

}  // namespace

double nanos_per_tick() {
  static const double length = calibrate();
  return length;
}

std::int64_t wall_clock_nanos() noexcept {
  return clock_nanos(CLOCK_REALTIME);
}

}  // namespace workbench
