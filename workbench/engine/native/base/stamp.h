// Time stamps of calls, with a cost of a few nanoseconds per measured call.
#pragma once

#include <cstdint>

#if defined(__x86_64__)
#include <x86intrin.h>
#else
#include <ctime>
#endif

namespace workbench {

#if defined(__x86_64__)
/// Time stamp counter before the measured code.
inline std::uint64_t stamp_start() noexcept {
  return __rdtsc();
}

/// Time stamp counter after the measured code. Waits until that code has executed.
inline std::uint64_t stamp_end() noexcept {
  // Waits like rdtscp but is some nanoseconds cheaper, because rdtscp also reads the processor number.
  std::uint32_t low = 0;
  std::uint32_t high = 0;
  asm volatile("lfence\n\trdtsc" : "=a"(low), "=d"(high) : : "memory");
  return static_cast<std::uint64_t>(high) << 32 | low;
}
#else
inline std::uint64_t stamp_start() noexcept {
  std::timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000u + static_cast<std::uint64_t>(now.tv_nsec);
}

inline std::uint64_t stamp_end() noexcept {
  return stamp_start();
}
#endif

/// Length of one tick of the stamp, calibrated against the monotonic clock on the first call (about 5 ms).
double nanos_per_tick();

/// Wall clock, nanoseconds since the Unix epoch.
std::int64_t wall_clock_nanos() noexcept;

}  // namespace workbench
