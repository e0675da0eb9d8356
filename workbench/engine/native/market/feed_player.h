// Plays the background feed by a clock: which quotes are due, at which server time, and when the next one is due.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "market/feed.h"

namespace workbench {

// A due quote and its server time.
struct DueTick {
  FeedTick tick;
  int64_t nanos = 0;
};

// Thread-safe.
class FeedPlayer {
 public:
  static constexpr size_t kMostAtOnce = 256;

  // `pace` is feed time. Under the feed clock it is server time as well, so pausing the feed also stops server time.
  FeedPlayer(ClockKind kind, PacedClock& pace, int64_t start_nanos)
      : kind_(kind), pace_(pace), start_nanos_(start_nanos) {}

  // Makes server time continue after that of the databases, whatever the recording times of the feed. Call it before
  // set().
  void resume_at(int64_t nanos);
  // Feed time starts at the first quote. Under the feed clock it starts at `start_nanos` when that is set, under a
  // virtual clock at `server_nanos`. The player skips earlier quotes. Under the feed clock a new feed continues from
  // the time that the previous feed has reached.
  void set(FeedTicks ticks, bool loop, int64_t server_nanos);
  void play(bool playing);
  void set_speed(double speed);
  FeedState state() const;
  // Appends due quotes to `due`, at most kMostAtOnce. On the wall clock their time is `server_nanos`, otherwise their
  // own time. A virtual clock plays up to `server_nanos`.
  void take_due(int64_t server_nanos, std::vector<DueTick>& due);
  // Real time at which the next quote is due, or nullopt when there is none. Not for virtual clocks.
  std::optional<std::chrono::steady_clock::time_point> next_due() const;

 private:
  void follow();
  // Skips the gap before the next lap of a looping feed, which may be days: feed time continues at the lap's first
  // quote.
  void skip_to_next_lap();

  ClockKind kind_;
  PacedClock& pace_;
  int64_t start_nanos_;
  bool resumes_ = false;
  mutable std::mutex mutex_;
  Feed feed_;
  bool playing_ = false;
  double speed_ = 1.0;
};

}  // namespace workbench
