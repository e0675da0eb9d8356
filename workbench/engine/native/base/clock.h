// Server time: the wall clock, a paced clock that follows recorded quotes, or a virtual clock that only its owner
// advances.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>

namespace workbench {

enum class ClockKind { Wall, Feed, Virtual };

inline constexpr int64_t kNanosPerSecond = 1'000'000'000;
inline constexpr int64_t kNanosPerMilli = 1'000'000;
inline constexpr int64_t kNanosPerMinute = 60 * kNanosPerSecond;

// Server time lies between 1970 and 2200. This range is far enough from the ends of 64-bit nanoseconds (year 2262) that
// additions to it cannot overflow.
inline constexpr int64_t kFirstNanos = 0;
inline constexpr int64_t kLastNanos = int64_t{7'258'118'400} * kNanosPerSecond;

// Nanoseconds of real time since an arbitrary moment; monotonic.
inline int64_t steady_nanos() noexcept {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// Nanoseconds since the Unix epoch. Implementations may be read from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual int64_t now_nanos() const = 0;
};

// The machine's time, or a time that runs ahead of it by a fixed offset.
class WallClock final : public Clock {
 public:
  int64_t now_nanos() const override {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
               .count() +
           ahead_.load(std::memory_order_relaxed);
  }
  // Continues from this moment if the machine's time is earlier. Returns the offset to the machine's time.
  int64_t start_at(int64_t nanos) noexcept {
    ahead_.store(0, std::memory_order_relaxed);
    const int64_t ahead = std::max<int64_t>(nanos - now_nanos(), 0);
    ahead_.store(ahead, std::memory_order_relaxed);
    return ahead;
  }

 private:
  std::atomic<int64_t> ahead_ = 0;
};

// Real time multiplied by a speed, from a start moment on; speed 0 stops the clock. The clock stops at kLastNanos.
class PacedClock final : public Clock {
 public:
  PacedClock(int64_t start_nanos, double speed)
      : start_nanos_(start_nanos), start_steady_(steady_nanos()), speed_(speed) {}

  int64_t now_nanos() const override {
    const std::scoped_lock lock(mutex_);
    return read();
  }
  void set(int64_t nanos) {
    const std::scoped_lock lock(mutex_);
    start_nanos_ = nanos;
    start_steady_ = steady_nanos();
  }
  // Changes the speed; the clock continues from its current time.
  void set_speed(double speed) {
    const std::scoped_lock lock(mutex_);
    start_nanos_ = read();
    start_steady_ = steady_nanos();
    speed_ = speed;
  }

 private:
  int64_t read() const {
    const double passed = static_cast<double>(steady_nanos() - start_steady_) * speed_;
    const int64_t left = kLastNanos - start_nanos_;
    return passed < static_cast<double>(left) ? start_nanos_ + static_cast<int64_t>(passed) : kLastNanos;
  }

  mutable std::mutex mutex_;
  int64_t start_nanos_;
  int64_t start_steady_;
  double speed_;
};

class VirtualClock final : public Clock {
 public:
  explicit VirtualClock(int64_t start_nanos) : nanos_(start_nanos) {}
  int64_t now_nanos() const override { return nanos_.load(std::memory_order_relaxed); }
  void set(int64_t nanos) { nanos_.store(nanos, std::memory_order_relaxed); }

 private:
  std::atomic<int64_t> nanos_;
};

}  // namespace workbench
