// Ascending numbers of tickets or logins.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <limits>

namespace workbench {

// Ascending numbers of tickets or logins. Thread-safe.
class Numbers {
 public:
  // Returns the next number, or 0 when the range is exhausted.
  int take() noexcept {
    int last = last_.load(std::memory_order_relaxed);
    while (last < std::numeric_limits<int>::max()) {
      if (last_.compare_exchange_weak(last, last + 1, std::memory_order_relaxed)) return last + 1;
    }
    return 0;
  }
  int last() const noexcept { return last_.load(std::memory_order_relaxed); }
  // Marks all numbers up to this one as used. A number beyond the range marks all of them.
  void raise(int64_t used) noexcept {
    const auto highest = static_cast<int>(std::min<int64_t>(used, std::numeric_limits<int>::max()));
    int last = last_.load(std::memory_order_relaxed);
    while (used > last && !last_.compare_exchange_weak(last, highest, std::memory_order_relaxed)) {
    }
  }

 private:
  std::atomic<int> last_ = 0;
};

}  // namespace workbench
