// Ascending numbers of tickets or logins.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <limits>

namespace workbench {

// Ascending numbers of tickets or logins; any thread.
class Numbers {
 public:
  // The next number, 0 when all are used up.
  int take() noexcept {
    int last = last_.load(std::memory_order_relaxed);
    while (last < std::numeric_limits<int>::max()) {
      if (last_.compare_exchange_weak(last, last + 1, std::memory_order_relaxed)) return last + 1;
    }
    return 0;
  }
  int last() const noexcept { return last_.load(std::memory_order_relaxed); }
  // Numbers up to this one are in use; beyond the last possible number all are.
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
