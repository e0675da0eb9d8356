// What the server does by the clock: the end of the day, maintenance, expiring orders.
#pragma once

#include <cstdint>
#include <limits>

namespace workbench {

class CommitBatch;

// With the engine lock held, in server time, between quotes: a moment that has come is worked off before the first
// quote that is not earlier.
class TimedWork {
 public:
  static constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

  virtual ~TimedWork() = default;
  // The next moment there is something to do, nanoseconds since the Unix epoch; kNever without any. Cheap: it is asked
  // for every quote.
  virtual int64_t next_nanos() const noexcept = 0;
  // Moves next_nanos() on, then does what is due at that moment.
  virtual void run(int64_t moment_nanos, CommitBatch& batch) = 0;
};

}  // namespace workbench
