// Scheduled work of the server: the end of the day, maintenance, expiring orders.
#pragma once

#include <cstdint>
#include <limits>

namespace workbench {

class CommitBatch;

// Methods need the engine lock. Times are server time. The engine runs work that is due before the first quote that is
// not earlier.
class TimedWork {
 public:
  static constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

  virtual ~TimedWork() = default;
  // Returns the next moment with work, in nanoseconds since the Unix epoch; kNever when there is none. Must be cheap,
  // because the engine calls it for every quote.
  virtual int64_t next_nanos() const noexcept = 0;
  // Advances next_nanos(), then does the work that is due at that moment.
  virtual void run(int64_t moment_nanos, CommitBatch& batch) = 0;
};

}  // namespace workbench
